package message

import (
	"slices"
	"testing"

	"golang.org/x/text/encoding/japanese"

	"sekisho/server/text"
)

func TestDecodeWords(t *testing.T) {
	tests := []struct{ in, want, note string }{
		{"plain", "plain", ""},
		{"=?UTF-8?B?5Zuz6Z2i?=", "図面", ""},
		{"=?utf-8?q?a=E5=9B=B3_b?=", "a図 b", ""},
		{"=?utf-8*ja?B?5Zuz6Z2i?=", "図面", ""},
		{"Re:=?UTF-8?B?5Zuz6Z2i?=x", "Re:図面x", ""},
		{"=?UTF-8?B?5Zuz6Z2i?= and =?UTF-8?B?5Zuz6Z2i?=", "図面 and 図面", ""},
		{"=?UTF-8?B?5Zs=?= =?UTF-8?B?s+mdog==?=", "図面", ""},                  // cut in mid-character
		{"=?ISO-2022-JP?B?GyRCP14=?=\t=?ISO-2022-JP?B?TEwbKEI=?=", "図面", ""}, // the second begins in the middle of JIS
		{"=?UTF-8?B?5Zuz?=  =?ISO-2022-JP?B?GyRCTEwbKEI=?=", "図面", ""},       // two charsets
		{"=?Shift_JIS?B?kH2WyodAim0=?=", "図面①確", ""},                         // NEC and IBM extensions
		{"=?cp932?B?kH2Wyg==?= =?windows-31j?B?kH2Wyg==?=", "図面図面", ""},
		{"=?EUC-JP?B?v97MzA==?=", "図面", ""},
		{"=?ks_c_5601-1987?B?x9Gx2w==?= =?gb2312?B?1tDOxA==?=", "한글中文", ""},
		{"=?utf-8?B?5Zuz6Z2i", "=?utf-8?B?5Zuz6Z2i", ""},
		{"=?utf-8?X?abc?= =?utf-8?Q?d?=", "=?utf-8?X?abc?= d", ""},
		{"=??Q?abc?=", "=??Q?abc?=", ""},
		{"=?utf-8?Q?bad=ZZ=?=", "bad=ZZ=", ""},
		{"=?utf-8?Q?two words?=", "two words", ""},
		{"=?utf-8?B?5Zuz 6Z2i?=", "図面", ""},
		{"=?utf-8?Q??=x", "x", ""},
		{"=?nonsense?B?YWJj?=", "abc", "unknown-charset"},
		{"=?iso-2022-kr?B?YWJj?=", "abc", "unknown-charset"},
		{"=?utf-8?Q?=FF=FE=FD?=", "\uFFFD\uFFFD\uFFFD", "bad-encoding"},
		{"=?us-ascii?B?5Zuz6Z2i?=", "図面", ""},
	}
	for _, tt := range tests {
		n := &notes{}
		got := decodeWords(tt.in, n)
		if got != tt.want || (tt.note == "") != (len(n.list) == 0) || tt.note != "" && !slices.Contains(n.list, tt.note) {
			t.Errorf("decodeWords(%q)\n got %q %v\nwant %q %s", tt.in, got, n.list, tt.want, tt.note)
		}
	}
}

func TestDetect(t *testing.T) {
	const words = "お世話になっております。カタカナと漢字、記号①も。"
	encode := func(name string, b []byte, err error) []byte {
		if err != nil {
			t.Fatalf("encode %s: %v", name, err)
		}
		return b
	}
	sjis, err1 := japanese.ShiftJIS.NewEncoder().Bytes([]byte(words))
	euc, err2 := japanese.EUCJP.NewEncoder().Bytes([]byte(words))
	jis, err3 := japanese.ISO2022JP.NewEncoder().Bytes([]byte(words))
	tests := []struct {
		name string
		in   []byte
		want string
	}{
		{"Shift_JIS", encode("sjis", sjis, err1), words},
		{"EUC-JP", encode("euc", euc, err2), words},
		{"ISO-2022-JP", encode("jis", jis, err3), words},
		{"UTF-8", []byte(words), words},
		{"UTF-8 with mark", []byte("\ufeff" + words), words},
		{"UTF-16 with mark", []byte{0xff, 0xfe, 0xf3, 0x56}, "図"},
		{"half-width kana in Shift_JIS", []byte{0xb1, 0xb2, 0x82, 0xa0, 0x82, 0xa2}, "ｱｲあい"},
		{"short Shift_JIS", []byte{0x90, 0x7d, 0x96, 0xca}, "図面"},
		{"short EUC-JP", []byte{0xbf, 0xde, 0xcc, 0xcc, 0xa4, 0xce}, "図面の"},
		{"ASCII", []byte("plain"), "plain"},
		{"nothing", nil, ""},
	}
	for _, tt := range tests {
		if got := text.Decoded(text.Guess(tt.in), tt.in); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestWrongLabelGivesWay(t *testing.T) {
	n := &notes{}
	if got := toUTF8("utf-8", []byte{0x90, 0x7d, 0x96, 0xca}, n); got != "図面" || len(n.list) > 0 {
		t.Errorf("Shift_JIS labelled utf-8: got %q %v, want 図面", got, n.list)
	}
}
