package attach

import (
	"bytes"
	"encoding/xml"
	"html"
	"net/url"
	"strings"
)

// officeMacros lists the ways in which an Office file that is a ZIP can act when it is opened.
func (p *parts) officeMacros(types, mime string) (kinds []string) {
	enabled := strings.Contains(mime, "macroEnabled") && !strings.Contains(mime, "binary")
	if enabled || strings.Contains(types, "vnd.ms-office.vbaProject") && p.projects() || p.named("vbaproject.bin") {
		kinds = append(kinds, "vba")
	}
	if p.folder("xl/macrosheets/") || strings.Contains(types, "ms-excel.macrosheet+xml") || strings.Contains(types, "ms-excel.intlmacrosheet+xml") {
		kinds = append(kinds, "xlm")
	}
	if p.w.partial {
		return kinds
	}
	for name := range p.names {
		if strings.HasSuffix(name, ".rels") && (strings.HasPrefix(name, "word/") || strings.HasPrefix(name, "ppt/") || strings.HasPrefix(name, "xl/")) {
			if kind := remote(p.read(name)); kind != "" {
				kinds = append(kinds, kind)
			}
		}
	}
	if p.dde() {
		kinds = append(kinds, "dde")
	}
	if bytes.Contains(p.read("docprops/custom.xml"), []byte(`"_AssemblyLocation"`)) { // an add-in that Office loads with the document
		kinds = append(kinds, "remote-object")
	}
	return kinds
}

// projects reports whether a part has the type of a project, whatever it is called.
func (p *parts) projects() bool {
	for name := range p.names {
		if strings.HasSuffix(name, ".bin") && strings.Contains(name, "vba") {
			return true
		}
	}
	for name := range p.names {
		if strings.HasSuffix(name, ".rels") && bytes.Contains(p.read(name), []byte("relationships/vbaProject")) {
			return true
		}
	}
	return false
}

// named reports whether an entry has this name in any folder.
func (p *parts) named(file string) bool {
	for name := range p.names {
		if name == file || strings.HasSuffix(name, "/"+file) {
			return true
		}
	}
	return false
}

// relationship is a line of a .rels part (ECMA-376 part 2, 6.5).
type relationship struct {
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
	Mode   string `xml:"TargetMode,attr"`
}

// remote finds what is loaded from elsewhere on opening: templates, objects, pages. A template on the author's own disk or
// file server is left alone: Word writes its path into every document made from it.
func remote(rels []byte) string {
	if !bytes.Contains(rels, []byte("External")) {
		return ""
	}
	var list struct {
		All []relationship `xml:"Relationship"`
	}
	if xml.Unmarshal(rels, &list) != nil {
		return ""
	}
	for _, r := range list.All {
		kind := r.Type[strings.LastIndexByte(r.Type, '/')+1:]
		if r.Mode != "External" || !elsewhere(r.Target) {
			continue
		}
		switch kind {
		case "attachedTemplate":
			return "template"
		case "oleObject", "frame", "package", "subDocument", "control":
			return "remote-object"
		}
	}
	return ""
}

// elsewhere reports whether a target is on the web.
func elsewhere(target string) bool {
	target = strings.TrimSpace(strings.ToLower(target))
	for _, scheme := range []string{"mhtml:", "x-usc:", "ms-msdt:", "script:", "view-source:"} {
		if strings.HasPrefix(target, scheme) {
			return true
		}
	}
	if strings.HasPrefix(target, `\\`) || strings.HasPrefix(target, "//") {
		return strings.Contains(target, "@ssl") || strings.Contains(target, "davwwwroot")
	}
	u, err := url.Parse(target)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https" || u.Scheme == "ftp")
}

// dde finds fields and links that start another program.
func (p *parts) dde() bool {
	for name := range p.names {
		switch {
		case strings.HasPrefix(name, "xl/externallinks/") && strings.HasSuffix(name, ".xml"):
			if ddeLink(p.read(name)) {
				return true
			}
		case strings.HasPrefix(name, "word/") && strings.Count(name, "/") == 1 && strings.HasSuffix(name, ".xml"):
			if fieldsDDE(p.read(name)) {
				return true
			}
		}
	}
	return false
}

// ddeLink reports whether a link is one to another program, with whatever prefix.
func ddeLink(b []byte) bool {
	return bytes.Contains(b, []byte("<ddeLink")) || bytes.Contains(b, []byte(":ddeLink"))
}

// fieldsDDE reads the instructions of fields (ECMA-376 part 1, 17.16). Programs cut an instruction into several runs, so the
// texts are put together between a field's marks.
func fieldsDDE(b []byte) bool {
	if !bytes.Contains(b, []byte("instrText")) && !bytes.Contains(b, []byte("fldSimple")) {
		return false
	}
	var field []byte
	inside := false
	for {
		i := bytes.IndexByte(b, '<')
		if i < 0 {
			return isDDE(field)
		}
		if inside && len(field) < 1024 {
			field = append(field, b[:i]...)
		}
		b = b[i+1:]
		end := bytes.IndexByte(b, '>')
		if end < 0 {
			return isDDE(field)
		}
		tag := b[:end]
		b = b[end+1:]
		switch localName(tag) {
		case "instrText":
			inside = tag[0] != '/' && tag[len(tag)-1] != '/'
		case "fldChar", "fldSimple":
			_, instr, _ := bytes.Cut(tag, []byte("instr="))
			if isDDE(field) || len(instr) > 1 && isDDE(instr[1:]) {
				return true
			}
			field = field[:0]
		}
	}
}

// localName is a tag's name without prefix and slash.
func localName(tag []byte) string {
	tag = bytes.TrimPrefix(tag, []byte("/"))
	if i := bytes.IndexAny(tag, " \t\r\n/"); i >= 0 {
		tag = tag[:i]
	}
	return string(tag[bytes.IndexByte(tag, ':')+1:])
}

func isDDE(instruction []byte) bool {
	words := strings.Fields(strings.ToUpper(html.UnescapeString(string(instruction))))
	return len(words) > 1 && (words[0] == "DDE" || words[0] == "DDEAUTO")
}
