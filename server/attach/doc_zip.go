package attach

import (
	"strings"

	"sekisho/server/policy"
)

// embedded reports whether an entry of a document is a file that somebody put into it.
func embedded(name string) bool {
	return strings.Contains(name, "/embeddings/") && !strings.HasSuffix(name, ".rels")
}

// document is what a ZIP is when it is more than a ZIP.
type document struct {
	mime      string // empty: a plain ZIP
	macro     bool
	encrypted string
}

// maxPart is how much of a document's own parts is read to know what it is.
const maxPart = 1 << 20

// zipDocument says what a ZIP is beside a ZIP. It is called before the files inside are looked at; where it names a type,
// only embedded ones are. Marks of its own that need more than document has go to a.
func (w *walker) zipDocument(a *policy.Attachment, s source, d *zipDir) document {
	var doc document
	ext := Extension(a.Name)
	part := func(e *zipEntry) string { return string(w.readPart(s, e, maxPart)) }
	manifest := ""
	for i := range d.entries {
		e := &d.entries[i]
		lower := strings.ToLower(e.name)
		switch {
		case e.name == "[Content_Types].xml":
			doc.mime = officeType(part(e), d)
		case i == 0 && e.name == "mimetype":
			if t := strings.TrimSpace(part(e)); strings.HasPrefix(t, odf) || t == "application/epub+zip" {
				doc.mime = t
			}
		case e.name == "META-INF/manifest.xml":
			manifest = part(e)
		case i < 3 && e.name == "META-INF/MANIFEST.MF" || e.name == "META-INF/MANIFEST.MF" && ext == "jar":
			doc.mime = "application/java-archive"
		case strings.HasSuffix(lower, "vbaproject.bin"), strings.HasPrefix(lower, "xl/macrosheets/"):
			doc.macro = true
		}
	}
	switch {
	case strings.HasPrefix(doc.mime, odf):
		doc.macro = hasFolder(d, "Basic/") || hasFolder(d, "Scripts/")
		if strings.Contains(manifest, "encryption-data") {
			doc.encrypted = "odf"
		}
	case doc.mime == "application/java-archive" && hasFolder(d, "AndroidManifest.xml"):
		doc.mime = "application/vnd.android.package-archive"
	}
	doc.macro = doc.macro && doc.mime != "" || strings.Contains(doc.mime, "macroEnabled") && !strings.Contains(doc.mime, "binary")
	return doc
}

func hasFolder(d *zipDir, prefix string) bool {
	for i := range d.entries {
		if strings.HasPrefix(d.entries[i].name, prefix) {
			return true
		}
	}
	return false
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
	{"ms-visio.drawing.main", "vsdx"},
}

// officeType goes by the list of content types, and by folders where that cannot be read.
func officeType(contentTypes string, d *zipDir) string {
	for _, t := range officeTypes {
		if strings.Contains(contentTypes, t.part) {
			return typeOfExtension(t.ext)
		}
	}
	for folder, ext := range map[string]string{"word/": "docx", "xl/": "xlsx", "ppt/": "pptx", "visio/": "vsdx"} {
		if hasFolder(d, folder) {
			return typeOfExtension(ext)
		}
	}
	return ""
}
