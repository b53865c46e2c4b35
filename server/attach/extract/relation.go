package extract

import (
	"net/url"
	"path"
	"strings"
)

// maxRelations is how many relationships of a document are remembered.
const maxRelations = 70_000

// relation is what a part says of another one (ECMA-376-2, 9.3).
type relation struct {
	id, kind string // kind is the end of the type, in lower case
	target   string // a part, in lower case, or an address outside
	outside  bool
}

// openOffice opens a document of Office and reads what its parts are to each other. What a part is follows from that, as it
// does for the programs that show it; its path is only a habit.
func openOffice(t *sink, f File) (*pack, error) {
	p, err := openPack(t, f)
	if err != nil {
		return nil, err
	}
	p.from, p.kinds = map[string][]relation{}, map[string]string{}
	left := maxRelations
	var broken error
	for _, name := range p.names {
		source, ok := sourceOf(name)
		if !ok {
			continue
		}
		err := p.scan(name, func(k *token) error {
			if k.kind != tokenStart || string(k.name) != "Relationship" {
				return nil
			}
			if left--; left < 0 {
				t.partly = true
				return nil
			}
			p.relate(source, k)
			return nil
		})
		t.pieces-- // it has no text
		if err != nil {
			if stops(err) {
				return p, err
			}
			broken = err
		}
	}
	p.broken = broken
	return p, nil
}

// sourceOf returns the part whose relationships a part lists; "" is the document.
func sourceOf(name string) (string, bool) {
	dir, base := path.Split(name)
	source, ok := strings.CutSuffix(base, ".rels")
	if !ok || path.Base(dir) != "_rels" {
		return "", false
	}
	if source = path.Join(path.Dir(strings.TrimSuffix(dir, "/")), source); source == "." {
		return "", true
	}
	return source, true
}

func (p *pack) relate(source string, k *token) {
	kind := strings.ToLower(k.attr("Type"))
	r := relation{id: k.attr("Id"), kind: kind[strings.LastIndexByte(kind, '/')+1:], target: k.attr("Target"), outside: k.attr("TargetMode") == "External"}
	if !r.outside {
		if plain, err := url.PathUnescape(r.target); err == nil {
			r.target = plain
		}
		r.target = strings.ToLower(resolve(path.Dir(source), strings.ReplaceAll(r.target, `\`, "/")))
		if old := p.kinds[r.target]; old == "" || textless(old) {
			p.kinds[r.target] = r.kind
		}
	}
	p.from[source] = append(p.from[source], r)
}

func resolve(folder, target string) string {
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(path.Clean(target), "/")
	}
	return path.Join(folder, target)
}

// related lists the parts that a part names as of one kind; "" is the document.
func (p *pack) related(source, kind string) (parts []string) {
	for _, r := range p.from[source] {
		if r.kind == kind && !r.outside {
			parts = append(parts, r.target)
		}
	}
	return parts
}

// main is the part that the document is; fallback, where nothing says which.
func (p *pack) main(fallback string) string {
	if parts := p.related("", "officedocument"); len(parts) > 0 {
		return parts[0]
	}
	return fallback
}

// links adds where hyperlinks of all parts lead.
func (p *pack) links() error {
	for _, name := range p.names {
		for _, r := range p.from[name] {
			if r.outside && r.kind == "hyperlink" {
				if err := p.t.line(r.target); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// textless knows the kinds of parts that show no text of their own, or whose text is read as that of other parts. Files inside
// are for package attach.
func textless(kind string) bool {
	switch kind {
	case "styles", "styleswitheffects", "theme", "themeoverride", "fonttable", "font", "websettings", "numbering",
		"calcchain", "tablestyles", "presprops", "viewprops", "printersettings", "sheetmetadata", "volatiledependencies",
		"chartstyle", "chartcolorstyle", "diagramlayout", "diagramquickstyle", "diagramcolors", "table", "tablesinglecells",
		"pivottable", "slicer", "slicercache", "timeline", "timelinecache", "person", "people", "commentauthors", "authors", "xmlmaps",
		"image", "hdphoto", "video", "audio", "media", "thumbnail", "package", "oleobject", "activexcontrolbinary",
		"vbaproject", "wordvbadata", "keymapcustomizations", "customization", "extended-properties", "custom-properties",
		"core-properties", "sharedstrings", "customxmlprops", "digital-signature", "signature", "origin", "certificate",
		"commentsextended", "commentsids", "commentsextensible", "documenttasks", "changesinfo", "revisioninfo":
		return true
	}
	return false
}

// textlessPath is textless for parts that nothing refers to, by where such parts are.
func textlessPath(name string) bool {
	switch name {
	case "[content_types].xml", "word/numbering.xml", "word/fonttable.xml", "word/websettings.xml", "word/people.xml", "word/styleswitheffects.xml",
		"xl/sharedstrings.xml", "xl/calcchain.xml", "xl/metadata.xml", "xl/xmlmaps.xml", "ppt/presprops.xml", "ppt/viewprops.xml", "ppt/tablestyles.xml":
		return true
	}
	folder := path.Base(path.Dir(name))
	return strings.HasPrefix(name, "docprops/") || path.Base(name) == "styles.xml" || folder == "theme" || folder == "tables" ||
		folder == "pivottables" || match(name, "customxml/itemprops*.xml")
}
