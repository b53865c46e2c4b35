package message

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"testing"
)

func TestContent(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	tests := []struct {
		name   string
		writes []int
		spills bool
	}{
		{"nothing", nil, false},
		{"a little", []int{10, 0, 5}, false},
		{"one MiB", []int{maxMemory - 1, 1}, false},
		{"one octet more", []int{maxMemory, 1}, true},
		{"at once", []int{maxMemory + 1}, true},
		{"and on", []int{maxMemory, maxMemory, 7}, true},
	}
	for _, tt := range tests {
		c := newContent()
		var want []byte
		for i, n := range tt.writes {
			p := bytes.Repeat([]byte{byte('a' + i)}, n)
			want = append(want, p...)
			if got, err := c.Write(p); got != n || err != nil {
				t.Fatalf("%s: write of %d: got %d, %v", tt.name, n, got, err)
			}
		}
		if err := c.flush(); err != nil {
			t.Fatalf("%s: flush: %v", tt.name, err)
		}
		got, err := io.ReadAll(io.NewSectionReader(c.reader(), 0, c.size))
		sum := sha256.Sum256(want)
		if err != nil || !bytes.Equal(got, want) || c.sum() != hex.EncodeToString(sum[:]) || c.size != int64(len(want)) {
			t.Errorf("%s: got %d octets, size %d, sum %s (%v); want %d and %x", tt.name, len(got), c.size, c.sum(), err, len(want), sum)
		}
		if head := c.head(3); !bytes.Equal(head, want[:min(3, len(want))]) {
			t.Errorf("%s: got head %q, want %q", tt.name, head, want[:min(3, len(want))])
		}
		if (len(tempFiles(t)) == 1) != tt.spills {
			t.Errorf("%s: got temporary files %v, want one: %v", tt.name, tempFiles(t), tt.spills)
		}
		c.close()
		c.close() // does no harm
		if left := tempFiles(t); len(left) > 0 {
			t.Errorf("%s: got %v after close, want no files", tt.name, left)
		}
	}
}

func TestTemporaryFileIsPrivate(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	c := newContent()
	defer c.close()
	if _, err := c.Write(make([]byte, maxMemory+1)); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(c.file.Name())
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("got mode %v (%v), want nothing for group and others", info.Mode(), err)
	}
}
