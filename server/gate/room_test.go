package gate

import (
	"bytes"
	"io"
	"os"
	"testing"
)

// TestRoom has messages share memory: who finds room makes no file, who does not or grows too long makes one, and all of the room is
// there again afterwards.
func TestRoom(t *testing.T) {
	const memory, blocks = spoolBlock, 8
	for _, tt := range []struct {
		name  string
		taken int // by others
		size  int
		file  bool
	}{
		{"short", 8, memory, false},
		{"all of the room", 0, memory + blocks*spoolBlock, false},
		{"more than the room", 0, memory + blocks*spoolBlock + 1, true},
		{"the room is taken", 8, memory + 1, true},
		{"some of it is", 5, memory + 3*spoolBlock, false},
		{"too much of it is", 5, memory + 4*spoolBlock, true},
	} {
		dir, r := t.TempDir(), newRoom(blocks*spoolBlock)
		r.left.Add(int64(-tt.taken * spoolBlock))
		s := &Spool{dir: dir, memory: memory, room: r}
		want := bytes.Repeat([]byte("0123456789"), tt.size/10+1)[:tt.size]
		if _, err := s.Write(want); err != nil {
			t.Fatal(err)
		}
		if err := s.Finish(); err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(s.Reader()); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: read %d octets, %v; want %d as written", tt.name, len(got), err, tt.size)
		}
		if files, _ := os.ReadDir(dir); (len(files) == 1) != tt.file {
			t.Errorf("%s: got %d files, want one: %v", tt.name, len(files), tt.file)
		}
		for range 2 { // Close may be called twice
			if err := s.Close(); err != nil {
				t.Errorf("%s: Close: %v", tt.name, err)
			}
		}
		if got := r.left.Load(); got != int64((blocks-tt.taken)*spoolBlock) {
			t.Errorf("%s: got room for %d octets afterwards, want %d", tt.name, got, (blocks-tt.taken)*spoolBlock)
		}
	}
	if big := newRoom(1 << 30); big.take(mostLent) || !big.take(mostLent-spoolBlock) {
		t.Error("got another bound than mostLent for one message")
	}
}
