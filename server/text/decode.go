package text

import (
	"errors"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
)

// ErrEncoding means that a file is neither UTF-8 nor Shift_JIS.
var ErrEncoding = errors.New("text: neither UTF-8 nor Shift_JIS")

// Decode returns the text of a file that a person saved: UTF-8, with or without a byte order mark, else Shift_JIS with
// Microsoft's additions (code page 932). It fails with ErrEncoding if it is neither.
func Decode(data []byte) (string, error) {
	if utf8.Valid(data) {
		return strings.TrimPrefix(string(data), "\ufeff"), nil
	}
	decoded, err := japanese.ShiftJIS.NewDecoder().Bytes(data)
	if err != nil || strings.ContainsRune(string(decoded), utf8.RuneError) {
		return "", ErrEncoding
	}
	return string(decoded), nil
}
