package attach

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func sample(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/documents/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// sound looks at a file and reports a parser that broke down, or that went round and round over it: that is counted in octets
// read, which are as many on a busy machine.
func sound(t *testing.T, name string, content []byte) {
	t.Helper()
	a := look(name, content)
	if a.Type == "" || strings.Contains(brief(a), "uninspectable:parser") {
		t.Errorf("%s of %d octets: %s", name, len(content), brief(a))
	}
	r := &reads{r: bytes.NewReader(content)}
	Inspect(context.Background(), File{Name: name, Size: int64(len(content)), Content: r})
	if limit := int64(len(content))*maxReads + 64<<20; r.octets > limit {
		t.Errorf("%s of %d octets: %d octets were read, want at most %d", name, len(content), r.octets, limit)
	}
}

// maxReads is how many times over a hostile file may be read.
const maxReads = 64

// reads counts the octets asked for.
type reads struct {
	r      *bytes.Reader
	octets int64
}

func (r *reads) ReadAt(p []byte, off int64) (int, error) {
	r.octets += int64(len(p))
	return r.r.ReadAt(p, off)
}

func FuzzPDF(f *testing.F) {
	for _, name := range []string{"plain.pdf", "r2-owner.pdf", "r4-user.pdf", "r6-owner.pdf", "linear-owner.pdf", "attached-owner.pdf"} {
		f.Add(sample(f, name))
	}
	f.Add([]byte("%PDF-1.7\n1 0 obj<</S/JavaScript/JS(x\\)/AA[<<>>])>>endobj\ntrailer<</Root 1 0 R/Encrypt 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF"))
	f.Fuzz(func(t *testing.T, content []byte) {
		content = append([]byte("%PDF-1.7\n"), content...)
		sound(t, "a.pdf", content)
		a := Inspect(WithText(context.Background()), File{Name: "a.pdf", Size: int64(len(content)), Content: bytes.NewReader(content)})
		if !utf8.ValidString(a.Text) || len(a.Text) > maxTexts || strings.Contains(brief(a), "uninspectable:parser") {
			t.Errorf("the words of a PDF of %d octets: %d octets, %s", len(content), len(a.Text), brief(a))
		}
	})
}

func FuzzCompound(f *testing.F) {
	for _, name := range []string{"plain.xls", "password.doc", "cryptoapi-default-macro.xls", "agile.docx"} {
		f.Add(sample(f, name))
	}
	f.Add(ole("PowerPoint Document", slide(0x10, 0x1011, "\x10\x00\x00\x00"+zlibbed("x"))))
	f.Add(makeCompound(map[string]string{"\x01Ole10Native": native("a.exe", pe)}, "WordDocument", "\x01Ole10Native"))
	f.Fuzz(func(t *testing.T, content []byte) {
		sound(t, "a.xls", append([]byte(cfbMagic), content...))
		sound(t, "a.ppt", ole("PowerPoint Document", string(content)))
		sound(t, "b.xls", ole("Workbook", string(content)))
		nativeObject(append([]byte("\x00\x00\x00\x00"), content...))
	})
}

func FuzzAgile(f *testing.F) {
	f.Add([]byte("\x04\x00\x04\x00\x40\x00\x00\x00<encryption/>"), []byte("\x00\x00\x00\x00\x00\x00\x00\x00"))
	f.Add([]byte("\x03\x00\x02\x00\x24\x00\x00\x00"), make([]byte, 64))
	f.Fuzz(func(_ *testing.T, info, content []byte) {
		openPackage(info, content, "x", func() bool { return len(info) > 1<<14 })
		docCipher(info, "x")
		filePass(content)
	})
}

func FuzzMarkup(f *testing.F) {
	f.Add(`{\rtf1{\*\template http://a/}{\field{\*\fldinst DDE}}{\object{\*\objdata 01050000 02000000 08000000}}}`)
	f.Add(`<svg onload="x()"><script>atob("UEsDBAoAAAAAAA")</script></svg>`)
	f.Add(`<html>[80,75,3,4,1,2] QWN0aXZlTWltZQ== </html>`)
	f.Add("ID;P\r\nO;E\r\n=cmd|'/c'!A1")
	f.Add("-----BEGIN PGP MESSAGE-----\n\nhQ==\n-----END")
	f.Fuzz(func(t *testing.T, content string) {
		b := []byte(content)
		for _, name := range []string{"a.rtf", "a.svg", "a.html", "a.slk", "a.csv", "a", "a.accdb"} {
			sound(t, name, b)
		}
		sound(t, "a.rtf", append([]byte(`{\rtf1`), b...))
		sound(t, "a.svg", append([]byte(`<svg xmlns="http://www.w3.org/2000/svg">`), b...))
		w := &walker{ctx: context.Background(), budget: &budget{}, until: time.Now().Add(time.Second)}
		w.smuggled(b)
		fieldsDDE(b)
		remote(b)
		odfEncrypted(b)
		sealed(b)
		tableDDE(b)
		rtfHex(b)
	})
}

func FuzzName(f *testing.F) {
	for _, name := range []string{"a.txt:b.exe", "見積\u202efdp.exe", "a.еxe", "10:30 議事録.docx", "a          .exe"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if ext := Extension(name); strings.ContainsAny(ext, "/\\.\x00") {
			t.Errorf("Extension(%q) = %q", name, ext)
		}
		deceptive(name)
	})
}

