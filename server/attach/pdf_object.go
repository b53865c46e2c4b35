package attach

import (
	"bytes"
	"compress/zlib"
	"io"
)

// parse reads a value at an offset with as many octets as it needs; after is where it ends.
func (f *pdfFile) parse(at int64, read func(*pdfLexer) any) (v any, after int64) {
	for n := int64(4096); ; n *= 16 {
		l := &pdfLexer{b: f.octets(at, min(n, maxPDFValue))}
		v = read(l)
		if !l.short || n >= maxPDFValue || at+n >= f.size {
			return v, at + int64(l.at)
		}
	}
}

// head reads "12 0 obj" and the value behind it.
func (f *pdfFile) head(at int64) (ref pdfRef, v any, after int64) {
	v, after = f.parse(at, func(l *pdfLexer) any {
		num, ok := l.value(0).(float64)
		gen, ok2 := l.value(0).(float64)
		if !ok || !ok2 || l.value(0) != pdfWord("obj") {
			return nil
		}
		ref = pdfRef{int(num), int(gen)}
		return l.value(0)
	})
	return ref, v, after
}

// object reads the value at an offset, without its stream.
func (f *pdfFile) object(at int64) (any, pdfRef) {
	ref, v, _ := f.head(at)
	return v, ref
}

// resolve follows references; nil where they lead nowhere.
func (f *pdfFile) resolve(v any) any {
	for range 8 {
		ref, ok := v.(pdfRef)
		if !ok {
			return v
		}
		p := f.places[ref.num]
		switch {
		case !p.occupied:
			return nil
		case p.offset >= 0:
			var at pdfRef
			if v, at = f.object(p.offset); f.crypt != nil {
				v = f.crypt.value(v, at, 0)
			}
		default:
			v = f.inStream(p.in, p.nth)
		}
	}
	return nil
}

// stream reads the object at an offset and unpacks its stream. Num and gen decrypt it; zero: it is not encrypted. Nil: there
// is none, or it is packed in a way that only pictures are.
func (f *pdfFile) stream(at int64, num, gen int) (pdfDict, []byte) {
	_, v, after := f.head(at)
	d, ok := v.(pdfDict)
	if !ok {
		return nil, nil
	}
	b := f.octets(after, 32)
	l := &pdfLexer{b: b}
	if l.value(0) != pdfWord("stream") {
		return d, nil
	}
	skip := l.at
	if skip < len(b) && b[skip] == '\r' {
		skip++
	}
	if skip < len(b) && b[skip] == '\n' {
		skip++
	}
	raw := f.rawStream(after+int64(skip), d)
	if f.crypt != nil && num > 0 && d["Type"] != pdfName("XRef") {
		raw = f.crypt.bytes(raw, num, gen, f.crypt.streams)
	}
	return d, f.unpack(raw, d)
}

// rawStream goes by the length; where that is wrong, by the word that ends a stream.
func (f *pdfFile) rawStream(at int64, d pdfDict) []byte {
	length := int64(-1)
	switch n := d["Length"].(type) {
	case float64:
		length = int64(n)
	case pdfRef:
		if p := f.places[n.num]; p.occupied && p.offset >= 0 {
			if v, _ := f.object(p.offset); v != nil {
				if n, ok := v.(float64); ok {
					length = int64(n)
				}
			}
		}
	}
	if length >= 0 && length <= maxPDFStream {
		if l := (&pdfLexer{b: f.at(at+length, 32)}); l.value(0) == pdfWord("endstream") || f.w.partial {
			return f.at(at, length)
		}
	}
	raw := f.at(at, maxPDFStream)
	if i := bytes.Index(raw, []byte("endstream")); i >= 0 {
		return raw[:i]
	}
	return raw
}

// unpack undoes the filters (7.4). Those of pictures give nil.
func (f *pdfFile) unpack(raw []byte, d pdfDict) []byte {
	filters, parms := asArray(f.plain(d["Filter"])), asArray(f.plain(d["DecodeParms"]))
	for i, filter := range filters {
		if i >= 4 {
			return nil
		}
		var p pdfDict
		if i < len(parms) {
			p, _ = f.plain(parms[i]).(pdfDict)
		}
		switch filter {
		case pdfName("FlateDecode"), pdfName("Fl"):
			raw = f.inflate(raw, p)
		case pdfName("ASCIIHexDecode"), pdfName("AHx"):
			raw = unhex(bytes.TrimRight(raw, ">\r\n "))
		case pdfName("ASCII85Decode"), pdfName("A85"):
			raw = unascii85(raw)
		case pdfName("Crypt"):
		default:
			return nil
		}
	}
	return raw
}

