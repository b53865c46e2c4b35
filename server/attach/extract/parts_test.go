package extract

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
)

// makeZip packs names and contents, in turn.
func makeZip(t testing.TB, namesAndContents ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i+1 < len(namesAndContents); i += 2 {
		part, err := w.Create(namesAndContents[i])
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

func TestSmallFiles(t *testing.T) {
	pack := func(parts ...string) string { return string(makeZip(t, parts...)) }
	const w = `<w:p><w:r><w:t>`
	tests := []struct{ name, content, want string }{
		// Word.
		{"a.docx", pack("word/document.xml", `<w:document>`+w+`A&amp;B&#x793E;</w:t></w:r><w:del><w:delText>消した</w:delText></w:del></w:p></w:document>`), "A&B社消した\n"},
		{"a.docx", pack("word/document.xml", `<d><mc:AlternateContent><mc:Choice>`+w+`枠</w:t></w:r></w:p></mc:Choice><mc:Fallback>`+w+`枠</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></d>`), "枠\n"},
		{"a.docx", pack("word/document.xml", `<d><w:p><w:instrText> HYPERLINK "https://a.example/" </w:instrText><w:t>here</w:t></w:p></d>`), "<https://a.example/> here\n"},
		{"a.docx", pack("word/document.xml", `<d><w:p><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:p></d>`), "a b\nc\n"},
		{"a.docx", pack("word/document.xml", `<d><w:p><w:t><![CDATA[a<b]]></w:t></w:p><!-- <w:t>no</w:t> --></d>`), "a<b\n"},
		{"a.docx", pack("docProps/custom.xml", `<Properties><property name="MSIP_Label_1_Name"><vt:lpwstr>社外秘</vt:lpwstr></property></Properties>`), "MSIP_Label_1_Name: 社外秘\n"},
		{"a.docx", pack(`word\document.xml`, `<d>`+w+`x</w:t></w:r></w:p></d>`), "x\n"},
		{"a.docx", pack("word/document.xml", "\xff\xfe"+utf16le(`<d><w:p><w:t>広い字</w:t></w:p></d>`)), "広い字\n"},

		// Excel.
		{"a.xlsx", pack("xl/worksheets/sheet1.xml", `<s><row><c r="B1" t="inlineStr"><is><t>直書き</t></is></c><c r="D1"><v>1.2345678901E10</v></c></row><row><c t="str"><v>式の字</v></c><c t="b"><v>1</v></c></row></s>`), "\t直書き\t\t12345678901\n式の字\tTRUE\n"},
		{"a.xlsx", pack("xl/sharedStrings.xml", `<sst><si><t>山田</t><rPh><t>ヤマダ</t></rPh></si><si><r><t>分</t></r><r><t>割</t></r></si></sst>`,
			"xl/worksheets/sheet1.xml", `<s><row><c t="s"><v>1</v></c><c t="s"><v>0</v></c><c t="s"><v>9</v></c></row></s>`), "分割\t山田\n"},
		{"a.xlsx", pack("xl/worksheets/sheet1.xml", `<s><row><c><v>0.1</v></c><c><v>123456.789</v></c><c><v>-3</v></c></row><headerFooter><oddHeader>&amp;C&amp;"ＭＳ ゴシック,太字"&amp;12社外秘 &amp;P</oddHeader></headerFooter></s>`), "0.1\t123456.789\t-3\n社外秘\n"},
		{"a.xlsx", pack("xl/worksheets/sheet2.xml", `<s><row><c><v>2</v></c></row></s>`, "xl/worksheets/sheet10.xml", `<s><row><c><v>10</v></c></row></s>`), "2\n10\n"},

		// PowerPoint: of a master what is seen.
		{"a.pptx", pack("ppt/slides/slide2.xml", `<s><a:p><a:t>二</a:t></a:p></s>`, "ppt/slides/slide10.xml", `<s><a:p><a:t>十</a:t></a:p></s>`,
			"ppt/slideMasters/slideMaster1.xml", `<m><p:sp><p:nvPr><p:ph type="title"/></p:nvPr><a:p><a:t>Click to edit</a:t></a:p></p:sp><p:sp><a:p><a:t>社外秘</a:t></a:p></p:sp></m>`), "二\n十\n社外秘\n"},
		{"a.pptx", pack("ppt/comments/comment1.xml", `<c><p:text>見直し</p:text></c>`, "ppt/comments/modernComment_1.xml", `<c><a:p><a:t>新しい形</a:t></a:p></c>`), "見直し\n新しい形\n"},

		// OpenDocument.
		{"a.ods", pack("content.xml", `<d><table:table-row><table:table-cell table:number-columns-repeated="2"><text:p>同</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16380"/></table:table-row></d>`), "同\t同\n"},
		{"a.odt", pack("content.xml", "<d><text:p>a  \n b<text:s/>c<text:line-break/>d<text:ruby><text:ruby-base>漢字</text:ruby-base><text:ruby-text>かんじ</text:ruby-text></text:ruby></text:p></d>"), "a b c\nd漢字\n"},

		// RTF.
		{"a.rtf", `{\rtf1\ansi\ansicpg932\deff0{\fonttbl{\f0\fcharset128 MS;}}\'8e\'d0\'8aO\'94\'e9 ABC\par\u25991\'3f\u26360?\par}`, "社外秘 ABC\n文書\n"},
		{"a.rtf", `{\rtf1\ansi{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset128 B;}}\f1\'94\'e9{\f0\'e9}}`, "秘é\n"},
		{"a.rtf", `{\rtf1{\*\unknown no}{\pict 414243}{\header head\par}a\~b\emdash c\{d\}{\footnote note}e}`, "head\na b—c{d}e\nnote\n"},
		{"a.rtf", `{\rtf1\uc0\u12354 x\uc2\u12356 ??y}`, "あxいy\n"},

		// Tables, pages, mails, texts.
		{"a.csv", "氏名,\"住所、\n番地\",\"say \"\"hi\"\"\"\r\n山田,東京,x\r\n", "氏名\t住所、 番地\tsay \"hi\"\n山田\t東京\tx\n"},
		{"a.csv", "a;b;c\n1;2,5;3\n", "a\tb\tc\n1\t2,5\t3\n"},
		{"a.tsv", "a\tb\n", "a\tb\n"},
		{"a.csv", sjis("氏名,社外秘\r\n"), "氏名\t社外秘\n"},
		{"a.txt", euc("社外秘の資料です。\r\n"), "社外秘の資料です。\n"},
		{"a.txt", "\x1b$B<R30Hk\x1b(B ok", "社外秘 ok"},
		{"a.txt", utf16le("社外秘 1\r\n"), "社外秘 1\n"},
		{"a.txt", "a\x00b\x07c\r\nd\re", "abc\nd\ne"},
		{"a.html", `<meta charset=shift_jis><style>x{}</style><p>` + sjis(`社外秘<br>b&nbsp;&lt;c<script>var no</script><img alt="図の説明">`), "社外秘\nb\u00a0<c 図の説明\n"},
		{"a.html", `<table><tr><td><p>氏名</p></td><td>電<b>話</b></td></tr><tr><td>山田</td><td>03</td></tr></table>`, "氏名\t電話\n山田\t03\n"},
		{"a.eml", "Subject: =?UTF-8?B?6KaL56mN?=\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n\r\n\x1b$B<R30Hk\x1b(B\r\n--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\nPGI+Ym9sZDwvYj4=\r\n--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment\r\n\r\nno\r\n--b--\r\n", "見積\n社外秘\nbold\n"},
		{"a.xml", `<?xml version="1.0"?><note>社外秘</note>`, `<?xml version="1.0"?><note>社外秘</note>`},
		{"a.xml", `<?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet Name="名簿"><Table><Row><Cell><Data>氏名</Data></Cell><Cell><Data>電話</Data></Cell></Row></Table></Worksheet></Workbook>`, "名簿\n氏名\t電話\n"},
	}
	for _, tt := range tests {
		if r := read(tt.name, []byte(tt.content)); r.Text != tt.want || r.Reason != "" {
			t.Errorf("%s %.60q:\n got %q, reason %q\nwant %q", tt.name, tt.content, r.Text, r.Reason, tt.want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, tt := range []struct{ code, value, want string }{
		{"", "123456789018", "123456789018"},
		{"", "1.23456789018E+11", "123456789018"},
		{"", "0.30000000000000004", "0.3"},
		{"General", "42", "42"},
		{"0000000", "1234", "0001234"},
		{"000-0000", "1000001", "100-0001"},
		{`000\-0000`, "600001", "060-0001"},
		{`"〒"000-0000`, "600001", "〒060-0001"},
		{"00", "1234", "1234"},
		{"#,##0", "1234567", "1234567"},
		{"0%", "0.5", "50%"},
		{"0.00%", "0.125", "12.50%"},
		{"yyyy/m/d", "31138", "1985/04/01"},
		{`[$-411]ggge"年"m"月"d"日"`, "31138", "1985/04/01"},
		{"yyyy/m/d h:mm", "31138.5", "1985/04/01 12:00"},
		{"h:mm", "0.75", "18:00"},
		{"[h]:mm", "1.5", "36:00"},
		{"[Red]0", "7", "7"},
		{"yyyy/m/d", "1", "1900/01/01"},
		{"yyyy/m/d", "61", "1900/03/01"},
		{"", "not a number", "not a number"},
		{"", "1e300", "1e+300"},
	} {
		if got := string(parseFormat(tt.code).show(nil, tt.value, false)); got != tt.want {
			t.Errorf("%s as %q: got %q, want %q", tt.value, tt.code, got, tt.want)
		}
	}
	if got := string(parseFormat("yyyy/m/d").show(nil, "29676", true)); got != "1985/04/01" {
		t.Errorf("a day counted from 1904: got %q, want 1985/04/01", got)
	}
}

func TestScannerIsTolerant(t *testing.T) {
	long := `<x a="` + strings.Repeat("y", 3*scanBuffer) + `"/>`
	for in, want := range map[string]string{
		`<a>t</a>`:                              "t",
		`<a b=">">t</a>`:                        "t",
		`<a b='"'>t</a>`:                        "t",
		`<!DOCTYPE a><a>&unknown;&lt</a>`:       "&unknown;&lt",
		`<?pi > ?><a>t`:                         "t",
		"<a>" + long + "t</a>":                  "t",
		"<a>" + strings.Repeat("é&amp;", 30000): strings.Repeat("é&", 30000),
		"<a><![CDATA[" + strings.Repeat("]]", 50000) + "x]]>": strings.Repeat("]]", 50000) + "x",
	} {
		var got []byte
		err := scanXML(strings.NewReader(in), func(k *token) error {
			if k.kind == tokenText {
				got = k.content(got)
			}
			return nil
		})
		if string(got) != want || err != nil {
			t.Errorf("%.60q: got %.60q, %v; want %.60q", in, got, err, want)
		}
	}
}
