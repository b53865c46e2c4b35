package gate

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
)

func TestSpool(t *testing.T) {
	for _, size := range []int{0, 1, 999, 1000, 1001, spoolBlock - 1, spoolBlock + 1, 3*spoolBlock + 5} {
		for piece, memory := range map[int]int{1: 1000, 1000: 1000, 2*spoolBlock + 1: 1000, 7: 4 * spoolBlock, 3 * spoolBlock: 4 * spoolBlock} {
			dir := t.TempDir()
			s := NewSpool(dir, memory)
			want := bytes.Repeat([]byte("0123456789"), size/10+1)[:size]
			for rest := want; len(rest) > 0; {
				n := min(piece, len(rest))
				if _, err := s.Write(rest[:n]); err != nil {
					t.Fatal(err)
				}
				rest = rest[n:]
			}
			if err := s.Finish(); err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(s.Reader())
			sum := sha256.Sum256(want)
			if err != nil || !bytes.Equal(got, want) || s.Size() != int64(size) || s.SHA256() != hex.EncodeToString(sum[:]) {
				t.Errorf("%d octets in pieces of %d: read %d, %v; size %d, sum %s", size, piece, len(got), err, s.Size(), s.SHA256())
			}
			files, _ := os.ReadDir(dir)
			if (len(files) == 1) != (size > memory) {
				t.Errorf("%d octets: %d files, want one only beyond %d", size, len(files), memory)
			}
			if err := errors.Join(s.Close(), s.Close()); err != nil {
				t.Errorf("Close: %v", err)
			}
			if files, _ := os.ReadDir(dir); len(files) != 0 {
				t.Errorf("%d octets: a file is left behind", size)
			}
			if _, err := s.ReadAt(make([]byte, 1), 0); !errors.Is(err, errSpoolClosed) {
				t.Errorf("ReadAt after Close: %v, want %v", err, errSpoolClosed)
			}
		}
	}
}

// Where nothing can be stored the client hears 452 after the real end of its mail, and the session goes on.
func TestNoRoom(t *testing.T) {
	r := newRig(t, func(r *rig) {
		r.server.SpoolDir = t.TempDir() + "/missing"
		r.server.Limits.Memory = 10
	})
	defer r.close()
	c := r.dial()
	c.begin("hanako@b.example")
	c.send("Subject: large\r\n\r\n" + "0123456789\r\nMAIL FROM:<x@y.example>\r\n.\r\n")
	c.want("452 4.3.1")
	c.do("NOOP", "250")
	c.do("QUIT", "221")
	if got := r.sink.heard(); strings.Contains(got, "MAIL") {
		t.Errorf("the upstream heard %q", got)
	}
}
