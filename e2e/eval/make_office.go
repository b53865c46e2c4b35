package main

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"strings"
)

// macro is an office file, by its kind: with a macro, or with a cipher that no free tool writes any more (names with "-locked").
func macro(kind string) ([]byte, error) {
	if f, ok := packages[kind]; ok {
		return f()
	}
	switch kind {
	case "doc", "dot":
		return compound(wordClass, stream("WordDocument", fib(0)), stream("1Table", nil), storage("Macros", vba("ThisDocument", "Module1")...)), nil
	case "doc-locked":
		return compound(wordClass, stream("WordDocument", fib(0x8100)), stream("1Table", nil)), nil
	case "xls", "xla":
		return compound(sheetClass, stream("Workbook", workbook(0, nil)), storage("_VBA_PROJECT_CUR", vba("ThisWorkbook", "Sheet1", "Module1")...)), nil
	case "xls-xlm":
		return compound(sheetClass, stream("Workbook", workbook(1, nil))), nil
	case "xls-locked":
		// key and verifier of "Ka2-mitsu" (MS-OFFCRYPTO 2.3.7.1, 2.3.7.2)
		return compound(sheetClass, stream("Workbook", workbook(0, []byte{0x2f, 0, 6, 0, 0, 0, 0xad, 0x2e, 0xf1, 0xf8}))), nil
	case "ppt":
		return presentation(compound("", vba("Module1")...))
	case "xml":
		return []byte(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?><?mso-application progid="Word.Document"?>` +
			`<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" w:macrosPresent="yes" w:embeddedObjPresent="no">` +
			`<w:docSuppData><w:binData w:name="editdata.mso">QWN0aXZlTWltZQAAAfAEAAAA/////wAAB/A=</w:binData></w:docSuppData>` +
			`<w:body><w:p><w:r><w:t>発注書</w:t></w:r></w:p></w:body></w:wordDocument>`), nil
	}
	return nil, fmt.Errorf("no office file of the kind %q is known", kind)
}

const (
	wordClass  = "\x06\x09\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"
	sheetClass = "\x20\x08\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"
	slideClass = "\x10\x8d\x81\x64\x9b\x4f\xcf\x11\x86\xea\x00\xaa\x00\xb9\x29\xe8"
)

// vba is the streams of a VBA project with modules that show a message (MS-OVBA; not compressed tightly: one raw chunk a stream).
func vba(modules ...string) []*node {
	project := "ID=\"{5A1B7A5E-0000-4000-8000-00000000C0DE}\"\r\n"
	inner := []*node{stream("dir", literal("\x01\x00\x04\x00\x00\x00\x03\x00\x00\x00")), stream("_VBA_PROJECT", []byte("\xcc\x61\xff\xff\x00\x00\x00"))}
	for _, m := range modules {
		project += "Module=" + m + "\r\n"
		inner = append(inner, stream(m, literal("Attribute VB_Name = \""+m+"\"\r\nSub AutoOpen()\r\n  MsgBox \"ok\"\r\nEnd Sub\r\n")))
	}
	return []*node{storage("VBA", inner...), stream("PROJECT", []byte(project))}
}

// literal is an MS-OVBA container of literal tokens.
func literal(text string) []byte {
	var tokens []byte
	for text != "" {
		n := min(8, len(text))
		tokens = append(append(tokens, 0), text[:n]...)
		text = text[n:]
	}
	out := []byte{1}
	out = binary.LittleEndian.AppendUint16(out, uint16(len(tokens)+2-3)|0xb000) //nolint:gosec // the files here are small
	return append(out, tokens...)
}

// fib is the first block of a Word file with these flags.
func fib(flags uint16) []byte {
	b := make([]byte, 4096)
	copy(b, "\xec\xa5\xc1\x00")
	binary.LittleEndian.PutUint16(b[10:], 0x0200|flags)
	binary.LittleEndian.PutUint16(b[32:], 14)
	return b
}

// workbook is a BIFF8 stream with one sheet of a type (1: Excel 4.0 macros), and with records after the first.
func workbook(kind byte, more []byte) []byte {
	bof := func(dt byte) []byte {
		return []byte{9, 8, 16, 0, 0, 6, dt, 0, 0xbb, 0x0d, 0xcc, 7, 0, 0, 0, 0, 6, 0, 0, 0}
	}
	b := append(bof(5), more...)
	name := "Macro1"
	b = append(b, 0x85, 0, byte(8+len(name)), 0) //nolint:gosec // the files here are small
	at := len(b)
	b = append(b, 0, 0, 0, 0, 0, kind, byte(len(name)), 0) //nolint:gosec // the files here are small
	b = append(b, name...)
	b = append(b, 0x0a, 0, 0, 0)
	binary.LittleEndian.PutUint32(b[at:], uint32(len(b))) //nolint:gosec // the files here are small
	sheet := byte(0x10)
	if kind == 1 {
		sheet = 0x40
	}
	return append(append(b, bof(sheet)...), 0x0a, 0, 0, 0)
}

