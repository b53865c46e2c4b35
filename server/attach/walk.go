package attach

import (
	"context"
	"errors"
	"strings"
	"time"

	"sekisho/server/policy"

	"github.com/gabriel-vasile/mimetype"
)

// walker looks at one file and what is inside it.
type walker struct {
	ctx     context.Context
	budget  *budget
	until   time.Time
	partial bool // only the ends of the file are known: what is inside is listed, not opened
}

// run inspects one file on the message's account.
func (w *walker) run(a *policy.Attachment, s source) {
	until, stop := w.budget.start()
	defer stop()
	w.until = until
	w.inspect(a, s, 1)
}

func (w *walker) late() bool { return w.ctx.Err() != nil || time.Now().After(w.until) }

// inspect fills in a from its content. Depth counts from 1.
func (w *walker) inspect(a *policy.Attachment, s source, depth int) {
	// The parsers are ours and the library's; both read what a stranger wrote. A slip in them must not stop a mail's check.
	defer func() {
		if recover() != nil {
			mark(a, "uninspectable", "reason", "parser")
		}
	}()
	markName(a)
	ext := Extension(a.Name)
	head := s.at(0, sniffed)
	switch {
	case isZip(head):
		w.zip(a, s, depth)
	case strings.HasPrefix(string(head), cfbMagic):
		w.compound(a, s, ext)
	default:
		a.Type = sniff(s, head, ext)
		w.appended(a, s, depth)
	}
	w.conclude(a)
}

func isZip(head []byte) bool {
	if len(head) < 4 {
		return false
	}
	sig := string(head[:4])
	return sig == sigLocal || sig == sigEnd || sig == sigSpanned
}

func (w *walker) compound(a *policy.Attachment, s source, ext string) {
	c := readCompound(s)
	if c == nil {
		a.Type = w.guess(s, typeCFB)
		mark(a, "uninspectable", "reason", w.missing())
		return
	}
	a.Type = c.mime(ext)
	how, known := c.encrypted(s)
	if how != "" {
		mark(a, "encrypted", "how", how, "partial", false)
	} else if !known {
		mark(a, "uninspectable", "reason", w.missing())
	}
	if c.macro() {
		mark(a, "macro")
	}
}

// missing is the reason why a directory could not be read.
func (w *walker) missing() string {
	if w.partial {
		return "partial"
	}
	return "corrupt"
}

// guess names the type by the first octets alone, where that is more than the container's own.
func (w *walker) guess(s source, container string) string {
	t := baseType(mimetype.Detect(s.at(0, sniffed)).String())
	switch group(t) {
	case "office", "mail", "executable":
		return t
	}
	return container
}

func (w *walker) zip(a *policy.Attachment, s source, depth int) {
	a.Type = typeZIP
	if depth > maxDepth {
		mark(a, "bomb", "limit", "depth")
		return
	}
	d, err := readZip(s)
	switch {
	case errors.Is(err, errMasked):
		mark(a, "encrypted", "how", "zip-masked", "partial", false)
	case err != nil:
		w.brokenZip(a, s)
	default:
		w.container(a, s, d, depth)
	}
}

// brokenZip says what the local headers tell of an archive without a directory.
func (w *walker) brokenZip(a *policy.Attachment, s source) {
	if how := localEncryption(s); how != "" {
		mark(a, "encrypted", "how", how, "partial", false)
	}
	a.Type = w.guess(s, typeZIP)
	switch {
	case !w.partial:
		mark(a, "uninspectable", "reason", "corrupt")
	case a.Type != typeZIP: // an Office file that is a ZIP has no password: with one it is a compound file
	case !marked(a, "encrypted"):
		mark(a, "uninspectable", "reason", "partial")
	}
}

// appended looks for a ZIP behind something else: in self-extracting programs, and in pictures that hide one.
func (w *walker) appended(a *policy.Attachment, s source, depth int) {
	d, err := readZip(s)
	if err != nil || len(d.entries) == 0 || d.entries[0].data < 0 || depth > maxDepth {
		return
	}
	kind, inner := a.Type, policy.Attachment{Name: a.Name}
	w.container(&inner, s, d, depth)
	a.Type, a.Inside = kind, inner.Inside
	a.Marks = append(a.Marks, inner.Marks...)
	if class := classOfExtension(Extension(a.Name)); class == "image" || class == "pdf" || class == "media" || class == "text" {
		mark(a, "disguised", "extension", Extension(a.Name), "type", typeZIP)
	}
}

// conclude marks what follows from the type.
func (w *walker) conclude(a *policy.Attachment) {
	groups := Groups(a.Type, a.Name)
	switch {
	case has(groups, "executable"):
		mark(a, "executable", "type", a.Type)
	case a.Type == "application/x-encrypted":
		mark(a, "encrypted", "how", "other", "partial", false)
	case has(groups, "archive") && !has(groups, "zip"), has(groups, "disk-image"):
		mark(a, "uninspectable", "reason", "unsupported")
	}
	names := a.Names
	if len(names) == 0 {
		names = []string{a.Name}
	}
	for _, name := range names {
		if ext := Extension(name); disguises(ext, a.Type) {
			mark(a, "disguised", "extension", ext, "type", a.Type)
		}
	}
}

func marked(a *policy.Attachment, flag string) bool {
	for _, m := range a.Marks {
		if m.Flag == flag {
			return true
		}
	}
	return false
}
