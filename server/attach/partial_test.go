package attach

import (
	"encoding/binary"
	"strings"
	"testing"
)

// TestPartialOfEveryFormat gives only head and tail of larger files, as an add-in does that does not want to send all.
func TestPartialOfEveryFormat(t *testing.T) {
	noise := strings.Repeat("\x01random", 20_000)
	tarred := makeTar(t, part{name: "big.bin", content: noise}, part{name: "tool.exe", content: pe})
	tests := []struct {
		name       string
		content    []byte
		head, tail int
		want       string
	}{
		{"a.7z", made(t, "made/content.7z"), 64, 400, type7z + " encrypted:7z" + inText + " [locked.zip application/zip]" + inTable + inTool + inJapan},
		{"a.7z", made(t, "made/headers.7z"), 64, 400, type7z + " encrypted:7z-headers"},
		{"a.7z", made(t, "made/LZMA.7z"), 64, 400, type7z + " uninspectable:partial" + inText + " [locked.zip application/zip]" + inTable + inTool + inJapan},
		{"a.7z", made(t, "made/content.7z"), 400, 0, type7z + " uninspectable:partial"},
		{"a.rar", made(t, "rar/v5-headers.rar"), 100, 0, typeRAR + " encrypted:rar-headers"},
		{"a.rar", made(t, "rar/v5-content.rar"), 150, 0, typeRAR + " uninspectable:partial encrypted:rar" + inText},
		{"a.rar", made(t, "rar/v5-plain.rar"), 600, 0, typeRAR + " uninspectable:partial" + inText + inJapan + inTable},
		{"a.rar", made(t, "rar/v4-content.rar"), 100, 0, typeRAR + " uninspectable:partial encrypted:rar" + inText},
		{"a.tar", tarred, 4096, 0, typeTar + " uninspectable:partial [big.bin ]"},
		{"a.tar", tarred, 4096, 4096, typeTar + " uninspectable:partial [big.bin ]" + inTool},
		{"a.tar.gz", gzipped(t, tarred), 64, 64, typeGzip + " uninspectable:partial [a.tar " + typeTar + "]"},
		{"a.csv.xz", made(t, "made/blocks.csv.xz"), 64, 64, typeXZ + " uninspectable:partial [a.csv text/csv]"},
		{"a.lzh", made(t, "made/lh5.lzh"), 200, 0, typeLZH + " uninspectable:partial" + inTable},
		{"a.arj", made(t, "made/plain.arj"), 300, 0, typeARJ + " uninspectable:partial" + inText + inTable},
		{"a.cab", made(t, "made/mszip.cab"), 400, 0, typeCAB + " uninspectable:partial" + inTable + inText + inTool + " [locked.zip application/zip]"},
		{"a.iso", made(t, "made/joliet.iso.gz"), 80_000, 0, typeISO + " uninspectable:partial" + inText + " [locked.zip application/zip]" + inJapan + strings.Replace(inTool, "tool", "sub/tool", 1)},
		{"a.iso", made(t, "made/joliet.iso.gz"), 40_000, 0, typeISO + " uninspectable:partial"},
		{"winmail.dat", makeTNEF(part{name: "a.bin", content: noise}), 200, 0, typeTNEF + " uninspectable:partial [SHORT~1.ZIP application/zip]"},
		{"a.eml", []byte(mailWith("a.zip", []byte(noise))), 4096, 0, typeMail + " uninspectable:partial [a.zip application/zip]"},
		{"a.one", makeOneNote(noise, pe), 4096, 64, typeOneNote + " uninspectable:partial [embedded-1 ]"},
		{"a.exe", append([]byte(pe), made(t, "made/content.7z")...), 600, 600, typePE + " executable:" + typePE + " encrypted:7z" + inText + " [locked.zip application/zip]" + inTable + inTool + inJapan},
	}
	for _, test := range tests {
		c := test.content
		a := InspectPartial(test.name, "", int64(len(c)), c[:test.head], c[len(c)-test.tail:], "")
		if got := brief(a); got != test.want {
			t.Errorf("%s, %d and %d of %d octets:\n got %s\nwant %s", test.name, test.head, test.tail, len(c), got, test.want)
		}
	}
}

