package extract

import (
	"bytes"
	"encoding/binary"
	"math"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/japanese"
)

func utf16le(s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return string(b)
}

func sjis(s string) string { b, _ := japanese.ShiftJIS.NewEncoder().String(s); return b }
func euc(s string) string  { b, _ := japanese.EUCJP.NewEncoder().String(s); return b }
func jis(s string) string  { b, _ := japanese.ISO2022JP.NewEncoder().String(s); return b }

// makeCompound builds a compound file of small and large streams, all directly below the root.
func makeCompound(namesAndContents ...string) []byte {
	const sector = 512
	le := binary.LittleEndian
	var fat []uint32
	var body []byte
	add := func(content []byte) uint32 {
		first := uint32(len(fat))
		n := max((len(content)+sector-1)/sector, 1)
		for i := range n {
			next := uint32(len(fat) + 1)
			if i == n-1 {
				next = 0xfffffffe
			}
			fat = append(fat, next)
		}
		body = append(body, content...)
		body = append(body, make([]byte, n*sector-len(content))...)
		return first
	}
	entry := func(name string, kind byte, child, right, start, size uint32) []byte {
		e := make([]byte, 128)
		copy(e, utf16le(name))
		le.PutUint16(e[64:], uint16(2*len([]rune(name))+2))
		e[66] = kind
		le.PutUint32(e[68:], 0xffffffff)
		le.PutUint32(e[72:], right)
		le.PutUint32(e[76:], child)
		le.PutUint32(e[116:], start)
		le.PutUint32(e[120:], size)
		return e
	}
	var dir []byte
	for i := 0; i+1 < len(namesAndContents); i += 2 {
		content := append([]byte(namesAndContents[i+1]), make([]byte, max(4096-len(namesAndContents[i+1]), 0))...)
		right := uint32(i/2 + 2)
		if i+3 >= len(namesAndContents) {
			right = 0xffffffff
		}
		dir = append(dir, entry(namesAndContents[i], 2, 0xffffffff, right, add(content), uint32(len(content)))...)
	}
	dir = append(entry("Root Entry", 5, 1, 0xffffffff, 0xfffffffe, 0), dir...)
	dirAt := add(dir)
	fatAt := uint32(len(fat))
	fat = append(fat, 0xfffffffd)
	var table []byte
	for _, n := range fat {
		table = le.AppendUint32(table, n)
	}
	table = append(table, bytes.Repeat([]byte{0xff}, sector-len(table)%sector)...)
	head := make([]byte, sector)
	copy(head, cfbMagic)
	head[30], head[32] = 9, 6
	le.PutUint32(head[44:], uint32(len(table)/sector))
	le.PutUint32(head[48:], dirAt)
	le.PutUint32(head[56:], 4096)
	le.PutUint32(head[60:], 0xfffffffe)
	le.PutUint32(head[68:], 0xfffffffe)
	for i := 76; i < sector; i += 4 {
		le.PutUint32(head[i:], 0xffffffff)
	}
	le.PutUint32(head[76:], fatAt)
	return append(append(head, body...), table[:sector]...)
}

func biff(kind uint16, data string) string {
	b := binary.LittleEndian.AppendUint16(nil, kind)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(data)))
	return string(b) + data
}

