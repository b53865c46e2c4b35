package attach

import (
	"bytes"
	"compress/zlib"
	"io"
	"strconv"
	"unicode/utf16"

	"sekisho/server/policy"
)

// maxObjects is how many embedded objects of one document are looked at.
const maxObjects = 256

// objects hands the files that people put into an old Office document to the walker.
func (w *walker) objects(a *policy.Attachment, s source, c *compound, depth int) {
	var found []object
	add := func(o object) {
		if len(found) < maxObjects {
			found = append(found, o)
		}
	}
	c.each("\x01Ole10Native", func(e *cfbEntry) {
		if b, _ := c.read(e, maxStream); len(b) > 4 {
			add(nativeObject(b))
		}
	})
	for _, name := range []string{"Package", "CONTENTS", "EmbeddedOdf"} {
		c.each(name, func(e *cfbEntry) {
			if b, _ := c.read(e, maxStream); isZip(b) || bytes.HasPrefix(b, []byte("%PDF-")) {
				add(object{name, b})
			}
		})
	}
	if e := c.find("", "PowerPoint Document"); e != nil {
		b, _ := c.read(e, maxStream)
		w.powerPointObjects(b, add)
	}
	w.handOver(a, s, found, depth)
}

// object is a file inside a document.
type object struct {
	name    string
	content []byte
}

// handOver looks at the files found in a document.
func (w *walker) handOver(a *policy.Attachment, s source, found []object, depth int) {
	if len(found) == 0 {
		return
	}
	b := w.box(a, s.size, depth)
	if b == nil {
		return
	}
	for _, o := range found {
		if !w.budget.expand(int64(len(o.content))) {
			mark(a, "bomb", "limit", "expanded")
			b.shut = true
		}
		if !b.held(o.name, source{bytes.NewReader(o.content), int64(len(o.content))}) {
			break
		}
	}
	b.done()
}

// powerPointObjects finds the storages of embedded objects ([MS-PPT] 2.10.34, ExOleObjStg), packed or not.
func (w *walker) powerPointObjects(b []byte, add func(object)) {
	count := 0
	pptRecord(b, func(kind, instance int, body []byte) bool {
		if kind != 0x1011 {
			return true
		}
		count++
		name := "object" + strconv.Itoa(count) + ".bin"
		if instance == 1 && len(body) > 4 {
			body = inflated(body[4:], min(u32(body, 0), maxStream))
		}
		if len(body) > 0 {
			add(object{name, body})
		}
		return count < maxObjects && !w.late()
	})
}

// inflated unpacks at most limit octets; what breaks off is used as far as it goes.
func inflated(b []byte, limit int64) []byte {
	r, err := zlib.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil
	}
	out, _ := io.ReadAll(io.LimitReader(r, limit))
	return out
}

// nativeObject reads what Windows writes for a file that was dropped into a document: label, path, content, and in newer
// versions the names once more in Unicode. Anything else in such a stream is taken as it is.
func nativeObject(b []byte) object {
	raw := object{"object.bin", b[4:]}
	p := cursor{b: b[4:]}
	if p.u16() != 2 {
		return raw
	}
	label, path := p.text(), p.text()
	p.skip(4)
	p.skip(p.u32())
	content := p.take(p.u32())
	if p.bad || len(content) == 0 {
		return raw
	}
	name := label
	if name == "" {
		name = path
	}
	o := object{entryName([]byte(name), 0), content}
	p.wide() // the temporary file
	if wide := p.wide(); wide != "" && !p.bad {
		o.name = wide
	}
	return o
}

// cursor reads on in octets; bad says that they came to an end before.
type cursor struct {
	b   []byte
	bad bool
}

func (p *cursor) take(n int64) []byte {
	if p.bad || n < 0 || n > int64(len(p.b)) {
		p.bad = true
		return nil
	}
	out := p.b[:n]
	p.b = p.b[n:]
	return out
}

func (p *cursor) skip(n int64) { p.take(n) }

func (p *cursor) u16() int {
	if b := p.take(2); b != nil {
		return u16(b, 0)
	}
	return 0
}

func (p *cursor) u32() int64 {
	if b := p.take(4); b != nil {
		return u32(b, 0)
	}
	return 0
}

// text reads octets up to a zero.
func (p *cursor) text() string {
	i := bytes.IndexByte(p.b, 0)
	if i < 0 {
		p.bad = true
		return ""
	}
	return string(p.take(int64(i) + 1)[:i])
}

// wide reads a count of characters and so many characters.
func (p *cursor) wide() string {
	n := p.u32()
	if n > 1024 {
		p.bad = true
		return ""
	}
	b := p.take(2 * n)
	units := make([]uint16, 0, len(b)/2)
	for i := 0; i+2 <= len(b); i += 2 {
		units = append(units, uint16(u16(b, i))) // #nosec G115 -- 16 bits
	}
	return string(utf16.Decode(units))
}
