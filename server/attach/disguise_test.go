package attach

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
)

// TestRunnable has what a double click, or opening, would run. Nothing in it can: the files are begins and stubs.
func TestRunnable(t *testing.T) {
	program := pe + strings.Repeat("\x00", 200)
	b64 := base64.StdEncoding.EncodeToString(makeZip(t, part{name: "a.exe", content: program}))
	numbers := strings.Trim(strings.ReplaceAll(fmt.Sprintf("%d", []byte(program)), " ", ","), "[]")
	for _, test := range []struct {
		name, content string
		want          bool
	}{
		{"a.dat", program, true},
		{"a.elf", "\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 100), true},
		{"a", "\xcf\xfa\xed\xfe\x07\x00\x00\x01" + strings.Repeat("\x00", 100), true},
		{"a.chm", "ITSF\x03\x00\x00\x00", true},
		{"a.txt.jse", "#@~^AAAA", true},
		{"noext", "#@~^AAAA", true},
		{"a.reg", "REGEDIT4\r\n", true},
		{"noext", wide("\ufeffWindows Registry Editor Version 5.00"), true},
		{"link", "[InternetShortcut]\r\nURL=https://a.example/", true},
		{"a.scf", "[Shell]\r\nCommand=2", true},
		{"a.ps1", "Get-Date", true},
		{"a.wsf", "<job/>", true},
		{"a.vbs", "x", true},
		{"a.hta", "x", true},
		{"a.html.hta", "x", true},
		{"a.settingcontent-ms", "<x/>", true},
		{"settings", `<PCSettings><SearchableContent xmlns="http://schemas.microsoft.com/Search/2013/SettingContent"/></PCSettings>`, true},
		{"a.jar", string(makeZip(t, part{name: "META-INF/MANIFEST.MF", content: "Main-Class: x"})), true},
		{"a.zip", string(makeZip(t, part{name: "META-INF/MANIFEST.MF"}, part{name: "a/B.class"})), true},
		{"a.apk", string(makeZip(t, part{name: "AndroidManifest.xml"}, part{name: "classes.dex"})), true},
		{"a.msix", string(makeZip(t, part{name: "AppxManifest.xml"}, part{name: "AppxBlockMap.xml"})), true},
		{"a.svg", `<svg xmlns="http://www.w3.org/2000/svg"><script>x()</script></svg>`, true},
		{"b.svg", `<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>`, true},
		{"c.svg", `<svg xmlns="http://www.w3.org/2000/svg"><a href="javascript:x()"/></svg>`, true},
		{"smuggle.html", `<html><script>var a="` + b64 + `";</script></html>`, true},
		{"data.html", `<html><a download href="data:application/zip;base64,` + b64 + `">x</a></html>`, true},
		{"numbers.html", "<html><script>new Uint8Array([" + numbers + "])</script></html>", true},
		{"hidden.html", `<html><script>var b=new Blob([atob("` + strings.Repeat("Zm9v", 2000) + `")]);a.href=URL.createObjectURL(b);a.download="x"</script></html>`, true},

		{"prose.txt", "MZ-80Kの思い出を書きます。\n", false},
		{"notes.md", "[InternetShortcut]\nis how it begins", false},
		{"reg.txt", "REGEDIT4 is a header", false},
		{"d.svg", `<svg xmlns="http://www.w3.org/2000/svg" version="1.1"><title>on = off</title><path d="M0"/></svg>`, false},
		{"page.html", `<html><head><script src="jquery.min.js"></script></head><body onload="x()">こんにちは</body></html>`, false},
		{"image.html", `<html><img src="data:image/png;base64,` + base64.StdEncoding.EncodeToString([]byte(png+strings.Repeat("\x01", 9000))) + `"></html>`, false},
		{"a.zip", string(makeZip(t, part{name: "AndroidManifest.xml"}, part{name: "src/A.java"})), false},
	} {
		a := look(test.name, []byte(test.content))
		if marked(&a, "executable") != test.want {
			t.Errorf("%s: %s; executable should be %v", test.name, brief(a), test.want)
		}
	}
}

func TestDisguise(t *testing.T) {
	tar := makeTar(t, part{name: "a.txt", content: "x"})
	word := docx(t)
	for _, test := range []struct {
		name string
		file []byte
		want string // the flags
	}{
		{"見積.pdf", []byte(pe), "executable disguised"},
		{"写真.jpg", makeZip(t, part{name: "a.txt", content: "x"}), "disguised"},
		{"資料.pdf", word, "disguised"},
		{"a.txt:b.exe", []byte("x"), "deceptive-name"},
		{"見積書.pdf:payload.exe", []byte(pdf), "deceptive-name"},
		{"見積書.еxe", []byte(pe), "deceptive-name executable"},
		{"見積書.dоcx", word, "deceptive-name"},
		{"請求書.pdf\u3000\u3000\u3000\u3000\u3000\u3000\u3000\u3000\u3000\u3000\u3000.exe", []byte(pe), "deceptive-name executable"},
		{"請求書.pdf\u2800\u2800\u2800\u2800\u2800\u2800\u2800\u2800\u2800\u2800.scr", []byte(pe), "deceptive-name executable"},
		{"請求書.xlsx.lnk", []byte("x"), "deceptive-name executable"},
		{"cod\u202excod.scr", []byte(pe), "deceptive-name executable"},
		{"見積\u200b.pdf", []byte(pdf), "deceptive-name"},
		{"run.exe. . ", []byte("x"), "executable"},

		{"a.zip", word, ""},
		{"表.xls", []byte("品名,数量\n1,2\n"), ""},
		{"表.xls", []byte("<html><table></table></html>"), ""},
		{"v1.2.3.pdf", []byte(pdf), ""},
		{"20260401.見積書.docx", word, ""},
		{"10:30 議事録.docx", word, ""},
		{"Re: v1.2: 見積.pdf", []byte(pdf), ""},
		{"~WRL0001.tmp", word, ""},
		{"議事録.doc", word, ""},
		{"a.tar.gz", tar, ""},
		{"表.csv", []byte("a,b\n"), ""},
		{"メモ", []byte("x"), ""},
		{"図面.jww", []byte("JwwData.\x00"), ""},
		{"figure.PNG", []byte(png), ""},
		{"🏴\U000e0067\U000e0062\U000e007f.pdf", []byte(pdf), ""},
		{"文書.jtd", makeCompound(nil, "DocumentText", "JSRV_SegmentInformation"), ""},
		{"図面.sfc", []byte("ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION(('SCADEC level2 feature_mode'),'2;1');"), ""},
	} {
		var flags []string
		for _, m := range look(test.name, test.file).Marks {
			flags = append(flags, m.Flag)
		}
		if got := strings.Join(flags, " "); got != test.want {
			t.Errorf("%q: flags %q, want %q", test.name, got, test.want)
		}
	}
}

func TestDeclaredType(t *testing.T) {
	for _, test := range []struct {
		declared, content string
		want              bool
	}{
		{"image/png", pe, true},
		{"application/pdf", pe, true},
		{"image/jpeg", string(makeZip(t)), true},
		{"application/octet-stream", pe, false},
		{"image/png", png, false},
		{"image/jpeg", png, false},
		{"text/plain", string(makeZip(t)), false},
		{"application/msword", string(docx(t)), false},
		{"text/plain", "echo", false},
	} {
		a := Inspect(context.Background(), File{Name: "a", Declared: test.declared, Size: int64(len(test.content)), Content: strings.NewReader(test.content)})
		if marked(&a, "disguised") != test.want {
			t.Errorf("%s declared for %q…: %s; disguised should be %v", test.declared, test.content[:4], brief(a), test.want)
		}
	}
}

// native makes what Windows writes for a file dropped into a document.
func native(name, content string) string {
	body := "\x02\x00" + name + "\x00C:\\" + name + "\x00\x00\x00\x03\x00"
	n := func(i int) string { return string(binary.LittleEndian.AppendUint32(nil, uint32(i))) }
	body += n(len(name)+4) + "C:\\" + name + "\x00" + n(len(content)) + content
	return n(len(body)) + body
}

func TestObjects(t *testing.T) {
	const inside = "[a.exe " + typePE + " executable:" + typePE + "]"
	object := native("a.exe", pe)
	storage := string(makeCompound(map[string]string{"\x01Ole10Native": object}, "\x01Ole10Native"))
	n := func(i int) string { return string(binary.LittleEndian.AppendUint32(nil, uint32(i))) }
	ole1 := n(0x501) + n(2) + n(8) + "Package\x00" + n(0) + n(0) + n(len(object)-4) + object[4:]
	hexed := hex.EncodeToString([]byte(ole1))
	for name, content := range map[string][]byte{
		"a.doc":  makeCompound(map[string]string{"\x01Ole10Native": object}, "WordDocument", "\x01Ole10Native"),
		"a.docx": docx(t, part{name: "word/embeddings/oleObject1.bin", content: storage}),
		"a.ppt":  ole("PowerPoint Document", slide(0x10, 0x1011, n(len(storage))+zlibbed(storage))),
		"a.rtf":  []byte(`{\rtf1{\object\objemb{\*\objdata ` + hexed[:20] + "\r\n" + `{\*\x y}` + hexed[20:] + `}}}`),
	} {
		if got := brief(look(name, content)); !strings.Contains(got, inside) {
			t.Errorf("%s with a program inside: %s, want %s", name, got, inside)
		}
	}
	broken := object[:60]
	if got := nativeObject([]byte(broken)); !bytes.Equal(got.content, []byte(broken[4:])) {
		t.Errorf("an object that breaks off: %q, want it as it is", got.content)
	}
}

func TestAccess(t *testing.T) {
	header := func(version byte, password string, day uint16) []byte {
		b := append([]byte("\x00\x01\x00\x00Standard ACE DB\x00"), make([]byte, 4096)...)
		b[0x14] = version
		for i, m := range jet4Mask {
			var c uint16
			if i < len(password) {
				c = uint16(password[i])
			}
			if i%2 == 0 {
				c ^= day
			}
			binary.LittleEndian.PutUint16(b[0x42+2*i:], uint16(m)^c)
		}
		return b
	}
	agile := header(2, "", 40_000)
	copy(agile[0x299:], "\x00\x04\x04\x00\x04\x00")
	for _, test := range []struct {
		name    string
		content []byte
		want    bool
	}{
		{"none", header(1, "", 40_000), false}, {"a password", header(1, "himitsu", 40_000), true}, {"none, new", header(2, "", 41_000), false}, {"a cipher", agile, true},
	} {
		if a := look("a.accdb", test.content); marked(&a, "encrypted") != test.want || !marked(&a, "macro") {
			t.Errorf("%s: %s; encrypted should be %v", test.name, brief(a), test.want)
		}
	}
}
