package text

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Hello  World":             "hello world",
		" a\r\n b\t":               "a b",
		"ＮＤＡ２０２６":                  "nda2026",
		"ﾊﾞｯｸｱｯﾌﾟ":                 "バックアップ",
		"機密\r\n保持　契約":              "機密保持契約",
		"社外秘 NDA":                  "社外秘nda",
		"秘 。 密":                    "秘。密",
		"Straße":                   "strasse",
		"ΣΊΣΥΦΟΣ":                  "σίσυφοσ",
		"03‐1234−5678":             "03-1234-5678",
		"03ー1234":                  "03-1234",
		"03 ー 1234":                "03-1234",
		"０３ｰ１２３４":                  "03-1234",
		"データー":                     "データー",
		"3ーデータ":                    "3ーデータ",
		"a–b—c―d":                  "a-b-c-d",
		"東京〜大阪～京都":                 "東京~大阪~京都",
		"con\u200bfi\u00addential": "confidential",
		"\u202esecret\ufeff":       "secret",
		"葛\U000e0101城":             "葛城",
		"s\u0336e\u0336cret":       "secret",
		"社\u0336外\u034f秘\u20dd":    "社外秘",
		"社\u3164外\uffa0秘\u1160":    "社外秘",
		"社\u2800外 a\u2800b":        "社外a b",
		"Cafe\u0301 é":             "café é",
		"か\u3099":                  "が",
		"か\u309b":                  "が",
		"a\x00b\x1bc":              "abc",
		"a\xffb":                   "a\ufffdb",
		"한국 어":                     "한국 어",
		"":                         "",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, seed := range []string{"Straße  機 密", "か\u200b゛", "1 ー\n2", "ﾊ ﾞ", "İ\u0307ß ﷺ", "\u1e9b\u0323", "a\u0345\u0301", "\u3000ー\u30993", "㌀ Ⅷ ⑴ ½", "k\u0334\u0301"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		once := Fold(in)
		if want := slowly(in); once != want {
			t.Errorf("Fold(%q) = %q, want %q", in, once, want)
		}
		if twice := Fold(once); twice != once {
			t.Errorf("Fold(%q) = %q, and again %q", in, once, twice)
		}
		if !utf8.ValidString(once) || strings.ContainsAny(once, "\n\r\t") || strings.Contains(once, "  ") {
			t.Errorf("Fold(%q) = %q: broken UTF-8 or white space", in, once)
		}
	})
}

func TestDecodeAndBuiltin(t *testing.T) {
	for _, name := range BuiltinNames() {
		words, ok := Builtin(name)
		if !ok || len(words) < 10 {
			t.Errorf("Builtin(%q) = %d words, %t", name, len(words), ok)
		}
		var b Builder
		for _, w := range words {
			if _, err := b.Add(strings.TrimPrefix(w, "!")); err != nil {
				t.Errorf("shipped list %s: %v", name, err)
			}
		}
		if b.Build().Len() != len(words) {
			t.Errorf("shipped list %s has %d words, %d of them different", name, len(words), b.Build().Len())
		}
	}
	for _, name := range []string{"secret", "", "../words/confidential", "confidential.txt"} {
		if _, ok := Builtin(name); ok {
			t.Errorf("Builtin(%q) is there", name)
		}
	}
}

func BenchmarkFold(b *testing.B) {
	text := strings.Repeat("お世話になっております。株式会社ｱｶﾂｷの山田です。 Please find the CONFIDENTIAL file.\r\n", 100)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Fold(text)
	}
}

func TestDecode(t *testing.T) {
	for in, want := range map[string]string{
		"\xef\xbb\xbf株式会社":         "株式会社",
		"株式会社\r\n":                 "株式会社\r\n",
		"\x8a\x94\x8e\xae\x87\x8a": "株式㈱",
		"\xb1\xb2":                 "ｱｲ",
		"plain":                    "plain",
	} {
		if got, err := Decode([]byte(in)); err != nil || got != want {
			t.Errorf("Decode(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
	if got, err := Decode([]byte("\x83\xff\xfe\x00")); err == nil {
		t.Errorf("Decode of neither = %q, want an error", got)
	}
}
