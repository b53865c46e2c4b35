package attach

import (
	"errors"
	"io"
	"strings"

	"sekisho/server/policy"
)

func (w *walker) zip(a *policy.Attachment, s source, depth int) {
	a.Type = typeZIP
	d, err := readZip(s)
	switch {
	case errors.Is(err, errMasked):
		mark(a, "encrypted", "how", "zip-masked", "partial", false)
	case errors.Is(err, errVolume), err != nil && string(s.at(0, 4)) == sigSpanned && !w.partial:
		zipVolume(a, s)
	case err != nil:
		w.brokenZip(a, s)
	default:
		w.container(a, s, d, depth)
	}
}

// zipVolume says what one volume of a split archive tells.
func zipVolume(a *policy.Attachment, s source) {
	a.Type = typeZIP
	if how := volumeEncryption(s); how != "" {
		mark(a, "encrypted", "how", how, "partial", true)
	}
	mark(a, "uninspectable", "reason", "volume")
}

// container looks at the entries of a ZIP: plain, or a document that is one.
func (w *walker) container(a *policy.Attachment, s source, d *zipDir, depth int) {
	b := w.box(a, s.size, depth)
	if b == nil {
		return
	}
	doc := w.zipDocument(a, s, d)
	if doc.mime != "" {
		a.Type = doc.mime
	} else {
		a.Type = typeZIP
	}
	b.shut = limits(a, d)
	if d.doubt { // what others would find was looked at too, as far as it can be known
		mark(a, "uninspectable", "reason", "corrupt")
	}
	var row *ahead
	if doc.mime == "" && !b.shut {
		row = &ahead{w: w, s: s, entries: d.entries, depth: depth}
	}
	defer row.stop()
	for i := range d.entries {
		e := &d.entries[i]
		if strings.HasSuffix(e.name, "/") && e.size == 0 {
			continue
		}
		if doc.mime != "" && (b.shut && !embedded(e.name) || doc.parts.own(e, doc)) {
			b.passed(e.encrypted())
			continue
		}
		var content func() io.Reader
		if !b.shut && row.next(i) {
			content = row.reader
		}
		if !w.entry(b, s, e, content) {
			break
		}
	}
	if doc.encrypted != "" {
		b.how, b.locked, b.files = doc.encrypted, 1, 1
	}
	b.done()
}

// passed counts a file that is not looked at, because it is a part of a document.
func (b *box) passed(how string) {
	b.files++
	if how != "" {
		b.how, b.locked = how, b.locked+1
	}
}

// entry looks at one, whose content may be unpacked already. False: at no more.
func (w *walker) entry(b *box, s source, e *zipEntry, content func() io.Reader) bool {
	if e.other != "" {
		b.names = []string{e.name, e.other}
		defer func() { b.names = nil }()
	}
	if how := e.encrypted(); how != "" {
		return b.secret(e.name, e.size, how)
	}
	if b.shut || w.partial {
		return b.named(e.name, e.size, "")
	}
	if stored, ok := e.stored(s); ok {
		return b.held(e.name, stored)
	}
	if content != nil {
		return b.stream(e.name, e.size, content())
	}
	r, release, err := w.unpack(s, e, e.size+1)
	if err != nil {
		return b.named(e.name, e.size, w.reason(err))
	}
	defer release()
	return b.stream(e.name, e.size, r)
}

// limits marks an archive that pretends to be larger than it is; such a one is listed, but nothing in it is opened.
func limits(a *policy.Attachment, d *zipDir) (closed bool) {
	var size, packed int64
	for i := range d.entries {
		e := &d.entries[i]
		if e.size < 0 || e.packed < 0 || e.size > 1<<50 || e.packed > 1<<50 {
			mark(a, "bomb", "limit", "expanded")
			return true
		}
		size, packed = size+e.size, packed+e.packed
	}
	switch {
	case d.overlap():
		mark(a, "bomb", "limit", "overlap")
	case size > ratioFrom && size/max(packed, 1) >= maxRatio:
		mark(a, "bomb", "limit", "ratio")
	case d.more:
		mark(a, "bomb", "limit", "entries")
	default:
		return false
	}
	return true
}

// brokenZip says what the local headers tell of an archive without a directory.
func (w *walker) brokenZip(a *policy.Attachment, s source) {
	if how := localEncryption(s); how != "" {
		mark(a, "encrypted", "how", how, "partial", w.partial) // of the ends only some headers are seen
	}
	a.Type = w.guess(s, typeZIP)
	switch {
	case !w.partial:
		mark(a, "uninspectable", "reason", w.missing())
	case a.Type != typeZIP: // an Office file that is a ZIP has no password: with one it is a compound file
	case !marked(a, "encrypted"):
		mark(a, "uninspectable", "reason", "partial")
	}
}

// readPart returns up to limit octets of a document's own part. They are good until the next part is read.
func (w *walker) readPart(s source, e *zipEntry, limit int64) []byte {
	if e.encrypted() != "" {
		return nil
	}
	limit = min(limit, max(e.size, 0))
	r, release, err := w.unpack(s, e, limit)
	if err != nil {
		return nil
	}
	defer release()
	w.part.Reset()
	_, _ = w.part.ReadFrom(&limited{r, limit, w}) // a part that breaks off is read as far as it goes
	return w.part.Bytes()
}
