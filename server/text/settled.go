package text

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
