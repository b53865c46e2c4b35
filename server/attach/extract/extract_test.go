package extract

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

const ooxml = "application/vnd.openxmlformats-officedocument."

// types are what package attach says of such files.
var types = map[string]string{
	".docx": ooxml + "wordprocessingml.document", ".xlsx": ooxml + "spreadsheetml.sheet", ".pptx": ooxml + "presentationml.presentation",
	".doc": "application/msword", ".xls": "application/vnd.ms-excel", ".ppt": "application/vnd.ms-powerpoint",
	".odt": "application/vnd.oasis.opendocument.text", ".ods": "application/vnd.oasis.opendocument.spreadsheet",
	".odp": "application/vnd.oasis.opendocument.presentation", ".fodt": "text/xml", ".fods": "application/vnd.oasis.opendocument.spreadsheet-flat-xml",
	".fodp": "text/xml", ".rtf": "text/rtf", ".html": "text/html", ".csv": "text/csv", ".tsv": "text/tab-separated-values", ".txt": "text/plain",
	".eml": "message/rfc822", ".msg": "application/vnd.ms-outlook", ".jtd": "application/x-js-taro", ".xml": "text/xml",
	".vcf": "text/vcard", ".ics": "text/calendar", ".xlsb": "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
}

func read(name string, content []byte) Result {
	return Text(context.Background(), File{Name: name, Type: types[filepath.Ext(name)], Content: bytes.NewReader(content), Size: int64(len(content))})
}

