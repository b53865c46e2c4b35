package extract

import (
	"encoding/binary"
	"math"

	"sekisho/server/text"
)

// The records that are read ([MS-XLS] 2.4).
const (
	xlFormula   = 0x0006
	xlHeader    = 0x0014
	xlFooter    = 0x0015
	xlNote      = 0x001c
	xlDate1904  = 0x0022
	xlFilePass  = 0x002f
	xlContinue  = 0x003c
	xlCodePage  = 0x0042
	xlSheet     = 0x0085
	xlMulRK     = 0x00bd
	xlRString   = 0x00d6
	xlXF        = 0x00e0
	xlSST       = 0x00fc
	xlLabelSST  = 0x00fd
	xlTxo       = 0x01b6
	xlNumber    = 0x0203
	xlLabel     = 0x0204
	xlString    = 0x0207
	xlRK        = 0x027e
	xlFormat    = 0x041e
	xlBOF       = 0x0809
	biff8       = 0x0600
	xlCellWidth = 6 // row, column and style begin a cell
)

// readXls reads a workbook of Excel 5 to 2003: for each sheet its name and its rows, then what stands in comments and shapes.
func readXls(t *sink, f File) error {
	c, err := openCompound(t, f)
	if err != nil {
		return err
	}
	b := c.top("Workbook")
	if len(b) == 0 {
		b = c.top("Book")
	}
	if len(b) == 0 {
		return errCorrupt
	}
	x := &xls{t: t, page: 932, wide: true, row: -1, own: map[int]format{}}
	broken := x.run(b)
	t.newline()
	if broken == nil || !stops(broken) {
		for _, s := range x.notes {
			if err := t.line(s); err != nil {
				return err
			}
		}
	}
	return run(func() error { return broken }, c.properties)
}

type xls struct {
	t        *sink
	wide     bool // BIFF8: strings are Unicode
	page     int
	epoch    bool
	strings  []string
	total    int // octets of strings
	own      map[int]format
	formats  []format
	names    []string
	sheet    int
	depth    int // BOF without EOF
	row, col int
	notes    []string // of comments and shapes
}

// record is one record with what continues it.
type record struct {
	kind  uint16
	parts [][]byte // the record's data, then those of Continue records
}

func (x *xls) run(b []byte) error {
	for count := 0; len(b) >= 4; count++ {
		if count%4096 == 0 && x.t.ctx.Err() != nil {
			return x.t.ctx.Err()
		}
		r := record{kind: binary.LittleEndian.Uint16(b)}
		part, rest, ok := cutRecord(b)
		if b = rest; ok {
			r.parts = append(r.parts, part)
		}
		for ok && len(b) >= 4 && binary.LittleEndian.Uint16(b) == xlContinue {
			if part, b, ok = cutRecord(b); ok {
				r.parts = append(r.parts, part)
			}
		}
		if len(r.parts) > 0 {
			if err := x.take(r); err != nil {
				return err
			}
		}
		if !ok {
			return errCorrupt
		}
	}
	return nil
}

func cutRecord(b []byte) (data, rest []byte, ok bool) {
	size := int(binary.LittleEndian.Uint16(b[2:]))
	if 4+size > len(b) {
		return nil, nil, false
	}
	return b[4 : 4+size], b[4+size:], true
}

func (x *xls) take(r record) error {
	b := r.parts[0]
	switch r.kind {
	case xlBOF:
		return x.begin(b)
	case 0x000a: // EOF
		x.depth = max(x.depth-1, 0)
	case xlFilePass:
		return errEncrypted
	case xlCodePage:
		if len(b) >= 2 && !x.wide {
			x.page = int(binary.LittleEndian.Uint16(b))
		}
	case xlDate1904:
		x.epoch = len(b) >= 2 && b[0] == 1
	case xlSheet:
		if len(b) > 8 && len(x.names) < maxCount {
			x.names = append(x.names, x.short(b[6:], 1))
		}
	case xlFormat:
		if len(b) > 4 && len(x.own) < maxStyles {
			x.own[int(binary.LittleEndian.Uint16(b))] = parseFormat(x.long(b[2:]))
		}
	case xlXF:
		x.style(b)
	case xlSST:
		x.shared(r.parts)
	case xlHeader, xlFooter:
		if len(b) > 3 {
			return x.t.line(pageText(x.long(b)))
		}
	case xlTxo:
		x.object(r.parts)
	case xlNote:
		if !x.wide && len(b) > 6 {
			x.notes = append(x.notes, text.Decoded(codePage(x.page), b[6:]))
		}
	default:
		return x.cell(r.kind, b)
	}
	return nil
}

