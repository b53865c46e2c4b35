package attach

import (
	"bytes"
	"slices"
)

// The limits of reading a PDF file.
const (
	maxPDFObjects  = 200_000
	maxPDFSections = 512      // tables of objects that refer to one another
	maxPDFValue    = 4 << 20  // octets of one object without its stream
	maxPDFStream   = 16 << 20 // octets of a stream, unpacked
	maxPDFRebuild  = 64 << 20 // octets that are searched for objects where the tables are broken
	pdfWindow      = 128 << 10
)

// pdfPlace is where an object lies: at an offset, or as the n-th in a stream of objects.
type pdfPlace struct {
	offset   int64 // -1: in a stream
	in, nth  int
	occupied bool
}

// pdfFile reads the objects of a PDF file.
type pdfFile struct {
	source
	w       *walker
	places  map[int]pdfPlace
	trailer pdfDict // the newest; Encrypt and ID come from the newest that has them
	broken  bool    // the tables could not be followed
	crypt   *pdfCrypt
	words   *pdfWords // nil: not wanted

	window   []byte
	windowAt int64
	packed   map[int][]byte // the last stream of objects that was unpacked
}

// openPDF finds the tables of objects (7.5.4, 7.5.8), or the objects themselves where those are broken.
func (w *walker) openPDF(s source) *pdfFile {
	if i := bytes.Index(s.at(0, 4096), []byte("%PDF-")); i > 0 {
		s = s.part(int64(i), s.size) // offsets count from there
	}
	f := &pdfFile{source: s, w: w, places: map[int]pdfPlace{}, trailer: pdfDict{}}
	f.sections()
	if f.broken && !w.partial {
		f.rebuild()
	}
	return f
}

// octets returns n octets from off on; fewer at the end.
func (f *pdfFile) octets(off, n int64) []byte {
	if off < 0 || off >= f.size {
		return nil
	}
	if n > pdfWindow {
		return f.at(off, n)
	}
	if off < f.windowAt || off+n > f.windowAt+int64(len(f.window)) {
		f.window, f.windowAt = f.at(off, pdfWindow), off
	}
	b := f.window[off-f.windowAt:]
	return b[:min(int64(len(b)), n)]
}

// last returns the last n octets, or as many of them as are known.
func (f *pdfFile) last(n int64) []byte {
	for n = min(n, f.size); n > 32; n /= 2 {
		if b := f.at(f.size-n, n); int64(len(b)) == n {
			return b
		}
	}
	return nil
}

// sections follows the tables from the last to the first.
func (f *pdfFile) sections() {
	tail := f.last(4096)
	i := bytes.LastIndex(tail, []byte("startxref"))
	if i < 0 { // something was appended
		tail = f.last(256 << 10)
		i = bytes.LastIndex(tail, []byte("startxref"))
	}
	if i < 0 {
		f.broken = true
		return
	}
	l := &pdfLexer{b: tail[i+9:]}
	start, _ := l.value(0).(float64)
	todo, seen := []int64{int64(start)}, map[int64]bool{}
	for len(todo) > 0 {
		at := todo[0]
		todo = todo[1:]
		if seen[at] || len(seen) > maxPDFSections || f.w.late() {
			f.broken = f.broken || !seen[at]
			continue
		}
		seen[at] = true
		d := f.section(at)
		if d == nil {
			f.broken = true
			continue
		}
		f.adopt(d)
		for _, key := range []pdfName{"XRefStm", "Prev"} {
			if n, ok := d[key].(float64); ok {
				todo = append(todo, int64(n))
			}
		}
	}
	f.broken = f.broken || f.trailer["Root"] == nil
}

// adopt takes from a trailer what a newer one has not said.
func (f *pdfFile) adopt(d pdfDict) {
	for _, key := range []pdfName{"Encrypt", "ID", "Root", "Info"} {
		if v, ok := d[key]; ok && f.trailer[key] == nil && v != nil {
			f.trailer[key] = v
		}
	}
}

// section reads one table and returns its trailer; nil if there is none.
func (f *pdfFile) section(at int64) pdfDict {
	l := &pdfLexer{b: f.octets(at, 64)}
	if l.value(0) != pdfWord("xref") {
		return f.streamSection(at)
	}
	at += int64(l.at)
	for {
		b := f.octets(at, 64)
		l = &pdfLexer{b: b}
		first, isNumber := l.value(0).(float64)
		if !isNumber {
			break
		}
		count, isNumber := l.value(0).(float64)
		if !isNumber || count < 0 || len(f.places) > maxPDFObjects || f.w.late() {
			return nil
		}
		used := f.table(at+int64(l.at), int(first), int(min(count, maxPDFObjects)))
		if used == 0 && count > 0 {
			return nil
		}
		at += int64(l.at) + used
	}
	v, _ := f.parse(at, func(l *pdfLexer) any {
		if l.value(0) != pdfWord("trailer") {
			return nil
		}
		return l.value(0)
	})
	d, _ := v.(pdfDict)
	return d
}

