package personal

import "strings"

// mask makes a sample of a value that shows which one is meant to whoever knows it, and no more.
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
		if isDigit(s[i]) || isLetter(s[i]) {
			kept = append(kept, s[i])
		}
	}
	show := 1
	switch {
	case len(kept) >= 12:
		show = 4
	case len(kept) >= 7:
		show = 2
	case len(kept) < 4:
		return stars
	}
	return string(kept[:show]) + stars + string(kept[len(kept)-show:])
}

// maskAddress keeps the prefecture, or nothing.
func maskAddress(s string) string {
	s = strings.TrimLeft(s, "〒0123456789- ")
	for i, c := range s {
		if i > 12 {
			break
		}
		if strings.ContainsRune("都道府県", c) && i > 3 {
			return s[:i+len(string(c))] + "****"
		}
	}
	return "****"
}
