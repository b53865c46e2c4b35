package attach

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
)

// entryName decodes the name of an entry. Without bit 11 it is code page 932 in Japan; but macOS writes UTF-8 without saying
// so, and what is valid UTF-8 is hardly ever Japanese text in another encoding.
func entryName(raw []byte, flags int) string {
	if utf8.Valid(raw) {
		return string(raw)
	}
	if flags&(1<<11) == 0 {
		if decoded, err := japanese.ShiftJIS.NewDecoder().Bytes(raw); err == nil {
			return string(decoded)
		}
	}
	return strings.ToValidUTF8(string(raw), "\ufffd")
}
