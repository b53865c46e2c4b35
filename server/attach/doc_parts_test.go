package attach

import (
	"bytes"
	"strings"
	"testing"
)

// TestPutIntoDocuments hides files in what says that it is a document. Whoever opens it as a ZIP finds them.
func TestPutIntoDocuments(t *testing.T) {
	program := pe + strings.Repeat("\x00", 200)
	secret := string(makeZip(t, part{"a.txt", "xxxx", crypto}))
	const list = "氏名,電話\n田中,03-0000-0000\n"
	hidden := []part{{name: "a.exe", content: program}, {name: "secret.zip", content: secret}, {name: "list.csv", content: list}}
	with := func(parts ...part) []part { return append(parts, hidden...) }
	const found = " [a.exe " + typePE + " executable:" + typePE + "] [secret.zip application/zip encrypted:zip-crypto [a.txt text/plain]] [list.csv text/csv]"
	const tDocx = ooxml + "wordprocessingml.document"
	office := contentTypes("openxmlformats-officedocument.wordprocessingml.document.main")
	body := part{name: "word/document.xml", content: "<x/>"}
	for _, test := range []struct {
		name  string
		parts []part
		want  string
	}{
		{"見積.zip", with(part{name: "[Content_Types].xml", content: "x"}, part{name: "word/x", content: "x"}), typeZIP + " [[Content_Types].xml text/xml] [word/x text/plain]" + found},
		{"見積.docx", with(office, body), tDocx + found},
		{"見積.zip", with(office, body), tDocx + found},
		{"見積.zip", with(office, body, part{name: "b/list.xml", content: "<x>田中</x>"}), tDocx + " [b/list.xml text/xml]" + found},
		{"本.zip", with(part{name: "mimetype", content: "application/epub+zip"}), typeZIP + " [mimetype text/plain]" + found},
		{"本.epub", with(part{name: "mimetype", content: "application/epub+zip"}, part{name: "META-INF/container.xml", content: "<x/>"}), "application/epub+zip" + found},
		{"書.zip", with(part{name: "mimetype", content: odf + "text"}), typeZIP + " [mimetype text/plain]" + found},
		{"書.odt", with(part{name: "mimetype", content: odf + "text"}, part{name: "content.xml", content: "<x/>"}), odf + "text" + found},
		{"a.docx", []part{office, body, {name: "word/EMBED/b.bin", content: secret}}, tDocx + " [word/EMBED/b.bin application/zip encrypted:zip-crypto [a.txt text/plain]]"},
		{"a.docx", []part{office, body, {name: "word/media/image1.png", content: program}}, tDocx + " [word/media/image1.png " + typePE + " executable:" + typePE + " disguised:png:" + typePE + "]"},
		{"a.docx", []part{office, body, {name: "word/theme/theme1.xml", content: list}}, tDocx + " [word/theme/theme1.xml text/csv]"},
		{"a.docx", []part{office, body, {name: "word/settings.wsf", content: "<job/>"}}, tDocx + " [word/settings.wsf text/x-wsf executable:text/x-wsf]"},
		{"a.odt", []part{{name: "mimetype", content: odf + "text"}, {name: "META-INF/manifest.xml", content: `<m><encryption-data/></m>`}, {name: "content.xml", content: "\x9a\x01\x02\x03"}, {name: "a.exe", content: program}}, odf + "text encrypted:odf [a.exe " + typePE + " executable:" + typePE + "]"},

		{"a.docx", []part{
			office, body,
			{name: "_rels/.rels", content: "\ufeff<x/>"},
			{name: "word/media/image1.png", content: png},
			{name: "word/fonts/font1.odttf", content: "\x8a\x91\x00\x01"},
			{name: "customXml/item1.xml", content: "\xff\xfe<\x00x\x00/\x00>\x00"},
			{name: "xl/printerSettings/printerSettings1.bin", content: wide("OKI C711") + "\x00\x00"},
			{name: "word/activeX/activeX1.bin", content: cfbMagic},
			{name: "word/media/image2.emz", content: "\x1f\x8b\x08\x00"},
		}, tDocx},
	} {
		if got := strings.Replace(brief(look(test.name, makeZip(t, test.parts...))), typeCFB, "", 1); got != test.want {
			t.Errorf("%s with %d parts:\n got %s\nwant %s", test.name, len(test.parts), got, test.want)
		}
	}
}

// TestFolderWithContent has a program under the name of a folder, which some programs unpack all the same.
func TestFolderWithContent(t *testing.T) {
	content := makeZip(t, part{name: "dir/"}, part{name: "b.exe_", content: pe})
	content = bytes.ReplaceAll(content, []byte("b.exe_"), []byte("b.exe/"))
	if got := look("a.zip", content); len(got.Inside) != 1 || !marked(&got.Inside[0], "executable") {
		t.Errorf("a folder with content: %s; want a program in it, and no other", brief(got))
	}
}
