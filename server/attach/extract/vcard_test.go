package extract

import (
	"strings"
	"testing"
)

func TestCards(t *testing.T) {
	for _, tt := range []struct{ name, file, content, want string }{
		{"quoted-printable", "a.vcf", "NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=A4=BE=E5=A4=96=\r\n=E7=A7=98\r\nFN:x\r\n", "NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:社外秘\nFN:x\n"},
		{"of an older telephone", "a.vcf", "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=Shift_JIS:=8E=D0=8AO=94=E9\r\n", "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=Shift_JIS:社外秘\n"},
		{"without a charset", "a.vcf", "NOTE;quoted-printable:=E7=A4=BE=E5=A4=96=E7=A7=98\n", "NOTE;quoted-printable:社外秘\n"},
		{"folded inside a character", "a.ics", "DESCRIPTION:社外\xe7\r\n \xa7\x98です\\n二行目\\, 終\r\n", "DESCRIPTION:社外秘です\n二行目, 終\n"},
		{"Shift_JIS", "a.vcf", sjis("BEGIN:VCARD\r\nNOTE:社外秘の資料\r\nEND:VCARD\r\n"), "BEGIN:VCARD\nNOTE:社外秘の資料\nEND:VCARD\n"},
		{"UTF-16", "a.vcf", utf16le("\ufeffNOTE:社\r\n 外秘\r\n"), "NOTE:社外秘\n"},
		{"broken off", "a.vcf", "NOTE;QUOTED-PRINTABLE:abc=", "NOTE;QUOTED-PRINTABLE:abc\n"},
	} {
		if r := read(tt.file, []byte(tt.content)); r.Text != tt.want || r.Reason != "" {
			t.Errorf("%s: got %q, reason %q; want %q", tt.name, r.Text, r.Reason, tt.want)
		}
	}
	if r := read("a.vcf", []byte(strings.Repeat("NOTE:x\r\n", maxRaw/8+1))); r.Reason != Limit {
		t.Errorf("a card beyond the limit: reason %q, want %s", r.Reason, Limit)
	}
}

// TestEndlessFolds has one value in very many lines, which must not take the square of them.
func TestEndlessFolds(t *testing.T) {
	r := read("a.vcf", []byte("NOTE:"+strings.Repeat("\n x", 300_000)))
	if r.Text != "NOTE:"+strings.Repeat("x", 300_000)+"\n" {
		t.Errorf("300,000 folds: %d octets; want %d", len(r.Text), 300_006)
	}
}

func FuzzCard(f *testing.F) {
	fuzz(f, types[".vcf"], "a.vcf", "NOTE;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:=8E=\r\n=D0\r\nX:a\r\n b\r\n")
}
