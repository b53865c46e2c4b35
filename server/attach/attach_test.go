package attach

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"

	"sekisho/server/policy"
)

// part is one entry of a ZIP that a test makes.
type part struct {
	name    string
	content string
	header  *zip.FileHeader // nil: plain, deflated
}

func makeZip(t testing.TB, parts ...part) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, p := range parts {
		var out io.Writer
		var err error
		if p.header == nil {
			out, err = w.Create(p.name)
		} else {
			h := *p.header
			h.Name = p.name
			h.CompressedSize64, h.UncompressedSize64 = uint64(len(p.content)), max(h.UncompressedSize64, uint64(len(p.content)))
			out, err = w.CreateRaw(&h)
		}
		if err == nil {
			_, err = io.WriteString(out, p.content)
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

var (
	crypto = &zip.FileHeader{Method: zip.Deflate, Flags: 1}
	strong = &zip.FileHeader{Method: zip.Deflate, Flags: 1 | 1<<6}
	aes    = &zip.FileHeader{Method: 99, Flags: 1, Extra: []byte("\x01\x99\x07\x00\x02\x00AE\x03\x08\x00")}
	stored = &zip.FileHeader{Method: zip.Store}
)

// makeCompound makes a compound file of 512-octet sectors with streams of at least 4,096 octets.
func makeCompound(streams map[string]string, order ...string) []byte {
	var data []byte
	sectors := 1 // sector 0 is the allocation table
	dir := []byte{}
	entry := func(name string, kind byte, start, size int) {
		e := make([]byte, 128)
		units := utf16.Encode([]rune(name))
		for i, u := range units {
			binary.LittleEndian.PutUint16(e[2*i:], u)
		}
		binary.LittleEndian.PutUint16(e[64:], uint16(2*len(units)+2))
		e[66] = kind
		binary.LittleEndian.PutUint32(e[116:], uint32(start))
		binary.LittleEndian.PutUint32(e[120:], uint32(size))
		dir = append(dir, e...)
	}
	fat := map[int]uint32{0: 0xfffffffd}
	entry("Root Entry", 5, 0xfffffffe, 0)
	for _, name := range order {
		content := streams[name]
		content += strings.Repeat("\x00", 4096-min(len(content), 4096))
		entry(name, 2, sectors, len(content))
		for i := 0; i < len(content); i += 512 {
			fat[sectors] = uint32(sectors + 1)
			sectors++
		}
		fat[sectors-1] = 0xfffffffe
		data = append(data, content...)
	}
	dirAt := sectors
	dir = append(dir, make([]byte, (512-len(dir)%512)%512)...)
	for i := 0; i < len(dir); i += 512 {
		fat[sectors] = uint32(sectors + 1)
		sectors++
	}
	fat[sectors-1] = 0xfffffffe
	head := make([]byte, 512)
	copy(head, cfbMagic)
	head[30], head[32] = 9, 6
	binary.LittleEndian.PutUint32(head[44:], 1)
	binary.LittleEndian.PutUint32(head[48:], uint32(dirAt))
	binary.LittleEndian.PutUint32(head[68:], 0xfffffffe)
	for i := 1; i < 109; i++ {
		binary.LittleEndian.PutUint32(head[76+4*i:], 0xffffffff)
	}
	table := bytes.Repeat([]byte{0xff}, 512)
	for i, next := range fat {
		binary.LittleEndian.PutUint32(table[4*i:], next)
	}
	return append(append(append(head, table...), data...), dir...)
}

func contentTypes(main string) part {
	return part{name: "[Content_Types].xml", content: `<Types><Override PartName="/x" ContentType="application/vnd.` + main + `+xml"/></Types>`}
}

func docx(t testing.TB, more ...part) []byte {
	return makeZip(t, append([]part{contentTypes("openxmlformats-officedocument.wordprocessingml.document.main"), {name: "word/document.xml", content: "<x/>"}}, more...)...)
}

func look(name string, content []byte) policy.Attachment {
	return Inspect(context.Background(), File{Name: name, Size: int64(len(content)), Content: bytes.NewReader(content)})
}

// brief writes an attachment's type and marks, and those inside, in one line.
func brief(a policy.Attachment) string {
	var b strings.Builder
	b.WriteString(a.Type)
	for _, m := range a.Marks {
		b.WriteString(" " + m.Flag)
		for _, key := range []string{"extension", "type", "how", "reason", "limit", "shown"} {
			if v, ok := m.Args[key]; ok {
				fmt.Fprintf(&b, ":%v", v)
			}
		}
		if m.Args["partial"] == true {
			b.WriteString(":partial")
		}
	}
	for _, in := range a.Inside {
		fmt.Fprintf(&b, " [%s %s]", in.Name, brief(in))
	}
	return b.String()
}

const (
	pe  = "MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00\xb8\x00\x00\x00"
	png = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
	pdf = "%PDF-1.7\n%\xe2\xe3\n1 0 obj<<>>endobj\n%%EOF\n"
)

func TestInspect(t *testing.T) {
	const (
		tDocx = ooxml + "wordprocessingml.document"
		tDocm = "application/vnd.ms-word.document.macroEnabled.12"
		tXlsx = ooxml + "spreadsheetml.sheet"
	)
	plain := makeZip(t, part{name: "a.txt", content: "hello"})
	docm := docx(t, part{name: "word/vbaProject.bin", content: "x"})
	encrypted := makeCompound(nil, "EncryptionInfo", "EncryptedPackage")
	localOnly := makeZip(t, part{"a.txt", "xxxx", stored})
	localOnly[6] |= 1 // the local header; the directory denies it
	masked := makeZip(t, part{"a.txt", "xxxx", &zip.FileHeader{Method: zip.Store, Flags: 1 | 1<<13}})
	copy(masked[bytes.Index(masked, []byte(sigCentral)):], "\x9a\x3f\x77\x21")
	sjis := &zip.FileHeader{Method: zip.Store, NonUTF8: true}

	tests := []struct {
		name    string
		content []byte
		want    string
	}{
		{"a.pdf", []byte(pdf), "application/pdf"},
		{"a.png", []byte(png), "image/png"},
		{"a.txt", []byte("hello"), "text/plain"},
		{"a.csv", []byte("hello"), "text/csv"},
		{"a.pdf", nil, "application/x-empty"},
		{"a", []byte("\x00\x01\x02\x03"), unknown},
		{"a.zip", plain, "application/zip [a.txt text/plain]"},
		{"a.zip", makeZip(t), "application/zip"},
		{"見積.zip", makeZip(t, part{"\x8c\xa9\x90\xcf\x8f\x91.pdf", pdf, sjis}), "application/zip [見積書.pdf application/pdf]"},
		{"a.zip", makeZip(t, part{name: "見積.pdf", content: pdf}), "application/zip [見積.pdf application/pdf]"},
		{"a.zip", makeZip(t, part{name: "d/"}, part{name: "d/b.zip", content: string(plain)}), "application/zip [d/b.zip application/zip [a.txt text/plain]]"},

		// Encryption.
		{"a.zip", makeZip(t, part{"a.txt", "xxxx", crypto}), "application/zip encrypted:zip-crypto [a.txt text/plain]"},
		{"a.zip", makeZip(t, part{"a.txt", "xxxx", aes}), "application/zip encrypted:zip-aes [a.txt text/plain]"},
		{"a.zip", makeZip(t, part{"a.txt", "xxxx", strong}), "application/zip encrypted:zip-strong [a.txt text/plain]"},
		{"a.zip", makeZip(t, part{name: "b.txt", content: "b"}, part{"a.exe", "xxxx", crypto}), "application/zip encrypted:zip-crypto:partial [b.txt text/plain] [a.exe " + typePE + " executable:" + typePE + "]"},
		{"a.zip", localOnly, "application/zip encrypted:zip-crypto [a.txt text/plain]"},
		{"a.zip", masked, "application/zip encrypted:zip-masked"},
		{"a.zip", makeZip(t, part{name: "b.zip", content: string(makeZip(t, part{"a.txt", "xxxx", aes}))}), "application/zip [b.zip application/zip encrypted:zip-aes [a.txt text/plain]]"},
		{"a.xlsx", encrypted, tXlsx + " encrypted:ooxml"},
		{"a.dat", encrypted, typeCFB + " encrypted:ooxml"},
		{"a.doc", makeCompound(map[string]string{"WordDocument": "\xec\xa5\xc1\x00\x00\x00\x00\x00\x00\x00\x00\x01"}, "WordDocument"), "application/msword encrypted:office-97"},
		{"a.doc", makeCompound(map[string]string{"WordDocument": "\xec\xa5\xc1\x00\x00\x00\x00\x00\x00\x00\x00\x00"}, "WordDocument"), "application/msword"},
		{"a.xls", makeCompound(map[string]string{"Workbook": "\x09\x08\x02\x00\x00\x06\x2f\x00"}, "Workbook"), "application/vnd.ms-excel encrypted:office-97"},
		{"a.odt", makeZip(t, part{"mimetype", odf + "text", stored}, part{name: "META-INF/manifest.xml", content: "<manifest:encryption-data/>"}), odf + "text encrypted:odf"},
		{"a.asc", []byte("-----BEGIN PGP MESSAGE-----\n\nx"), "application/x-encrypted encrypted:other"},

		// Documents and macros.
		{"a.docx", docx(t), tDocx},
		{"a.docx", docx(t, part{name: "word/embeddings/b.exe", content: pe}), tDocx + " [word/embeddings/b.exe " + typePE + " executable:" + typePE + "]"},
		{"a.docm", makeZip(t, contentTypes("ms-word.document.macroEnabled.main"), part{name: "word/vbaProject.bin", content: "x"}), tDocm + " macro"},
		{"a.docx", makeZip(t, contentTypes("ms-word.document.macroEnabled.main")), tDocm + " macro disguised:docx:" + tDocm},
		{"a.docx", docm, tDocx + " macro"},
		{"a.xlsm", makeZip(t, part{name: "[Content_Types].xml", content: "?"}, part{name: "xl/workbook.xml"}, part{name: "xl/macrosheets/s.xml"}), tXlsx + " macro"},
		{"a.xls", makeCompound(nil, "Workbook", "_VBA_PROJECT_CUR"), "application/vnd.ms-excel macro"},
		{"a.msg", makeCompound(nil, "__properties_version1.0"), "application/vnd.ms-outlook"},
		{"a.zip", makeZip(t, part{name: "word/vbaProject.bin", content: "x"}), "application/zip [word/vbaProject.bin text/plain]"},

		// Disguise and names.
		{"a.pdf", []byte(pe), typePE + " executable:" + typePE + " disguised:pdf:" + typePE},
		{"a.jpg", plain, "application/zip disguised:jpg:application/zip [a.txt text/plain]"},
		{"a.docx", plain, "application/zip disguised:docx:application/zip [a.txt text/plain]"},
		{"a.txt", []byte(pdf), "application/pdf disguised:txt:application/pdf"},
		{"a.zip", docx(t), tDocx},
		{"a.jpg", []byte(png), "image/png"},
		{"a.xls", []byte("<html><table></table></html>"), "text/html"},
		{"a.pdf", []byte("<html><script></script></html>"), "text/html disguised:pdf:text/html"},
		{"a.doc", docx(t), tDocx},
		{"a.png", append([]byte(png), plain...), "image/png disguised:png:application/zip [a.txt text/plain]"},
		{"setup.exe", append([]byte(pe), plain...), typePE + " executable:" + typePE + " [a.txt text/plain]"},
		{"invoice.pdf.exe", []byte(pe), typePE + " deceptive-name:invoice.pdf executable:" + typePE},
		{"invoice\u202efdp.exe", []byte(pe), typePE + " deceptive-name:invoiceexe.pdf executable:" + typePE},
		{"a.pdf            .exe", []byte(pe), typePE + " deceptive-name:a.pdf executable:" + typePE},
		{"a.exe:x.txt", []byte(pe), typePE + " executable:" + typePE},
		{"run.BAT. ", []byte("echo"), "text/x-msdos-batch executable:text/x-msdos-batch"},
		{"a.js", []byte("x()"), "text/javascript executable:text/javascript"},
		{"a.hta", []byte("<html></html>"), "application/hta executable:application/hta"},
		{"a.lnk", []byte("\x4c\x00\x00\x00\x01\x14\x02\x00"), "application/x-ms-shortcut executable:application/x-ms-shortcut"},
		{"a.url", []byte("[InternetShortcut]\r\nURL=x"), typeURL + " executable:" + typeURL},

		// What cannot be looked into is said.
		{"a.zip", plain[:len(plain)-10], "application/zip uninspectable:corrupt"},
		{"a.zip", makeZip(t, part{"a.txt", "xxxx", crypto})[:40], "application/zip encrypted:zip-crypto uninspectable:corrupt"},
		{"a.doc", []byte(cfbMagic), typeCFB + " uninspectable:corrupt"},
		{"a.7z", []byte("7z\xbc\xaf\x27\x1c\x00\x04"), "application/x-7z-compressed uninspectable:unsupported"},
		{"a.lzh", []byte("\x20\x00-lh5-xxxxxxxx"), "application/x-lzh-compressed uninspectable:unsupported"},
		{"a.iso", append(make([]byte, 0x8001), "CD001"...), "application/x-iso9660-image uninspectable:unsupported"},
		{"a.zip", makeZip(t, part{"a.txt", "xxxx", &zip.FileHeader{Method: 14}}), "application/zip [a.txt text/plain uninspectable:method]"},
		{"a.zip", makeZip(t, part{"a.txt", "\xff\xff", &zip.FileHeader{Method: zip.Deflate, UncompressedSize64: 9}}), "application/zip [a.txt application/x-empty uninspectable:corrupt]"},
	}
	for _, test := range tests {
		if got := brief(look(test.name, test.content)); got != test.want {
			t.Errorf("%s (%d octets):\n got %s\nwant %s", test.name, len(test.content), got, test.want)
		}
	}
}

func TestInspectAllNames(t *testing.T) {
	a := Inspect(context.Background(), File{Name: "a.txt", Names: []string{"a.txt", "a.exe"}, Size: 5, Content: strings.NewReader("hello")})
	if got := brief(a); got != "text/plain executable:"+typePE {
		t.Errorf("a file with a second name: %s; want it marked by that name", got)
	}
}

func TestInspectWithoutContent(t *testing.T) {
	for name, want := range map[string]string{
		"a.zip": "application/zip uninspectable:no-content",
		"a.pdf": "application/pdf uninspectable:no-content",
		"a.exe": typePE + " executable:" + typePE,
		"a.png": "image/png",
		"a.xyz": "text/declared",
	} {
		if got := brief(Inspect(context.Background(), File{Name: name, Declared: "text/declared"})); got != want {
			t.Errorf("%s without content: %s, want %s", name, got, want)
		}
	}
}

func deflated(t testing.TB, content []byte) string {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err == nil {
		_, err = w.Write(content)
	}
	if err != nil || w.Close() != nil {
		t.Fatal("cannot deflate")
	}
	return b.String()
}

func TestBombs(t *testing.T) {
	zeros := deflated(t, make([]byte, 12<<20))
	lie := &zip.FileHeader{Method: zip.Deflate, UncompressedSize64: 100_000}
	nested := makeZip(t, part{name: "a.txt", content: "x"})
	for range 6 {
		nested = makeZip(t, part{name: "b.zip", content: string(nested)})
	}
	many := make([]part, maxEntries+1)
	for i := range many {
		many[i] = part{fmt.Sprint(i), "", stored}
	}
	large := func(n int) []part {
		parts := make([]part, n)
		for i := range parts {
			parts[i] = part{fmt.Sprint(i), zeros[:20000], &zip.FileHeader{Method: zip.Store, UncompressedSize64: 60 << 20}}
		}
		return parts
	}
	_ = large
	overlapping := makeZip(t, part{"a", "aaaa", stored}, part{"b", "bbbb", stored})
	second := bytes.LastIndex(overlapping, []byte(sigCentral))
	binary.LittleEndian.PutUint32(overlapping[second+42:], 0)

	tests := []struct {
		name    string
		content []byte
		want    string
	}{
		{"ratio", makeZip(t, part{"a", zeros, &zip.FileHeader{Method: zip.Deflate, UncompressedSize64: 12 << 20}}), "bomb:ratio"},
		{"overlap", overlapping, "bomb:overlap"},
		{"depth", nested, "bomb:depth"},
		{"entries", makeZip(t, many...), "bomb:entries"},
		{"declared size, small", makeZip(t, part{"a", zeros, &zip.FileHeader{Method: zip.Deflate, UncompressedSize64: 20_000}}), "bomb:declared-size"},
		{"declared size, large", makeZip(t, part{"a", zeros, lie}), "bomb:declared-size"},
	}
	for _, test := range tests {
		if got := brief(look("a.zip", test.content)); !strings.Contains(got, test.want) {
			t.Errorf("%s: %.200s; want %s", test.name, got, test.want)
		}
	}
}

func TestBudgetIsShared(t *testing.T) {
	ctx := NewBudget(context.Background())
	content := makeZip(t, part{name: "a.txt", content: "hello"})
	file := File{Name: "a.zip", Size: int64(len(content)), Content: bytes.NewReader(content)}
	budgetOf(ctx).expanded.Store(maxExpanded - 7)
	if got := brief(Inspect(ctx, file)); strings.Contains(got, "bomb") {
		t.Errorf("within the limit: %s", got)
	}
	if got := brief(Inspect(ctx, file)); !strings.Contains(got, "bomb:expanded") {
		t.Errorf("the second file of a message that is over the limit: %s; want bomb:expanded", got)
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if got := brief(Inspect(gone, file)); got != "application/zip uninspectable:time [a.txt text/plain]" {
		t.Errorf("with no time left: %s; want uninspectable:time and the names", got)
	}
}

func TestNestedLargeGoesThroughAFile(t *testing.T) {
	inner := makeZip(t, part{"pad.bin", strings.Repeat("\x01random", maxMemory/7+1), stored}, part{name: "a.exe", content: pe})
	got := brief(look("a.zip", makeZip(t, part{"b.zip", string(inner), stored})))
	if !strings.Contains(got, "[a.exe "+typePE+" executable:"+typePE+"]") {
		t.Errorf("a nested archive of %d octets: %s; want what is inside", len(inner), got)
	}
}

func TestInspectPartial(t *testing.T) {
	big := strings.Repeat("\x01random", 100_000)
	plain := makeZip(t, part{"big.bin", big, stored}, part{name: "a.exe", content: pe})
	secret := makeZip(t, part{"big.bin", big, stored}, part{"a.txt", "xxxx", aes})
	first := makeZip(t, part{"a.txt", "xxxx", crypto}, part{"big.bin", big, stored})
	wordFile := makeCompound(map[string]string{"WordDocument": "\xec\xa5\xc1\x00\x00\x00\x00\x00\x00\x00\x00\x01" + strings.Repeat("x", 8180)}, "WordDocument")
	document := docx(t, part{"word/media/i.bin", big, stored})
	tests := []struct {
		name       string
		file       string
		content    []byte
		head, tail int
		want       string
	}{
		{"directory in the tail", "a.zip", plain, 4096, 4096, "application/zip [big.bin ] [a.exe " + typePE + " executable:" + typePE + "]"},
		{"encrypted by the directory", "a.zip", secret, 4096, 4096, "application/zip encrypted:zip-aes:partial [big.bin ] [a.txt text/plain]"},
		{"encrypted by the first header, no tail", "a.zip", first, 4096, 0, "application/zip encrypted:zip-crypto"},
		{"nothing known", "a.zip", plain, 4096, 0, "application/zip uninspectable:partial"},
		{"a document", "a.docx", document, 4096, 0, ooxml + "wordprocessingml.document"},
		{"a program", "a.pdf", []byte(pe + big), 100, 100, typePE + " executable:" + typePE + " disguised:pdf:" + typePE},
		{"a picture", "a.png", []byte(png + big), 100, 100, "image/png"},
		{"a compound file, directory unknown", "a.doc", append([]byte(cfbMagic+big[:504]), big...), 512, 512, "application/x-ole-storage uninspectable:partial"},
		{"a compound file, its begin unknown", "a.doc", wordFile, 512, 4096, "application/msword uninspectable:partial"},
		{"a compound file, its begin known", "a.doc", wordFile, 2048, 4096, "application/msword encrypted:office-97"},
		{"all of it", "a.zip", makeZip(t, part{name: "a.txt", content: "hi"}), 1000, 1000, "application/zip [a.txt text/plain]"},
		{"no head", "a.zip", plain, 0, 100, "application/zip uninspectable:partial"},
	}
	for _, test := range tests {
		n := len(test.content)
		a := InspectPartial(test.file, "", int64(n), test.content[:min(test.head, n)], test.content[n-min(test.tail, n):], "abc")
		if got := brief(a); got != test.want || a.SHA256 != "abc" || a.Size != int64(n) {
			t.Errorf("%s:\n got %s\nwant %s", test.name, got, test.want)
		}
	}
}

func TestExtension(t *testing.T) {
	for in, want := range map[string]string{
		"a.PDF": "pdf", "a.ｐｄｆ": "pdf", "a.tar.gz": "gz", "a": "", "a.": "", "a.exe. .": "exe", "a.txt:b.exe": "txt", "a.e\u200bxe": "exe",
		`c:\x\a.doc`: "doc", "d.x/a": "", "20260401.見積書.xlsx": "xlsx", "": "", ".bashrc": "bashrc",
	} {
		if got := Extension(in); got != want {
			t.Errorf("Extension(%q) = %q, want %q", in, got, want)
		}
	}
	for _, name := range []string{"a.tar.gz", "v1.2.3.pdf", "20260401.見積書.xlsx", "jquery.min.js", "👨\u200d👩.png", "a  b.pdf", "議事録(最終).docx"} {
		if shown, ok := deceptive(name); ok {
			t.Errorf("%q is called deceptive, shown as %q", name, shown)
		}
	}
}

func TestGroups(t *testing.T) {
	for in, want := range map[string]string{
		"application/zip a.zip": "archive zip", "application/gzip a.gz": "archive", "application/pdf a.pdf": "pdf", "image/png a.png": "image",
		"text/plain a.txt": "text", "text/plain; charset=utf-8 a.txt": "text", "message/rfc822 a.eml": "mail", "video/mp4 a.mp4": "media",
		"image/vnd.dwg a.dwg": "cad", "text/plain a.step": "cad", "application/x-iso9660-image a.iso": "disk-image", typePE + " a.exe": "executable",
		"text/plain a.ps1": "executable script", "text/x-shellscript a": "executable script", "application/octet-stream a": "unknown", " a": "unknown",
		ooxml + "presentationml.slide a": "office", "application/vnd.ms-excel.sheet.macroEnabled.12 a": "office", "application/java-archive a.jar": "executable",
		"application/vnd.ms-outlook a.msg": "mail", "text/rtf a.rtf": "office", "application/octet-stream a.exe": "executable", "image/svg+xml a.svg": "image",
	} {
		mime, name, _ := strings.Cut(strings.Replace(in, "; ", ";", 1), " ")
		if got := Groups(mime, name); strings.Join(got, " ") != want {
			t.Errorf("Groups(%q, %q) = %q, want %q", mime, name, got, want)
		}
	}
}

func TestObject(t *testing.T) {
	content := makeZip(t, part{name: "b.zip", content: string(makeZip(t, part{"a.txt", "xxxx", aes}))})
	got := NewObject("/tmp/a.zip", look("a.zip", content))
	want := Object{
		File: "/tmp/a.zip", Type: typeZIP, Extension: "zip", Encrypted: true, Flags: []string{"encrypted"},
		Children: []Object{{File: "b.zip", Type: typeZIP, Extension: "zip", Encrypted: true, Flags: []string{"encrypted"}, Children: []Object{
			{File: "a.txt", Type: "text/plain", Extension: "txt", Flags: []string{}, Children: []Object{}},
		}}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("object:\n got %+v\nwant %+v", got, want)
	}
	if got := NewObject("a", look("a.zip", content[:50])); got.Error != "corrupt" {
		t.Errorf("error of a truncated archive: %q, want corrupt", got.Error)
	}
}

func TestReadersAgreeWithTheLibrary(t *testing.T) {
	content := makeZip(t, part{name: "a.txt", content: "hello"}, part{"b.bin", "xx", stored}, part{"c", "yyyy", aes}, part{name: "d/"})
	junk := append([]byte("front matter"), content...)
	for _, b := range [][]byte{content, junk} {
		d, err := readZip(source{bytes.NewReader(b), int64(len(b))})
		r, errLib := zip.NewReader(bytes.NewReader(b), int64(len(b)))
		if err != nil || errLib != nil || len(d.entries) != len(r.File) {
			t.Fatalf("%d entries, %v; the library has %d, %v", len(d.entries), err, len(r.File), errLib)
		}
		for i, f := range r.File {
			e := d.entries[i]
			offset, err := f.DataOffset()
			if e.name != f.Name || e.data != offset || e.size != int64(f.UncompressedSize64) || e.packed != int64(f.CompressedSize64) || e.method != int(f.Method) {
				t.Errorf("entry %d: %+v; the library says %+v at %d, %v", i, e, f.FileHeader, offset, err)
			}
		}
	}
}

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
