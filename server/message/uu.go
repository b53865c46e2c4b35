package message

import (
	"bytes"
	"io"
	"strings"
)

// uuBegin reads the first line of an uuencoded file: "begin 644 name" (POSIX, uuencode).
func uuBegin(text []byte) (name string, ok bool) {
	rest, ok := bytes.CutPrefix(text, []byte("begin "))
	if !ok { // nearly every line: it is not copied
		return "", false
	}
	mode, file, ok := strings.Cut(string(rest), " ")
	file = strings.TrimSpace(file)
	if !ok || len(mode) < 3 || len(mode) > 4 || strings.Trim(mode, "01234567") != "" || file == "" {
		return "", false
	}
	return file, true
}

// uuFirst decodes a line strictly, to tell a file from prose that happens to say "begin 100 ...".
func uuFirst(text []byte) ([]byte, bool) {
	data, ok := uuDecode(text)
	if !ok || len(text) == 0 {
		return nil, false
	}
	need := (len(data) + 2) / 3 * 4
	return data, len(text)-1 >= need && len(text)-1 <= need+1
}

// uuDecode decodes one line: its length, then groups of four for three. Blanks that were lost at the end count as zero.
func uuDecode(text []byte) ([]byte, bool) {
	if len(text) == 0 {
		return nil, true
	}
	for _, c := range text {
		if c < ' ' || c > '`' {
			return nil, false
		}
	}
	size := int(text[0]-' ') & 63
	groups := (size + 2) / 3
	digits := text[1:]
	if len(digits) > groups*4+2 {
		return nil, false
	}
	digits = append(bytes.Clone(digits), bytes.Repeat([]byte(" "), groups*4)...)
	out := make([]byte, 0, groups*3)
	for i := 0; i < groups*4; i += 4 {
		a, b, c, d := (digits[i]-' ')&63, (digits[i+1]-' ')&63, (digits[i+2]-' ')&63, (digits[i+3]-' ')&63
		out = append(out, a<<2|b>>4, b<<4|c>>2, c<<6|d)
	}
	return out[:size], true
}

// uuDecoder undoes the transfer encoding x-uuencode, which no standard has.
type uuDecoder struct {
	w    io.Writer
	open bool
}

func (d *uuDecoder) line(text, _ []byte) error {
	if !d.open {
		_, d.open = uuBegin(text)
		return nil
	}
	if bytes.Equal(text, []byte("end")) {
		d.open = false
		return nil
	}
	data, _ := uuDecode(text)
	_, err := d.w.Write(data)
	return err
}

func (d *uuDecoder) close() error { return nil }
