package extract

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"unicode/utf8"
)

// fuzz feeds one reader. What it must hold: no hang, no panic that Text does not catch, UTF-8 without controls, within the limit.
func fuzz(f *testing.F, mime, name string, seeds ...string) {
	for _, s := range seeds {
		if strings.Contains(s, ".") && !strings.Contains(s, "\n") {
			f.Add(sample(f, s))
		} else {
			f.Add([]byte(s))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		file := File{Name: name, Type: mime, Content: bytes.NewReader(b), Size: int64(len(b))}
		s := newSink(context.Background(), MaxText)
		if len(b) > 0 {
			_ = readerOf(mime, name)(s, file) // outside of Text, whose net would hide a slip
		}
		r := Text(context.Background(), file)
		if !utf8.ValidString(r.Text) || len(r.Text) > MaxText || s.String() != r.Text {
			t.Errorf("%d octets of text, valid %t, the same twice %t", len(r.Text), utf8.ValidString(r.Text), s.String() == r.Text)
		}
	})
}

func FuzzDocx(f *testing.F) { fuzz(f, types[".docx"], "a.docx", "letter.docx") }
func FuzzXlsx(f *testing.F) { fuzz(f, types[".xlsx"], "a.xlsx", "list.xlsx") }
func FuzzPptx(f *testing.F) { fuzz(f, types[".pptx"], "a.pptx", "slides.pptx") }
func FuzzODF(f *testing.F)  { fuzz(f, types[".odt"], "a.odt", "letter.odt", "sources/list.fods") }
func FuzzDoc(f *testing.F)  { fuzz(f, types[".doc"], "a.doc", "letter.doc") }
func FuzzXls(f *testing.F)  { fuzz(f, types[".xls"], "a.xls", "list.xls") }
func FuzzPpt(f *testing.F) {
	fuzz(f, types[".ppt"], "a.ppt", string(makeCompound("PowerPoint Document", "\x0f\x00\xe8\x03\x0e\x00\x00\x00\x00\x00\xa0\x0f\x06\x00\x00\x00"+utf16le("社外秘")))+"\n")
}
func FuzzMsg(f *testing.F)  { fuzz(f, types[".msg"], "a.msg", "letter.doc") }
func FuzzRTF(f *testing.F)  { fuzz(f, types[".rtf"], "a.rtf", "letter.rtf") }
func FuzzHTML(f *testing.F) { fuzz(f, types[".html"], "a.html", "letter.html") }
func FuzzMail(f *testing.F) {
	fuzz(f, types[".eml"], "a.eml", "Subject: =?UTF-8?B?6KaL56mN?=\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=iso-2022-jp\r\nContent-Transfer-Encoding: base64\r\n\r\nPGI+Ym9sZDwvYj4=\r\n--b--\r\n")
}
func FuzzTable(f *testing.F) { fuzz(f, types[".csv"], "a.csv", "list.csv") }

func FuzzXML(f *testing.F) {
	f.Add([]byte(`<a b="c">d&amp;<![CDATA[e]]><!-- f --></a>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		octets := 0
		_ = scanXML(bytes.NewReader(b), func(k *token) error { // any error is an answer
			k.attr("b")
			octets += len(k.text) + len(k.name) + len(k.attrs)
			return nil
		})
		if octets > 4*len(b) { // UTF-16 may grow
			t.Errorf("%d octets of tokens from %d", octets, len(b))
		}
	})
}