// TestHostilePDF has files that make careless readers go round in circles, or fill the memory.
func TestHostilePDF(t *testing.T) {
	loop := "%PDF-1.7\n" + strings.Repeat(" ", 20) + "xref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Prev 29>>\nstartxref\n29\n%%EOF"
	deep := "%PDF-1.7\n1 0 obj" + strings.Repeat("[", 1<<20) + "\nendobj\ntrailer<</Root 1 0 R>>"
	var many strings.Builder
	many.WriteString("%PDF-1.7\n")
	for range 20_000 {
		many.WriteString("1 0 obj<</A(")
	}
	bomb := "%PDF-1.7\n1 0 obj<</Type/ObjStm/N 9/First 9/Filter/FlateDecode/Length 999>>stream\n" + zlibbed(strings.Repeat("\x00", 64<<20)) + "\nendstream endobj\ntrailer<</Root 1 0 R>>"
	self := "%PDF-1.7\n1 0 obj<</Type/Catalog/Length 1 0 R>>stream\nx endstream endobj\ntrailer<</Root 1 0 R/Encrypt 1 0 R>>"
	huge := "%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 999999999\ntrailer<</Root 1 0 R>>\nstartxref\n38\n%%EOF"
	for name, content := range map[string]string{"loop": loop, "deep": deep, "many": many.String(), "bomb": bomb, "self": self, "huge": huge} {
		t.Run(name, func(t *testing.T) { sound(t, "a.pdf", []byte(content)) })
	}
}

func BenchmarkPDF(b *testing.B) {
	objects := bytes.Repeat([]byte("7 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 4 0 R>>>>/Contents 8 0 R>>endobj\n"), 5000)
	content := append(append([]byte("%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n"), objects...), "trailer<</Root 1 0 R>>"...)
	for name, c := range map[string][]byte{"plain": sample(b, "plain.pdf"), "owner": sample(b, "r6-owner.pdf"), "rebuilt": content} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(c)))
			b.ReportAllocs()
			for b.Loop() {
				look("a.pdf", c)
			}
		})
	}
}

func BenchmarkDocument(b *testing.B) {
	page := []byte("<html>" + strings.Repeat("<p>お世話になっております。</p>\n", 20_000) + "</html>")
	for name, c := range map[string][]byte{
		"docx": sample(b, "plain.docx"), "xls": sample(b, "plain.xls"), "odt": sample(b, "plain.odt"), "agile.docx": sample(b, "agile.docx"), "agile-default.xlsx": sample(b, "agile-default.xlsx"), "page.html": page,
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(c)))
			b.ReportAllocs()
			for b.Loop() {
				look(name, c)
			}
		})
	}
}
