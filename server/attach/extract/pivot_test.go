package extract

import (
	"archive/zip"
	"bytes"
	"context"
	"strings"
	"testing"
	"unicode/utf8"
)

const pivotDefinition = `<pivotCacheDefinition><cacheSource><worksheetSource ref="A1:C4" sheet="名簿"/></cacheSource><cacheFields count="4">` +
	`<cacheField name="氏名"><sharedItems count="3"><s v="山田太郎"/><s v="佐藤&amp;花子"/><s v="消えた人"/></sharedItems></cacheField>` +
	`<cacheField name="マイナンバー"><sharedItems containsNumber="1"/></cacheField>` +
	`<cacheField name="生年月日"><sharedItems><d v="1985-04-01T00:00:00"/><m/></sharedItems><fieldGroup><groupItems><s v="班の名"/></groupItems></fieldGroup></cacheField>` +
	`<cacheField name="計" formula="1" databaseField="0"/></cacheFields></pivotCacheDefinition>`

const pivotRecords = `<pivotCacheRecords count="2"><r><x v="0"/><n v="123456789018"/><x v="0"/></r><r><x v="1"/><n v="5"/><x v="1"/></r><r><x v="99"/><s v="a"/></r></pivotCacheRecords>`

const pivotRows = "氏名\tマイナンバー\t生年月日\n山田太郎\t123456789018\t1985/04/01\n佐藤&花子\t5\n\ta\n"

// TestPivotCache has what stays in a workbook of a sheet that was deleted.
func TestPivotCache(t *testing.T) {
	const want = pivotRows + "氏名\n消えた人\n生年月日\n班の名\n"
	usual := []string{"xl/pivotCache/pivotCacheDefinition1.xml", pivotDefinition, "xl/pivotCache/pivotCacheRecords1.xml", pivotRecords}
	for _, tt := range []struct {
		name  string
		parts []string
		want  string
	}{
		{"at their usual place", usual, want},
		{"by relation", []string{"xl/workbook.xml", `<w/>`, "xl/_rels/workbook.xml.rels", rels("pivotCacheDefinition", "d.xml"), "xl/d.xml", pivotDefinition, "xl/_rels/d.xml.rels", rels("pivotCacheRecords", "a.xml"), "xl/a.xml", pivotRecords}, want},
		{"records alone", usual[2:], "\t123456789018\n\t5\n\ta\n"},
		{"without records", usual[:2], "氏名\tマイナンバー\t生年月日\n氏名\n山田太郎\n佐藤&花子\n消えた人\n生年月日\n1985/04/01\n班の名\n"},
		{
			"what a sheet has too", append([]string{"xl/worksheets/sheet1.xml", `<s><row><c t="inlineStr"><is><t>山田太郎</t></is></c><c><v>123456789018</v></c><c t="str"><v>1985/04/01</v></c></row></s>`}, usual...),
			"山田太郎\t123456789018\t1985/04/01\n氏名\tマイナンバー\t生年月日\n佐藤&花子\t5\n\ta\n氏名\n消えた人\n生年月日\n班の名\n",
		},
	} {
		if r := read("a.xlsx", makeZip(t, tt.parts...)); r.Text != tt.want || r.Reason != "" {
			t.Errorf("%s: got %q, reason %q; want %q", tt.name, r.Text, r.Reason, tt.want)
		}
	}
}