// sample reads a file of testdata; those that end with .gz are packed.
func sample(t testing.TB, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", name))
	if err == nil && strings.HasSuffix(name, ".gz") {
		var z *gzip.Reader
		if z, err = gzip.NewReader(bytes.NewReader(content)); err == nil {
			content, err = io.ReadAll(z)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func has(t *testing.T, what string, r Result, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains("\n"+r.Text, "\n"+want) {
			t.Errorf("%s: no line begins with %q in:\n%s", what, want, r.Text)
		}
	}
}

func TestRealFiles(t *testing.T) {
	letter := []string{
		"株式会社あかつき精機　田中様", "本文の段落です。R&D <課> ", "文中で分かれた語がつながる。", "枠の中の文",
		"氏名\t住所\t電話\n", "山田太郎\t東京都千代田区 霞が関1-2-3\t03-1234-5678\n", "脚注の文\n", "コメントの文\n", "ヘッダーの文\n", "フッターの文\n",
		"題名は見積書\n", "件名は社外秘\n", "鍵語は極秘\n", "説明は取扱注意\n", "MSIP_Label_Name: 部外秘ラベル\n",
	}
	rows := []string{"氏名\t口座番号\t生年月日\t\t個人番号\t率\n", "山田太郎\t0001234\t1985/04/01\t\t123456789018\t12.5%\n", "佐藤花子\t3.14"}
	book := append([]string{"社員名簿\n", "予備\n", "二枚目の文\n", "コメントの文", "題名は名簿\n", "鍵語は極秘\n", "分類: 機密A\n"}, rows...)
	slides := []string{"一枚目の文\n", "二枚目の文 ABC\n", "発表者の覚え書き\n", "題名は提案\n", "鍵語は極秘\n"}
	for name, want := range map[string][]string{
		"letter.docx": letter, "letter.doc": letter, "letter.odt": letter, "letter.rtf": letter, "sources/letter.fodt": letter,
		"list.xlsx": book, "list.xls": book, "list.ods": book, "sources/list.fods": book, "list.csv": rows,
		"slides.pptx": slides, "slides.ppt.gz": slides, "slides.odp": slides, "sources/slides.fodp": append([]string{"原本の社外秘\n"}, slides...),
		"letter.html": {
			"株式会社あかつき精機　田中様\n", "氏名\t住所\t電話\n", "山田太郎\t東京都千代田区 霞が関1-2-3\t03-1234-5678\n", "題名は見積書\n", "鍵語は極秘\n", "フッターの文\n",
			"本文1の段落です。R&D <課> <https://share.example/abc> 共有先",
		},
	} {
		r := read(strings.TrimSuffix(name, ".gz"), sample(t, name))
		if r.Reason != "" {
			t.Errorf("%s: reason %q; want all of it", name, r.Reason)
		}
		has(t, name, r, want...)
	}
}

func TestLinksOfDocuments(t *testing.T) {
	for _, name := range []string{"letter.docx", "letter.odt", "letter.rtf", "letter.html"} {
		if r := read(name, sample(t, name)); !strings.Contains(r.Text, "https://share.example/abc") {
			t.Errorf("%s: no address of the link in:\n%s", name, r.Text)
		}
	}
}

// TestBroken cuts every file at every tenth, and damages it: what is left is read, and a reason is given where the reader can
// tell.
func TestBroken(t *testing.T) {
	for _, name := range []string{
		"letter.docx", "letter.doc", "letter.odt", "letter.rtf", "letter.html", "list.xlsx", "list.xls", "list.ods", "list.csv",
		"slides.pptx", "slides.ppt.gz", "slides.odp", "sources/letter.fodt", "sources/list.fods",
	} {
		whole := sample(t, name)
		name = strings.TrimSuffix(name, ".gz")
		for tenth := range 10 {
			n := len(whole) * tenth / 10
			r := read(name, whole[:n])
			if !utf8.ValidString(r.Text) {
				t.Errorf("%s cut at %d: text is not UTF-8", name, n)
			}
			switch filepath.Ext(name) {
			case ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".rtf":
				if n > 0 && r.Reason == "" {
					t.Errorf("%s cut at %d: no reason; want %s", name, n, Corrupt)
				}
			}
			damaged := bytes.Clone(whole)
			for i := n; i < min(n+64, len(damaged)); i++ {
				damaged[i] ^= 0x5a
			}
			if r := read(name, damaged); !utf8.ValidString(r.Text) {
				t.Errorf("%s damaged at %d: text is not UTF-8", name, n)
			}
		}
	}
	if r := read("a.rtf", []byte(`{\rtf1\ansi\ansicpg932 \'8e\'d0\'8aO\'94\'e9`)); r.Reason != Corrupt || r.Text != "社外秘\n" {
		t.Errorf("RTF that breaks off: %q, reason %q; want what is there", r.Text, r.Reason)
	}
}

func TestLimits(t *testing.T) {
	long := strings.Repeat("個人情報", MaxText/12+10)
	r := read("a.txt", []byte(long))
	if len(r.Text) > MaxText || len(r.Text) < MaxText-4 || r.Reason != Limit {
		t.Errorf("a long text: %d octets, reason %q; want %d and %s", len(r.Text), r.Reason, MaxText, Limit)
	}
	bomb := makeZip(t, "word/document.xml", `<w:document><w:p><w:t>first</w:t></w:p>`+strings.Repeat("<w:x/>", 4<<20))
	if r := read("a.docx", bomb); r.Text != "first\n" || r.Reason != Limit {
		t.Errorf("a part of 24 MiB: %q, reason %q; want what comes first, and %s", r.Text, r.Reason, Limit)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if r := Text(ctx, File{Name: "a.txt", Type: "text/plain", Content: strings.NewReader("abc"), Size: 3}); r.Reason != Time {
		t.Errorf("after the context ended: %+v; want the reason %s", r, Time)
	}
	deep := strings.Repeat(`{\b `, 100_000) + "deep" + strings.Repeat("}", 100_000)
	if r := read("a.rtf", []byte(`{\rtf1 `+deep+"}")); r.Text != "deep\n" {
		t.Errorf("100,000 groups: %.40q, %s; want the word inside", r.Text, r.Reason)
	}
}

func TestReads(t *testing.T) {
	for mime, want := range map[string]bool{
		"text/plain; charset=utf-8": true, "Application/MSWord": true, types[".docx"]: true, "application/vnd.ms-excel.sheet.macroEnabled.12": true,
		"application/pdf": false, "image/png": false, "application/zip": false, "": false,
	} {
		if got := Reads(mime, "a"); got != want {
			t.Errorf("Reads(%q) = %t, want %t", mime, got, want)
		}
	}
}
