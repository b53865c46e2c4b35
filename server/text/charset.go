package text

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
)

// Charset returns the decoder for a charset's name as mail, HTML and office files write it. It is nil if the name says
// nothing of use: then Guess does better. Known is false for a name that nobody knows; the decoder is nil then too.
func Charset(label string) (enc encoding.Encoding, known bool) {
	label = strings.ToLower(strings.Trim(label, " \t\"'"))
	switch label {
	case "", "us-ascii", "ascii", "ansi_x3.4-1968", "unknown-8bit", "x-unknown", "default", "x-user-defined", "binary":
		return nil, true // says nothing of octets above 127, or is wrong
	case "cp932", "ms932", "windows-932", "x-ms-cp932", "mskanji", "sjis", "s-jis", "shift-jis", "x-shift-jis", "ms_kanji":
		return japanese.ShiftJIS, true
	case "cp50220", "cp50221", "cp50222", "iso-2022-jp-1", "iso-2022-jp-ms", "jis", "x-iso-2022-jp":
		return japanese.ISO2022JP, true
	case "eucjp", "euc_jp", "eucjp-ms", "cp51932", "ujis":
		return japanese.EUCJP, true
	case "cp949", "ms949", "uhc":
		label = "euc-kr"
	case "cp936", "ms936":
		label = "gbk"
	case "cp950":
		label = "big5"
	}
	enc, err := htmlindex.Get(label)
	if err != nil || enc == encoding.Replacement {
		return nil, false
	}
	return enc, true
}

// Guess tells the charset of octets by what they look like: byte order mark, UTF-16 without one, the escape sequences of
// ISO-2022-JP, UTF-8, then Shift_JIS against EUC-JP. It never returns nil. Some kilobytes are enough to go by; a character
// cut at the end does not mislead it.
func Guess(b []byte) encoding.Encoding {
	switch {
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}), bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	case bytes.IndexByte(b, 0) >= 0:
		rest := bytes.ReplaceAll(b, []byte{0}, nil)
		if order, ok := guessUTF16(b, readable(rest[:min(len(rest), 4096)])); ok {
			return unicode.UTF16(order, unicode.IgnoreBOM)
		}
		b = rest
	case bytes.Contains(b, []byte("\x1b$")), bytes.Contains(b, []byte("\x1b(")):
		return japanese.ISO2022JP
	}
	if whole := withoutCut(b); utf8.Valid(whole) || mostlyUTF8(whole) {
		return unicode.UTF8BOM
	}
	return guessJapanese(b)
}

// Decoded returns b as the decoder reads it. What does not fit becomes U+FFFD.
func Decoded(enc encoding.Encoding, b []byte) string {
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil { // these decoders replace instead of failing; an error would lose the text
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return strings.ToValidUTF8(string(out), "\uFFFD")
}

// readable tells whether b is text as it is. Two letters of ASCII or of Shift_JIS look like one of UTF-16 as well; two octets of
// UTF-16 look like letters less often, and like control characters sooner or later.
func readable(b []byte) bool {
	if bytes.ContainsFunc(b, func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' || r == 0x7f }) {
		return false
	}
	b = withoutCut(b)
	return utf8.Valid(b) || !strings.ContainsRune(Decoded(guessJapanese(b), b), utf8.RuneError)
}

// guessUTF16 looks at where the zeros stand: blanks, digits and line ends have one in each language. What is text without its
// zeros is UTF-16 only if half of it is ASCII and kana: a zero that somebody put into a text must not hide all of it.
func guessUTF16(b []byte, otherwise bool) (unicode.Endianness, bool) {
	b = b[:min(len(b), 4096)&^1]
	var fit, usual [2]int // little endian, big endian
	for i := 0; i+1 < len(b); i += 2 {
		for order, u := range [2][2]byte{{b[i+1], b[i]}, {b[i], b[i+1]}} {
			if plainUnit(u[0], u[1]) {
				fit[order]++
			}
			if u[0] == 0 && u[1] != 0 || u[0] == 0x30 && u[1] > 0x40 {
				usual[order]++
			}
		}
	}
	best, order := 0, unicode.LittleEndian
	if fit[1] > fit[0] {
		best, order = 1, unicode.BigEndian
	}
	if otherwise && usual[best]*4 < len(b) {
		return order, false
	}
	return order, fit[best] > 0 && fit[best]*20 >= len(b)/2*19
}

// plainUnit tells whether a UTF-16 unit is one that office texts are made of.
func plainUnit(high, low byte) bool {
	switch high {
	case 0:
		return low >= 0x20 && low != 0x7f || low == '\n' || low == '\r' || low == '\t' || low == '\f'
	case 0xff:
		return low < 0xf0
	}
	return high <= 0x04 || high >= 0x20 && high <= 0x27 || high >= 0x30 && high <= 0xd7 || high >= 0xf9 && high <= 0xfa
}

// withoutCut leaves out a last character of UTF-8 that is not whole.
func withoutCut(b []byte) []byte {
	for i := 1; i <= 3 && i <= len(b); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if c >= 0xc0 && !utf8.FullRune(b[len(b)-i:]) {
				return b[:len(b)-i]
			}
			break
		}
	}
	return b
}

