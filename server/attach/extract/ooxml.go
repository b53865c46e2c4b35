package extract

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
)

// pack is a document that is a ZIP.
type pack struct {
	t      *sink
	files  map[string]*zip.File  // by name in lower case: the formats are not strict about it
	names  []string              // in lower case, in natural order: slide2 before slide10
	again  []*zip.File           // entries whose name another one had before
	done   map[string]bool       // parts that were read
	from   map[string][]relation // by the part that has them
	kinds  map[string]string     // of parts that another one names
	broken error                 // of the lists of relationships
	book   *book
}

func openPack(t *sink, f File) (*pack, error) {
	z, err := zip.NewReader(f.Content, f.Size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, fmt.Errorf("%w: %w", errCorrupt, err)
	}
	p := &pack{t: t, files: make(map[string]*zip.File, min(len(z.File), maxCount)), done: map[string]bool{}}
	t.partly = t.partly || len(z.File) > 5*maxCount
	for _, e := range z.File[:min(len(z.File), 5*maxCount)] {
		name := strings.TrimPrefix(strings.ToLower(strings.ReplaceAll(e.Name, `\`, "/")), "/")
		if _, ok := p.files[name]; !ok {
			p.files[name] = e
			p.names = append(p.names, name)
		} else if strings.HasSuffix(name, ".xml") {
			p.again = append(p.again, e)
		}
	}
	slices.SortFunc(p.names, natural)
	return p, nil
}

// natural compares names that end with a number by that number.
func natural(a, b string) int {
	stemA, numberA := numbered(a)
	stemB, numberB := numbered(b)
	if c := strings.Compare(stemA, stemB); c != 0 {
		return c
	}
	return numberA - numberB
}

func numbered(name string) (stem string, n int) {
	stem = strings.TrimSuffix(name, path.Ext(name))
	digits := len(stem)
	for digits > 0 && stem[digits-1] >= '0' && stem[digits-1] <= '9' {
		digits--
	}
	n, _ = strconv.Atoi(stem[digits:]) // no number is 0
	return stem[:digits], n
}

// scan reads the tokens of a part, if it is there. It goes on to the part's end unless take fails.
func (p *pack) scan(name string, take func(*token) error) error {
	e := p.files[name]
	if e == nil {
		return nil
	}
	p.done[name] = true
	return p.scanFile(e, take)
}

func (p *pack) scanFile(e *zip.File, take func(*token) error) error {
	if e.Flags&1 != 0 {
		return errEncrypted
	}
	r, err := e.Open()
	if err != nil {
		return fmt.Errorf("%w: %w", errCorrupt, err)
	}
	defer func() { _ = r.Close() }()
	return scanXML(p.t.part(r), take)
}

// scanXML hands every token to take. Octets that are UTF-16 are decoded first.
func scanXML(r io.Reader, take func(*token) error) error {
	p, ok := r.(*partReader)
	var buf []byte
	if ok {
		buf, p.t.buf = p.t.buf, nil
	}
	s := newScanner(r, buf)
	s.fill()
	if b := s.buf; len(b) > 3 && (b[0] == 0xff && b[1] == 0xfe || b[0] == 0xfe && b[1] == 0xff || b[0] == 0 || b[1] == 0 || labelled(b)) {
		s = newScanner(decodedReader(io.MultiReader(bytes.NewReader(bytes.Clone(b)), r), b), nil)
	}
	if ok {
		defer func() {
			p.t.partly, p.t.unread, p.t.buf = p.t.partly || s.passed, p.t.unread || s.entities, s.buf
		}()
	}
	var t token
	for {
		err := s.next(&t)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = take(&t)
		}
		if err != nil {
			return err
		}
	}
}

// labelled tells whether XML says that it is in another charset than UTF-8.
func labelled(b []byte) bool {
	if !bytes.HasPrefix(b, []byte("<?xml")) {
		return false
	}
	declared, _, _ := bytes.Cut(b[:min(len(b), 256)], []byte("?>"))
	declared = bytes.ToLower(declared)
	return bytes.Contains(declared, []byte("encoding")) && !bytes.Contains(declared, []byte("utf-8"))
}

// each scans all parts of a folder whose name begins with prefix, in order. The first error that is not a broken part ends
// it; a broken part is said at the end.
func (p *pack) each(prefix string, take func(*token) error) error {
	var broken error
	for _, name := range p.names {
		if p.done[name] || !strings.HasPrefix(name, prefix) || strings.Contains(name[len(prefix):], "/") || !strings.HasSuffix(name, ".xml") {
			continue
		}
		if err := p.scan(name, take); err != nil {
			if stops(err) {
				return err
			}
			broken = err
		}
		p.t.newline()
	}
	return broken
}

// stops tells whether an error ends the reading of the file, not of a part alone.
func stops(err error) bool { r := reason(err); return r == Limit || r == Time }

// run does one step after another and goes on where a part is broken.
func run(steps ...func() error) error {
	var broken error
	for _, step := range steps {
		if err := step(); err != nil {
			if stops(err) {
				return err
			}
			broken = err
		}
	}
	return broken
}

// properties adds what the document says of itself: core properties, and custom ones by name and value.
func (p *pack) properties() error {
	return run(
		func() error { return p.propertiesIn("core-properties", "docprops/core.xml") },
		func() error { return p.propertiesIn("custom-properties", "docprops/custom.xml") },
	)
}

func (p *pack) propertiesIn(kind, usual string) error {
	var broken error
	for _, name := range append(p.related("", kind), usual) {
		if !p.done[name] {
			broken = errors.Join(broken, p.scan(name, properties(p.t)))
		}
	}
	return broken
}

// properties reads core.xml and custom.xml (ECMA-376-2, 11; ECMA-376-1, 22.3) and meta.xml of OpenDocument.
func properties(t *sink) func(*token) error {
	var value []byte
	name, open := "", false
	return func(k *token) error {
		switch {
		case k.kind == tokenText:
			if open {
				value = k.content(value)
			}
		case k.kind == tokenStart && string(k.name) == "property", k.kind == tokenStart && string(k.name) == "user-defined":
			name, value, open = k.attr("name"), value[:0], true
		case k.kind == tokenStart && told(k.name):
			name, value, open = "", value[:0], true
		case k.kind == tokenEnd && open && (told(k.name) || string(k.name) == "property" || string(k.name) == "user-defined"):
			open = false
			return property(t, name, string(value))
		}
		return nil
	}
}

func told(name []byte) bool {
	switch string(name) {
	case "title", "subject", "keywords", "keyword", "category", "description", "contentStatus":
		return true
	}
	return false
}

func property(t *sink, name, value string) error {
	if value = strings.TrimSpace(value); value == "" {
		return t.full()
	}
	if name != "" {
		value = name + ": " + value
	}
	return t.line(value)
}

func match(name, pattern string) bool {
	ok, _ := path.Match(pattern, name) // our own patterns are good
	return ok
}
