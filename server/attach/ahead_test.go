package attach

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestAhead: files that are unpacked while others are looked at are those they are, whatever lies between them: a folder that pretends
// to be packed, a file that is stored, encrypted, short, broken, or longer than its header says.
func TestAhead(t *testing.T) {
	random := rand.NewChaCha8([32]byte{9})
	noise := make([]byte, 4*aheadFrom)
	_, _ = random.Read(noise)
	file := func(i int) string { return fmt.Sprintf("GIF89a\x01\x00\x01\x00 %d %x", i, noise) }
	packed := string(deflated(t, []byte(file(0)), 6))
	lie := func(name, data string, size int) part {
		return part{name, data, &zip.FileHeader{Method: zip.Deflate, UncompressedSize64: uint64(size)}}
	}
	const folder = 0x0a0b0c0d // a size of which nothing is left
	content := makeZip(t, part{"1.gif", file(1), nil}, part{"2.gif", file(2), nil}, lie("folder|", packed, folder), part{"3.gif", file(3), nil},
		part{"4.gif", file(4), stored}, part{"5.gif", file(5), aes}, part{"6.gif", "GIF89a\x01\x00\x01\x00", nil}, part{"7.gif", file(7), nil},
		lie("8.gif", packed[:len(packed)/2], len(file(0))), part{"9.gif", file(9), nil}, lie("10.gif", packed, len(file(0))-1),
		part{"11.gif", file(11), nil}, lie("12.gif", packed, len(file(0))+1), part{"13.gif", file(13), nil})
	content = bytes.ReplaceAll(bytes.ReplaceAll(content, []byte("folder|"), []byte("folder/")), binary.LittleEndian.AppendUint32(nil, folder), make([]byte, 4))
	a := Inspect(context.Background(), File{Name: "a.zip", Size: int64(len(content)), Content: bytes.NewReader(content)})
	if len(a.Inside) != 13 {
		t.Fatalf("%d files, want 13 without the folder: %s", len(a.Inside), brief(a))
	}
	if !marked(&a, "encrypted") || a.Inside[4].Type != "image/gif" {
		t.Errorf("the fifth is not encrypted: %s", brief(a))
	}
	for i, want := range map[int]string{8: "uninspectable", 10: "bomb", 12: "uninspectable"} {
		if f := a.Inside[i-1]; !marked(&f, want) {
			t.Errorf("%s is not marked %s: %s", f.Name, want, brief(f))
		}
	}
	for _, i := range []int{1, 2, 3, 4, 6, 7, 9, 11, 13} {
		if f := a.Inside[i-1]; f.Type != "image/gif" || f.Name != fmt.Sprintf("%d.gif", i) || len(f.Marks) != 0 {
			t.Errorf("file %d is %s, want a picture without marks", i, brief(f))
		}
	}
}

// TestAheadSlips: a slip of the unpacking goroutine is one of the reader, where parsers are guarded.
func TestAheadSlips(t *testing.T) {
	a := &ahead{slip: "slip", done: make(chan struct{})}
	close(a.done)
	defer func() {
		if recover() != "slip" {
			t.Error("the slip is lost")
		}
	}()
	a.reader()
}

// TestAheadWithin: what is unpacked ahead is short, and only where it saves time.
func TestAheadWithin(t *testing.T) {
	content := bytes.Repeat([]byte("0123456789abcdef"), 4096)
	s := source{bytes.NewReader(content), int64(len(content))}
	good := zipEntry{name: "a", method: 8, localMethod: 8, size: 1 << 19, packed: aheadFrom}
	for why, change := range map[string]func(*zipEntry, *walker, *int){
		"":           func(*zipEntry, *walker, *int) {},
		"stored":     func(e *zipEntry, _ *walker, _ *int) { e.method = 0 },
		"encrypted":  func(e *zipEntry, _ *walker, _ *int) { e.flags = 1 },
		"folder":     func(e *zipEntry, _ *walker, _ *int) { e.name = "a/" },
		"short":      func(e *zipEntry, _ *walker, _ *int) { e.packed-- },
		"long":       func(e *zipEntry, _ *walker, _ *int) { e.size = maxWhole },
		"negative":   func(e *zipEntry, _ *walker, _ *int) { e.size = -1 },
		"nowhere":    func(e *zipEntry, _ *walker, _ *int) { e.data = -1 },
		"behind end": func(e *zipEntry, _ *walker, _ *int) { e.data = int64(len(content)) },
		"partial":    func(_ *zipEntry, w *walker, _ *int) { w.partial = true },
		"deep":       func(_ *zipEntry, _ *walker, depth *int) { *depth = aheadDepth + 1 },
	} {
		e, w, depth := good, &walker{ctx: t.Context()}, aheadDepth
		change(&e, w, &depth)
		a := w.begin(s, &e, depth)
		if got := a != nil; got != (why == "") {
			t.Errorf("%q: begun %v", why, got)
		}
		if w.end(a); a != nil && len(w.wholes) != 1 {
			t.Errorf("its memory is not there for the next")
		}
	}
}
