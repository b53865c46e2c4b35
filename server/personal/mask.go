package personal

import "strings"

// mask makes a sample of a value that shows which one is meant to whoever knows it, and no more. Of a card it shows the first and
// the last four digits, as the card schemes allow (PCI DSS 4.0, 3.4.1: at most the first six or eight and the last four): seven
// digits and more stay hidden. Other numbers have at most twelve: with both ends shown and a check digit, a My Number could be
// guessed out of a thousand, so only their last digits are shown, four of twelve, two of seven.
func mask(c class, s string) string {
	const stars = "****"
	switch c {
	case email:
		at := strings.LastIndexByte(s, '@')
		if at < 1 {
			return stars
		}
		return s[:1] + stars + s[at:]
	case postal:
		return maskAddress(s)
	case birth:
		return "****-**-**"
	}
	var kept []byte
	for i := range len(s) {
		if isDigit(s[i]) || isLetter(s[i]) && c != bankAccount && c != health {
			kept = append(kept, s[i])
		}
	}
	n := len(kept)
	switch {
	case c == card && n >= 14:
		return string(kept[:4]) + stars + string(kept[n-4:])
	case n >= 12:
		return stars + string(kept[n-4:])
	case n >= 7:
		return stars + string(kept[n-2:])
	}
	return stars
}

// maskAddress keeps the prefecture, or nothing: what stands before it may be anything.
func maskAddress(s string) string {
	s = strings.TrimLeft(s, "〒0123456789- ")
	for i, c := range s {
		if i > 12 || !isJapanese(c) {
			break
		}
		if strings.ContainsRune("都道府県", c) && i > 3 {
			return s[:i+len(string(c))] + "****"
		}
	}
	return "****"
}