// mostlyUTF8 tells damaged UTF-8 from something else: no other charset has so many whole characters by chance.
func mostlyUTF8(b []byte) bool {
	whole, bad := 0, 0
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			whole++
		}
		i += n
	}
	return whole > 8*bad
}

func guessJapanese(b []byte) encoding.Encoding {
	sjis, euc := scoreShiftJIS(b), scoreEUC(b)
	switch {
	case sjis.bad > 0 && euc.bad > 0 && sjis.kana <= 0 && euc.kana <= 0 && sjis.high*4 < len(b):
		return charmap.Windows1252 // a letter with an accent here and there
	case sjis.bad > 0 && euc.bad > 0 && sjis.bad+euc.bad > len(b)/8:
		return unicode.UTF8BOM // neither: most likely damaged UTF-8 or binary
	case euc.bad < sjis.bad, euc.bad == sjis.bad && euc.kana > sjis.kana:
		return japanese.EUCJP
	}
	return japanese.ShiftJIS
}

// score says how well octets fit a charset: octets that cannot be, and kana, which any Japanese text has.
type score struct{ bad, kana, high int }

func scoreShiftJIS(b []byte) (s score) {
	for i := 0; i < len(b); i++ {
		c := b[i]
		if c < 0x80 {
			continue
		}
		s.high++
		switch {
		case c >= 0xa1 && c <= 0xdf:
			s.kana-- // half-width kana are rare, and are what EUC-JP looks like
		case c >= 0x81 && c <= 0xfc && c != 0xa0 && i+1 < len(b) && trailShiftJIS(b[i+1]):
			if c == 0x82 && b[i+1] >= 0x9f || c == 0x83 && b[i+1] <= 0x96 {
				s.kana += 2
			}
			i++
		case i+1 < len(b):
			s.bad++
		}
	}
	return s
}

func trailShiftJIS(c byte) bool { return c >= 0x40 && c <= 0xfc && c != 0x7f }

func scoreEUC(b []byte) (s score) {
	for i := 0; i < len(b); i++ {
		c := b[i]
		switch {
		case c < 0x80:
		case (c == 0x8e || c >= 0xa1 && c <= 0xfe) && i+1 < len(b) && b[i+1] >= 0xa1 && b[i+1] <= 0xfe:
			if c == 0xa4 || c == 0xa5 {
				s.kana += 2
			}
			i++
		case i+1 < len(b):
			s.bad++
		}
	}
	return s
}

// IsUTF8 tells whether a charset's name means UTF-8.
func IsUTF8(label string) bool {
	enc, _ := Charset(label)
	return enc == unicode.UTF8
}
