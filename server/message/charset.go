package message

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
)

// charset returns the decoder for a label, nil if the label says nothing of use, and whether it is known.
func charset(label string) (encoding.Encoding, bool) {
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

// toUTF8 decodes b as its label says. A label that says nothing, is unknown, or does not fit gives way to what the octets
// look like; what still does not fit becomes U+FFFD and is noted.
func toUTF8(label string, b []byte, n *notes) string {
	enc, known := charset(label)
	if !known {
		n.add("unknown-charset")
	}
	if enc == nil {
		enc = detect(b)
	}
	s := decodeAs(enc, b)
	if !strings.ContainsRune(s, utf8.RuneError) {
		return s
	}
	if t := decodeAs(detect(b), b); !strings.ContainsRune(t, utf8.RuneError) {
		return t
	}
	n.add("bad-encoding")
	return s
}

func decodeAs(enc encoding.Encoding, b []byte) string {
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil { // these decoders replace instead of failing; an error would lose the text
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return strings.ToValidUTF8(string(out), "\uFFFD")
}

// detect guesses the charset of b: byte order mark, escape sequences, UTF-8, then Shift_JIS against EUC-JP.
func detect(b []byte) encoding.Encoding {
	switch {
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}), bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	case bytes.Contains(b, []byte("\x1b$")), bytes.Contains(b, []byte("\x1b(")):
		return japanese.ISO2022JP
	case utf8.Valid(b):
		return unicode.UTF8BOM
	}
	sjis, euc := scoreShiftJIS(b), scoreEUC(b)
	switch {
	case sjis.bad > 0 && euc.bad > 0 && sjis.bad+euc.bad > len(b)/8:
		return unicode.UTF8BOM // neither: most likely damaged UTF-8 or binary
	case euc.bad < sjis.bad, euc.bad == sjis.bad && euc.kana > sjis.kana:
		return japanese.EUCJP
	}
	return japanese.ShiftJIS
}

// score says how well octets fit a charset: octets that cannot be, and kana, which any Japanese text has.
type score struct{ bad, kana int }

func scoreShiftJIS(b []byte) (s score) {
	for i := 0; i < len(b); i++ {
		c := b[i]
		switch {
		case c < 0x80:
		case c >= 0xa1 && c <= 0xdf:
			s.kana-- // half-width kana are rare, and are what EUC-JP looks like
		case c >= 0x81 && c <= 0xfc && c != 0xa0 && i+1 < len(b) && trailShiftJIS(b[i+1]):
			if c == 0x82 && b[i+1] >= 0x9f || c == 0x83 && b[i+1] <= 0x96 {
				s.kana += 2
			}
			i++
		default:
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
		default:
			s.bad++
		}
	}
	return s
}
