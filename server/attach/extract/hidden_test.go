package extract

import (
	"strings"
	"testing"
)

const relationType = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

// rels lists relationships: kind and target, in turn.
func rels(kindsAndTargets ...string) string {
	var b strings.Builder
	b.WriteString(`<Relationships>`)
	for i := 0; i+1 < len(kindsAndTargets); i += 2 {
		b.WriteString(`<Relationship Id="r` + string(rune('1'+i/2)) + `" Type="` + relationType + kindsAndTargets[i] + `" Target="` + kindsAndTargets[i+1] + `"/>`)
	}
	return b.String() + `</Relationships>`
}

func para(s string) string { return `<w:p><w:r><w:t>` + s + `</w:t></w:r></w:p>` }

// TestPartsByRelation has texts in parts whose names say nothing, or something else.
func TestPartsByRelation(t *testing.T) {
	for _, tt := range []struct{ name, file, want string }{
		{"main part elsewhere", string(makeZip(t, "_rels/.rels", rels("officeDocument", "/doc/main.xml"), "doc/main.xml", para("社外秘"))), "社外秘\n"},
		{"main part under the name of a theme", string(makeZip(t, "_rels/.rels", rels("officeDocument", "word/theme/theme1.xml"), "word/theme/theme1.xml", para("社外秘"))), "社外秘\n"},
		{"beside a decoy", string(makeZip(t, "_rels/.rels", rels("officeDocument", "word/doc2.xml"), "word/doc2.xml", para("社外秘"), "word/document.xml", para("表"))), "社外秘\n表\n"},
		{"name in other letters, and escaped", string(makeZip(t, "_rels/.rels", rels("officeDocument", "Word/%E6%9C%AC.XML"), "word/本.xml", para("社外秘"))), "社外秘\n"},
		{"a footer that is called styles", string(makeZip(t, "word/document.xml", para("表"), "word/_rels/document.xml.rels", rels("footer", "styles.xml"), "word/styles.xml", para("足"))), "表\n足\n"},
		{"styles", string(makeZip(t, "word/document.xml", para("表"), "word/_rels/document.xml.rels", rels("styles", "styles.xml", "theme", "t.xml"), "word/styles.xml", para("足"), "word/t.xml", "<a>x</a>")), "表\n"},
		{"building blocks", string(makeZip(t, "word/document.xml", para("表"), "word/glossary/document.xml", para("定型"))), "表\n定型\n"},
		{"said twice", string(makeZip(t, "word/document.xml", para("表")+para("裏"), "word/glossary/document.xml", para("裏"))), "表\n裏\n"},
		{"data of others", string(makeZip(t, "word/document.xml", para("表"), "customXml/item1.xml", `<a xmlns:b="urn:x:y"><b c="社外秘">123</b></a>`)), "表\n社外秘\n123\n"},
		{"variables", string(makeZip(t, "word/document.xml", para("表"), "word/settings.xml", `<w:settings><w:docVars><w:docVar w:name="a" w:val="社外秘"/></w:docVars></w:settings>`)), "表\n社外秘\n"},
		{"a page as XHTML", string(makeZip(t, "word/document.xml", para("表"), "word/_rels/document.xml.rels", rels("aFChunk", "c.xhtml"), "word/c.xhtml", "<p>社<b>外</b>秘")), "表\n社外秘\n"},
		{"one name twice", string(makeZip(t, "word/document.xml", para("表"), "word/Document.xml", para("裏"))), "表\n裏\n"},
		{"properties elsewhere", string(makeZip(t, "_rels/.rels", rels("officeDocument", "d.xml", "custom-properties", "p.xml"), "d.xml", para("表"), "p.xml", `<p><property name="区分"><vt:lpwstr>極秘</vt:lpwstr></property></p>`)), "表\n区分: 極秘\n"},
		{"a part of an unknown kind", string(makeZip(t, "word/document.xml", para("表"), "word/_rels/document.xml.rels", rels("newKind", "n.dat", "other", "o.dat"), "word/n.dat", `<x><y>新しい</y>`+para("社<!-- -->外秘")+`</x>`, "word/o.dat", "\x00\x01binary")), "表\n新しい\n社外秘\n"},
	} {
		if r := read("a.docx", []byte(tt.file)); r.Text != tt.want || r.Reason != "" {
			t.Errorf("%s: got %q, reason %q; want %q", tt.name, r.Text, r.Reason, tt.want)
		}
	}
	for name, tt := range map[string]struct{ file, ext, reason string }{
		"main part missing":    {string(makeZip(t, "_rels/.rels", rels("officeDocument", "word/document.xml"))), "a.docx", Corrupt},
		"sheet missing":        {string(makeZip(t, "xl/workbook.xml", `<w><sheets><sheet name="一" r:id="r1"/></sheets></w>`, "xl/_rels/workbook.xml.rels", rels("worksheet", "s.xml"))), "a.xlsx", Corrupt},
		"a data model":         {string(makeZip(t, "xl/workbook.xml", `<w/>`, "xl/_rels/workbook.xml.rels", rels("powerPivotData", "model/item.data"), "xl/model/item.data", "x")), "a.xlsx", Unsupported},
		"entities of its own":  {string(makeZip(t, "word/document.xml", `<!DOCTYPE x [<!ENTITY a "社外">]>`+para("&a;秘"))), "a.docx", Unsupported},
		"an endless attribute": {string(makeZip(t, "word/document.xml", `<v:textpath string="`+strings.Repeat("秘", scanBuffer)+`"/>`+para("x"))), "a.docx", Limit},
	} {
		if r := read(tt.ext, []byte(tt.file)); r.Reason != tt.reason {
			t.Errorf("%s: reason %q, text %q; want %s", name, r.Reason, r.Text, tt.reason)
		}
	}
}

