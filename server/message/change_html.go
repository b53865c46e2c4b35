package message

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/encoding/japanese"
)

var (
	bodyBegins = regexp.MustCompile(`(?i)<body(?:\s[^>]*)?>`)
	headEnds   = regexp.MustCompile(`(?i)</head\s*>`)
	htmlBegins = regexp.MustCompile(`(?i)<html(?:\s[^>]*)?>`)
	typeBegins = regexp.MustCompile(`(?i)^\s*<!doctype[^>]*>`)
	bodyEnds   = regexp.MustCompile(`(?i)</body\s*>`)
	htmlEnds   = regexp.MustCompile(`(?i)</html\s*>`)
)

// inHTML adds to a text in HTML, inside its body.
func (a *addition) inHTML() ([]edit, string) {
	tags := a.tags()
	first, last := begins(tags), ends(tags)
	head, tail := a.block(a.head), a.block(a.tail)
	if last < first {
		return nil, CannotRead
	}
	switch a.encoding {
	case "base64":
		whole := slices.Concat(a.data[:first], head, a.data[first:last], tail, a.data[last:])
		return []edit{{a.from, a.to, a.base64(whole)}}, ""
	case "quoted-printable":
		soft := []byte("=" + a.header.nl)
		place := func(at int, b []byte) edit {
			where := a.from + int64(a.places[at])
			if len(b) > 0 {
				b = slices.Concat(soft, a.quoted(b))
				if at < len(a.data) {
					b = append(b, soft...)
				}
			}
			return edit{where, where, b}
		}
		return withWords(place(first, head), place(last, tail)), ""
	}
	place := func(at int, b []byte) edit { return edit{a.from + int64(at), a.from + int64(at), b} }
	return withWords(place(first, head), place(last, tail)), ""
}

func withWords(edits ...edit) []edit {
	return slices.DeleteFunc(edits, func(e edit) bool { return len(e.with) == 0 })
}

// tags is the text with everything masked in which a "<" is half of a character.
func (a *addition) tags() []byte {
	if a.enc != japanese.ISO2022JP {
		return a.data
	}
	masked, wide := bytes.Clone(a.data), false
	for i, c := range a.data {
		if c == 0x1b && i+1 < len(a.data) {
			wide = a.data[i+1] == '$'
		}
		if wide {
			masked[i] = 'x'
		}
	}
	return masked
}

// begins is where what is shown of a text in HTML begins.
func begins(tags []byte) int {
	for _, re := range []*regexp.Regexp{bodyBegins, headEnds, htmlBegins, typeBegins} {
		if at := re.FindIndex(tags); at != nil {
			return at[1]
		}
	}
	return 0
}

// ends is where it ends.
func ends(tags []byte) int {
	for _, re := range []*regexp.Regexp{bodyEnds, htmlEnds} {
		if all := re.FindAllIndex(tags, -1); len(all) > 0 {
			return all[len(all)-1][0]
		}
	}
	return len(tags)
}

// block is a text as a block of HTML, lines of its own in the source. What the charset lacks, or a 7-bit text, is written by number.
func (a *addition) block(s string) []byte {
	if s == "" {
		return nil
	}
	nl := a.header.nl
	s = "<div>" + strings.ReplaceAll(html.EscapeString(strings.TrimSpace(s)), "\n", "<br>\n") + "</div>"
	b, ok := a.write(s, nl)
	narrow := a.encoding != "8bit" && a.encoding != "binary" && a.encoding != "base64" && a.encoding != "quoted-printable"
	if !ok || narrow && a.ascii && !isASCII(string(b)) {
		b, _ = a.write(numbered(s), nl)
	}
	return slices.Concat([]byte(nl), b, []byte(nl))
}

// perLine is after how many characters written by number a line of the source ends, inside a remark that nobody sees.
const perLine = 60

// numbered writes everything that is not ASCII by number.
func numbered(s string) string {
	var b strings.Builder
	n := 0
	for _, r := range s {
		if r < 0x80 {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, "&#%d;", r)
		if n++; n%perLine == 0 {
			b.WriteString("<!--\n-->")
		}
	}
	return b.String()
}
