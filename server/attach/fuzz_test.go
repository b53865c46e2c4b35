package attach

import (
	"strings"
	"testing"
)

func FuzzInspect(f *testing.F) {
	f.Add("a.zip", makeZip(f, part{name: "a.txt", content: "hello"}, part{"b.exe", "xx", crypto}, part{"c", "yyyy", aes}))
	f.Add("a.zip", makeZip(f, part{name: "b.zip", content: string(makeZip(f, part{name: "c.pdf", content: pdf}))}))
	f.Add("a.docx", docx(f, part{name: "word/vbaProject.bin", content: "x"}, part{name: "word/embeddings/a.bin", content: pe}))
	f.Add("a.xls", makeCompound(map[string]string{"Workbook": "\x09\x08\x02\x00\x00\x06\x2f\x00"}, "Workbook", "VBA"))
	f.Add("a.odt", makeZip(f, part{"mimetype", odf + "text", stored}, part{name: "META-INF/manifest.xml", content: "<x/>"}))
	f.Add("a\u202etxt.exe", []byte(pe))
	f.Add("a.png", append([]byte(png), makeZip(f, part{name: "a", content: "b"})...))
	f.Add("a.iso", []byte("7z\xbc\xaf\x27\x1c"))
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		a := look(name, content)
		if a.Type == "" || marked(&a, "uninspectable") && strings.Contains(brief(a), "uninspectable:parser") {
			t.Errorf("Inspect(%q) of %d octets: %s", name, len(content), brief(a))
		}
		NewObject(name, a)
		half := len(content) / 2
		p := InspectPartial(name, "", int64(len(content)), content[:half], content[len(content)-half:], "")
		if strings.Contains(brief(p), "uninspectable:parser") {
			t.Errorf("InspectPartial(%q) of %d octets: %s", name, len(content), brief(p))
		}
	})
}

func BenchmarkInspect(b *testing.B) {
	content := makeZip(b, part{"big.bin", strings.Repeat("\x01random", 1_000_000), stored}, part{name: "a.docx", content: string(docx(b))})
	for b.Loop() {
		look("a.zip", content)
	}
}
