package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"
)

// raw is one file that a mail should not carry, by its kind. None of them does anything: programs are headers with no code behind them,
// scripts write a line.
func raw(kind string) ([]byte, error) {
	if text, ok := scripts[kind]; ok {
		return []byte(strings.ReplaceAll(text, "\n", "\r\n")), nil
	}
	if f, ok := binaries[kind]; ok {
		return f()
	}
	return nil, fmt.Errorf("no file of the kind %q is known", kind)
}

var scripts = map[string]string{
	"vbs": "' 月次の集計\nOption Explicit\nDim total\ntotal = 1 + 2\nWScript.Echo \"total: \" & total\n",
	"vbe": "#@~^DgAAAA==\\ko$K6,Jtk\"J@#@&HgQAAA==^#~@",
	"js":  "var shell = WScript.CreateObject('WScript.Shell');\nWScript.Echo('ok');\n",
	"jse": "#@~^GAAAAA==jUmDb2Y 2m4W`EW0r#I@#@&BwcAAA==^#~@",
	"wsf": "<?xml version=\"1.0\"?>\n<job id=\"a\"><script language=\"VBScript\">WScript.Echo \"ok\"</script></job>\n",
	"hta": "<html><head><title>経費精算</title><HTA:APPLICATION ID=\"k\" BORDER=\"thin\"/>\n" +
		"<script language=\"VBScript\">Sub Window_OnLoad\nMsgBox \"ok\"\nEnd Sub</script></head><body>精算書</body></html>\n",
	"ps1": "#requires -version 5\nparam([string]$Name = 'world')\nWrite-Host \"hello $Name\"\n",
	"bat": "@echo off\nrem バックアップ\ncopy /y *.csv D:\\backup\necho done\n",
	"cmd": "@setlocal\n@echo off\necho 1\nexit /b 0\n",
	"reg": "Windows Registry Editor Version 5.00\n\n[HKEY_CURRENT_USER\\Software\\Example]\n\"Value\"=dword:00000001\n",
	"url": "[InternetShortcut]\nURL=file://files.invalid/share/setup.exe\nIconIndex=13\n",
	"sct": "<?XML version=\"1.0\"?>\n<scriptlet><registration progid=\"A\"><script language=\"JScript\"><![CDATA[ var a = 1; ]]></script></registration></scriptlet>\n",
	"svg-script": "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"90\" height=\"90\"><rect width=\"90\" height=\"90\" fill=\"teal\"/>" +
		"<script type=\"text/javascript\"><![CDATA[ window.location = 'https://files.invalid/'; ]]></script></svg>\n",
	"sh":   "#!/bin/sh\nset -e\necho start\nrm -f ./old.log\n",
	"text": "納品書\n品名: 作業手袋\n数量: 20\n",
}

var binaries = map[string]func() ([]byte, error){
	"pe":    func() ([]byte, error) { return portable(0x0002, 0x14c, 0x10b, 2), nil },
	"pe64":  func() ([]byte, error) { return portable(0x0022, 0x8664, 0x20b, 3), nil },
	"dll":   func() ([]byte, error) { return portable(0x2022, 0x8664, 0x20b, 2), nil },
	"elf":   func() ([]byte, error) { return elf(2), nil },
	"so":    func() ([]byte, error) { return elf(3), nil },
	"macho": macho,
	"com":   func() ([]byte, error) { return []byte("\xb8\x00\x4c\xcd\x21"), nil },
	"class": func() ([]byte, error) { return class(), nil },
	"lnk":   func() ([]byte, error) { return shortcut("C:\\Windows\\System32\\cmd.exe"), nil },
	"chm":   chm,
	"cab-pe": func() ([]byte, error) {
		return cabinet(member{"setup.exe", portable(2, 0x14c, 0x10b, 2)}), nil
	},
	"jar":       jar,
	"msi":       func() ([]byte, error) { return installer(), nil },
	"onenote":   onenote,
	"smuggling": smuggling,
	"sfx":       selfExtracting,
	"rtf-object": func() ([]byte, error) {
		return fmt.Appendf(nil, "{\\rtf1\\ansi 見積{\\object\\objemb{\\*\\objclass Package}{\\*\\objdata %x}}}", packed("setup.exe", portable(2, 0x14c, 0x10b, 2))), nil
	},
}

