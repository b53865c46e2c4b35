package extract

import (
	"encoding/binary"

	"sekisho/server/text"
)

// long reads a string whose length takes two octets; short one whose length takes one, at the given place.
func (x *xls) long(b []byte) string {
	if len(b) < 2 {
		return ""
	}
	return x.chars(int(binary.LittleEndian.Uint16(b)), b[2:])
}

func (x *xls) short(b []byte, width int) string {
	if len(b) < width {
		return ""
	}
	return x.chars(int(b[0]), b[width:])
}

// chars reads n characters ([MS-XLS] 2.5.293 and 2.5.294; in BIFF5 octets of the code page).
func (x *xls) chars(n int, b []byte) string {
	if !x.wide {
		return text.Decoded(codePage(x.page), b[:min(n, len(b))])
	}
	if len(b) == 0 {
		return ""
	}
	r := chunked{parts: [][]byte{b}}
	return r.string(n)
}

// shared reads the table of strings, which goes on in Continue records.
func (x *xls) shared(parts [][]byte) {
	r := chunked{parts: parts}
	if _, ok := r.take(4); !ok {
		return
	}
	unique, ok := r.take(4)
	if !ok {
		return
	}
	count := int(binary.LittleEndian.Uint32(unique))
	for range min(count, maxStrings/4) {
		n, ok := r.take(2)
		if !ok || x.total > maxStrings {
			return
		}
		s := r.string(int(binary.LittleEndian.Uint16(n)))
		x.strings = append(x.strings, s)
		x.total += len(s)
	}
}

// object reads the text of a comment or shape: it stands in the first Continue record.
func (x *xls) object(parts [][]byte) {
	if len(parts) < 2 || len(parts[0]) < 12 || len(x.notes) > maxCount {
		return
	}
	n := int(binary.LittleEndian.Uint16(parts[0][10:]))
	r := chunked{parts: parts[1:]}
	if n > 0 {
		x.notes = append(x.notes, r.string(n))
	}
}

// chunked reads over the borders of records. Characters that go on in the next one begin there with a new flag.
type chunked struct {
	parts [][]byte
}

// take returns the next n octets of what is not text.
func (r *chunked) take(n int) ([]byte, bool) {
	var b []byte
	for len(b) < n {
		if len(r.parts) == 0 {
			return nil, false
		}
		if len(r.parts[0]) == 0 {
			r.parts = r.parts[1:]
			continue
		}
		m := min(n-len(b), len(r.parts[0]))
		b = append(b, r.parts[0][:m]...)
		r.parts[0] = r.parts[0][m:]
	}
	return b, true
}

// string reads flags, n characters, and passes over what is said of their looks (2.5.293 XLUnicodeRichExtendedString).
func (r *chunked) string(n int) string {
	flags, ok := r.take(1)
	if !ok {
		return ""
	}
	runs, more := 0, 0
	if flags[0]&8 != 0 {
		if b, ok := r.take(2); ok {
			runs = 4 * int(binary.LittleEndian.Uint16(b))
		}
	}
	if flags[0]&4 != 0 {
		if b, ok := r.take(4); ok {
			more = int(binary.LittleEndian.Uint32(b))
		}
	}
	out := r.text(n, flags[0]&1 != 0)
	r.skip(runs)
	r.skip(more)
	return string(out)
}

func (r *chunked) text(n int, wide bool) []byte {
	var raw []byte
	for n > 0 && len(r.parts) > 0 {
		part := r.parts[0]
		if len(part) == 0 {
			if r.parts = r.parts[1:]; len(r.parts) == 0 || len(r.parts[0]) == 0 {
				break
			}
			wide = r.parts[0][0]&1 != 0
			r.parts[0] = r.parts[0][1:]
			continue
		}
		width := 1
		if wide {
			width = 2
		}
		m := min(n, len(part)/width)
		if m == 0 {
			break
		}
		raw = appendUnits(raw, part[:m*width], wide)
		r.parts[0] = part[m*width:]
		n -= m
	}
	return decodeUTF16(nil, raw)
}

// appendUnits appends UTF-16; narrow characters are its low octets.
func appendUnits(to, b []byte, wide bool) []byte {
	if wide {
		return append(to, b...)
	}
	for _, c := range b {
		to = append(to, c, 0)
	}
	return to
}

func (r *chunked) skip(n int) {
	for n > 0 && len(r.parts) > 0 {
		m := min(n, len(r.parts[0]))
		r.parts[0] = r.parts[0][m:]
		n -= m
		if len(r.parts[0]) == 0 {
			r.parts = r.parts[1:]
		}
	}
}
