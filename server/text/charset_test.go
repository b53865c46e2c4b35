package text

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
)

func TestGuess(t *testing.T) {
	utf16 := func(order unicode.Endianness) encoding.Encoding { return unicode.UTF16(order, unicode.IgnoreBOM) }
	texts := map[string]string{
		"letter":    "株式会社あかつき精機\r\n田中様\r\nいつもお世話になっております。見積書をお送りします。",
		"list":      "氏名,住所\r\n山田太郎,東京都千代田区霞が関1-2-3\r\n",
		"half":      "ﾔﾏﾀﾞ ﾀﾛｳ,ﾄｳｷｮｳﾄ ﾁﾖﾀﾞｸ\r\n社外秘、取扱に注意\r\n",
		"few":       "ABC 123 東京\r\n",
		"kanji":     "社外秘\r\n",
		"katakana":  "マイナンバー\r\nデータ\r\n",
		"long":      strings.Repeat("個人情報を含みます。取扱いにご注意ください。\n", 500),
		"plain":     "Dear Ms Sato,\r\nplease find the quotation attached.\r\n",
		"digits":    "1234,5678\r\n9,10\r\n",
		"lone dash": "電話：03－1234－5678～5679\r\n",
	}
	charsets := map[string]encoding.Encoding{
		"UTF-8": unicode.UTF8, "UTF-8 with a mark": unicode.UTF8BOM, "Shift_JIS": japanese.ShiftJIS, "EUC-JP": japanese.EUCJP,
		"ISO-2022-JP": japanese.ISO2022JP, "UTF-16LE": utf16(unicode.LittleEndian), "UTF-16BE": utf16(unicode.BigEndian),
		"UTF-16 with a mark": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
	}
	for what, want := range texts {
		for name, enc := range charsets {
			if what == "half" && name == "EUC-JP" {
				continue // half-width kana were never used there
			}
			b, err := enc.NewEncoder().Bytes([]byte(want))
			if err != nil {
				t.Fatalf("%s in %s: %v", what, name, err)
			}
			if got := Decoded(Guess(b), b); got != want {
				t.Errorf("%s in %s: got %.60q, want %.60q", what, name, got, want)
			}
		}
	}
}

func TestGuessOfDamage(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"UTF-8 cut in a character":     {"東京都\xe3\x81", "東京都\uFFFD"},
		"UTF-8 with one wrong octet":   {"東京都千代田区\xff霞が関", "東京都千代田区\uFFFD霞が関"},
		"Shift_JIS cut in a character": {"\x93\x8c\x8b\x9e\x82\xcc\x82", "東京の\uFFFD"},
		"half-width kana by escape":    {"\x1b(I3@\x1b(B", "ｳﾀ"},
		"accents":                      {"Le caf\xe9 de Zo\xeb est ferm\xe9 le lundi", "Le café de Zoë est fermé le lundi"},
		"nothing":                      {"", ""},
	} {
		if got := Decoded(Guess([]byte(c.in)), []byte(c.in)); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestCharset(t *testing.T) {
	for label, want := range map[string]encoding.Encoding{
		"Shift_JIS": japanese.ShiftJIS, " 'CP932' ": japanese.ShiftJIS, "eucJP-ms": japanese.EUCJP, "cp50221": japanese.ISO2022JP,
		"latin1": charmap.Windows1252, "us-ascii": nil, "utf-7": nil,
	} {
		if got, _ := Charset(label); got != want {
			t.Errorf("Charset(%q) = %v, want %v", label, got, want)
		}
	}
	if _, known := Charset("utf-7"); known {
		t.Error("UTF-7 is known; want it unknown")
	}
}

func FuzzGuess(f *testing.F) {
	f.Add([]byte("\x1b$B?^LL\x1b(B"))
	f.Add([]byte("\x93\xfa\x96\x7b"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if s := Decoded(Guess(b), b); strings.ToValidUTF8(s, "") != s {
			t.Errorf("Decoded(%q) is not UTF-8: %q", b, s)
		}
	})
}

// A zero in a text is no reason to read two of its letters as one.
func TestGuessZerosInText(t *testing.T) {
	for _, words := range []string{"confidential, my number 123456789018", "社外秘の資料です。取扱いにご注意ください。", "社外秘 list of 10 persons, not to be given to anybody else"} {
		sjis, err := japanese.ShiftJIS.NewEncoder().String(words)
		if err != nil {
			t.Fatal(err)
		}
		for _, octets := range []string{words, sjis} {
			for _, b := range []string{octets + "\x00", "\x00" + octets, octets + "\r\n\x00\x00\x00"} {
				if got := Decoded(Guess([]byte(b)), []byte(b)); strings.Trim(got, "\x00\r\n") != words {
					t.Errorf("%q is read as %q, want %q", b, got, words)
				}
			}
		}
	}
}
