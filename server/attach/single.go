package attach

import (
	"bufio"
	"compress/bzip2"
	"errors"
	"io"
	"strings"

	"sekisho/server/policy"

	"github.com/klauspost/compress/gzip"
)

// The types of files that are one other file, compressed.
const (
	typeGzip  = "application/gzip"
	typeBzip2 = "application/x-bzip2"
	typeXZ    = "application/x-xz"
	typeZstd  = "application/zstd"
)

// single looks into a file that is one other file, compressed. A compressed tar takes two of the depths.
func (w *walker) single(a *policy.Attachment, s source, depth int) {
	b := w.box(a, s.size, depth)
	if b == nil {
		return
	}
	name := innerName(a.Name)
	if w.partial {
		// Such a file cannot be encrypted, but what is in it can.
		b.named(name, -1, "")
		mark(a, "uninspectable", "reason", "partial")
		return
	}
	r, release, inner, err := decompressor(a.Type, s)
	if err != nil {
		mark(a, "uninspectable", "reason", w.reason(err))
		return
	}
	defer release()
	if inner != "" {
		name = inner
	}
	b.stream(name, -1, r)
	b.done()
}

// decompressor returns the content of s, what gives back its memory, and the name that the content had, if s tells.
func decompressor(mime string, s source) (r io.Reader, release func(), name string, err error) {
	in := &counted{r: s.section(0, s.size)}
	packed := bufio.NewReaderSize(in, 32<<10)
	release = func() {}
	switch mime {
	case typeGzip:
		var gz *gzip.Reader
		if gz, err = gzip.NewReader(packed); err == nil {
			r, name = &untilZero{gz}, entryName([]byte(gz.Name), 0)
		}
	case typeBzip2:
		r = bzip2.NewReader(packed)
	case typeXZ:
		r = newXZ(packed)
	case typeZstd:
		r, release, err = newZstd(s)
		return r, release, "", err
	default:
		r, err = rarer(mime, packed)
	}
	return &unpacked{r, in}, release, name, err
}

// untilZero ends at what follows the last member of a gzip file: writers to tapes leave zeros there, which is no damage.
type untilZero struct{ r io.Reader }

func (u *untilZero) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	if errors.Is(err, gzip.ErrHeader) {
		err = io.EOF
	}
	return n, err
}

// innerName is the name without what compressing has added to it.
func innerName(name string) string {
	stem, ext := split(name)
	switch ext {
	case "tgz", "taz", "tbz", "tbz2", "txz", "tzst", "tlz":
		return stem + ".tar"
	case "gz", "bz2", "xz", "zst", "zstd", "z", "bz", "lzma", "lz", "lz4", "br":
		return stem
	case "svgz":
		return stem + ".svg"
	}
	return strings.TrimSpace(name)
}
