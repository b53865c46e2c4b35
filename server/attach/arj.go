package attach

import "sekisho/server/policy"

const (
	typeARJ  = "application/x-arj"
	magicARJ = "\x60\xea"
)

// arj looks into an ARJ archive (UNARJ's technical information).
func (w *walker) arj(a *policy.Attachment, s source, depth int) {
	b := w.box(a, s.size, depth)
	if b == nil {
		return
	}
	defer b.done()
	for at, first := int64(0), true; ; first = false {
		head := s.at(at, 4)
		if len(head) < 4 || string(head[:2]) != magicARJ {
			mark(a, "uninspectable", "reason", w.missing())
			return
		}
		size := int64(u16(head, 2))
		if size == 0 {
			return
		}
		f := &fields{b: s.at(at+4, size)}
		fixed := int64(f.u8())
		rest := &fields{b: f.take(fixed - 1)}
		name := entryName(f.text(), 0)
		rest.take(3)
		flags, method := rest.u8(), rest.u8()
		kind := rest.u8()
		rest.take(5)
		packed, unpacked := rest.u32(), rest.u32()
		if f.bad || rest.bad {
			mark(a, "uninspectable", "reason", w.missing())
			return
		}
		at = w.arjExtended(s, at+4+size+4)
		if first {
			if flags&0x04 != 0 {
				mark(a, "uninspectable", "reason", "volume")
			}
			continue
		}
		content, more := s.part(at, packed), true
		switch {
		case kind == 3: // a folder
		case flags&1 != 0:
			more = b.secret(name, unpacked, "arj")
		case content.size < packed:
			more = b.named(name, unpacked, w.missing())
		case method == 0:
			more = b.held(name, content)
		case w.partial:
			more = b.named(name, unpacked, "")
		default:
			more = b.stream(name, unpacked, newARJ(content, method, unpacked))
		}
		if !more {
			return
		}
		at += packed
	}
}

// arjExtended passes over the extended headers: a length each, none after a zero.
func (w *walker) arjExtended(s source, at int64) int64 {
	for range 64 {
		b := s.at(at, 2)
		if len(b) < 2 || u16(b, 0) == 0 {
			break
		}
		at += 2 + int64(u16(b, 0)) + 4
	}
	return at + 2
}
