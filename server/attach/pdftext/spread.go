package pdftext

import (
	"strings"

	pdf "github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/requests"
)

// Words that are set letter by letter ("c o n f i d e n t i a l") come from pdfium with blanks wherever a letter is narrow. Only
// the places of the letters tell them from words of one letter.
const (
	minSpread  = 5    // letters in a row that make a word
	maxPitch   = 2.0  // how far apart they may be, in heights of the tallest
	samePitch  = 0.25 // how much the distances may differ, of the distance
	sameGap    = 0.3  // likewise for what is free between two
	slackGap   = 0.12 // what may differ in any case, in heights
	shortWords = 2.5  // letters a word on average, below which a line may be spread
)

// glyph is a letter on a page, in points.
type glyph struct {
	text                string
	left, right, height float64
	blank               bool // a blank stands before it
}

// spread tells whether a page has a line that may be set letter by letter: many short words, or many single digits.
func spread(page string) bool {
	for line := range strings.Lines(page) {
		words, letters, digits := 0, 0, 0
		for word := range strings.FieldsSeq(line) {
			switch c := word[0]; {
			case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
				words, letters = words+1, letters+len(word)
			case len(word) == 1 && c >= '0' && c <= '9':
				digits++
			}
		}
		if words >= minSpread-1 && float64(letters) <= shortWords*float64(words) || digits >= 2*minSpread {
			return true
		}
	}
	return false
}

// closed returns a page's text with words of spread letters in one; the text as it was if that cannot be told.
func closed(instance pdf.Pdfium, page requests.Page, text string) string {
	found, err := instance.GetPageTextStructured(&requests.GetPageTextStructured{Page: page, Mode: requests.GetPageTextStructuredModeChars})
	if err != nil {
		return text
	}
	var out strings.Builder
	var line []glyph
	blank := false
	for _, c := range found.Chars {
		switch c.Text {
		case "\r", "\x00":
		case "\n":
			write(&out, line)
			out.WriteByte('\n')
			line, blank = line[:0], false
		case " ":
			blank = true
		default:
			at := c.PointPosition
			line = append(line, glyph{c.Text, at.Left, at.Right, at.Top - at.Bottom, blank})
			blank = false
		}
	}
	write(&out, line)
	return out.String()
}

// write writes a line.
func write(out *strings.Builder, line []glyph) {
	join(line, func(a, b glyph) float64 { return b.left - a.left }, samePitch, 0, maxPitch)
	join(line, func(a, b glyph) float64 { return b.left - a.right }, sameGap, slackGap, maxPitch-1)
	for _, g := range line {
		if g.blank {
			out.WriteByte(' ')
		}
		out.WriteString(g.text)
	}
}

// join takes out the blanks where the distance of letters stays the same.
func join(line []glyph, distance func(a, b glyph) float64, same, slack, most float64) {
	for from := 0; from+1 < len(line); {
		tall := max(line[from].height, line[from+1].height)
		mean := distance(line[from], line[from+1])
		to := from + 2
		for ; to < len(line); to++ {
			d, n := distance(line[to-1], line[to]), float64(to-from)
			if off := max(d-mean, mean-d); off > max(same*mean, slack*tall) {
				break
			}
			mean += (d - mean) / n
			tall = max(tall, line[to].height)
		}
		if to-from >= minSpread && mean > 0 && mean <= most*tall {
			for i := from + 1; i < to; i++ {
				line[i].blank = false
			}
		}
		from = max(to-1, from+1)
	}
}
