package attach

import (
	"bytes"
	"strings"

	"sekisho/server/policy"
)

const (
	typeTNEF  = "application/ms-tnef"
	magicTNEF = "\x78\x9f\x3e\x22"
)

// The attributes of files ([MS-OXTNEF] 2.1.3.3), without the type in the upper half.
const (
	tnefTitle  = 0x8010
	tnefData   = 0x800f
	tnefRender = 0x9002 // a file begins
	tnefProps  = 0x9005
)

// tnef looks at the files in winmail.dat ([MS-OXTNEF]): a row of attributes, some of which belong to files.
func (w *walker) tnef(a *policy.Attachment, s source, depth int) {
	b := w.box(a, s.size, depth)
	if b == nil {
		return
	}
	defer b.done()
	var name string
	var data source
	at := int64(6)
	flush := func() bool {
		if data.r == nil {
			return true
		}
		ok := b.held(name, data)
		name, data = "", source{}
		return ok
	}
	for at < s.size || at == 6 {
		head := s.at(at, 9)
		if len(head) < 9 || head[0] != 1 && head[0] != 2 {
			mark(a, "uninspectable", "reason", w.missing())
			break
		}
		size := u32(head, 5)
		value := s.part(at+9, size)
		if value.size < size {
			mark(a, "uninspectable", "reason", w.missing())
		}
		switch u16(head, 1) {
		case tnefRender:
			if !flush() {
				return
			}
		case tnefTitle:
			name = entryName(bytes.TrimRight(value.at(0, 1024), "\x00"), 0)
		case tnefData:
			data = value
		case tnefProps:
			if long := longTNEFName(value.at(0, 1<<20)); long != "" {
				name = long
			}
		}
		at += 9 + size + 2 // the checksum
	}
	flush()
}

// longTNEFName finds PidTagAttachLongFilename in a list of properties ([MS-OXTNEF] 2.1.3.4). Properties of other kinds are
// long in ways of their own, so the tag is looked for instead of counted up to.
func longTNEFName(b []byte) string {
	for _, tag := range []string{"\x1f\x00\x07\x37\x01\x00\x00\x00", "\x1e\x00\x07\x37\x01\x00\x00\x00"} {
		at := bytes.Index(b, []byte(tag))
		if at < 0 {
			continue
		}
		f := &fields{b: b[at+len(tag):]}
		value := f.take(min(f.u32(), 2048))
		switch {
		case f.bad:
		case tag[0] == 0x1f:
			return strings.TrimRight(utf16Text(value), "\x00")
		default:
			return entryName(bytes.TrimRight(value, "\x00"), 0)
		}
	}
	return ""
}