// TestSaidByAttributes has what a reader of the page sees, or can see, and what is no text of a paragraph.
func TestSaidByAttributes(t *testing.T) {
	alternative := func(choice, fallback string) string {
		return `<mc:AlternateContent><mc:Choice Requires="zz">` + choice + `</mc:Choice><mc:Fallback>` + fallback + `</mc:Fallback></mc:AlternateContent>`
	}
	for _, tt := range []struct{ name, body, want string }{
		{"what only old readers show", alternative(`<w:p/>`, para("社外秘")), "社外秘\n"},
		{"the same for old readers", `<w:p><w:t>前</w:t>` + alternative(para("枠 の中"), para("枠の中")) + `<w:t>後</w:t></w:p>`, "前枠 の中\n後\n"},
		{"something else for old readers", alternative(para("表"), para("表")+para("裏")), "表\n表\n裏\n"},
		{"inside one another", alternative(alternative(para("表"), para("裏")), para("裏")), "表\n裏\n"},
		{"symbols", `<w:p><w:t>番号</w:t><w:sym w:font="Arial" w:char="F031"/><w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="Symbol" w:char="F032"/><w:sym w:font="Symbol" w:char="F061"/><w:sym w:font="ＭＳ 明朝" w:char="79D8"/></w:p>`, "番号12秘\n"},
		{"WordArt", `<w:p><w:r><w:pict><v:shape alt="図の説明"><v:textpath string="社外秘"/></v:shape></w:pict></w:r></w:p>`, "図の説明\n社外秘\n"},
		{"alternative text", `<w:p><w:t>文の</w:t><wp:docPr id="1" name="図 1" descr="名簿&#10;の写し"/><w:t>続き</w:t></w:p>`, "文の続き\n名簿 の写し\n"},
		{"choices", `<w:sdt><w:sdtPr><w:alias w:val="区分"/><w:dropDownList><w:listItem w:displayText="社外秘" w:value="1"/></w:dropDownList></w:sdtPr></w:sdt>`, "区分\n社外秘\n1\n"},
		{"a field of a form", `<w:p><w:ffData><w:default w:val="初めの値"/><w:checkBox><w:default w:val="0"/></w:checkBox><w:ddList><w:listEntry w:val="極秘"/></w:ddList></w:ffData></w:p>`, "初めの値\n極秘\n"},
		{"a simple field", `<w:p><w:fldSimple w:instr=' HYPERLINK "https://a.example/" '><w:r><w:t>here</w:t></w:r></w:fldSimple></w:p>`, "<https://a.example/> here\n"},
		{"read aloud", `<w:p><w:ruby><w:rt><w:t>しゃ</w:t></w:rt><w:rubyBase><w:t>社</w:t></w:rubyBase></w:ruby><w:t>外秘</w:t></w:p>`, "社外秘\nしゃ\n"},
		{"in a table", `<w:tbl><w:tr><w:tc><w:p><w:t>一</w:t><wp:docPr descr="図"/></w:p></w:tc><w:tc>` + para("二") + `</w:tc></w:tr></w:tbl>`, "一 図\t二\n"},
	} {
		if r := read("a.docx", makeZip(t, "word/document.xml", tt.body)); r.Text != tt.want || r.Reason != "" {
			t.Errorf("%s: got %q, reason %q; want %q", tt.name, r.Text, r.Reason, tt.want)
		}
	}
	sjisXML := makeZip(t, "word/document.xml", sjis(`<?xml version="1.0" encoding="Shift_JIS"?>`+para("社外秘の資料です")))
	if r := read("a.docx", sjisXML); r.Text != "社外秘の資料です\n" {
		t.Errorf("XML in Shift_JIS: got %q", r.Text)
	}
}

