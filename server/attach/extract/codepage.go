package extract

import (
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// codePage is the decoder of a Windows code page. One that is unknown is that of western Europe, unless the text says
// otherwise: then callers guess.
func codePage(n int) encoding.Encoding {
	switch n & 0xffff {
	case 932, 10001:
		return japanese.ShiftJIS
	case 936, 54936:
		return simplifiedchinese.GBK
	case 949:
		return korean.EUCKR
	case 950:
		return traditionalchinese.Big5
	case 1200:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case 1250:
		return charmap.Windows1250
	case 1251:
		return charmap.Windows1251
	case 1253:
		return charmap.Windows1253
	case 1254:
		return charmap.Windows1254
	case 20932, 51932:
		return japanese.EUCJP
	case 50220, 50221, 50222:
		return japanese.ISO2022JP
	case 65001:
		return unicode.UTF8
	}
	return charmap.Windows1252
}

// decodeUTF16 appends little-endian UTF-16 as UTF-8.
func decodeUTF16(to, b []byte) []byte {
	for len(b) >= 2 {
		c := rune(b[0]) | rune(b[1])<<8
		b = b[2:]
		if c >= 0xd800 && c < 0xdc00 && len(b) >= 2 {
			if low := rune(b[0]) | rune(b[1])<<8; low >= 0xdc00 && low < 0xe000 {
				c = 0x10000 + (c-0xd800)<<10 + (low - 0xdc00)
				b = b[2:]
			}
		}
		to = appendRune(to, c)
	}
	return to
}
