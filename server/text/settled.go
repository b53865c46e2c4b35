package text

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// compatible brings what is not settled in s into NFKC. A settled character goes along only if what follows might join it.
func compatible(s string) string {
	var b strings.Builder
	done, before := 0, 0 // before is where the last settled character stands, if it is not done
	for i := 0; i < len(s); {
		if r, size := utf8.DecodeRuneInString(s[i:]); isSettled(r) {
			before, i = i, i+size
			continue
		}
		end := unsettledEnd(s, i)
		if b.Len() == 0 {
			b.Grow(len(s))
		}
		b.WriteString(s[done:before])
		b.WriteString(norm.NFKC.String(s[before:end]))
		done, before, i = end, end, end
	}
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

func unsettledEnd(s string, i int) int {
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		if isSettled(r) {
			break
		}
		i += size
	}
	return i
}

// isSettled reports whether NFKC leaves r alone wherever it stands, or maps it one to one as fullWidth does. Nearly all
// Japanese mail is made of such characters; it is spared the normalisation.
func isSettled(r rune) bool {
	return r < 0x80 || isSteady(r) || r >= 0x3000 && r <= 0x3002 || r >= 0x300c && r <= 0x3011 || r >= 0xff01 && r <= 0xff5e
}

// isKana leaves out the voicing marks 3099 to 309e, which join what stands before them, and the digraph yori.
func isKana(r rune) bool {
	return r >= 0x3041 && r <= 0x3096 || r >= 0x30a1 && r <= 0x30fe
}

// fullWidth returns the usual form of a full-width ASCII character.
func fullWidth(r rune) rune {
	if r >= 0xff01 && r <= 0xff5e {
		return r - 0xff01 + '!'
	}
	return r
}

// isSteady reports whether folding writes r as it is, with no blank before it, whatever its neighbours; a long vowel mark
// between digits is the only exception.
func isSteady(r rune) bool {
	return r >= 0x4e00 && r <= 0x9fff || isKana(r)
}