// portable is the headers of a Windows program with one empty section and no code.
func portable(flags, machine, magic, subsystem uint16) []byte {
	b := make([]byte, 0x600)
	copy(b, "MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00\xb8")
	le := binary.LittleEndian
	le.PutUint32(b[0x3c:], 0x80)
	copy(b[0x4e:], "This program cannot be run in DOS mode.\r\r\n$")
	h := b[0x80:]
	copy(h, "PE\x00\x00")
	le.PutUint16(h[4:], machine)
	le.PutUint16(h[6:], 1)
	size := uint16(0xe0)
	if magic == 0x20b {
		size = 0xf0
	}
	le.PutUint16(h[20:], size)
	le.PutUint16(h[22:], flags)
	le.PutUint16(h[24:], magic)
	le.PutUint32(h[24+32:], 0x1000)
	le.PutUint32(h[24+36:], 0x200)
	le.PutUint32(h[24+56:], 0x2000)
	le.PutUint32(h[24+60:], 0x400)
	le.PutUint16(h[24+68:], subsystem)
	s := h[24+int(size):]
	copy(s, ".text\x00\x00\x00")
	le.PutUint32(s[8:], 0x10)
	le.PutUint32(s[12:], 0x1000)
	le.PutUint32(s[16:], 0x200)
	le.PutUint32(s[20:], 0x400)
	le.PutUint32(s[36:], 0x60000020)
	return b
}

func elf(kind uint16) []byte {
	b := make([]byte, 256)
	copy(b, "\x7fELF\x02\x01\x01")
	le := binary.LittleEndian
	le.PutUint16(b[16:], kind)
	le.PutUint16(b[18:], 62)
	le.PutUint32(b[20:], 1)
	le.PutUint64(b[32:], 64)
	le.PutUint16(b[52:], 64)
	le.PutUint16(b[54:], 56)
	le.PutUint16(b[56:], 1)
	le.PutUint32(b[64:], 1)
	return b
}

func macho() ([]byte, error) {
	b := make([]byte, 128)
	for n, v := range []uint32{0xfeedfacf, 0x01000007, 3, 2, 1, 24, 0x85, 0, 0x1b, 24} {
		binary.LittleEndian.PutUint32(b[4*n:], v)
	}
	return b, nil
}

// shortcut is a .lnk (MS-SHLLINK) whose only string is the target.
func shortcut(target string) []byte {
	b := make([]byte, 76)
	copy(b, "\x4c\x00\x00\x00\x01\x14\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46")
	b[20] = 0x88 // a relative path, in UTF-16
	b[60] = 1
	u := utf16.Encode([]rune(target))
	b = binary.LittleEndian.AppendUint16(b, uint16(len(u))) //nolint:gosec // the files here are small
	for _, c := range u {
		b = binary.LittleEndian.AppendUint16(b, c)
	}
	return append(b, 0, 0, 0, 0)
}

func chm() ([]byte, error) {
	b := make([]byte, 0x200)
	copy(b, "ITSF\x03\x00\x00\x00\x60\x00\x00\x00\x01\x00\x00\x00\x12\x34\x56\x78\x11\x04\x00\x00")
	copy(b[0x18:], "\x10\xfd\x01\x7c\xaa\x7b\xd0\x11\x9e\x0c\x00\xa0\xc9\x22\xe6\xec")
	copy(b[0x28:], "\x11\xfd\x01\x7c\xaa\x7b\xd0\x11\x9e\x0c\x00\xa0\xc9\x22\xe6\xec")
	copy(b[0x78:], "ITSP\x01\x00\x00\x00")
	return b, nil
}

