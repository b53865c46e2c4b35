package message

import (
	"encoding/hex"
	"strings"
	"testing"
)

func TestCharsetLabels(t *testing.T) {
	good := func(octets, want string, labels ...string) {
		t.Helper()
		b, err := hex.DecodeString(octets)
		if err != nil {
			t.Fatal(err)
		}
		for _, label := range labels {
			n := &notes{}
			if got := toUTF8(label, b, n); got != want || len(n.list) > 0 {
				t.Errorf("toUTF8(%q, %s) = %q %v, want %q", label, octets, got, n.list, want)
			}
		}
	}
	bad := func(label, code string) {
		t.Helper()
		n := &notes{}
		if got := toUTF8(label, []byte("abc"), n); got != "abc" || len(n.list) != 1 || n.list[0] != code {
			t.Errorf("toUTF8(%q, abc) = %q %v, want abc and %s", label, got, n.list, code)
		}
	}
	good("907d96ca8740", "図面①", "Shift_JIS", "shift-jis", "SJIS", "x-sjis", "cp932", "MS932", "windows-31j", "Windows-932", "ms_kanji", " 'cp932' ")
	good("1b24423f5e4c4c1b2842", "図面", "ISO-2022-JP", "iso-2022-jp", "iso-2022-jp-1", "iso-2022-jp-ms", "cp50220", "CP50221", "cp50222", "jis")
	good("bfdeccccada1", "図面①", "EUC-JP", "x-euc-jp", "eucJP-ms", "CP51932", "ujis")
	good("e59bb3", "図", "UTF-8", "utf8", "", "us-ascii", "unknown-8bit", "x-unknown", "x-user-defined")
	good("c7d1", "한", "euc-kr", "ks_c_5601-1987", "cp949", "uhc")
	good("cec4", "文", "gb2312", "gbk", "cp936", "gb18030")
	good("a4e5", "文", "big5", "cp950")
	good("e9", "é", "iso-8859-1", "windows-1252", "latin1")
	good("93fa967b", "日本", "utf-8", "euc-jp") // a label that does not fit gives way
	bad("utf-7", "unknown-charset")
	bad("iso-2022-kr", "unknown-charset")
	bad("hz-gb-2312", "unknown-charset")
	bad("nonsense", "unknown-charset")
}

func TestRawHeaderText(t *testing.T) {
	tests := []struct{ in, want string }{
		{"plain", "plain"},
		{"図面", "図面"},
		{"\x90\x7d\x96\xca", "図面"},
		{"Re: \x1b$B?^LL\x1b(B", "Re: 図面"},
		{"\xbf\xde\xcc\xcc\xa4\xce", "図面の"},
		{"\xff", "\uFFFD"},
	}
	for _, tt := range tests {
		if got := decodeRaw(tt.in); got != tt.want {
			t.Errorf("decodeRaw(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// Octets that make a guess at UTF-16 possible hide neither addresses nor words.
func TestNotUTF16(t *testing.T) {
	for _, noise := range []string{"\x00", "\x000\xd9", "\xff\xfe", "\xfe\xff\x00"} {
		list := addressList(noise+"first@a.example, second@b.example,"+noise, 10, &notes{})
		found := 0
		for _, m := range list {
			if strings.HasSuffix(m.Address, "first@a.example") || m.Address == "second@b.example" {
				found++
			}
		}
		if found != 2 {
			t.Errorf("addresses beside %q: %v, want both", noise, list)
		}
		for _, head := range []string{"", "Content-Type: text/plain\n", "Content-Type: text/html\n"} {
			if m := mustRead(t, head+"\n"+noise+"our confidential figures 1234 5678\n"+noise, nil); !strings.Contains(m.Body, "confidential figures 1234 5678") {
				t.Errorf("%q with %q: body %q, want its words", head, noise, m.Body)
			}
		}
	}
}
