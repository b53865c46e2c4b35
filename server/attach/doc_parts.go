package attach

import (
	"bytes"
	"strings"
)

// What the parts of documents that are ZIPs may be, by their last extension. Anything else in a document was put there by
// somebody, and is looked at like any file.
const (
	partMarkup = iota + 1
	partPicture
	partBinary
	partText
)

var partKinds = map[string]int{
	"xml": partMarkup, "rels": partMarkup, "vml": partMarkup, "rdf": partMarkup, "psmdcp": partMarkup, "xhtml": partMarkup, "opf": partMarkup, "ncx": partMarkup, "smil": partMarkup, "xsl": partMarkup,
	"png": partPicture, "jpg": partPicture, "jpeg": partPicture, "jpe": partPicture, "jfif": partPicture, "gif": partPicture, "bmp": partPicture, "dib": partPicture, "tif": partPicture, "tiff": partPicture, "ico": partPicture, "webp": partPicture,
	"emf": partPicture, "wmf": partPicture, "emz": partPicture, "wmz": partPicture, "svm": partPicture, "wdp": partPicture, "hdp": partPicture, "jxr": partPicture, "pcx": partPicture, "pict": partPicture, "heic": partPicture, "avif": partPicture,
	"wav": partPicture, "mp3": partPicture, "m4a": partPicture, "wma": partPicture, "aac": partPicture, "mid": partPicture, "mp4": partPicture, "m4v": partPicture, "mov": partPicture, "wmv": partPicture, "avi": partPicture, "mpg": partPicture, "mpeg": partPicture, "asf": partPicture, "glb": partPicture,
	"bin": partBinary, "dat": partBinary, "data": partBinary, "odttf": partBinary, "fntdata": partBinary, "ttf": partBinary, "otf": partBinary, "woff": partBinary, "woff2": partBinary, "sigs": partBinary, "tmp": partBinary, "": partBinary,
	"class": partBinary, "dex": partBinary, "arsc": partBinary, "rsa": partBinary, "dsa": partBinary, "ec": partBinary, "mf": partText, "sf": partText, "properties": partText, "css": partText,
}

// partHead is how much of a part is read to see whether it is what its name says.
const partHead = 512

// own reports whether an entry is a part of the document's own format by what it is, not by where it lies: whoever opens the
// file as a ZIP finds everything else, and readers follow relationships to any folder.
func (p *parts) own(e *zipEntry, doc document) bool {
	name := strings.ToLower(strings.ReplaceAll(e.name, `\`, "/"))
	kind, known := partKinds[Extension(name)]
	switch {
	case embedded(e.name):
		return false
	case p.w.partial:
		return known
	case name == "[content_types].xml":
		return true // it was read to know what the document is
	case doc.encrypted != "" && executableExtension(Extension(name)) == "": // what is sealed looks like nothing
		head := p.w.readPart(p.s, e, partHead)
		return !isZip(head) && !bytes.HasPrefix(head, []byte("%PDF-")) && !p.packed(head)
	case p.opened && !officeFolder(name):
		return false
	case doc.mime == "application/epub+zip" && (strings.HasSuffix(name, ".js") || strings.HasSuffix(name, ".html") || strings.HasSuffix(name, ".htm")): // readers of books keep those in a sandbox
		kind = partText
	case strings.HasPrefix(doc.mime, odf) && strings.HasPrefix(name, "scripts/"): // marked as macros already
		kind = partText
	case !known:
		return false
	}
	head := p.w.readPart(p.s, e, partHead)
	return len(head) == 0 && e.size == 0 || len(head) > 0 && p.fits(kind, name, head)
}

// fits reports whether a part begins like one of its kind.
func (p *parts) fits(kind int, name string, head []byte) bool {
	if kind == partMarkup {
		return strings.HasPrefix(strings.TrimLeft(plainText(head), " \t\r\n"), "<")
	}
	if strings.HasPrefix(string(head), cfbMagic) {
		return strings.Contains(name, "vbaproject") || strings.Contains(name, "/activex/")
	}
	if isZip(head) || p.packed(head) {
		return false
	}
	switch t := sniff(source{bytes.NewReader(head), int64(len(head))}, head, ""); group(t) {
	case "image", "media":
		return kind != partText && t != "image/svg+xml"
	case "unknown":
		return kind != partText
	case "text":
		return kind == partText || bytes.IndexByte(head, 0) >= 0 || name == "mimetype" || strings.HasSuffix(name, "vbaproject.bin") // names of printers are UTF-16
	case "archive":
		return t == typeGzip && kind == partPicture && strings.HasSuffix(name, "z")
	}
	return kind == partBinary && strings.HasSuffix(name, ".class")
}

// packed reports whether a part begins like an archive, a program or a document of Office before 2007.
func (p *parts) packed(head []byte) bool {
	s := source{bytes.NewReader(head), int64(len(head))}
	for _, magic := range []string{cfbMagic, magic7z, magicRAR, "MSCF\x00\x00\x00\x00", "\x7fELF", "\xfd7zXZ\x00"} {
		if bytes.HasPrefix(head, []byte(magic)) {
			return true
		}
	}
	return bytes.HasPrefix(head, []byte("MZ")) && isPE(s, head)
}

// officeFolder reports whether an entry lies where the formats of documents keep their parts.
func officeFolder(name string) bool {
	name = strings.TrimPrefix(name, "/")
	folder, _, below := strings.Cut(name, "/")
	if !below {
		switch name {
		case "[content_types].xml", "mimetype", "content.xml", "styles.xml", "meta.xml", "settings.xml", "manifest.rdf", "layout-cache":
			return true
		}
		return false
	}
	switch folder {
	case "_rels", "docprops", "customxml", "word", "xl", "ppt", "visio", "docmetadata", "_xmlsignatures", "customui", "package", "meta-inf", "configurations2", "thumbnails", "pictures", "basic", "dialogs":
		return true
	}
	return false
}