// TestPartialWholly: head and tail that meet are the whole file.
func TestPartialWholly(t *testing.T) {
	content := made(t, "made/LZMA.7z")
	a := InspectPartial("a.7z", "", int64(len(content)), content[:1000], content[1000:], "")
	if got, want := brief(a), type7z+in7z; got != want {
		t.Errorf("a whole file in two parts:\n got %s\nwant %s", got, want)
	}
}

// TestPartialHides gives the ends of files between which anything may lie, and of some between which nothing can.
func TestPartialHides(t *testing.T) {
	noise := strings.Repeat("\x01random", 60_000)
	body := func(begin, end string) string { return begin + noise + end }
	locked, text := string(made(t, "made/content.7z")), strings.Repeat("plain text\n", 40_000)
	sealed := func(comment string) string {
		z := makeZip(t, part{"a.bin", strings.Repeat(noise, 2), crypto})
		binary.LittleEndian.PutUint16(z[len(z)-2:], uint16(len(comment)))
		return string(z) + comment
	}
	tests := []struct {
		name, content string
		want          bool // it has to be sent as a whole
	}{
		{"zip in zip.zip", string(makeZip(t, part{name: "a.bin", content: noise}, part{name: "b.zip", content: locked}, part{name: "c.bin", content: noise})), true},
		{"shortcut.zip", string(makeZip(t, part{name: "a.bin", content: noise}, part{name: "readme.txt", content: "L\x00\x00\x00\x01\x14\x02\x00"}, part{name: "c.bin", content: noise})), true},
		{"letter.docx", string(makeZip(t, part{name: "[Content_Types].xml", content: "wordprocessingml.document.main"}, part{name: "word/media/a.png", content: noise}, part{name: "word/document.xml", content: "<x/>"})), true},
		{"a.pdf", body("%PDF-1.7\n", "\ntrailer <</Root 1 0 R>>\nstartxref\n9\n%%EOF"), true},
		{"a.csv", strings.Repeat("name,value\n", 40_000), true},
		{"a.html", "<html><body>" + strings.Repeat("<p>text</p>", 40_000), true},
		{"setup.exe", body(pe, ""), true},
		{"cut.jpg", body("\xff\xd8\xff\xe0\x00\x10JFIF\x00", locked), true},
		{"a.jpg", body("\xff\xd8\xff\xe0\x00\x10JFIF\x00", "\xff\xd9"), false},
		{"a.png", body("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "\x00\x00\x00\x00IEND\xaeB`\x82"), false},
		{"a.mp4", body("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom", ""), false},
		{"a.txt", strings.Repeat("plain text\n", 40_000), false},
		{"a.7z", string(made(t, "made/headers.7z")), false},
		{"text and zip.txt", text + sealed(""), true},
		{"text and zip with a comment.txt", text + sealed(strings.Repeat("c", 65_535)), true},
		{"film and zip.mp4", body("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom", sealed("")), true},
		{"picture and zip.jpg", body("\xff\xd8\xff\xe0\x00\x10JFIF\x00", sealed("\xff\xd9")), true},
	}
	for _, test := range tests {
		c := []byte(test.content)
		n := min(len(c)/3, 66<<10)
		a := InspectPartial(test.name, "", int64(len(c)), c[:n], c[len(c)-n:], "")
		if got := marked(&a, "uninspectable"); got != test.want {
			t.Errorf("%s: %s: uninspectable %t, want %t", test.name, brief(a), got, test.want)
		}
	}
	head := []byte("plain text")
	if a := InspectPartial("a.txt", "", 1<<20, head, head, ""); !marked(&a, "uninspectable") {
		t.Errorf("ends of %d octets prove nothing: %s", len(head), brief(a))
	}
}