// cabinet stores files uncompressed (MS-CAB).
func cabinet(all ...member) []byte {
	var names, data []byte
	le := binary.LittleEndian
	for _, m := range all {
		names = le.AppendUint32(names, uint32(len(m.content))) //nolint:gosec // the files here are small
		names = le.AppendUint32(names, uint32(len(data)))      //nolint:gosec // the files here are small
		names = append(names, 0, 0, 0x78, 0x5b, 0, 0x48, 0x20, 0)
		names = append(append(names, m.name...), 0)
		data = append(data, m.content...)
	}
	b := make([]byte, 36+8)
	copy(b, "MSCF")
	le.PutUint32(b[16:], 44)
	b[24], b[25] = 3, 1
	le.PutUint16(b[26:], 1)
	le.PutUint16(b[28:], uint16(len(all)))      //nolint:gosec // the files here are small
	le.PutUint32(b[36:], uint32(44+len(names))) //nolint:gosec // the files here are small
	le.PutUint16(b[40:], 1)
	b = append(b, names...)
	b = append(b, 0, 0, 0, 0)
	b = le.AppendUint16(b, uint16(len(data))) //nolint:gosec // the files here are small
	b = le.AppendUint16(b, uint16(len(data))) //nolint:gosec // the files here are small
	b = append(b, data...)
	le.PutUint32(b[8:], uint32(len(b))) //nolint:gosec // the files here are small
	return b
}

func class() []byte {
	return append([]byte("\xca\xfe\xba\xbe\x00\x00\x00\x34\x00\x0a"), make([]byte, 90)...)
}

func jar() ([]byte, error) {
	return inZip([]member{{"META-INF/MANIFEST.MF", []byte("Manifest-Version: 1.0\r\nMain-Class: Main\r\n\r\n")}, {"Main.class", class()}})
}

// onenote is a section whose FileDataStoreObject holds a program (MS-ONESTORE 2.6.13).
func onenote() ([]byte, error) {
	b := make([]byte, 1024)
	copy(b, "\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3")
	inner := portable(2, 0x14c, 0x10b, 2)
	b = append(b, "\xe7\x16\xe3\xbd\x65\x26\x11\x45\xa4\xc4\x8d\x4d\x0b\x7a\x9e\xac"...)
	b = binary.LittleEndian.AppendUint64(b, uint64(len(inner)))
	b = append(b, make([]byte, 12)...)
	b = append(b, inner...)
	return append(b, "\x22\xa7\xfb\x71\x79\x0f\x0b\x4a\xbb\x13\x89\x92\x56\x42\x6b\x24"...), nil
}

// smuggling is a page that puts a ZIP with a program together in the browser.
func smuggling() ([]byte, error) {
	inner, err := inZip([]member{{"見積書.exe", append(portable(2, 0x14c, 0x10b, 2), bytes.Repeat([]byte("qwertyuiop1927"), 700)...)}, {"b.bin", noise(6000)}})
	return []byte("<!doctype html><html><body><p>ダウンロードしています</p><script>\nvar d = \"" + base64.StdEncoding.EncodeToString(inner) +
		"\";\nvar n = atob(d), u = new Uint8Array(n.length);\nfor (var i = 0; i < n.length; i++) u[i] = n.charCodeAt(i);\n" +
		"var a = document.createElement('a');\na.href = URL.createObjectURL(new Blob([u], {type: 'application/zip'}));\n" +
		"a.download = 'mitsumori.zip';\na.click();\n</script></body></html>\n"), err
}

// noise is bytes that do not compress, the same each time.
func noise(n int) []byte {
	b := make([]byte, n)
	x := uint32(2463534242)
	for i := range b {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		b[i] = byte(x) //nolint:gosec // the low byte is wanted
	}
	return b
}

// selfExtracting is a program with a ZIP behind it.
func selfExtracting() ([]byte, error) {
	inner, err := inZip([]member{{"data.txt", []byte("ok\r\n")}})
	return append(portable(2, 0x14c, 0x10b, 2), inner...), err
}

// packed is the data of an OLE 1.0 object of the class Package (MS-OLEDS 2.2.5) around a file.
func packed(name string, content []byte) []byte {
	le := binary.LittleEndian
	native := append([]byte{2, 0}, name...)
	native = append(native, 0)
	native = append(append(native, "C:\\"+name...), 0, 0, 0, 3, 0)
	native = le.AppendUint32(native, uint32(len(name)+4)) //nolint:gosec // the files here are small
	native = append(append(native, "C:\\"+name...), 0)
	native = le.AppendUint32(native, uint32(len(content))) //nolint:gosec // the files here are small
	native = append(native, content...)
	b := []byte{1, 5, 0, 0, 2, 0, 0, 0, 8, 0, 0, 0}
	b = append(b, "Package\x00\x00\x00\x00\x00\x00\x00\x00\x00"...)
	b = le.AppendUint32(b, uint32(len(native))) //nolint:gosec // the files here are small
	return append(b, native...)
}
