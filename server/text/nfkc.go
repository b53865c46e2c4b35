package text

import "golang.org/x/text/unicode/norm"

// NFKC brings s into the form in which patterns see it: compatibility forms as usual ones, nothing else changed.
func NFKC(s string) string {
	if isPlain(s) {
		return s
	}
	return norm.NFKC.String(s)
}
