package message

import (
	"slices"
	"strings"
	"unicode"
)

// Mail programs show the HTML of a multipart/alternative, most tools and some readers the plain text, and nobody sees to it
// that the two say the same. So both are read: one form in full, and of the other the lines that say something else.

const (
	apart      = 200 // lines that are not where they should be, before all that follow are taken as they are
	shareOfAll = 3   // a plain text with less than a third of the letters of the HTML is a notice that there is HTML
)

// alternative reads the forms of one text. Files of all forms count.
func alternative(kids []result) result {
	all := join(kids)
	plain, html := form(kids, chunkPlain), form(kids, chunkHTML)
	switch {
	case len(plain) > 0 && len(html) > 0:
		all.chunks = both(plain, html)
	case len(plain) > 0:
		all.chunks = plain
	case len(html) > 0:
		all.chunks = html
	default:
		all.chunks = form(kids, chunkCalendar)
	}
	return all
}

// form returns the chunks of the first part that has words of a kind, with what else is in it.
func form(kids []result, kind chunkKind) []chunk {
	for _, k := range kids {
		if slices.ContainsFunc(k.chunks, func(c chunk) bool { return c.kind == kind && strings.TrimSpace(c.text) != "" }) {
			return k.chunks
		}
	}
	return nil
}

func both(plain, html []chunk) []chunk {
	first, second := plain, html
	if letters(joined(plain)).Len()*shareOfAll < letters(joined(html)).Len() {
		first, second = html, plain
	}
	extra := missing(joined(second), letters(joined(first)).String())
	if extra == "" {
		return first
	}
	return append(slices.Clone(first), chunk{chunkPlain, extra})
}

func joined(chunks []chunk) string {
	var b strings.Builder
	for _, c := range chunks {
		b.WriteString(c.text)
		b.WriteByte('\n')
	}
	return b.String()
}

// missing returns the lines of s whose letters and digits do not stand in known, in their order. Both forms mostly have one
// order, so a line is looked for behind the one before it first.
func missing(s, known string) string {
	var extra strings.Builder
	at, misses := 0, 0
	for line := range strings.Lines(s) {
		reduced := letters(line).String()
		if reduced == "" {
			continue
		}
		if misses < apart {
			if i := strings.Index(known[at:], reduced); i >= 0 {
				at += i + len(reduced)
				continue
			}
			if misses++; strings.Contains(known[:at], reduced) {
				continue
			}
		}
		extra.WriteString(line)
	}
	return extra.String()
}

// letters reduces text to its letters and digits. The addresses of links are left out: only one of the forms writes them.
func letters(s string) *strings.Builder {
	var b strings.Builder
	b.Grow(len(s))
	for s != "" {
		before, after, found := strings.Cut(s, "<http")
		for _, r := range before {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				b.WriteRune(r)
			}
		}
		if _, rest, closed := strings.Cut(after, ">"); found && closed {
			after = rest
		}
		s = after
	}
	return &b
}