func TestWorkbook97(t *testing.T) {
	const globals, sheet = "\x00\x06\x05\x00\x00\x00\x00\x00", "\x00\x06\x10\x00\x00\x00\x00\x00"
	half := utf16le("分かれた")
	sst := biff(xlSST, "\x02\x00\x00\x00\x02\x00\x00\x00"+"\x04\x00\x01"+half[:4]) + biff(xlContinue, "\x01"+half[4:]+"\x03\x00\x00abc")
	number := string(binary.LittleEndian.AppendUint64(nil, math.Float64bits(12.5)))
	book := biff(xlBOF, globals) + biff(xlSheet, "\x00\x00\x00\x00\x00\x00\x02\x01"+utf16le("名簿")) + sst + biff(10, "") +
		biff(xlBOF, sheet) +
		biff(xlLabelSST, "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00") + biff(xlLabelSST, "\x00\x00\x02\x00\x00\x00\x01\x00\x00\x00") +
		biff(xlNumber, "\x01\x00\x00\x00\x00\x00"+number) + biff(xlRK, "\x01\x00\x01\x00\x00\x00\x06\x00\x00\x00") +
		biff(xlMulRK, "\x02\x00\x00\x00"+"\x00\x00\x0a\x00\x00\x00"+"\x00\x00\x0e\x00\x00\x00"+"\x01\x00") +
		biff(xlFormula, "\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff") + biff(xlString, "\x02\x00\x01"+utf16le("式字")) +
		biff(xlTxo, strings.Repeat("\x00", 10)+"\x02\x00\x00\x00\x00\x00\x00\x00") + biff(xlContinue, "\x01"+utf16le("注記")) + biff(10, "")
	r := read("a.xls", makeCompound("Workbook", book))
	if want := "名簿\n分かれた\t\tabc\n12.5\t1\n2\t3\n式字\n注記\n"; r.Text != want {
		t.Errorf("got %q, reason %q; want %q", r.Text, r.Reason, want)
	}
	locked := biff(xlBOF, globals) + biff(xlFilePass, "\x00\x00")
	if r := read("a.xls", makeCompound("Workbook", locked)); r.Reason != Encrypted || r.Text != "" {
		t.Errorf("a workbook with a password: %+v; want the reason %s", r, Encrypted)
	}
	old := biff(xlBOF, "\x00\x05\x05\x00") + biff(xlCodePage, "\xa4\x03") + biff(xlSheet, "\x00\x00\x00\x00\x00\x00\x04"+sjis("名簿")) + biff(10, "") +
		biff(xlBOF, "\x00\x05\x10\x00") + biff(xlLabel, "\x00\x00\x00\x00\x00\x00\x06\x00"+sjis("社外秘")) + biff(10, "")
	if r := read("a.xls", makeCompound("Book", old)); r.Text != "名簿\n社外秘\n" {
		t.Errorf("a workbook of Excel 95: %q; want its strings", r.Text)
	}
}

func TestMessagesAndOthers(t *testing.T) {
	for _, tt := range []struct {
		name    string
		content []byte
		want    string
	}{
		{"a.msg", makeCompound("__substg1.0_0037001F", utf16le("件名")+"\x00", "__substg1.0_1000001F", utf16le("本文\r\n社外秘")), "件名\n本文\n社外秘\n"},
		{"a.msg", makeCompound("__substg1.0_0037001E", sjis("件名の例です"), "__substg1.0_10130102", "<p>"+sjis("社外秘の本文です")+"</p>"), "件名の例です\n社外秘の本文です\n"},
		{"a.jtd", makeCompound("DocumentText", "\x00\x1f\x00\x01"+string(swapped([]byte(utf16le("社外秘文書"))))+"\x00\x1f"), "社外秘文書\n"},
		{"a.ppt", makeCompound("PowerPoint Document", "\x0f\x00\xe8\x03\x14\x00\x00\x00"+"\x00\x00\xa0\x0f\x06\x00\x00\x00"+utf16le("社外秘")+"\x00\x00\xa8\x0f\x02\x00\x00\x00ab"[:6]), "社外秘\n"},
		{"a.doc", makeCompound("WordDocument", "\xec\xa5\x65\x00"+strings.Repeat("\x00", 20)+"\x20\x00\x00\x00\x46\x00\x00\x00"+sjis("社外秘の資料をお送りします。よろしく。")), "社外秘の資料をお送りします。よろしく。\n"},
	} {
		r := read(tt.name, tt.content)
		if strings.TrimRight(r.Text, "\x00") != tt.want {
			t.Errorf("%s: got %q, reason %q; want %q", tt.name, r.Text, r.Reason, tt.want)
		}
	}
	locked := "\xec\xa5\xc1\x00\x00\x00\x00\x00\x00\x00\x00\x01" + strings.Repeat("\x00", 600)
	if r := read("a.doc", makeCompound("WordDocument", locked)); r.Reason != Encrypted {
		t.Errorf("a document with a password: %+v; want the reason %s", r, Encrypted)
	}
}

func TestCompoundLoops(*testing.T) {
	file := makeCompound("Workbook", biff(xlBOF, "\x00\x06\x05\x00\x00\x00\x00\x00"))
	for at := 76; at < len(file)-4; at += 4 { // every sector number points back to the first one, one at a time
		loop := bytes.Clone(file)
		binary.LittleEndian.PutUint32(loop[at:], 0)
		read("a.xls", loop)
	}
}
