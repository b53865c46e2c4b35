package attach

import (
	"bytes"
	"strings"

	"sekisho/server/policy"
)

// embedded reports whether an entry of a document is a file that somebody put into it.
func embedded(name string) bool {
	lower := strings.ToLower(name)
	switch {
	case strings.HasSuffix(lower, ".rels"):
		return false
	case strings.Contains(lower, "/embeddings/"):
		return true
	}
	// ODF keeps objects at the top, and pictures that replace them beside them.
	return strings.HasPrefix(name, "Object ") && !strings.Contains(name, "/") || strings.HasPrefix(name, "ObjectReplacements/") && strings.HasSuffix(lower, ".bin")
}

// document is what a ZIP is when it is more than a ZIP.
type document struct {
	mime      string // empty: a plain ZIP
	encrypted string
	parts     *parts // what is in it, if it is a document
}

// maxPart is how much of a document's own parts is read to know what it is.
const maxPart = 4 << 20

// zipDocument says what a ZIP is beside a ZIP. It is called before the files inside are looked at; where it names a type,
// the format's own parts are passed over. Marks of its own that need more than document has go to a.
func (w *walker) zipDocument(a *policy.Attachment, s source, d *zipDir) document {
	p := &parts{w: w, s: s, d: d, names: make(map[string]*zipEntry, len(d.entries)), opened: Extension(a.Name) == "zip"}
	doc := p.document(a)
	doc.parts = p
	return doc
}

func (p *parts) document(a *policy.Attachment) document {
	d := p.d
	for i := range d.entries {
		e := &d.entries[i]
		name := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(e.name, "/"), `\`, "/"))
		if p.names[name] == nil {
			p.names[name] = e
		}
	}
	types := string(p.read("[content_types].xml"))
	mimetype := ""
	if len(d.entries) > 0 {
		mimetype = strings.TrimSpace(string(p.read("mimetype")))
	}
	switch {
	case (strings.HasPrefix(mimetype, odf) || strings.HasPrefix(mimetype, "application/vnd.sun.xml.")) && (!p.opened || p.has("meta-inf/manifest.xml")):
		return p.openDocument(a, mimetype)
	case mimetype == "application/epub+zip" && p.has("meta-inf/container.xml"):
		return p.epub()
	}
	if t := p.program(Extension(a.Name)); t != "" {
		return document{mime: t}
	}
	if t := officeType(types, p); t != "" {
		for _, kind := range p.officeMacros(types, t) {
			macro(a, kind)
		}
		return document{mime: t}
	}
	if p.has("meta-inf/manifest.xml") && p.has("content.xml") { // an ODF file whose first entry is missing
		return p.openDocument(a, odf+"text")
	}
	return document{}
}

// parts are the entries of a ZIP by name, in lower case.
type parts struct {
	w      *walker
	s      source
	d      *zipDir
	names  map[string]*zipEntry
	opened bool // the name says that it is a ZIP: that is how it will be opened
}

func (p *parts) has(names ...string) bool {
	for _, name := range names {
		if p.names[name] != nil {
			return true
		}
	}
	return false
}

// read returns a part; nothing if there is none, or if only the ends of the file are known.
func (p *parts) read(name string) []byte {
	e := p.names[name]
	if e == nil || e.size < 0 || e.data < 0 {
		return nil
	}
	return p.w.readPart(p.s, e, maxPart)
}

// folder reports whether there is an entry below prefix.
func (p *parts) folder(prefix string) bool {
	for name := range p.names {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// program names packages that install or run something; empty for others.
func (p *parts) program(ext string) string {
	switch {
	case p.has("androidmanifest.xml") && (ext == "apk" || p.has("classes.dex", "resources.arsc")):
		return "application/vnd.android.package-archive"
	case p.has("appxmanifest.xml", "appxmetadata/appxbundlemanifest.xml") && p.has("appxblockmap.xml", "[content_types].xml"):
		if strings.HasPrefix(ext, "msix") {
			return "application/msix"
		}
		return "application/appx"
	case p.has("meta-inf/manifest.mf") && (ext == "jar" || ext == "war" || ext == "ear" || p.classes() || bytes.Contains(p.read("meta-inf/manifest.mf"), []byte("Main-Class"))):
		return "application/java-archive"
	case p.has("description.xml") && p.has("meta-inf/manifest.xml") && !p.has("content.xml"):
		return "application/vnd.openofficeorg.extension"
	case p.has("install.rdf") || p.has("manifest.json") && (ext == "xpi" || ext == "crx"):
		return "application/x-xpinstall"
	}
	return ""
}

// classes reports whether Java's programs are among the entries.
func (p *parts) classes() bool {
	for name := range p.names {
		if strings.HasSuffix(name, ".class") {
			return true
		}
	}
	return false
}

// epub is a book; some are bound to a device. Fonts alone may be disguised (EPUB 3.3, 4.2.6).
func (p *parts) epub() document {
	doc := document{mime: "application/epub+zip"}
	if p.has("meta-inf/rights.xml") || bytes.Contains(p.read("meta-inf/encryption.xml"), []byte("http://www.w3.org/2001/04/xmlenc#aes")) {
		doc.encrypted = "rms"
	}
	return doc
}

// officeTypes are the content types of main parts, ECMA-376 part 1 (15.2) and Microsoft's with macros, and whose file it is.
var officeTypes = []struct{ part, ext string }{
	{"ms-word.document.macroEnabled.main", "docm"},
	{"ms-word.template.macroEnabledTemplate.main", "dotm"},
	{"wordprocessingml.document.main", "docx"},
	{"wordprocessingml.template.main", "dotx"},
	{"ms-excel.sheet.binary.macroEnabled.main", "xlsb"},
	{"ms-excel.sheet.macroEnabled.main", "xlsm"},
	{"ms-excel.template.macroEnabled.main", "xltm"},
	{"ms-excel.addin.macroEnabled.main", "xlam"},
	{"spreadsheetml.sheet.main", "xlsx"},
	{"spreadsheetml.template.main", "xltx"},
	{"ms-powerpoint.presentation.macroEnabled.main", "pptm"},
	{"ms-powerpoint.slideshow.macroEnabled.main", "ppsm"},
	{"ms-powerpoint.template.macroEnabled.main", "potm"},
	{"ms-powerpoint.addin.macroEnabled.main", "ppam"},
	{"presentationml.presentation.main", "pptx"},
	{"presentationml.slideshow.main", "ppsx"},
	{"presentationml.template.main", "potx"},
	{"ms-visio.drawing.macroEnabled.main", "vsdm"},
	{"ms-visio.template.macroEnabled.main", "vstm"},
	{"ms-visio.stencil.macroEnabled.main", "vssm"},
	{"ms-visio.drawing.main", "vsdx"},
	{"ms-visio.template.main", "vstx"},
	{"ms-visio.stencil.main", "vssx"},
}

// officeType goes by the list of content types, and by folders where that cannot be read.
func officeType(contentTypes string, p *parts) string {
	if !p.has("[content_types].xml") {
		return ""
	}
	for _, t := range officeTypes {
		if strings.Contains(contentTypes, t.part) {
			return typeOfExtension(t.ext)
		}
	}
	for _, main := range [...]struct{ folder, part, ext string }{{"word/", "document.xml", "docx"}, {"xl/", "workbook.xml", "xlsx"}, {"xl/", "workbook.bin", "xlsb"}, {"ppt/", "presentation.xml", "pptx"}, {"visio/", "document.xml", "vsdx"}} {
		if p.has(main.folder+main.part) || contentTypes == "" && p.folder(main.folder) {
			return typeOfExtension(main.ext)
		}
	}
	return ""
}
