package attach

import (
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
		{"a.7z", made(t, "made/LZMA.7z"), 64, 400, type7z + inText + " [locked.zip application/zip]" + inTable + inTool + inJapan},
		{"a.7z", made(t, "made/content.7z"), 400, 0, type7z + " uninspectable:partial"},
		{"a.rar", made(t, "rar/v5-headers.rar"), 100, 0, typeRAR + " encrypted:rar-headers"},
		{"a.rar", made(t, "rar/v5-content.rar"), 150, 0, typeRAR + " uninspectable:partial encrypted:rar" + inText},
		{"a.rar", made(t, "rar/v5-plain.rar"), 600, 0, typeRAR + " uninspectable:partial" + inText + inJapan + inTable},
		{"a.rar", made(t, "rar/v4-content.rar"), 100, 0, typeRAR + " uninspectable:partial encrypted:rar" + inText},
		{"a.tar", tarred, 4096, 0, typeTar + " uninspectable:partial [big.bin ]"},
		{"a.tar", tarred, 4096, 4096, typeTar + " [big.bin ]" + inTool},
		{"a.tar.gz", gzipped(t, tarred), 64, 64, typeGzip + " uninspectable:partial [a.tar " + typeTar + "]"},
		{"a.csv.xz", made(t, "made/blocks.csv.xz"), 64, 64, typeXZ + " uninspectable:partial [a.csv text/csv]"},
		{"a.lzh", made(t, "made/lh5.lzh"), 200, 0, typeLZH + " uninspectable:partial" + inTable},
		{"a.arj", made(t, "made/plain.arj"), 300, 0, typeARJ + " uninspectable:partial" + inText + inTable},
		{"a.cab", made(t, "made/mszip.cab"), 400, 0, typeCAB + inTable + inText + inTool + " [locked.zip application/zip]"},
		{"a.iso", made(t, "made/joliet.iso.gz"), 80_000, 0, typeISO + inText + " [locked.zip application/zip]" + inJapan + strings.Replace(inTool, "tool", "sub/tool", 1)},
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