// TestPartsOfSlides has text beside the slides.
func TestPartsOfSlides(t *testing.T) {
	p := func(s string) string { return `<a:p><a:r><a:t>` + s + `</a:t></a:r></a:p>` }
	r := read("a.pptx", makeZip(t, "_rels/.rels", rels("officeDocument", "ppt/presentation.xml"),
		"ppt/presentation.xml", `<p:presentation><p14:section name="社内の章"/></p:presentation>`,
		"ppt/_rels/presentation.xml.rels", rels("slide", "odd/one.xml", "notesMaster", "n.xml", "handoutMaster", "h.xml", "commentAuthors", "authors.xml"),
		"ppt/odd/one.xml", `<s><p:cNvPr id="1" name="図" descr="代わりの文"/>`+p("一枚目")+`</s>`, "ppt/odd/_rels/one.xml.rels", rels("chart", "c.xml", "diagramDrawing", "z.xml"),
		"ppt/odd/c.xml", `<c:chart><c:strCache><c:pt idx="0"><c:v>山田太郎</c:v></c:pt></c:strCache></c:chart>`, "ppt/odd/z.xml", p("一枚目"),
		"ppt/n.xml", `<m><p:sp><p:ph/>`+p("Click")+`</p:sp><p:sp>`+p("極秘")+`</p:sp></m>`, "ppt/h.xml", `<m><p:sp>`+p("配布")+`</p:sp></m>`,
		"ppt/authors.xml", `<a><b>x</b></a>`, "ppt/notesSlides/notesSlide1.xml", p("覚え書き"), "ppt/charts/chartEx1.xml", `<cx:d><cx:pt idx="0">佐藤花子</cx:pt></cx:d>`))
	const want = "覚え書き\n佐藤花子\n配布\n極秘\n山田太郎\n代わりの文\n一枚目\n社内の章\n"
	if r.Text != want || r.Reason != "" {
		t.Errorf("got %q, reason %q; want %q", r.Text, r.Reason, want)
	}
}

// TestOpenDocumentBesideText has what ODF says outside of paragraphs.
func TestOpenDocumentBesideText(t *testing.T) {
	for _, tt := range []struct{ name, body, want string }{
		{"alternative text", `<text:p>文の<draw:frame><svg:title>図</svg:title><svg:desc>名簿の&amp;写し</svg:desc></draw:frame>続き</text:p>`, "文の続き\n図\n名簿の&写し\n"},
		{"a form", `<form:textarea form:label="氏名" form:current-value="山田 太郎"/><form:listbox><form:option form:label="社外秘"/></form:listbox>`, "氏名\n山田 太郎\n社外秘\n"},
		{"hidden and chosen", `<text:p>表<text:hidden-text text:string-value="社外秘"/><text:dropdown><text:label text:value="極秘"/></text:dropdown></text:p>`, "表\n社外秘\n極秘\n"},
		{"the foot of slides", `<presentation:footer-decl presentation:name="f">社外秘</presentation:footer-decl><text:p>表</text:p>`, "表\n社外秘\n"},
		{"names and checks", `<table:content-validation table:condition='cell-content-is-in-list("社外秘";"秘")'/><table:named-expression table:expression="$A1"/>`, "cell-content-is-in-list(\"社外秘\";\"秘\")\n"},
	} {
		if r := read("a.odt", makeZip(t, "content.xml", `<d>`+tt.body+`</d>`)); r.Text != tt.want || r.Reason != "" {
			t.Errorf("%s: got %q, reason %q; want %q", tt.name, r.Text, r.Reason, tt.want)
		}
	}
	r := read("a.odt", makeZip(t, "content.xml", `<d><text:p>表</text:p></d>`, "Object 1/content.xml", `<d><table:table-row><table:table-cell><text:p>山田</text:p></table:table-cell></table:table-row></d>`))
	if r.Text != "表\n山田\n" {
		t.Errorf("a chart inside: got %q", r.Text)
	}
}

func TestReadAloudInPages(t *testing.T) {
	r := read("a.html", []byte("<p><ruby>社<rp>(</rp><rt>しゃ</rt><rp>)</rp>外<rt>がい</rt>秘<rt>ひ</rt></ruby>です<p>次"))
	if want := "社外秘です\n(しゃ)がいひ\n次\n"; r.Text != want {
		t.Errorf("got %q, want %q", r.Text, want)
	}
}
