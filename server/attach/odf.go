package attach

import (
	"bytes"
	"encoding/xml"
	"strings"

	"sekisho/server/policy"
)

// openDocument looks at an ODF file (OASIS OpenDocument 1.4, part 2).
func (p *parts) openDocument(a *policy.Attachment, mime string) document {
	doc := document{mime: mime}
	if p.has("encrypted-package") || odfEncrypted(p.read("meta-inf/manifest.xml")) {
		doc.encrypted = "odf"
	}
	for name := range p.names {
		if odfScript(name) {
			macro(a, "basic")
			break
		}
	}
	if doc.encrypted == "" {
		content := p.read("content.xml")
		switch {
		case odfEvent(content) || odfEvent(p.read("settings.xml")):
			macro(a, "basic") // of somebody else's library: those on the reader's machine can start programs
		case bytes.Contains(content, []byte("office:dde-application=")):
			macro(a, "dde")
		}
	}
	return doc
}

// odfEvent reports whether an event of the document or of something in it runs a script, wherever that lies.
func odfEvent(xml []byte) bool {
	return bytes.Contains(xml, []byte("event-listener")) && (bytes.Contains(xml, []byte("vnd.sun.star.script:")) || bytes.Contains(xml, []byte("macro:///")))
}

// odfScript reports whether an entry is a script. Libraries without a module leave lists behind, which are none.
func odfScript(name string) bool {
	base := name[strings.LastIndexByte(name, '/')+1:]
	switch {
	case base == "":
		return false
	case strings.HasPrefix(name, "basic/"):
		return base != "script-lc.xml" && base != "script-lb.xml" && base != "dialog-lb.xml" && base != "dialog-lc.xml"
	}
	return strings.HasPrefix(name, "scripts/")
}

// odfEncrypted reads the manifest. Each encrypted part has an element about that (part 2, 4.4); its name in a text or in an
// attribute is no such element.
func odfEncrypted(manifest []byte) bool {
	if !bytes.Contains(manifest, []byte("encryption-data")) {
		return false
	}
	d := xml.NewDecoder(bytes.NewReader(manifest))
	d.Strict = false
	for {
		token, err := d.RawToken()
		if err != nil {
			return false
		}
		if t, ok := token.(xml.StartElement); ok && t.Name.Local == "encryption-data" {
			return true
		}
	}
}
