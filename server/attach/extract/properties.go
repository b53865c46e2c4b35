package extract

import (
	"encoding/binary"
	"slices"

	"sekisho/server/text"
)

const maxProperties = 1000

// propertySet adds the properties of a stream that are wanted, and all of its custom ones ([MS-OLEPS] 2.21, 2.25).
func propertySet(t *sink, b []byte, wanted []uint32) error {
	if len(b) < 48 || binary.LittleEndian.Uint16(b) != 0xfffe {
		return nil
	}
	at := func(i int) int { return int(binary.LittleEndian.Uint32(b[i:])) }
	if err := section(t, tail(b, at(44)), wanted, false); err != nil {
		return err
	}
	if at(24) > 1 && len(b) >= 68 {
		return section(t, tail(b, at(64)), nil, true)
	}
	return nil
}

// tail is b from at on; nothing if that is outside.
func tail(b []byte, at int) []byte {
	if at < 0 || at > len(b) {
		return nil
	}
	return b[at:]
}

func section(t *sink, b []byte, wanted []uint32, custom bool) error {
	if len(b) < 8 {
		return nil
	}
	count := min(int(binary.LittleEndian.Uint32(b[4:])), maxProperties, (len(b)-8)/8)
	page := 1252
	var names map[uint32]string
	for i := range count { // the code page and the names first
		id, value := binary.LittleEndian.Uint32(b[8+8*i:]), tail(b, int(binary.LittleEndian.Uint32(b[12+8*i:])))
		if id == 1 && len(value) >= 6 {
			page = int(binary.LittleEndian.Uint16(value[4:]))
		}
	}
	for i := range count {
		id, value := binary.LittleEndian.Uint32(b[8+8*i:]), tail(b, int(binary.LittleEndian.Uint32(b[12+8*i:])))
		if id == 0 && custom {
			names = dictionary(value, page)
		}
	}
	for i := range count {
		id, value := binary.LittleEndian.Uint32(b[8+8*i:]), tail(b, int(binary.LittleEndian.Uint32(b[12+8*i:])))
		if name, ok := names[id]; ok || slices.Contains(wanted, id) {
			if err := property(t, name, propertyText(value, page)); err != nil {
				return err
			}
		}
	}
	return nil
}

// dictionary reads the names of custom properties.
func dictionary(b []byte, page int) map[uint32]string {
	names := map[uint32]string{}
	if len(b) < 4 {
		return names
	}
	count := min(int(binary.LittleEndian.Uint32(b)), maxProperties)
	b = b[4:]
	for range count {
		if len(b) < 8 {
			break
		}
		id, n := binary.LittleEndian.Uint32(b), int(binary.LittleEndian.Uint32(b[4:]))
		b = b[8:]
		size := n
		if page == 1200 {
			size = (2*n + 3) &^ 3
		}
		if n < 0 || size < 0 || size > len(b) {
			break
		}
		names[id] = inPage(b[:size], page)
		b = b[size:]
	}
	return names
}

// propertyText reads a string; other kinds of value are no text.
func propertyText(b []byte, page int) string {
	if len(b) < 8 {
		return ""
	}
	n := int(binary.LittleEndian.Uint32(b[4:]))
	switch binary.LittleEndian.Uint32(b) {
	case 0x1e: // VT_LPSTR
		if n = min(n, len(b)-8, 4096); n > 0 {
			return inPage(b[8:8+n], page)
		}
	case 0x1f: // VT_LPWSTR
		if n = min(2*n, len(b)-8, 8192); n > 0 {
			return inPage(b[8:8+n], 1200)
		}
	}
	return ""
}

// inPage decodes octets up to the zero that ends them.
func inPage(b []byte, page int) string {
	s := text.Decoded(codePage(page), b)
	for i := range len(s) {
		if s[i] == 0 {
			return s[:i]
		}
	}
	return s
}