// presentation is a PowerPoint file that keeps a VBA project as its object 2 (MS-PPT 2.4.10 and 2.10.40).
func presentation(project []byte) ([]byte, error) {
	le := binary.LittleEndian
	record := func(version, kind uint16, content []byte) []byte {
		b := le.AppendUint16(nil, version)
		b = le.AppendUint16(b, kind)
		return append(le.AppendUint32(b, uint32(len(content))), content...) //nolint:gosec // the files here are small
	}
	var z bytes.Buffer
	z.Write(le.AppendUint32(nil, uint32(len(project)))) //nolint:gosec // the files here are small
	w := zlib.NewWriter(&z)
	if _, err := w.Write(project); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	info := record(0x1f, 0x03ff, record(0x02, 0x0400, []byte{2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0}))
	document := record(0x0f, 0x03e8, append(record(0x01, 0x03e9, make([]byte, 40)), record(0x0f, 0x07d0, info)...))
	object := record(0x10, 0x1011, z.Bytes())
	directoryAt := len(document) + len(object)
	entry := le.AppendUint32(nil, 1|2<<20)
	entry = le.AppendUint32(entry, 0)
	entry = le.AppendUint32(entry, uint32(len(document))) //nolint:gosec // the files here are small
	pointers := record(0, 0x1772, entry)
	edit := make([]byte, 28)
	edit[6], edit[7] = 0, 3
	le.PutUint32(edit[12:], uint32(directoryAt)) //nolint:gosec // the files here are small
	le.PutUint32(edit[16:], 1)
	le.PutUint32(edit[20:], 3)
	all := append(append(append(document, object...), pointers...), record(0, 0x0ff5, edit)...)
	user := make([]byte, 20)
	le.PutUint32(user, 20)
	le.PutUint32(user[4:], 0xe391c05f)
	le.PutUint32(user[8:], uint32(directoryAt+len(pointers))) //nolint:gosec // the files here are small
	le.PutUint16(user[14:], 1012)
	user[16] = 3
	return compound(slideClass, stream("PowerPoint Document", all), stream("Current User", record(0, 0x0ff6, user))), nil
}

// packages are the OOXML files.
var packages = map[string]func() ([]byte, error){
	"docm": func() ([]byte, error) {
		return office("word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml", wordBody, "word/vbaProject.bin")
	},
	"dotm": func() ([]byte, error) {
		return office("word/document.xml", "application/vnd.ms-word.template.macroEnabledTemplate.main+xml", wordBody, "word/vbaProject.bin")
	},
	"docx": func() ([]byte, error) {
		return office("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", wordBody, "word/vbaProject.bin")
	},
	"xlsm": func() ([]byte, error) {
		return office("xl/workbook.xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml", sheetBody, "xl/vbaProject.bin")
	},
	"xlam": func() ([]byte, error) {
		return office("xl/workbook.xml", "application/vnd.ms-excel.addin.macroEnabled.main+xml", sheetBody, "xl/vbaProject.bin")
	},
	"xlsb": func() ([]byte, error) {
		return office("xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroEnabled.main", "\x83\x01\x00\x84\x01\x00", "xl/vbaProject.bin")
	},
	"xlsm-xlm": func() ([]byte, error) {
		return office("xl/workbook.xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml", sheetBody, "xl/macrosheets/sheet1.xml")
	},
	"pptm": func() ([]byte, error) {
		return office("ppt/presentation.xml", "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml", slideBody, "ppt/vbaProject.bin")
	},
	"ppsm": func() ([]byte, error) {
		return office("ppt/presentation.xml", "application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml", slideBody, "ppt/vbaProject.bin")
	},
	"ppam": func() ([]byte, error) {
		return office("ppt/presentation.xml", "application/vnd.ms-powerpoint.addin.macroEnabled.main+xml", slideBody, "ppt/vbaProject.bin")
	},
}

const (
	head      = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`
	relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	wordBody  = head + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>稟議書</w:t></w:r></w:p></w:body></w:document>`
	sheetBody = head + `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + relations + `"><sheets><sheet name="Macro1" sheetId="1" r:id="rId1"/></sheets></workbook>`
	slideBody = head + `<p:presentation xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:sldSz cx="9144000" cy="6858000"/></p:presentation>`
)

// office is a package with a main part and a part of macros.
func office(part, kind, body, macros string) ([]byte, error) {
	code := compound("", vba("ThisDocument", "Module1")...)
	relation, codeType := "http://schemas.microsoft.com/office/2006/relationships/vbaProject", "application/vnd.ms-office.vbaProject"
	if strings.Contains(macros, "macrosheets") {
		relation, codeType = "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet", "application/vnd.ms-excel.macrosheet+xml"
		code = []byte(head + `<xm:macrosheet xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
			`<sheetData><row r="1"><c r="A1"><f>ALERT("ok")</f></c></row><row r="2"><c r="A2"><f>HALT()</f></c></row></sheetData></xm:macrosheet>`)
	}
	folder, file, _ := strings.Cut(part, "/")
	types := head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Override PartName="/` + part + `" ContentType="` + kind + `"/><Override PartName="/` + macros + `" ContentType="` + codeType + `"/></Types>`
	rels := func(kind, target string) []byte {
		return []byte(head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + kind + `" Target="` + target + `"/></Relationships>`)
	}
	return inZip([]member{
		{"[Content_Types].xml", []byte(types)},
		{"_rels/.rels", rels(relations+"/officeDocument", part)},
		{part, []byte(body)},
		{folder + "/_rels/" + file + ".rels", rels(relation, strings.TrimPrefix(macros, folder+"/"))},
		{macros, code},
	})
}
