package message

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// maxNames is how many different names of one part are kept.
const maxNames = 16

// partNames returns every name a part can have, the one most readers show first, and notes if they differ.
func partNames(ctype, disposition typed, n *notes) []string {
	var names []string
	for _, v := range append(disposition.values("filename", n), ctype.values("name", n)...) {
		names = addName(names, v)
		if before, _, ok := strings.Cut(v, "\x00"); ok {
			names = addName(names, before) // a reader in C ends there
		}
	}
	if len(names) > 1 {
		n.add("names-differ")
	}
	return names
}

// addName adds a name unless it is there already but for its Unicode form and outer white space.
func addName(names []string, v string) []string {
	v = cleanName(v)
	if v == "" || len(names) == maxNames {
		return names
	}
	for _, have := range names {
		if norm.NFC.String(have) == norm.NFC.String(v) {
			return names
		}
	}
	return append(names, v)
}

// cleanName drops control characters (line ends of folding among them), which no reader shows. Characters that deceive, such
// as a right-to-left override, stay: package attach reports them.
func cleanName(v string) string {
	v = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, v)
	return strings.TrimSpace(v)
}
