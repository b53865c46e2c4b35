package attach

import (
	"archive/zip"
	"bytes"
	"context"
	"reflect"
	"strings"
	"testing"
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
		{"a.zip", makeZip(t, part{"a.txt", "xxxx", aes}), "application/zip encrypted:zip-aes-256 [a.txt text/plain]"},
		{"a.zip", makeZip(t, part{"a.txt", "xxxx", strong}), "application/zip encrypted:zip-strong [a.txt text/plain]"},
		{"a.zip", makeZip(t, part{name: "b.txt", content: "b"}, part{"a.exe", "xxxx", crypto}), "application/zip encrypted:zip-crypto:partial [b.txt text/plain] [a.exe " + typePE + " executable:" + typePE + "]"},
		{"a.zip", localOnly, "application/zip encrypted:zip-crypto [a.txt text/plain]"},
		{"a.zip", masked, "application/zip encrypted:zip-masked"},
		{"a.zip", makeZip(t, part{name: "b.zip", content: string(makeZip(t, part{"a.txt", "xxxx", aes}))}), "application/zip [b.zip application/zip encrypted:zip-aes-256 [a.txt text/plain]]"},
		{"a.xlsx", encrypted, tXlsx + " encrypted:ooxml"},
		{"a.dat", encrypted, typeCFB + " encrypted:ooxml"},
		{"a.doc", makeCompound(map[string]string{"WordDocument": "\xec\xa5\xc1\x00\x00\x00\x00\x00\x00\x00\x00\x01"}, "WordDocument"), "application/msword encrypted:office-97"},
		{"a.doc", makeCompound(map[string]string{"WordDocument": "\xec\xa5\xc1\x00\x00\x00\x00\x00\x00\x00\x00\x00"}, "WordDocument"), "application/msword"},
		{"a.xls", makeCompound(map[string]string{"Workbook": "\x09\x08\x02\x00\x00\x06\x2f\x00"}, "Workbook"), "application/vnd.ms-excel encrypted:office-97"},
		{"a.odt", makeZip(t, part{"mimetype", odf + "text", stored}, part{name: "META-INF/manifest.xml", content: "<manifest:encryption-data/>"}), odf + "text encrypted:odf"},
		{"a.asc", []byte("-----BEGIN PGP MESSAGE-----\n\nx"), "application/pgp-encrypted encrypted:openpgp"},

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
		{"a.exe:x.txt", []byte(pe), typePE + " deceptive-name:a.exe executable:" + typePE},
		{"run.BAT. ", []byte("echo"), "text/x-msdos-batch executable:text/x-msdos-batch"},
		{"a.js", []byte("x()"), "text/javascript executable:text/javascript"},
		{"a.hta", []byte("<html></html>"), "application/hta executable:application/hta"},
		{"a.lnk", []byte("\x4c\x00\x00\x00\x01\x14\x02\x00"), "application/x-ms-shortcut executable:application/x-ms-shortcut"},
		{"a.url", []byte("[InternetShortcut]\r\nURL=x"), typeURL + " executable:" + typeURL},

		// What cannot be looked into is said.
		{"a.zip", plain[:len(plain)-10], "application/zip uninspectable:corrupt"},
		{"a.zip", makeZip(t, part{"a.txt", "xxxx", crypto})[:40], "application/zip encrypted:zip-crypto uninspectable:corrupt"},
		{"a.doc", []byte(cfbMagic), typeCFB + " uninspectable:corrupt"},
		{"a.7z", []byte("7z\xbc\xaf\x27\x1c\x00\x04"), "application/x-7z-compressed uninspectable:corrupt"},
		{"a.lzh", []byte("\x20\x00-lh5-xxxxxxxx"), "application/x-lzh-compressed uninspectable:corrupt"},
		{"a.iso", append(make([]byte, 0x8001), "CD001"...), "application/x-iso9660-image uninspectable:corrupt"},
		{"a.zip", makeZip(t, part{"a.txt", "xxxx", &zip.FileHeader{Method: 98}}), "application/zip [a.txt text/plain uninspectable:method]"},
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
		{"directory in the tail", "a.zip", plain, 4096, 4096, "application/zip uninspectable:partial [big.bin ] [a.exe " + typePE + " executable:" + typePE + "]"},
		{"encrypted by the directory", "a.zip", secret, 4096, 4096, "application/zip encrypted:zip-aes-256:partial uninspectable:partial [big.bin ] [a.txt text/plain]"},
		{"encrypted by the first header, no tail", "a.zip", first, 4096, 0, "application/zip encrypted:zip-crypto:partial uninspectable:partial"},
		{"nothing known", "a.zip", plain, 4096, 0, "application/zip uninspectable:partial"},
		{"a document", "a.docx", document, 4096, 0, ooxml + "wordprocessingml.document uninspectable:partial"},
		{"a program", "a.pdf", []byte(pe + big), 100, 100, typePE + " executable:" + typePE + " disguised:pdf:" + typePE + " uninspectable:partial"},
		{"a picture, its end unknown", "a.png", []byte(png + big), 100, 100, "image/png uninspectable:partial"},
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
	inner := makeZip(t, part{"a.txt", "xxxx", aes})
	content := makeZip(t, part{name: "b.zip", content: string(inner)})
	got := NewObject("/tmp/a.zip", look("a.zip", content))
	want := Object{
		File: "/tmp/a.zip", Type: typeZIP, Extension: "zip", Size: int64(len(content)), Encrypted: true, How: "zip-aes-256", Flags: []string{"encrypted"},
		Children: []Object{{File: "b.zip", Type: typeZIP, Extension: "zip", Size: int64(len(inner)), Encrypted: true, How: "zip-aes-256", Flags: []string{"encrypted"}, Children: []Object{
			{File: "a.txt", Type: "text/plain", Extension: "txt", Size: 4, Flags: []string{}, Children: []Object{}},
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
