package text

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestLength(t *testing.T) {
	pieces := []string{
		"", "a", "seven..", "eight...", "nine.....", "\n", "\x7f", "é", "あ", "漢", "鿿", "　", "\ud7ff", "\ue000", "\uffff", "\u0800", "\u0fff", "🙂",
		"\x80", "\xbf", "\xc0\xaf", "\xc2", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xe3", "\xe3\x81", "\xe3\x81a", "\xe300", "\xe3\xc1\x81", "\xe3\x81\xc1", "\xf0\x9f\x99", "\xff",
	}
	for _, first := range pieces {
		for _, second := range pieces {
			for _, s := range []string{first + second, first + "これは" + second, strings.Repeat(first, 5) + second + first} {
				if got, want := Length(s), utf8.RuneCountInString(s); got != want {
					t.Errorf("%q: got %d characters, want %d", s, got, want)
				}
			}
		}
	}
}

func FuzzLength(f *testing.F) {
	f.Add("お世話になっております。\r\nThank you.\xe3\x81")
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := Length(s), utf8.RuneCountInString(s); got != want {
			t.Errorf("%q: got %d characters, want %d", s, got, want)
		}
	})
}

func BenchmarkLength(b *testing.B) {
	for name, s := range map[string]string{
		"japanese": strings.Repeat("お世話になっております。見積書をお送りします。\n", 150),
		"english":  strings.Repeat("Please find the estimate for the project attached.\n", 200),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				Length(s)
			}
		})
		b.Run(name+"-utf8", func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				utf8.RuneCountInString(s)
			}
		})
		b.Run(name+"-nfc", func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				NFC(s)
			}
		})
	}
}
