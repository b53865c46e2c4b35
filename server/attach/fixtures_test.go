package attach

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
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
	pdf = "%PDF-1.7\n%\xe2\xe3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
