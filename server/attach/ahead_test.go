package attach

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
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

// TestAheadSlips: a slip while unpacking is one of whoever reads that file, where parsers are guarded, and of nobody else.
func TestAheadSlips(t *testing.T) {
	a := rowOf(t, 3)
	a.helper = make(chan *unpacking, aheadFiles)
	defer close(a.helper)
	a.next(0)
	a.row[1].f = nil
	go help(a.helper)
	<-a.row[1].done
	a.next(1)
	if content, err := io.ReadAll(a.reader()); string(content) != numbered(1) || err != nil {
		t.Errorf("the file before it: %.20q, %v", content, err)
	}
	a.next(2)
	defer func() {
		if recover() == nil {
			t.Error("the slip is lost")
		}
	}()
	a.reader()
}

// TestAheadAlone: a helper who gets no core holds nobody up, and what is in nobody's hand is never waited for.
func TestAheadAlone(t *testing.T) {
	a := rowOf(t, 3*aheadFiles)
	a.helper = make(chan *unpacking, 1) // nobody takes from it
	for i := range a.entries {
		if got := a.next(i); got != (i > 0) {
			t.Fatalf("entry %d is in the row: %v", i, got)
		}
		if i%3 == 2 {
			continue // nobody reads it
		}
		if i > 0 {
			if content, err := io.ReadAll(a.reader()); string(content) != numbered(i) || err != nil {
				t.Fatalf("entry %d holds %.20q, %v", i, content, err)
			}
		}
	}
	a.stop()
	if len(a.row) != 0 || a.octets != 0 {
		t.Errorf("%d files with %d octets are left", len(a.row), a.octets)
	}
}

// TestAheadWaits: whoever needs a file that the helper has in hand unpacks others meanwhile.
func TestAheadWaits(t *testing.T) {
	a := rowOf(t, aheadFiles)
	a.helper = make(chan *unpacking, 1)
	a.next(0)
	a.next(1)
	first := a.row[0]
	first.taken.Store(true) // the helper has it
	read := make(chan []byte)
	go func() {
		content, _ := io.ReadAll(a.reader())
		read <- content
	}()
	for _, u := range a.row[1:] {
		<-u.done
	}
	first.content = []byte("by the helper")
	close(first.done)
	if content := <-read; string(content) != "by the helper" {
		t.Errorf("read %q", content)
	}
	a.stop()
}

// TestAheadEnds: once the time is up, files are named and no longer unpacked.
func TestAheadEnds(t *testing.T) {
	noise := make([]byte, 2*aheadFrom)
	_, _ = rand.NewChaCha8([32]byte{8}).Read(noise)
	packed := deflated(t, noise, 6)
	var parts []part
	for i := range 60 {
		parts = append(parts, part{fmt.Sprintf("%d.gif", i), string(noise), nil})
	}
	content := makeZip(t, parts...)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r := &lastRead{Reader: bytes.NewReader(content), of: len(packed), after: cancel}
	a := Inspect(ctx, File{Name: "a.zip", Size: int64(len(content)), Content: r})
	if r.reads == 0 || r.reads > aheadFiles+2 {
		t.Errorf("%d files were read, want some of one row: %s", r.reads, brief(a))
	}
}

// lastRead counts the reads of a length, and calls after with each.
type lastRead struct {
	*bytes.Reader
	of, reads int
	after     func()
}

func (r *lastRead) ReadAt(p []byte, at int64) (int, error) {
	if len(p) == r.of {
		r.reads++
		r.after()
	}
	return r.Reader.ReadAt(p, at)
}

// rowOf has n entries, each of its number again and again.
func rowOf(t *testing.T, n int) *ahead {
	t.Helper()
	var content []byte
	a := &ahead{w: &walker{ctx: t.Context()}}
	for i := range n {
		text := numbered(i)
		packed := deflated(t, []byte(text), 0)
		a.entries = append(a.entries, zipEntry{name: "a", method: 8, localMethod: 8, size: int64(len(text)), packed: int64(len(packed)), data: int64(len(content))})
		content = append(content, packed...)
	}
	a.s = source{bytes.NewReader(content), int64(len(content))}
	return a
}

func numbered(i int) string { return strings.Repeat(fmt.Sprintf("%08d", i), aheadFrom/8) }

// TestAheadWithin: what is unpacked ahead is short, only where it saves time, and never more than a row may hold.
func TestAheadWithin(t *testing.T) {
	content := bytes.Repeat([]byte("0123456789abcdef"), 4096)
	good := zipEntry{name: "a", method: 8, localMethod: 8, size: 1 << 19, packed: aheadFrom}
	for why, change := range map[string]func(*zipEntry, *ahead){
		"":           func(*zipEntry, *ahead) {},
		"stored":     func(e *zipEntry, _ *ahead) { e.method = 0 },
		"encrypted":  func(e *zipEntry, _ *ahead) { e.flags = 1 },
		"folder":     func(e *zipEntry, _ *ahead) { e.name = "a/" },
		"short":      func(e *zipEntry, _ *ahead) { e.packed-- },
		"long":       func(e *zipEntry, _ *ahead) { e.size = maxWhole },
		"negative":   func(e *zipEntry, _ *ahead) { e.size = -1 },
		"nowhere":    func(e *zipEntry, _ *ahead) { e.data = -1 },
		"behind end": func(e *zipEntry, _ *ahead) { e.data = int64(len(content)) },
		"partial":    func(_ *zipEntry, a *ahead) { a.w.partial = true },
		"deep":       func(_ *zipEntry, a *ahead) { a.depth = aheadDepth + 1 },
	} {
		e := good
		a := &ahead{w: &walker{ctx: t.Context()}, s: source{bytes.NewReader(content), int64(len(content))}, depth: aheadDepth}
		change(&e, a)
		a.entries = []zipEntry{good, e}
		a.next(0)
		if got := len(a.row) == 1; got != (why == "") {
			t.Errorf("%q: begun %v", why, got)
		}
		if a.stop(); why == "" && len(a.w.wholes) != 1 {
			t.Errorf("its memory is not there for the next")
		}
	}
	a := &ahead{w: &walker{ctx: t.Context()}, s: source{bytes.NewReader(content), int64(len(content))}}
	for range 9 {
		a.entries = append(a.entries, good)
	}
	if a.next(0); len(a.row) != 3 {
		t.Errorf("%d files of half a megabyte are in memory, want 3", len(a.row))
	}
	if a.next(1); len(a.row) != 3 || a.row[0].entry != 1 {
		t.Errorf("%d files from entry %d on are in memory, want 3 from 1", len(a.row), a.row[0].entry)
	}
	if a.next(2); len(a.row) != 3 || a.row[0].entry != 2 || a.row[2].entry != 4 {
		t.Errorf("%d files from entry %d on are in memory, want 3 from 2", len(a.row), a.row[0].entry)
	}
	a.stop()
}
