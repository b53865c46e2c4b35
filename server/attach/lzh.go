package attach

import (
	"bytes"
	"strings"

	"sekisho/server/policy"
)

const typeLZH = "application/x-lzh-compressed"

// lzhEntry is one file of an LZH archive.
type lzhEntry struct {
	method     string // "-lh5-"
	name, dir  string
	size       int64
	data, next int64 // where the content and the next header begin
	packed     int64
}

// lzh lists an LZH archive and opens what is stored in it without being packed; there is no reader for the rest. LZH has no
// encryption.
func (w *walker) lzh(a *policy.Attachment, s source, depth int) {
	b := w.box(a, s.size, depth)
	if b == nil {
		return
	}
	defer b.done()
	for at := int64(0); at < s.size; {
		head := s.at(at, 24)
		if len(head) > 0 && head[0] == 0 { // the end
			return
		}
		e, ok := readLZH(s, at, head)
		if !ok || e.next <= at {
			mark(a, "uninspectable", "reason", w.missing())
			return
		}
		at = e.next
		name, more := e.dir+e.name, true
		content := s.part(e.data, e.packed)
		switch {
		case e.method == "-lhd-": // a folder
		case content.size < e.packed:
			more = b.named(name, e.size, w.missing())
		case e.method == "-lh0-" || e.method == "-lz4-":
			more = b.held(name, content)
		case w.partial:
			more = b.named(name, e.size, "")
		default:
			more = b.stream(name, e.size, newLZH(content, e.method, e.size))
		}
		if !more {
			return
		}
	}
}

// readLZH reads one header of level 0, 1 or 2 at the place at.
func readLZH(s source, at int64, head []byte) (e lzhEntry, ok bool) {
	if len(head) < 24 || head[2] != '-' || head[6] != '-' {
		return e, false
	}
	e = lzhEntry{method: string(head[2:7]), packed: u32(head, 7), size: u32(head, 11)}
	switch head[20] {
	case 0, 1:
		size := int64(head[0]) + 2
		f := &fields{b: s.at(at, size)}
		f.take(21)
		e.name = entryName(f.take(int64(f.u8())), 0)
		if f.bad {
			return e, false
		}
		e.data = at + size
		if head[20] == 1 {
			f.take(3) // checksum and system
			extended := int64(f.u16())
			before := e.data
			if e.data, ok = e.extended(s, before, extended); !ok {
				return e, false
			}
			e.packed -= e.data - before
		}
	case 2:
		size := int64(u16(head, 0))
		f := &fields{b: s.at(at, 26)}
		f.take(24)
		if _, ok = e.extended(s, at+26, int64(f.u16())); !ok {
			return e, false
		}
		e.data = at + size
	default:
		return e, false
	}
	e.name = strings.ReplaceAll(e.name, `\`, "/")
	e.next = e.data + e.packed
	return e, e.packed >= 0 && !strings.Contains(e.name, "\x00")
}

// extended reads the extended headers, each of which says how long the next one is: 1 is the name, 2 the folder.
func (e *lzhEntry) extended(s source, at, size int64) (end int64, ok bool) {
	for range 64 {
		if size == 0 {
			return at, true
		}
		b := s.at(at, size)
		if size < 3 || int64(len(b)) < size {
			return 0, false
		}
		switch value := b[1 : size-2]; b[0] {
		case 1:
			e.name = entryName(value, 0)
		case 2:
			e.dir = entryName(bytes.ReplaceAll(value, []byte{0xff}, []byte("/")), 0)
		}
		at += size
		size = int64(u16(b, int(size-2)))
	}
	return 0, false
}
