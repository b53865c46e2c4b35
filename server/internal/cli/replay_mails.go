package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"

	"sekisho/server/internal/input"
	"sekisho/server/message"
	"sekisho/server/policy"
)

// maxMail is how many octets of one mail of an mbox are read; what is longer is cut there.
const maxMail = 64 << 20

// eachMail calls do for every mail of a folder and the folders in it: .eml files, one mail each, and .mbox files or files without
// an extension, many. What cannot be read as a mail goes to bad.
func eachMail(ctx context.Context, folder string, do func(name string, m *policy.Message), bad func(name string, err error)) error {
	return filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		ext := filepath.Ext(path)
		if !slices.Contains([]string{".eml", ".mbox", ""}, ext) {
			return ctx.Err()
		}
		f, err := input.Open(path)
		if err != nil {
			bad(path, err)
			return ctx.Err()
		}
		defer func() { _ = f.Close() }()
		one := func(name string, r io.Reader) {
			m, err := message.Read(ctx, r, nil)
			if err != nil {
				bad(name, err)
				return
			}
			do(name, m)
		}
		if ext == ".eml" {
			one(path, f)
			return ctx.Err()
		}
		if err := splitMbox(f, func(n int, mail []byte) { one(fmt.Sprintf("%s#%d", path, n), bytes.NewReader(mail)) }); err != nil {
			bad(path, err)
		}
		return ctx.Err()
	})
}

var errNoMbox = errors.New("it does not begin with a From line, as an mbox does")

// splitMbox calls do for each mail of an mbox (RFC 4155), counted from 1. A mail begins at a line "From " behind an empty line;
// one ">" is taken off lines that begin with ">From ", ">>From " and so on.
func splitMbox(r io.Reader, do func(n int, mail []byte)) error {
	in := bufio.NewReaderSize(r, 64<<10)
	var mail bytes.Buffer
	n, empty, begins := 0, true, true
	for {
		line, err := in.ReadSlice('\n')
		starts := begins && empty && bytes.HasPrefix(line, []byte("From "))
		switch {
		case starts:
			if n > 0 {
				do(n, mail.Bytes())
				mail.Reset()
			}
			n++
		case n == 0 && len(line) > 0:
			return errNoMbox
		case mail.Len() < maxMail:
			if begins && bytes.HasPrefix(bytes.TrimLeft(line, ">"), []byte("From ")) {
				line = bytes.TrimPrefix(line, []byte(">"))
			}
			mail.Write(line)
		}
		if begins {
			empty = len(bytes.TrimRight(line, "\r\n")) == 0
		}
		begins = bytes.HasSuffix(line, []byte("\n"))
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			if n > 0 {
				do(n, mail.Bytes())
			}
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
	}
}
