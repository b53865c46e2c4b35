package extract

import (
	"bytes"
	"io"
	"mime/quotedprintable"
	"strings"

	"sekisho/server/text"

	"golang.org/x/text/encoding"
)

// readCard reads cards and calendars (RFC 6350, RFC 5545, and vCard 2.1 as telephones write it): lines that were folded are one
// again, and quoted-printable is decoded.
func readCard(t *sink, f File) error {
	raw, err := io.ReadAll(t.part(io.NewSectionReader(f.Content, 0, min(f.Size, maxRaw))))
	t.partly = t.partly || f.Size > maxRaw
	enc := text.Guess(raw[:min(len(raw), guessed)])
	if _, narrow := bytes.CutPrefix(raw, []byte("\xff\xfe")); narrow || bytes.IndexByte(raw[:min(len(raw), guessed)], 0) >= 0 {
		raw, enc = []byte(text.Decoded(enc, raw)), codePage(65001)
	}
	for len(raw) > 0 {
		var line []byte
		line, raw = unfold(raw)
		if full := t.writeString(cardValue(line, enc) + "\n"); full != nil {
			return full
		}
	}
	return err
}

// unfold cuts off the first line, with those that carry it on: they begin with a blank, or in quoted-printable follow a "=".
func unfold(b []byte) (line, rest []byte) {
	line, rest = cutLine(b)
	quoted := quotedValue(line)
	for own := false; len(rest) > 0; {
		folded := rest[0] == ' ' || rest[0] == '\t'
		if quoted {
			folded = bytes.HasSuffix(line, []byte("="))
		}
		if !folded {
			return line, rest
		}
		if !own {
			own, line = true, bytes.Clone(line)
		}
		var next []byte
		if quoted {
			line = line[:len(line)-1]
			next, rest = cutLine(rest)
		} else {
			next, rest = cutLine(rest[1:])
		}
		line = append(line, next...)
	}
	return line, rest
}

func cutLine(b []byte) (line, rest []byte) {
	line, rest, _ = bytes.Cut(b, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), rest
}

// quotedValue tells whether a property is in quoted-printable (vCard 2.1, 2.1.3).
func quotedValue(line []byte) bool {
	name, _, ok := bytes.Cut(line, []byte(":"))
	return ok && bytes.Contains(bytes.ToUpper(name), []byte("QUOTED-PRINTABLE"))
}

func cardValue(line []byte, enc encoding.Encoding) string {
	if !quotedValue(line) {
		return escapes.Replace(text.Decoded(enc, line))
	}
	name, value, _ := bytes.Cut(line, []byte(":"))
	b, _ := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(value))) // what is broken ends it
	var said encoding.Encoding
	for _, p := range strings.Split(string(name), ";") {
		if label, ok := strings.CutPrefix(strings.ToUpper(strings.TrimSpace(p)), "CHARSET="); ok {
			said, _ = text.Charset(strings.Trim(label, `"`)) // an unknown one is guessed
		}
	}
	if said == nil {
		said = text.Guess(b)
	}
	return string(name) + ":" + text.Decoded(said, b)
}

// escapes is never written to (RFC 6350, 3.4).
var escapes = strings.NewReplacer(`\n`, "\n", `\N`, "\n", `\,`, ",", `\;`, ";", `\\`, `\`)
