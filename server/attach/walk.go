package attach

import (
	"bytes"
	"context"
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
	texts   bool // texts are wanted too
	mails   int  // mails around the file that is looked at

	spare     [][]byte     // memory for contents that nobody uses now
	inflaters []*inflater  // likewise
	wholes    []*inflate   // likewise
	part      bytes.Buffer // see readPart
	passing   []byte       // see chunk
}

// run inspects one file on the message's account.
func (w *walker) run(a *policy.Attachment, s source) {
	until, stop := w.budget.start()
	defer stop()
	w.until = until
	w.inspect(a, source{&timed{w, s.r, graceReads}, s.size}, 1)
}

func (w *walker) late() bool { return w.ctx.Err() != nil || time.Now().After(w.until) }

// inspect fills in a from its content. Depth counts from 1. Three rooms share the work: readers of containers (opener), which
// hand every file inside back to inspect through a box; readers of documents (zipDocument, compoundDocument, document); and
// readText.
func (w *walker) inspect(a *policy.Attachment, s source, depth int) {
	markName(a)
	w.guarded(a, func() { w.open(a, s, depth) })
	if a.Type == "" {
		a.Type = unknown
	}
	conclude(a)
	volume(a)
	if w.texts {
		w.guarded(a, func() { w.readText(a, s) })
	}
}

// guarded runs a parser. They are ours and libraries'; all read what a stranger wrote. A slip in one must not stop a mail's
// check.
func (w *walker) guarded(a *policy.Attachment, parse func()) {
	defer func() {
		if recover() != nil {
			mark(a, "uninspectable", "reason", "parser")
		}
	}()
	parse()
}

func (w *walker) open(a *policy.Attachment, s source, depth int) {
	head := s.at(0, sniffed)
	switch {
	case isZip(head):
		w.zip(a, s, depth)
	case strings.HasPrefix(string(head), cfbMagic):
		w.compound(a, s, depth)
	default:
		a.Type = sniff(s, head, Extension(a.Name))
		if look := opener(a.Type); look != nil {
			look(w, a, s, depth)
			return
		}
		w.document(a, s, depth)
		w.inText(a, s, depth)
		w.appended(a, s, depth)
		w.unread(a)
	}
}

// unread says of a file that nothing here could open that it was not: of a container of another kind, and of what by its name
// can be nothing else but is no longer to be known. Many programs that encrypt leave the name as it was.
func (w *walker) unread(a *policy.Attachment) {
	if isVolume(a.Name) || a.Type == unknown && len(a.Inside) > 0 {
		return
	}
	groups, ext := Groups(a.Type, a.Name), Extension(a.Name)
	if a.Type == unknown && saysEncrypted(ext) && !marked(a, "encrypted") {
		encrypted(a, "other")
		return
	}
	switch class := classOfExtension(ext); {
	case has(groups, "archive") || has(groups, "disk-image"), a.Type == unknown && (class == "archive" || class == "disk-image"):
		mark(a, "uninspectable", "reason", w.orMissing("unsupported"))
	case a.Type == unknown && (class == "pdf" || class == "text" || marksItself(typeOfExtension(ext))) && !marked(a, "encrypted"):
		mark(a, "uninspectable", "reason", w.missing())
	}
}

// marksItself reports whether each file of this type begins in the same way.
func marksItself(mime string) bool {
	switch mime {
	case "image/png", "image/jpeg", "image/gif":
		return true
	}
	return zipBased(mime) || mime == "application/msword" || mime == typeBIFF || mime == "application/vnd.ms-powerpoint" || mime == typeAccess
}

// opener returns what looks into containers of this type; nil if nothing does. ZIP and compound files are not among them:
// those are told by their first octets.
func opener(mime string) func(*walker, *policy.Attachment, source, int) {
	switch mime {
	case typeGzip, typeBzip2, typeXZ, typeZstd, typeCompress, typeLZMA, typeLzip, typeLZ4, typeZlib, typeBrotli:
		return (*walker).single
	case typeTar:
		return (*walker).tar
	case type7z:
		return (*walker).sevenZip
	case typeRAR:
		return (*walker).rar
	case typeTNEF:
		return (*walker).tnef
	case typeMail:
		return (*walker).mail
	case typeOneNote:
		return (*walker).oneNote
	case typeLZH:
		return (*walker).lzh
	case typeARJ:
		return (*walker).arj
	case typeCAB:
		return (*walker).cab
	case typeISO, typeUDF:
		return (*walker).disc
	case typeFAT, typeVHD:
		return (*walker).image
	}
	return nil
}

func isZip(head []byte) bool {
	if len(head) < 4 {
		return false
	}
	sig := string(head[:4])
	return sig == sigLocal || sig == sigEnd || sig == sigSpanned
}

func (w *walker) compound(a *policy.Attachment, s source, depth int) {
	c := readCompound(s)
	if c == nil {
		a.Type = w.guess(s, typeCFB)
		mark(a, "uninspectable", "reason", w.missing())
		return
	}
	w.compoundDocument(a, s, c, depth)
	if a.Type == typeMSG && !marked(a, "encrypted") {
		w.outlook(a, s, c, depth)
	}
}

// missing is the reason why a directory could not be read.
func (w *walker) missing() string {
	switch {
	case w.late():
		return "time"
	case w.partial:
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

// conclude marks what follows from the type.
func conclude(a *policy.Attachment) {
	if has(Groups(a.Type, a.Name), "executable") {
		mark(a, "executable", "type", a.Type)
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
	lies(a)
}

func marked(a *policy.Attachment, flag string) bool {
	for _, m := range a.Marks {
		if m.Flag == flag {
			return true
		}
	}
	return false
}

// saysEncrypted reports whether a name is one that programs give to what they encrypt. Many leave no mark in the file itself.
func saysEncrypted(ext string) bool {
	switch ext {
	case "enc", "aes", "crypt", "encrypted", "cpt", "des3", "ccrypt", "axx", "locked":
		return true
	}
	return false
}
