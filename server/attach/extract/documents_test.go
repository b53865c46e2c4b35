package extract

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
)

// TestCutAnywhere cuts small documents of every format at each octet. What is left must be read, as UTF-8 and never as more
// than the whole has.
func TestCutAnywhere(t *testing.T) {
	word := `<w:document><w:p><w:r><w:t>社外秘の文</w:t></w:r></w:p></w:document>`
	for name, whole := range map[string]string{
		"a.docx": string(makeZip(t, "word/document.xml", word, "docProps/custom.xml", `<Properties><property name="Label"><vt:lpwstr>極秘</vt:lpwstr></property></Properties>`)),
		"a.xlsx": string(makeZip(t, "xl/worksheets/sheet1.xml", `<s><row><c t="inlineStr"><is><t>名簿</t></is></c><c><v>12</v></c></row></s>`)),
		"a.pptx": string(makeZip(t, "ppt/slides/slide1.xml", `<s><a:p><a:t>一枚目</a:t></a:p></s>`)),
		"a.odt":  string(makeZip(t, "content.xml", `<d><text:p>社外秘</text:p></d>`)),
		"a.rtf":  `{\rtf1\ansi\ansicpg932{\fonttbl{\f0\fcharset128 MS;}}\f0\'8e\'d0\'8aO\'94\'e9{\header head\par}\u25991?\par}`,
		"a.html": `<html><meta charset=utf-8><p title="x">社外秘<a href="https://a.example/">here</a></p></html>`,
		"a.eml":  "Subject: =?UTF-8?B?6KaL56mN?=\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n\r\n\x1b$B<R30Hk\x1b(B\r\n",
		"a.csv":  sjis("氏名,\"住所\"\r\n山田,東京\r\n"),
		"a.txt":  utf16le("\ufeff社外秘の資料"),
		"a.xls":  string(makeCompound("Workbook", biff(xlBOF, "\x00\x06\x05\x00\x00\x00\x00\x00")+biff(xlSheet, "\x00\x00\x00\x00\x00\x00\x02\x01"+utf16le("名簿"))+biff(10, "")+biff(xlBOF, "\x00\x06\x10\x00\x00\x00\x00\x00")+biff(xlLabel, "\x00\x00\x00\x00\x00\x00\x02\x00\x01"+utf16le("極秘"))+biff(10, ""))),
		"a.jtd":  string(makeCompound("DocumentText", "\x00\x1f\x00\x01"+string(swapped([]byte(utf16le("社外秘文書"))))+"\x00\x1f")),
	} {
		full := read(name, []byte(whole))
		if full.Text == "" {
			t.Errorf("%s: the whole has no text, reason %q", name, full.Reason)
		}
		step := max(len(whole)/400, 1)
		for n := 0; n < len(whole); n += step {
			if r := read(name, []byte(whole[:n])); !utf8.ValidString(r.Text) || len(r.Text) > len(full.Text)+64 {
				t.Errorf("%s cut at %d of %d: %d octets of text from %d", name, n, len(whole), len(r.Text), len(full.Text))
			}
		}
	}
}

// TestCharsets reads one table in every encoding that it is sent in.
func TestCharsets(t *testing.T) {
	const table = "氏名,住所,電話番号\r\n山田太郎,東京都千代田区霞が関,03-1234-5678\r\n髙橋花子,大阪市北区,06-1234-5678\r\n"
	const want = "氏名\t住所\t電話番号\n山田太郎\t東京都千代田区霞が関\t03-1234-5678\n髙橋花子\t大阪市北区\t06-1234-5678\n"
	utf16be, err := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(table)
	if err != nil {
		t.Fatal(err)
	}
	plainer := strings.ReplaceAll(table, "髙", "高") // which JIS X 0208 has
	for name, content := range map[string]string{
		"UTF-8": table, "UTF-8 with a mark": "\ufeff" + table, "code page 932": sjis(plainer), "EUC-JP": euc(plainer), "ISO-2022-JP": jis(plainer),
		"UTF-16LE with a mark": utf16le("\ufeff" + table), "UTF-16LE": utf16le(table), "UTF-16BE": utf16be,
	} {
		r := read("a.csv", []byte(content))
		if got := strings.ReplaceAll(r.Text, "髙", "高"); got != strings.ReplaceAll(want, "髙", "高") || r.Reason != "" {
			t.Errorf("%s: got %q, reason %q; want %q", name, r.Text, r.Reason, want)
		}
	}
	nec := "\x8e\x52\x93\x63,\xfb\xfc\x8b\xb4\r\n\x8d\xb2\x93\xa1,\x87\x8a\x95\x78\x8e\x6d\r\n" // IBM's ladder-shaped 髙 and NEC's ㈱
	if r := read("a.csv", []byte(nec)); r.Text != "山田\t髙橋\n佐藤\t㈱富士\n" {
		t.Errorf("characters of Windows: got %q", r.Text)
	}
}

