package address

import (
	"strings"
	"unicode"
)

// wildcard is a pattern with "*" (any run, also empty) and "?" (one character), neither of which stands for "@".
type wildcard struct {
	local  []rune // nil: the domain alone is compared
	domain []rune
	tail   string // the whole labels without wildcards that the domain ends with; may be empty
}

func newWildcard(folded string) (wildcard, *EntryError) {
	var w wildcard
	var domain string
	if at := strings.LastIndexByte(folded, '@'); at > 0 {
		local := folded[:at]
		if strings.ContainsAny(local, specials) && !strings.HasPrefix(local, `"`) || strings.ContainsFunc(local, invisible) {
			return w, asEntryError(&Error{Reason: ReasonBadLocal})
		}
		w.local, domain = squeeze(local), folded[at+1:]
	} else {
		domain = strings.TrimPrefix(folded, "@")
	}
	if rest, ok := strings.CutPrefix(domain, "."); ok {
		return w, misuse("a wildcard behind a leading dot", "write two entries, "+rest+" and *."+rest, "")
	}
	ascii, ok := wildcardDomain(domain)
	if !ok {
		return w, misuse("not a domain name", "use letters, digits, - and dots beside * and ?; write a label in another script whole", "")
	}
	w.domain, w.tail = squeeze(ascii), literalTail(ascii)
	return w, nil
}

// wildcardDomain brings the labels without wildcards into A-labels. A label with one must be ASCII: it is compared with
// A-labels, of which a part means nothing.
func wildcardDomain(s string) (string, bool) {
	labels := strings.Split(strings.TrimSuffix(s, "."), ".")
	for i, label := range labels {
		if !strings.ContainsAny(label, "*?") {
			label = toASCII(label)
			if !isName(label) {
				return "", false
			}
			labels[i] = label
			continue
		}
		if len(label) > maxDomain || strings.ContainsFunc(label, func(r rune) bool { return notLDH(r) && r != '*' && r != '?' }) {
			return "", false
		}
	}
	ascii := strings.Join(labels, ".")
	return ascii, len(ascii) <= maxAddress
}

// squeeze makes one "*" of several, so that a pattern's cost depends on what it says and not on how.
func squeeze(s string) []rune {
	out := make([]rune, 0, len(s))
	for _, r := range s {
		if r == '*' && len(out) > 0 && out[len(out)-1] == '*' {
			continue
		}
		out = append(out, r)
	}
	return out
}

// literalTail is the part by which a list can find the pattern without trying it.
func literalTail(domain string) string {
	last := strings.LastIndexAny(domain, "*?")
	if last < 0 {
		return domain
	}
	_, tail, _ := strings.Cut(domain[last+1:], ".")
	return tail
}

func (w wildcard) match(a Address) bool {
	return glob(w.domain, a.Domain) && (w.local == nil || glob(w.local, a.Local))
}

func (w wildcard) starBeforeLetter() bool {
	for i, r := range w.domain[:max(len(w.domain)-1, 0)] {
		next := w.domain[i+1]
		if r == '*' && (unicode.IsLetter(next) || unicode.IsDigit(next)) {
			return true
		}
	}
	return false
}

// glob compares with one step back: when something does not fit, only the last star has to take one character more, because
// what the earlier stars took cannot be improved by taking more. So it costs at most len(pattern) * len(s).
func glob(pattern []rune, s string) bool {
	text := []rune(s)
	p, t, star, mark := 0, 0, -1, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, t
			p++
		case p < len(pattern) && (pattern[p] == text[t] || pattern[p] == '?' && text[t] != '@'):
			p++
			t++
		case star >= 0 && text[mark] != '@':
			mark++
			p, t = star+1, mark
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}