func (x *xls) begin(b []byte) error {
	if len(b) < 4 {
		return nil
	}
	x.wide = binary.LittleEndian.Uint16(b) >= biff8
	x.depth++
	if kind := binary.LittleEndian.Uint16(b[2:]); x.depth > 1 || kind == 5 { // a chart inside a sheet, or the workbook itself
		return nil
	}
	x.t.newline()
	x.row = -1
	if x.sheet < len(x.names) {
		x.sheet++
		return x.t.line(x.names[x.sheet-1])
	}
	return nil
}

func (x *xls) style(b []byte) {
	if len(b) < 4 || len(x.formats) >= maxStyles {
		return
	}
	id := int(binary.LittleEndian.Uint16(b[2:]))
	f, ok := x.own[id]
	if !ok {
		f = builtinFormat(id)
	}
	x.formats = append(x.formats, f)
}

// cell writes a cell that has a value.
func (x *xls) cell(kind uint16, b []byte) error {
	if kind == xlString {
		if len(b) > 3 {
			return x.t.spaced([]byte(x.long(b)))
		}
		return nil
	}
	if len(b) < xlCellWidth {
		return nil
	}
	value := b[xlCellWidth:]
	switch {
	case kind == xlLabelSST && len(value) >= 4:
		x.place(b)
		if n := binary.LittleEndian.Uint32(value); int64(n) < int64(len(x.strings)) {
			return x.t.spaced([]byte(x.strings[n]))
		}
	case (kind == xlLabel || kind == xlRString) && len(value) > 2:
		x.place(b)
		return x.t.spaced([]byte(x.long(value)))
	case kind == xlNumber && len(value) >= 8:
		x.place(b)
		return x.number(math.Float64frombits(binary.LittleEndian.Uint64(value)), b[4:])
	case kind == xlRK && len(value) >= 4:
		x.place(b)
		return x.number(rk(binary.LittleEndian.Uint32(value)), b[4:])
	case kind == xlMulRK:
		return x.many(b)
	case kind == xlFormula && len(value) >= 8:
		x.place(b)
		if value[6] != 0xff || value[7] != 0xff { // else a string follows, an error or a truth value
			return x.number(math.Float64frombits(binary.LittleEndian.Uint64(value)), b[4:])
		}
	}
	return x.t.full()
}

// many writes several numbers side by side.
func (x *xls) many(b []byte) error {
	col := int(binary.LittleEndian.Uint16(b[2:]))
	for at := 4; at+6 <= len(b)-2; at += 6 {
		x.at(int(binary.LittleEndian.Uint16(b)), col)
		col++
		if err := x.number(rk(binary.LittleEndian.Uint32(b[at+2:])), b[at:]); err != nil {
			return err
		}
	}
	return nil
}

func (x *xls) place(b []byte) {
	x.at(int(binary.LittleEndian.Uint16(b)), int(binary.LittleEndian.Uint16(b[2:])))
}

// at goes to a cell.
func (x *xls) at(row, col int) {
	if row != x.row {
		x.t.newline()
		x.row, x.col = row, 0
	}
	for range min(max(col-x.col, 0), maxGap) {
		x.t.out = append(x.t.out, '\t')
	}
	x.col = col
}

func (x *xls) number(n float64, style []byte) error {
	var f format
	if i := int(binary.LittleEndian.Uint16(style)); i < len(x.formats) {
		f = x.formats[i]
	}
	x.t.out = f.show(x.t.out, string(appendNumber(nil, n)), x.epoch)
	return x.t.full()
}

// rk is a number in four octets (2.5.217 RkNumber).
func rk(n uint32) float64 {
	var v float64
	if n&2 != 0 {
		v = float64(int32(n) >> 2) // #nosec G115 -- 30 bits with a sign
	} else {
		v = math.Float64frombits(uint64(n&^3) << 32)
	}
	if n&1 != 0 {
		v /= 100
	}
	return v
}
