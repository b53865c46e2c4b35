package attach

import (
	"bytes"
	"strings"
)

// Types that only this package gives.
const (
	typeBIFF = "application/vnd.ms-excel"
	typeFlat = "application/vnd.oasis.opendocument.text-flat-xml"
	typeSYLK = "text/x-sylk"
)

// docMagic knows documents, programs and sealed files that the library does not, or takes for something else.
func docMagic(s source, head []byte, ext string) string {
	if k := sealed(head); k.how != "" {
		return k.mime
	}
	has := func(magic string) bool { return bytes.HasPrefix(head, []byte(magic)) }
	switch {
	case has("MZ"):
		if bytes.IndexByte(head, 0) < 0 && !isPE(s, head) {
			return "text/plain" // prose may begin with these letters
		}
		return typePE
	case isAccess(head):
		return typeAccess
	case has("ActiveMime\x00\x00"):
		return typeActiveMime
	case has("ITSF\x03\x00\x00\x00"):
		return "application/vnd.ms-htmlhelp"
	case isBIFF(head):
		return typeBIFF
	case has("\x60\x0e\x82") && strings.HasPrefix(ext, "x"):
		return "application/vnd.fujixerox.docuworks"
	case has("ID;P") && (ext == "slk" || ext == "sylk" || ext == "" || ext == "csv" || ext == "xls"):
		return typeSYLK
	case has("ISO-10303-21;") && bytes.Contains(head, []byte("SCADEC")), has("ISO-10303-21;") && bytes.Contains(head, []byte("ASSOCIATIVE_DRAUGHTING")):
		return "application/x-sxf"
	case has("ISO-10303-21;"):
		return "model/step"
	}
	if class := classOfExtension(ext); class == "office" && bytes.HasPrefix(bytes.ToLower(head), []byte("mime-version: 1.")) {
		return typeMail // a web page in one file, which Word and Excel open
	} else if class == "" || class == "script" || class == "executable" || ext == "svg" {
		if t := textMagic(head, ext); t != "" || class != "" {
			return t
		}
	}
	return disguisedScript(head, ext)
}

// disguisedScript knows what runs under a name that promises something else, or nothing. Names of texts that show or describe
// what runs are left alone.
func disguisedScript(head []byte, ext string) string {
	switch k := extensions[ext]; {
	case k.class == "mail" || k.class == "cad" || ext == "md" || ext == "json" || ext == "xml" || ext == "svg" || strings.HasPrefix(ext, "fod"), head[0] >= 0x7f && head[0] < 0xe0:
		return ""
	}
	text := strings.TrimLeft(plainText(head), " \t\r\n")
	if bytes.IndexByte(head, 0) >= 0 && len(text) >= len(head)-3 {
		return "" // not UTF-16
	}
	if len(head) == sniffed { // the last line may not be whole
		text = text[:strings.LastIndexByte(text, '\n')+1]
	}
	return runs(text, saysNothing(ext))
}

// isPE reports whether this is a program for DOS or Windows: it says where its newer header lies, or its own numbers make
// sense.
func isPE(s source, head []byte) bool {
	if len(head) >= 64 {
		switch sig := string(s.at(u32(head, 0x3c), 4)); {
		case sig == "PE\x00\x00", strings.HasPrefix(sig, "NE"), strings.HasPrefix(sig, "LE"), strings.HasPrefix(sig, "LX"):
			return true
		}
	}
	return len(head) >= 16 && u16(head, 2) <= 512 && u16(head, 4) > 0 && u16(head, 8) >= 2 && u16(head, 8) <= 0x1000 && bytes.IndexByte(head[:16], 0) >= 0
}

// isBIFF knows sheets of Excel 2 to 4 by their first record.
func isBIFF(head []byte) bool {
	if len(head) < 8 || head[0] != 9 || head[1] != 0 && head[1] != 2 && head[1] != 4 || head[3] != 0 {
		return false
	}
	kind := u16(head, 6)
	return head[2] >= 4 && head[2] <= 8 && (kind == 0x10 || kind == 0x20 || kind == 0x40 || kind == 0x100)
}

// textMagic knows scripts and shortcuts by how they begin. Under a name that opens as a mere text they are one.
func textMagic(head []byte, ext string) string {
	text := strings.TrimLeft(plainText(head), " \t\r\n")
	lower := strings.ToLower(text)
	switch {
	case strings.HasPrefix(text, "#@~^"):
		if ext == "vbe" {
			return "text/x-vbscript-encoded"
		}
		return "text/x-jscript-encoded"
	case strings.HasPrefix(text, "Windows Registry Editor Version"), strings.HasPrefix(text, "REGEDIT4"):
		return "text/x-ms-regedit"
	case strings.HasPrefix(lower, "[internetshortcut]"), strings.HasPrefix(lower, "[{000214a0-") && strings.Contains(lower, "[internetshortcut]"):
		return typeURL
	case strings.HasPrefix(lower, "[shell]") && strings.Contains(lower, "command="):
		return "application/x-ms-shortcut"
	case strings.Contains(lower, "<hta:application"):
		return "application/hta"
	case strings.Contains(text, "schemas.microsoft.com/Search/2013/SettingContent"), strings.Contains(text, "<libraryDescription"), strings.Contains(text, "<searchConnectorDescription"), strings.Contains(text, "<persistedQuery"):
		return "application/x-ms-shortcut"
	case strings.HasPrefix(lower, "mime-version: 1.") && strings.Contains(lower, "\ncontent-type:"): // what S/MIME tools write
		return typeMail
	}
	return ""
}

// plainText makes UTF-16 readable, as far as it is ASCII.
func plainText(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xfe")), bytes.HasPrefix(b, []byte("\xfe\xff")):
		return strings.ReplaceAll(string(b[2:]), "\x00", "")
	}
	return strings.TrimPrefix(string(b), "\ufeff")
}