// TestWorkbookAsShown has what an address or a number is worth only with its format: leading zeros, dates, and dates of a Mac.
func TestWorkbookAsShown(t *testing.T) {
	styles := `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="0000000"/><numFmt numFmtId="165" formatCode="000\-0000"/></numFmts>` +
		`<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="14"/><xf numFmtId="10"/></cellXfs></styleSheet>`
	sheet := `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>口座</t></is></c><c r="B1" t="inlineStr"><is><t>郵便番号</t></is></c><c r="C1" t="inlineStr"><is><t>生年月日</t></is></c></row>` +
		`<row r="2"><c r="A2" s="1"><v>1234</v></c><c r="B2" s="2"><v>600001</v></c><c r="C2" s="3"><v>31138</v></c><c r="E2" s="4"><v>0.125</v></c></row></sheetData></worksheet>`
	r := read("a.xlsx", makeZip(t, "xl/styles.xml", styles, "xl/worksheets/sheet1.xml", sheet))
	if want := "口座\t郵便番号\t生年月日\n0001234\t060-0001\t1985/04/01\t\t12.50%\n"; r.Text != want || r.Reason != "" {
		t.Errorf("got %q, reason %q; want %q", r.Text, r.Reason, want)
	}
	mac := strings.Replace(sheet, "31138", "29676", 1)
	r = read("a.xlsx", makeZip(t, "xl/workbook.xml", `<workbook><workbookPr date1904="1"/></workbook>`, "xl/styles.xml", styles, "xl/worksheets/sheet1.xml", mac))
	if !strings.Contains(r.Text, "\t1985/04/01\t") {
		t.Errorf("days counted from 1904: got %q, want 1985/04/01 in it", r.Text)
	}
}

// TestEveryPartOfALetter has text in each part that a Word file can have it in.
func TestEveryPartOfALetter(t *testing.T) {
	p := func(text string) string { return `<x><w:p><w:r><w:t>` + text + `</w:t></w:r></w:p></x>` }
	r := read("a.docx", makeZip(t,
		"word/document.xml", p("本文"), "word/header1.xml", p("頭"), "word/footer2.xml", p("足"), "word/footnotes.xml", p("脚注"), "word/endnotes.xml", p("文末"),
		"word/comments.xml", p("意見"), "docProps/core.xml", `<c><dc:title>題</dc:title><cp:keywords>社外秘</cp:keywords></c>`,
		"docProps/custom.xml", `<Properties><property name="区分"><vt:lpwstr>極秘</vt:lpwstr></property></Properties>`,
		"word/glossary/document.xml", p("定型"), "word/media/image1.png", "\x89PNG"))
	has(t, "letter", r, "本文\n", "頭\n", "足\n", "脚注\n", "文末\n", "意見\n", "題\n", "社外秘\n", "区分: 極秘\n")
	if strings.Contains(r.Text, "PNG") || r.Reason != "" {
		t.Errorf("got %q, reason %q; want no picture and no reason", r.Text, r.Reason)
	}
}

// slow gives an octet at a time, and each costs.
type slow struct {
	io.ReaderAt
	until func()
}

func (s slow) ReadAt(p []byte, off int64) (int, error) {
	s.until()
	return s.ReaderAt.ReadAt(p[:min(len(p), 64<<10)], off)
}

func TestTimeEnds(t *testing.T) {
	content := []byte(strings.Repeat("社外秘の資料です。\n", 40_000))
	ctx, cancel := context.WithDeadline(context.Background(), time.Now().Add(time.Hour))
	reads := 0
	r := Text(ctx, File{Name: "a.txt", Type: "text/plain", Size: int64(len(content)), Content: slow{bytes.NewReader(content), func() {
		if reads++; reads == 3 {
			cancel()
		}
	}}})
	if r.Reason != Time || len(r.Text) == 0 || len(r.Text) > len(content)/2 || !utf8.ValidString(r.Text) {
		t.Errorf("time ends at the third read: %d of %d octets, reason %q; want some, and %s", len(r.Text), len(content), r.Reason, Time)
	}
}

// FuzzIchitaro feeds the stream of a document by JustSystems, which is found by its form alone.
func FuzzIchitaro(f *testing.F) {
	f.Add([]byte("\x00\x1f\x00\x01" + string(swapped([]byte(utf16le("社外秘")))) + "\x00\x1f"))
	f.Add(binary.BigEndian.AppendUint16(nil, 0x1c))
	f.Fuzz(func(t *testing.T, stream []byte) {
		if r := read("a.jtd", makeCompound("DocumentText", string(stream[:min(len(stream), 8<<10)]))); !utf8.ValidString(r.Text) {
			t.Errorf("the text is not UTF-8: %q", r.Text)
		}
	})
}
