package attach

import (
	"bytes"
	"context"
	"testing"
	"time"
)

// TestFind: an archive's beginning is found wherever it is, in files of less than one read and of several, by one walker.
func TestFind(t *testing.T) {
	w := &walker{ctx: context.Background(), budget: &budget{}, until: time.Now().Add(time.Hour)}
	for _, size := range []int{9, 40, smallChunk - 1, smallChunk, smallChunk + 1, 10 << 10, chunkSize - 1, chunkSize, chunkSize + 1, 3*chunkSize + 5, 20} {
		at := func(b []byte) int64 { return w.find(source{bytes.NewReader(b), int64(len(b))}, 1) }
		if got := at(make([]byte, size)); got != -1 {
			t.Errorf("%d octets of nothing: found at %d", size, got)
		}
		for _, place := range []int{1, 2, size / 2, smallChunk - 3, chunkSize - 7, chunkSize - 1, chunkSize, size - len(magic7z)} {
			if place < 1 || place+len(magic7z) > size {
				continue
			}
			b := make([]byte, size)
			copy(b[place:], magic7z)
			if got := at(b); got != int64(place) {
				t.Errorf("%d octets: found at %d, want %d", size, got, place)
			}
		}
	}
}

// TestChunkIsNoLargerThanTheFile: a small picture is looked through in little memory.
func TestChunkIsNoLargerThanTheFile(t *testing.T) {
	w := &walker{}
	for _, c := range []struct{ most, want int64 }{{0, smallChunk}, {10 << 10, 10 << 10}, {100, 10 << 10}, {1 << 30, chunkSize}} {
		if got := int64(len(w.chunk(c.most))); got != c.want {
			t.Errorf("for %d octets: %d, want %d", c.most, got, c.want)
		}
	}
}