// TestBesideTheCells has what a workbook says elsewhere than in its cells.
func TestBesideTheCells(t *testing.T) {
	const sheet = `<worksheet><sheetData><row><c t="inlineStr"><is><t>表</t></is></c></row></sheetData>`
	for _, tt := range []struct {
		name  string
		parts []string
		want  string
	}{
		{"values of other workbooks", []string{"xl/externalLinks/externalLink1.xml", `<externalLink><externalBook><sheetNames><sheetName val="給与"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1" t="str"><v>山田太郎</v></cell><cell r="B1"><v>300000</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>`}, "表\n給与\n山田太郎\t300000\n"},
		{"values of other programs", []string{"xl/externalLinks/externalLink1.xml", `<externalLink><ddeLink><ddeItems><ddeItem><values><value t="str"><val>社外秘</val></value></values></ddeItem></ddeItems></ddeLink></externalLink>`}, "表\n社外秘\n"},
		{"names", []string{
			"xl/workbook.xml", `<w><sheets><sheet name="一" r:id="r1"/></sheets><definedNames><definedName name="秘">"社外秘"</definedName><definedName name="所">一!$A$1:$B$2</definedName><definedName name="番号" comment="個人の">123456789018</definedName></definedNames></w>`,
			"xl/_rels/workbook.xml.rels", rels("worksheet", "worksheets/sheet1.xml"),
		}, "一\n表\n秘: \"社外秘\"\n番号: 個人の\n番号: 123456789018\n"},
		{"how to fill in", []string{"xl/worksheets/sheet1.xml", sheet + `<dataValidations><dataValidation promptTitle="注意" prompt="社外秘" error="違います"><formula1>"極秘,秘"</formula1></dataValidation><dataValidation><formula1>$A$1:$A$9</formula1><formula2>10</formula2></dataValidation></dataValidations></worksheet>`}, "表\n注意\n社外秘\n違います\n\"極秘,秘\"\n"},
		{"filters, tips and scenarios", []string{"xl/worksheets/sheet1.xml", sheet + `<scenarios><scenario name="a" comment="値引き"><inputCells r="A1" val="500万円"/></scenario></scenarios><autoFilter><filters><filter val="山田"/></filters></autoFilter><hyperlinks><hyperlink tooltip="社内の棚"/></hyperlinks></worksheet>`}, "表\n値引き\n500万円\n山田\n社内の棚\n"},
		{"shapes of old", []string{"xl/drawings/vmlDrawing1.vml", `<xml><v:shape alt="名簿の図"><v:textbox><div><font>社外</font><font>秘</font></div><div>二</div></v:textbox><x:ClientData><x:Anchor>1, 15, 0</x:Anchor></x:ClientData></v:shape></xml>`}, "表\n名簿の図\n社外秘\n二\n"},
		{"a sheet that the workbook does not name", []string{"xl/worksheets/sheet9.xml", `<s><row><c t="str"><v>隠れた</v></c></row></s>`, "xl/workbook.xml", `<w><sheets><sheet name="一" r:id="r1"/></sheets></w>`, "xl/_rels/workbook.xml.rels", rels("worksheet", "worksheets/sheet1.xml")}, "一\n表\n隠れた\n"},
		{"strings and sheets elsewhere", []string{"_rels/.rels", rels("officeDocument", "b/w.xml"), "b/w.xml", `<w><sheets><sheet name="一" r:id="r2"/></sheets></w>`, "b/_rels/w.xml.rels", rels("sharedStrings", "s.xml", "worksheet", "t.xml"), "b/s.xml", `<sst><si><t>山田</t></si></sst>`, "b/t.xml", `<s><row><c t="s"><v>0</v></c></row></s>`}, "一\n山田\n表\n"},
		{"what was changed", []string{"xl/revisions/revisionLog1.xml", `<revisions><rcc rId="1"><oc r="A1" t="inlineStr"><is><t>前の値</t></is></oc></rcc></revisions>`}, "表\n前の値\n"},
	} {
		parts := tt.parts
		if !strings.Contains(strings.Join(parts, " "), "sheet1.xml ") {
			parts = append([]string{"xl/worksheets/sheet1.xml", sheet + `</worksheet>`}, parts...)
		}
		if r := read("a.xlsx", makeZip(t, parts...)); r.Text != tt.want || r.Reason != "" {
			t.Errorf("%s: got %q, reason %q; want %q", tt.name, r.Text, r.Reason, tt.want)
		}
	}
}

// TestBinaryWorkbook has numbers that are not read, which is said, and strings that are.
func TestBinaryWorkbook(t *testing.T) {
	r := read("a.xlsb", makeZip(t, "xl/workbook.bin", "x", "xl/sharedStrings.bin", utf16le("山田太郎です"), "xl/worksheets/sheet1.bin", "\x05\x10\x00", "xl/pivotCache/pivotCacheDefinition1.bin", utf16le("消えた人です")))
	if r.Text != "消えた人です\n山田太郎です\n" || r.Reason != Unsupported {
		t.Errorf("got %q, reason %q; want the strings, and %s", r.Text, r.Reason, Unsupported)
	}
}

// storedZip is makeZip without compression, which would take most of a fuzzer's time.
func storedZip(t testing.TB, namesAndContents ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i+1 < len(namesAndContents); i += 2 {
		part, err := w.CreateHeader(&zip.FileHeader{Name: namesAndContents[i], Method: zip.Store})
		if err == nil {
			_, err = part.Write([]byte(namesAndContents[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// FuzzParts feeds two parts that refer to each other, whose contents compression would hide from the fuzzer.
func FuzzParts(f *testing.F) {
	f.Add([]byte(pivotDefinition), []byte(pivotRecords), true)
	f.Add([]byte(`<x><mc:AlternateContent><w:t>a</w:t><mc:Fallback><w:t>a</w:t></mc:Fallback></mc:AlternateContent><w:sym w:char="F031"/><v:textpath string="b"/></x>`), []byte(rels("header", "../a.xml")), false)
	f.Fuzz(func(t *testing.T, a, b []byte, book bool) {
		name, content := "a.docx", storedZip(t, "_rels/.rels", rels("officeDocument", "a.xml"), "a.xml", string(a), "_rels/a.xml.rels", string(b), "b.xml", string(b), "customXml/item1.xml", string(a), "v.vml", string(a))
		if book {
			name, content = "a.xlsx", storedZip(t, "xl/pivotCache/pivotCacheDefinition1.xml", string(a), "xl/pivotCache/pivotCacheRecords1.xml", string(b), "xl/worksheets/sheet1.xml", string(b), "xl/workbook.xml", string(a))
		}
		s := newSink(context.Background(), MaxText)
		file := File{Name: name, Type: types[name[1:]], Content: bytes.NewReader(content), Size: int64(len(content))}
		_ = readerOf(file.Type, name)(s, file) // outside of Text, whose net would hide a slip
		if r := read(name, content); !utf8.ValidString(r.Text) || len(r.Text) > MaxText {
			t.Errorf("%d octets of text, valid %t", len(r.Text), utf8.ValidString(r.Text))
		}
	})
}