// plain follows a reference to something that no filter needs a key for.
func (f *pdfFile) plain(v any) any {
	if ref, ok := v.(pdfRef); ok {
		if p := f.places[ref.num]; p.occupied && p.offset >= 0 {
			v, _ = f.object(p.offset)
		}
	}
	return v
}

func asArray(v any) pdfArray {
	switch v := v.(type) {
	case nil:
		return nil
	case pdfArray:
		return v
	default:
		return pdfArray{v}
	}
}

// inflate also undoes the predictors of PNG, which tables of objects use (7.4.4.4).
func (f *pdfFile) inflate(b []byte, parms pdfDict) []byte {
	b = bytes.TrimLeft(b, "\r\n")
	r, err := zlib.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil
	}
	out, _ := io.ReadAll(io.LimitReader(r, maxPDFStream)) // what breaks off is used as far as it goes
	if !f.w.budget.expand(int64(len(out))) {
		return nil
	}
	predictor, _ := parms["Predictor"].(float64)
	if predictor < 10 {
		return out
	}
	columns, ok := parms["Columns"].(float64)
	if !ok {
		columns = 1
	}
	if columns < 1 || columns > 4096 {
		return nil
	}
	return unpredict(out, int(columns))
}

// unpredict undoes PNG's filters for pixels of one octet.
func unpredict(b []byte, columns int) []byte {
	out := make([]byte, 0, len(b))
	above := make([]byte, columns)
	for ; len(b) > columns; b = b[columns+1:] {
		row := bytes.Clone(b[1 : columns+1])
		for i := range row {
			var left, corner byte
			if i > 0 {
				left, corner = row[i-1], above[i-1]
			}
			switch b[0] {
			case 1:
				row[i] += left
			case 2:
				row[i] += above[i]
			case 3:
				row[i] += byte((int(left) + int(above[i])) / 2) // #nosec G115 -- a mean of octets
			case 4:
				row[i] += paeth(left, above[i], corner)
			}
		}
		out, above = append(out, row...), row
	}
	return out
}

func paeth(a, b, c byte) byte {
	p := int(a) + int(b) - int(c)
	pa, pb, pc := max(p-int(a), int(a)-p), max(p-int(b), int(b)-p), max(p-int(c), int(c)-p)
	switch {
	case pa <= pb && pa <= pc:
		return a
	case pb <= pc:
		return b
	}
	return c
}

// unascii85 reads base 85 (7.4.3); it stops at what is none.
func unascii85(b []byte) []byte {
	var out []byte
	var group [5]byte
	n := 0
	flush := func(n int) {
		for i := n; i < 5; i++ {
			group[i] = 84
		}
		var v uint32
		for _, c := range group {
			v = v*85 + uint32(c)
		}
		out = append(out, []byte{byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)}[:n-1]...) // #nosec G115 -- octets of v
	}
	for _, c := range b {
		switch {
		case pdfSpace(c):
			continue
		case c == 'z' && n == 0:
			out = append(out, 0, 0, 0, 0)
			continue
		case c < '!' || c > 'u':
			if n > 1 {
				flush(n)
			}
			return out
		}
		group[n] = c - '!'
		if n++; n == 5 {
			flush(5)
			n = 0
		}
	}
	if n > 1 {
		flush(n)
	}
	return out
}

// inStream returns the n-th object in a stream of objects (7.5.7).
func (f *pdfFile) inStream(num, nth int) any {
	d, body := f.objectStream(num)
	places := streamPlaces(d, body)
	if nth < 0 || nth >= len(places) {
		return nil
	}
	l := &pdfLexer{b: body[places[nth].at:]}
	return l.value(0)
}

type pdfInner struct{ num, at int }

// streamPlaces reads the list at the begin of a stream of objects.
func streamPlaces(d pdfDict, body []byte) []pdfInner {
	count, _ := d["N"].(float64)
	first, _ := d["First"].(float64)
	l := &pdfLexer{b: body}
	var places []pdfInner
	for range min(int(max(count, 0)), maxPDFObjects) {
		num, ok := number(l.next())
		at, ok2 := number(l.next())
		if !ok || !ok2 || first < 0 || at < 0 || first+at >= float64(len(body)) {
			break
		}
		places = append(places, pdfInner{int(num), int(first + at)})
	}
	return places
}

// objectStream unpacks a stream of objects; the last one is kept.
func (f *pdfFile) objectStream(num int) (pdfDict, []byte) {
	p := f.places[num]
	if !p.occupied || p.offset < 0 {
		return nil, nil
	}
	v, ref := f.object(p.offset)
	d, _ := v.(pdfDict)
	if body, ok := f.packed[num]; ok {
		return d, body
	}
	_, body := f.stream(p.offset, ref.num, ref.gen)
	f.packed = map[int][]byte{num: body}
	return d, body
}
