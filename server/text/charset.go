package text

import (
	"errors"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
)

// ErrCharset is returned by Decode for text in a character set that it does not know.
var ErrCharset = errors.New("text: neither UTF-8 nor Shift_JIS")

// Decode reads text that is UTF-8, else Shift_JIS as Japanese Excel writes it (Windows-31J). Its error is ErrCharset.
func Decode(data []byte) (string, error) {
	if utf8.Valid(data) {
		return string(data), nil
	}
	decoded, err := japanese.ShiftJIS.NewDecoder().String(string(data))
	if err != nil || strings.ContainsRune(decoded, utf8.RuneError) {
		return "", ErrCharset
	}
	return decoded, nil
}