// table reads the lines of a part of a table: ten digits, five digits, n or f. Some programs write shorter lines.
func (f *pdfFile) table(at int64, first, count int) (used int64) {
	b := f.at(at, int64(count)*20+64)
	l := &pdfLexer{b: b}
	for i := range count {
		offset, ok := number(l.next())
		_, ok2 := number(l.next())
		kind := l.next()
		if !ok || !ok2 || len(kind) != 1 {
			return 0
		}
		if kind[0] == 'n' {
			f.place(first+i, pdfPlace{offset: int64(offset), occupied: true})
		} else {
			f.place(first+i, pdfPlace{})
		}
	}
	return int64(l.at)
}

// next returns the next word as it stands.
func (l *pdfLexer) next() []byte {
	l.skip()
	return l.token()
}

// place notes an object; what a newer table said stays.
func (f *pdfFile) place(num int, p pdfPlace) {
	if _, known := f.places[num]; !known && len(f.places) < maxPDFObjects && num >= 0 {
		f.places[num] = p
	}
}

// streamSection reads a table that is a stream (7.5.8).
func (f *pdfFile) streamSection(at int64) pdfDict {
	d, body := f.stream(at, 0, 0)
	if d == nil || d["Type"] != pdfName("XRef") || body == nil {
		return nil
	}
	widths, _ := d["W"].(pdfArray)
	if len(widths) < 3 {
		return nil
	}
	var w [3]int
	for i := range w {
		n, _ := widths[i].(float64)
		if n < 0 || n > 8 {
			return nil
		}
		w[i] = int(n)
	}
	index, _ := d["Index"].(pdfArray)
	if len(index) < 2 {
		index = pdfArray{float64(0), d["Size"]}
	}
	for ; len(index) >= 2; index = index[2:] {
		first, _ := index[0].(float64)
		count, _ := index[1].(float64)
		for i := 0; i < int(count) && len(body) >= w[0]+w[1]+w[2] && w[0]+w[1]+w[2] > 0; i++ {
			f.streamEntry(int(first)+i, body, w)
			body = body[w[0]+w[1]+w[2]:]
		}
	}
	return d
}

func (f *pdfFile) streamEntry(num int, b []byte, w [3]int) {
	field := func(from, n int) (v int64) {
		for _, c := range b[from : from+n] {
			v = v<<8 | int64(c)
		}
		return v
	}
	kind := int64(1)
	if w[0] > 0 {
		kind = field(0, w[0])
	}
	second, third := field(w[0], w[1]), field(w[0]+w[1], w[2])
	switch kind {
	case 1:
		f.place(num, pdfPlace{offset: second, occupied: true})
	case 2:
		f.place(num, pdfPlace{offset: -1, in: int(second), nth: int(third), occupied: true})
	default:
		f.place(num, pdfPlace{})
	}
}

// rebuild looks for "12 0 obj" and for trailers in the whole file, as readers do with a broken one; the last of a number
// counts.
func (f *pdfFile) rebuild() {
	const step, overlap = 1 << 20, 64
	f.places = map[int]pdfPlace{}
	for from := int64(0); from < min(f.size, maxPDFRebuild) && !f.w.late(); from += step {
		b := f.at(from, step+overlap)
		for i := 0; i < len(b); {
			j := bytes.Index(b[i:], []byte("obj"))
			if j < 0 {
				break
			}
			i += j + 3
			if num, at, ok := objectBefore(b[:i-3]); ok && len(f.places) < maxPDFObjects {
				f.places[num] = pdfPlace{offset: from + int64(at), occupied: true}
			}
		}
		for i := 0; i < len(b); {
			j := bytes.Index(b[i:], []byte("trailer"))
			if j < 0 {
				break
			}
			i += j + 7
			if v, _ := f.parse(from+int64(i), func(l *pdfLexer) any { return l.value(0) }); v != nil {
				if d, ok := v.(pdfDict); ok {
					f.adopt(d)
				}
			}
		}
	}
	for _, at := range f.offsets() { // tables that are streams are trailers too
		if v, _ := f.object(at); v != nil {
			if d, ok := v.(pdfDict); ok && d["Type"] == pdfName("XRef") {
				f.adopt(d)
			}
		}
	}
}

// objectBefore reads "12 0 " backwards from the end of b.
func objectBefore(b []byte) (num, at int, ok bool) {
	fields := [2]int{}
	end := len(b)
	for k := range fields {
		stop := end
		for end > 0 && pdfSpace(b[end-1]) {
			end--
		}
		if end == stop {
			return 0, 0, false
		}
		from := end
		for from > 0 && b[from-1] >= '0' && b[from-1] <= '9' && end-from < 10 {
			from--
		}
		n, isNumber := number(b[from:end])
		if !isNumber {
			return 0, 0, false
		}
		fields[k], end = int(n), from
	}
	return fields[1], end, true
}

// offsets lists where objects lie, in the file's order.
func (f *pdfFile) offsets() []int64 {
	var all []int64
	for _, p := range f.places {
		if p.occupied && p.offset >= 0 {
			all = append(all, p.offset)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
