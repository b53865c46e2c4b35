package extract

import (
	"bytes"
	"encoding/binary"
)

const maxNesting = 32

// readPpt reads a PowerPoint file of 1997 to 2003 ([MS-PPT]): the atoms of text, wherever they stand.
func readPpt(t *sink, f File) error {
	c, err := openCompound(t, f)
	if err != nil {
		return err
	}
	if user := c.top("Current User"); len(user) >= 16 && binary.LittleEndian.Uint32(user[12:]) == 0xf3d1c4df {
		return errEncrypted
	}
	b := c.top("PowerPoint Document")
	if len(b) == 0 {
		return errCorrupt
	}
	return run(func() error { return pptAtoms(t, b, 0) }, c.properties)
}

// pptAtoms walks records (2.3.1).
func pptAtoms(t *sink, b []byte, depth int) error {
	for len(b) >= 8 {
		version, kind, size := b[0]&15, binary.LittleEndian.Uint16(b[2:]), int(binary.LittleEndian.Uint32(b[4:]))
		b = b[8:]
		cut := size < 0 || size > len(b)
		body := b
		if !cut {
			body = b[:size]
		}
		if err := pptAtom(t, version, kind, body, depth); err != nil {
			return err
		}
		if cut {
			return errCorrupt
		}
		b = b[size:]
	}
	return nil
}

func pptAtom(t *sink, version byte, kind uint16, body []byte, depth int) error {
	switch {
	case kind == 0x0fa0: // TextCharsAtom
		return slideText(t, decodeUTF16(nil, body))
	case kind == 0x0fa8: // TextBytesAtom: the low octets of UTF-16
		wide := make([]byte, 0, len(body)+len(body)/8)
		for _, c := range body {
			wide = appendRune(wide, rune(c))
		}
		return slideText(t, wide)
	case kind == 0x0fba && len(body) > 2: // CString: comments, headers and footers, names of hyperlinks
		return slideText(t, decodeUTF16(nil, body))
	case version == 15 && depth < maxNesting:
		return pptAtoms(t, body, depth+1)
	}
	return nil
}

// slideText writes paragraphs, which end with CR.
func slideText(t *sink, b []byte) error {
	if string(b) == "*" || bytes.HasPrefix(b, []byte("___PPT")) { // the place of a number; the name of an extension
		return nil
	}
	t.newline()
	for i, c := range b {
		if c == '\r' || c == '\v' {
			b[i] = '\n'
		}
	}
	err := t.write(b)
	t.newline()
	return err
}
