package extract

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// office makes a document of about a MiB of text, as XML of several.
func office() (docx, sheet string) {
	var d, s strings.Builder
	d.WriteString(`<w:document><w:body>`)
	s.WriteString(`<worksheet><sheetData>`)
	for i := range 8000 {
		fmt.Fprintf(&d, `<w:p w:rsidR="00A77B3E"><w:pPr><w:jc w:val="both"/></w:pPr><w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t>%d番目の段落です。見積書をお送りします。</w:t></w:r></w:p>`, i)
		fmt.Fprintf(&s, `<row r="%[1]d" spans="1:4"><c r="A%[1]d" t="inlineStr"><is><t>山田太郎</t></is></c><c r="B%[1]d" s="1"><v>%[1]d</v></c><c r="C%[1]d" t="inlineStr"><is><t>東京都千代田区霞が関</t></is></c></row>`, i+1)
	}
	return d.String() + `</w:body></w:document>`, s.String() + `</sheetData></worksheet>`
}

func bench(b *testing.B, name string, content []byte, octets int) {
	b.Helper()
	b.SetBytes(int64(octets))
	b.ReportAllocs()
	for b.Loop() {
		if r := read(name, content); len(r.Text) == 0 {
			b.Fatal("no text")
		}
	}
}

// Octets are those of the parts, unpacked.
func BenchmarkDocx(b *testing.B) {
	doc, _ := office()
	bench(b, "a.docx", makeZip(b, "word/document.xml", doc), len(doc))
}

func BenchmarkXlsx(b *testing.B) {
	_, sheet := office()
	bench(b, "a.xlsx", makeZip(b, "xl/worksheets/sheet1.xml", sheet), len(sheet))
}

func BenchmarkPlain(b *testing.B) {
	for name, content := range map[string]string{
		"utf8": strings.Repeat("東京都千代田区霞が関1-2-3 山田太郎\n", 20000), "sjis": sjis(strings.Repeat("東京都千代田区霞が関1-2-3 山田太郎\n", 20000)),
	} {
		b.Run(name, func(b *testing.B) { bench(b, "a.txt", []byte(content), len(content)) })
	}
}

func BenchmarkTable(b *testing.B) {
	content := []byte(strings.Repeat("山田太郎,\"東京都千代田区霞が関1-2-3\",03-1234-5678\r\n", 15000))
	bench(b, "a.csv", content, len(content))
}

func BenchmarkRTF(b *testing.B) {
	content := []byte(`{\rtf1\ansi\ansicpg932 ` + strings.Repeat(`\pard\plain\f0 \u26481?\u20140?\'93\'8c\'8b\'9e ABC\par `, 20000) + "}")
	bench(b, "a.rtf", content, len(content))
}

func BenchmarkHTML(b *testing.B) {
	content := []byte(strings.Repeat(`<p class="MsoNormal"><span style="color:red">見積書をお送りします。</span></p>`, 10000))
	bench(b, "a.html", content, len(content))
}

// BenchmarkScanner compares the scanner with the standard library's on the same document.
func BenchmarkScanner(b *testing.B) {
	doc, _ := office()
	b.Run("own", func(b *testing.B) {
		b.SetBytes(int64(len(doc)))
		for b.Loop() {
			if err := scanXML(strings.NewReader(doc), func(*token) error { return nil }); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding-xml", func(b *testing.B) {
		b.SetBytes(int64(len(doc)))
		for b.Loop() {
			for d := xml.NewDecoder(strings.NewReader(doc)); ; {
				if _, err := d.RawToken(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}

func BenchmarkRealFiles(b *testing.B) {
	for _, name := range []string{"letter.doc", "list.xls", "slides.ppt.gz", "letter.odt"} {
		content := sample(b, name)
		name = strings.TrimSuffix(name, ".gz")
		mime := types[name[strings.LastIndexByte(name, '.'):]]
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(content)))
			for b.Loop() {
				Text(context.Background(), File{Name: name, Type: mime, Content: bytes.NewReader(content), Size: int64(len(content))})
			}
		})
	}
}

func BenchmarkOffice(b *testing.B) {
	for _, name := range []string{"letter.docx", "list.xlsx", "slides.pptx"} {
		content := sample(b, name)
		b.Run(name, func(b *testing.B) { bench(b, name, content, len(content)) })
	}
}
