package attach

import (
	"bytes"
	"errors"

	"sekisho/server/policy"
)

// maxStub is how far into a file an archive is looked for: behind the program of a self-extracting one, or behind a picture.
const maxStub = 16 << 20

// appended looks for an archive behind something else. A ZIP is found from its end; others by how they begin, in programs and
// in what people look at without a thought.
func (w *walker) appended(a *policy.Attachment, s source, depth int) {
	d, err := readZip(s)
	if errors.Is(err, errVolume) && a.Type == unknown {
		zipVolume(a, s)
		return
	}
	if err == nil && len(d.entries) > 0 && d.entries[0].data >= 0 {
		inner := policy.Attachment{Name: a.Name}
		w.container(&inner, s, d, depth)
		adopt(a, inner, typeZIP)
		return
	}
	switch group(a.Type) {
	case "executable", "image", "media", "pdf", "text", "unknown":
	default:
		return
	}
	stub := s.part(0, maxStub)
	at := w.find(stub, 1)
	for tries := 0; at >= 0 && tries < 16; tries++ { // the program of a self-extracting archive has the mark in its code
		rest := s.part(at, s.size-at)
		inner := policy.Attachment{Name: a.Name}
		t := sniff(rest, rest.at(0, 64), "")
		if look := opener(t); look != nil {
			look(w, &inner, rest, depth)
		}
		if len(inner.Inside) > 0 || marked(&inner, "encrypted") {
			adopt(a, inner, t)
			return
		}
		at = w.find(stub, at+1)
	}
}

// find returns where an archive begins that is not a ZIP, from the place from on; negative: nowhere.
func (w *walker) find(s source, from int64) int64 {
	buf := w.chunk(s.size - from)
	const longest = 8
	for at := from; at < s.size && !w.late(); at += int64(len(buf) - longest + 1) {
		n, _ := s.r.ReadAt(buf[:min(int64(len(buf)), s.size-at)], at) // what cannot be read is passed over
		for _, magic := range []string{magicRAR, magic7z, "MSCF\x00\x00\x00\x00"} {
			if i := bytes.Index(buf[:n], []byte(magic)); i >= 0 {
				return at + int64(i)
			}
		}
		if n < len(buf) {
			break
		}
	}
	return -1
}

// adopt takes over what was found in an archive of type t behind a. It is a disguise where people expect no archive.
func adopt(a *policy.Attachment, inner policy.Attachment, t string) {
	a.Inside = append(a.Inside, inner.Inside...)
	for _, m := range inner.Marks {
		if !marked(a, m.Flag) {
			a.Marks = append(a.Marks, m)
		}
	}
	switch class := classOfExtension(Extension(a.Name)); class {
	case "image", "pdf", "media", "text":
		mark(a, "disguised", "extension", Extension(a.Name), "type", t)
	}
}
