package text

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxWord is how many characters a word may have when folded.
const maxWord = 200

// Errors of Builder.Add, wrapped with the word.
var (
	ErrNoLetter = errors.New("text: a word needs a letter or a digit")
	ErrTooLong  = errors.New("text: a word has at most 200 characters")
)

// form is a word taken apart: segments with any run of characters between them.
type form struct {
	segments   []segment
	gaps       []int // characters that the run before segment i has at least; gaps[0] and the last entry are exact
	start, end border
}

// segment is a stretch of a word without "*": literal pieces with a fixed number of characters ("?") between them.
type segment struct {
	pieces []string
	skips  []int // characters between piece i and i+1
	anchor int   // the longest piece, by which the segment is found
	exact  bool  // see ownScript
}

// border says which neighbour a word must not have.
type border int

const (
	borderNone border = iota
	borderLatin
	borderDigit
)

func borderOf(r rune) border {
	switch {
	case r >= 'a' && r <= 'z':
		return borderLatin
	case r < unicode.MaxASCII && (r < '0' || r > '9') && (r < 'A' || r > 'Z'), r >= 0x3000 && r < 0xa000:
		return borderNone
	case unicode.Is(unicode.Latin, r):
		return borderLatin
	case unicode.IsDigit(r):
		return borderDigit
	}
	return borderNone
}

// parseWord folds a word and takes it apart. A run of wildcards at an end takes in as little as it can: "*" nothing.
func parseWord(written string) (key string, f form, err error) {
	key = Fold(written)
	if !strings.ContainsFunc(key, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return "", form{}, fmt.Errorf("%w: %q", ErrNoLetter, clip(written))
	}
	if utf8.RuneCountInString(key) > maxWord {
		return "", form{}, fmt.Errorf("%w: %q", ErrTooLong, clip(written))
	}
	f = takeApart(key)
	if first, _ := utf8.DecodeRuneInString(key); first != '*' && first != '?' {
		f.start = borderOf(first)
	}
	if last, _ := utf8.DecodeLastRuneInString(key); last != '*' && last != '?' {
		f.end = borderOf(last)
	}
	return key, f, nil
}

func takeApart(key string) form {
	var f form
	rest, skip, star := key, 0, false
	for rest != "" {
		n := strings.IndexAny(rest, "*?")
		switch {
		case n == 0:
			star = star || rest[0] == '*'
			if rest[0] == '?' {
				skip++
			}
			rest = rest[1:]
			continue
		case n < 0:
			n = len(rest)
		}
		f.append(rest[:n], skip, star)
		rest, skip, star = rest[n:], 0, false
	}
	f.gaps = append(f.gaps, skip)
	for i := range f.segments {
		f.segments[i].choose()
	}
	return f
}

func (f *form) append(piece string, skip int, star bool) {
	if len(f.segments) == 0 || star {
		f.segments = append(f.segments, segment{pieces: []string{piece}})
		f.gaps = append(f.gaps, skip)
		return
	}
	last := &f.segments[len(f.segments)-1]
	last.pieces, last.skips = append(last.pieces, piece), append(last.skips, skip)
}

func (s *segment) choose() {
	s.exact = ownScript(s.pieces)
	for i, piece := range s.pieces {
		if len(piece) > len(s.pieces[s.anchor]) {
			s.anchor = i
		}
	}
}

// around returns where the segment stands in text when its anchor stands at at.
func (s *segment) around(text string, at int) (start, end int, ok bool) {
	start, end = at, at+len(s.pieces[s.anchor])
	if !s.is(text[start:end], s.anchor) {
		return 0, 0, false
	}
	for i := s.anchor - 1; i >= 0; i-- {
		if start, ok = back(text, start, s.skips[i]); !ok || start < len(s.pieces[i]) || !s.is(text[start-len(s.pieces[i]):start], i) {
			return 0, 0, false
		}
		start -= len(s.pieces[i])
	}
	for i := s.anchor + 1; i < len(s.pieces); i++ {
		if end, ok = forth(text, end, s.skips[i-1]); !ok || len(text)-end < len(s.pieces[i]) || !s.is(text[end:end+len(s.pieces[i])], i) {
			return 0, 0, false
		}
		end += len(s.pieces[i])
	}
	return start, end, true
}

// is reports whether a stretch of text is a piece of the segment.
func (s *segment) is(stretch string, piece int) bool {
	return stretch == s.pieces[piece] || !s.exact && sameKana(stretch, s.pieces[piece])
}

// forth goes n characters to the right of at.
func forth(text string, at, n int) (int, bool) {
	for ; n > 0; n-- {
		if at >= len(text) {
			return 0, false
		}
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	return at, true
}

// back goes n characters to the left of at.
func back(text string, at, n int) (int, bool) {
	for ; n > 0; n-- {
		if at <= 0 {
			return 0, false
		}
		_, size := utf8.DecodeLastRuneInString(text[:at])
		at -= size
	}
	return at, true
}

func clip(s string) string {
	if runes := []rune(s); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return s
}
