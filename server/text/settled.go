package text

// isSettled reports whether s consists of characters that NFKC leaves alone wherever they stand, or maps one to one as
// fullWidth does: what nearly all Japanese mail is made of. It spares them the normalisation.
func isSettled(s string) bool {
	for _, r := range s {
		switch {
		case r < 0x80, isKana(r), r >= 0x4e00 && r <= 0x9fff, r >= 0x3000 && r <= 0x3002, r >= 0x300c && r <= 0x3011, r >= 0xff01 && r <= 0xff5e:
		default:
			return false
		}
	}
	return true
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

// isSteady reports whether folding writes r as it is, with no blank before it, whatever its neighbours.
func isSteady(r rune) bool {
	return r >= 0x4e00 && r <= 0x9fff || isKana(r)
}
