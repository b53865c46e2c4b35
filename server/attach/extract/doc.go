package extract

import (
	"bytes"
	"encoding/binary"

	"sekisho/server/text"
)

// readDoc reads a Word file of 1997 to 2003 ([MS-DOC]): the pieces of its text, which hold body, notes, headers, comments and
// text boxes one after another. Of older ones, and where the table of pieces is broken, what looks like text.
func readDoc(t *sink, f File) error {
	c, err := openCompound(t, f)
	if err != nil {
		return err
	}
	main := c.top("WordDocument")
	if len(main) < 32 {
		return errCorrupt
	}
	flags := binary.LittleEndian.Uint16(main[10:])
	if flags&0x100 != 0 { // 2.5.2, fEncrypted
		return errEncrypted
	}
	table := "0Table"
	if flags&0x200 != 0 { // fWhichTblStm
		table = "1Table"
	}
	w := &word{t: t}
	if !w.pieces(main, c.top(table)) {
		w.fallback(main)
		t.newline()
		return run(t.full, c.properties, func() error { return errCorrupt })
	}
	t.newline()
	return run(t.full, c.properties)
}

// word writes the characters of a Word file.
type word struct {
	t    *sink
	code int  // inside that many instructions of fields
	cell bool // a mark that ends a cell came just before
	from int  // where the row's last cell ended; 0: in no row
}

// pieces follows the table of pieces (2.9.38 Clx); false if there is none.
func (w *word) pieces(main, table []byte) bool {
	if len(main) < 0x1aa || binary.LittleEndian.Uint16(main[2:]) < 0xc1 {
		return false
	}
	at, size := int(binary.LittleEndian.Uint32(main[0x1a2:])), int(binary.LittleEndian.Uint32(main[0x1a6:]))
	clx := tail(table, at)
	clx = clx[:min(max(size, 0), len(clx))]
	for len(clx) >= 3 && clx[0] == 1 { // property lists that pieces share
		clx = tail(clx, 3+int(binary.LittleEndian.Uint16(clx[1:])))
	}
	if len(clx) < 5+16 || clx[0] != 2 {
		return false
	}
	plc := clx[5:]
	plc = plc[:min(len(plc), int(binary.LittleEndian.Uint32(clx[1:])))]
	n := (len(plc) - 4) / 12
	for i := range n {
		length := int(binary.LittleEndian.Uint32(plc[4*i+4:])) - int(binary.LittleEndian.Uint32(plc[4*i:]))
		fc := binary.LittleEndian.Uint32(plc[4*(n+1)+8*i+2:])
		if !w.piece(main, fc, length) {
			break
		}
	}
	return n > 0
}

// piece writes one piece; false once the text is full.
func (w *word) piece(main []byte, fc uint32, length int) bool {
	if length <= 0 {
		return true
	}
	if fc&0x40000000 == 0 {
		b := tail(main, int(fc))
		return w.write(decodeUTF16(nil, b[:min(2*length, len(b))]))
	}
	b := tail(main, int(fc&^0x40000000)/2) // 2.9.73: one octet a character
	b = b[:min(length, len(b))]
	return w.write([]byte(text.Decoded(codePage(1252), b)))
}

// write takes out what steers Word: fields keep their result, cells and rows become tabs and lines.
func (w *word) write(b []byte) bool {
	for _, c := range b {
		switch {
		case c == 0x13:
			w.code++
		case c == 0x14, c == 0x15:
			w.code = max(w.code-1, 0)
		case w.code > 0:
		case c == 7 && w.cell: // a mark that ends a row follows the one that ends its last cell
			w.t.newline()
			w.cell, w.from = false, 0
			continue
		case c == 7:
			w.shut()
			continue
		case c == '\r', c == '\v', c == '\f':
			w.t.newline()
		case c == 0x1e:
			w.t.out = append(w.t.out, '-')
		case c == '\t':
			w.t.blank()
		case c >= ' ':
			w.t.out = append(w.t.out, c)
		}
		w.cell = false
	}
	return w.t.full() == nil
}

// shut ends a cell, of which paragraphs are put on the row's line. Where a row's first cell begins is not known.
func (w *word) shut() {
	if w.from > 0 {
		for i := min(w.from, len(w.t.out)); i < len(w.t.out); i++ {
			if w.t.out[i] == '\n' {
				w.t.out[i] = ' '
			}
		}
	}
	w.t.tab()
	w.cell, w.from = true, len(w.t.out)
}

// fallback takes what looks like text: UTF-16, and Shift_JIS of Word 95.
func (w *word) fallback(main []byte) {
	from, to := int(binary.LittleEndian.Uint32(main[24:])), int(binary.LittleEndian.Uint32(main[28:]))
	old := tail(main, from)
	old = old[:min(max(to-from, 0), len(old))]
	if len(old) > 0 && bytes.Count(old, []byte{0})*20 < len(old) {
		w.write([]byte(text.Decoded(text.Guess(old), old)))
		return
	}
	_ = scan16(w.t, main, false) // the sink knows that it is full
}
