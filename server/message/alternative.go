package message

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Mail programs show the HTML of a multipart/alternative, most tools and some readers the plain text, Outlook what an
// invitation says, and nobody sees to it that they say the same. So all are read: one form in full, and of the others the lines
// that say something else.

const (
	effort     = 200 // times that the form read in full is searched; then all lines that follow are taken as they are
	shareOfAll = 3   // a plain text with less than a third of the letters of the HTML is a notice that there is HTML
)

// alternative reads the forms of one text. Files of all forms count.
func alternative(kids []result) result {
	all := join(kids)
	full := preferred(kids)
	if full < 0 {
		return all
	}
	c := newComparison(joined(kids[full].chunks))
	var extra strings.Builder
	var calendars []chunk
	for i, k := range kids {
		if i != full {
			extra.WriteString(c.missing(joined(k.chunks)))
			calendars = append(calendars, invitations(k.chunks)...)
		}
	}
	all.chunks = slices.Clone(kids[full].chunks)
	if extra.Len() > 0 {
		all.chunks = append(all.chunks, chunk{chunkPlain, extra.String()})
	}
	all.chunks = append(all.chunks, calendars...)
	return all
}

// preferred returns the form to read in full; -1 if none has words.
func preferred(kids []result) int {
	plain, html := form(kids, chunkPlain), form(kids, chunkHTML)
	if plain < 0 || html >= 0 && len(reduced(joined(kids[plain].chunks)))*shareOfAll < len(reduced(joined(kids[html].chunks))) {
		return html
	}
	return plain
}

// form returns the first part that has words of a kind, with what else is in it; -1 if there is none.
func form(kids []result, kind chunkKind) int {
	return slices.IndexFunc(kids, func(k result) bool {
		return slices.ContainsFunc(k.chunks, func(c chunk) bool { return c.kind == kind && strings.TrimSpace(c.text) != "" })
	})
}

// joined returns the words of a form. What an invitation says is compared last, when all else is known.
func joined(chunks []chunk) string {
	var b strings.Builder
	for _, c := range chunks {
		if c.kind != chunkCalendar {
			b.WriteString(c.text)
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func invitations(chunks []chunk) []chunk {
	var out []chunk
	for _, c := range chunks {
		if c.kind == chunkCalendar {
			out = append(out, c)
		}
	}
	return out
}

// comparison looks for lines in a text, in time that does not grow with their number.
type comparison struct {
	text  string
	known string // text, reduced
	at    int    // behind the last line found: forms mostly have one order
	left  int    // octets that may still be searched
}

func newComparison(s string) *comparison {
	known := reduced(s)
	return &comparison{text: s, known: known, left: effort * len(s)}
}

// missing returns the lines of s that are not known, in their order.
func (c *comparison) missing(s string) string {
	var extra strings.Builder
	c.at, c.left = 0, c.left-len(c.known)
	for line := range strings.Lines(s) {
		if !c.has(reduced(line)) {
			extra.WriteString(strings.TrimSuffix(line, "\n") + "\n")
			continue
		}
		for a := range addresses(line) {
			if !c.says(a) {
				extra.WriteString(a + "\n")
			}
		}
	}
	return extra.String()
}

func (c *comparison) has(line string) bool {
	if line == "" || c.left < 0 {
		return line == ""
	}
	if i := index(c.known[c.at:], line); i >= 0 {
		c.at += i + len(line)
		return true
	}
	c.left -= len(c.known)
	return index(c.known[:min(len(c.known), c.at+len(line))], line) >= 0
}

// index is strings.Index for long lines that are mostly not there: a short beginning is looked for by the vector unit.
func index(s, line string) int {
	const short = 60
	if len(line) <= short {
		return strings.Index(s, line)
	}
	at := strings.Index(s, line[:short])
	if at < 0 || strings.HasPrefix(s[at:], line) {
		return at
	}
	if i := strings.Index(s[at:], line); i >= 0 {
		return at + i
	}
	return -1
}

// says tells whether an address stands in the text as it is.
func (c *comparison) says(address string) bool {
	if c.left < 0 {
		return false
	}
	c.left -= len(c.text)
	return strings.Contains(c.text, address)
}

// reduced brings a text into the form in which lines are compared: letters and digits, with a blank for whatever is between
// them. Text may be wrapped anywhere in Japanese, so white space beside it is nothing. The addresses of links are left out, which
// only one of the forms may write.
func reduced(s string) string {
	b := make([]byte, 0, len(s))
	white, other, last := false, false, rune(0) // what came since the last letter
	for s != "" {
		plain, _, rest := cutAddress(s)
		for _, r := range plain {
			if !wordy(r) {
				white = true
				other = other || !unicode.IsSpace(r)
				continue
			}
			if last != 0 && (other || white && !unspaced(last) && !unspaced(r)) {
				b = append(b, ' ')
			}
			b = utf8.AppendRune(b, r)
			white, other, last = false, false, r
		}
		s = rest
	}
	return string(b)
}

// wordy tells whether r is part of a word or number. What mails are full of is known without a look into tables.
func wordy(r rune) bool {
	switch {
	case r < 0x80:
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	case r >= 0x4e00 && r < 0xa000, r >= 0x3041 && r <= 0x3096, r >= 0x30a1 && r <= 0x30fa:
		return true
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)
}

// unspaced tells whether r is of a script that puts no blanks between words.
func unspaced(r rune) bool { return r >= 0x3040 && r < 0xa000 }

// addresses yields the addresses of links in a line, in their brackets.
func addresses(line string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for line != "" {
			_, address, rest := cutAddress(line)
			if address != "" && !yield(address) {
				return
			}
			line = rest
		}
	}
}

// cutAddress finds the first "<http…>" that can be an address: anything else in brackets is text.
func cutAddress(s string) (before, address, after string) {
	for from := 0; ; {
		i := strings.Index(s[from:], "<http")
		if i < 0 {
			return s, "", ""
		}
		i += from
		end := strings.IndexFunc(s[i+1:], func(r rune) bool { return r <= ' ' || r >= 0x7f || r == '<' || r == '>' })
		if end >= 0 && s[i+1+end] == '>' && strings.Contains(s[i:i+1+end], "://") {
			return s[:i], s[i : i+end+2], s[i+end+2:]
		}
		from = i + 1
	}
}
