package address

import (
	"strings"

	"golang.org/x/net/idna"
)

// shape is a domain taken apart for comparing.
type shape struct {
	full   string // the whole name in A-labels
	site   string // what its owner registered
	suffix string // what that ends with: "co.jp"
	label  string // the rest of site, in Unicode
	mapped string // label in ASCII characters it is drawn like, where it is not ASCII; else label
	skel   string // Skeleton(label)
	bare   string // label without hyphens
	sound  string // Romaji of mapped without hyphens
	place  bool   // a Japanese local government's: label is all but the last part, "city.fuchu.tokyo" of "city.fuchu.tokyo.jp"
	valid  bool   // the suffix is one that somebody runs
}

// shapeOf takes a domain apart. False means that it cannot be compared: an address literal.
func shapeOf(n Name) (shape, bool) {
	if n.full == "" || n.full[0] == '[' {
		return shape{}, false
	}
	s := shape{full: n.full, site: n.site, suffix: n.suffix, valid: n.listed}
	s.split()
	s.label = toUnicode(s.label)
	s.mapped = drawnLike(s.label)
	s.skel = foldShapes(s.mapped)
	s.bare = strings.ReplaceAll(s.label, "-", "")
	plain := s.bare
	if s.mapped != s.label {
		plain = strings.ReplaceAll(s.mapped, "-", "")
	}
	s.sound = Romaji(plain)
	return s, true
}

func (s *shape) split() {
	if s.site == s.suffix || isNumber(s.suffix) { // a name that is itself a suffix, or has no dot
		s.label, s.suffix, _ = strings.Cut(s.site, ".")
		return
	}
	s.label = strings.TrimSuffix(s.site, "."+s.suffix)
	if !strings.HasSuffix(s.site, ".jp") {
		return
	}
	if first, _, _ := strings.Cut(s.site, "."); isTownHall(first) || s.isBelowPlace() && isNearlyTownHall(first) {
		rest := strings.TrimSuffix(s.site, ".jp")
		rest = strings.TrimSuffix(rest, ".lg")
		s.place, s.label, s.suffix = true, rest, s.site[len(rest)+1:]
	}
}

// isTownHall knows the first labels that local governments of Japan have.
func isTownHall(label string) bool {
	switch label {
	case "pref", "city", "town", "vill", "metro":
		return true
	}
	return false
}

// isBelowPlace reports whether a name is one of those that only local bodies of Japan have.
func (s *shape) isBelowPlace() bool {
	return s.suffix == "lg.jp" && strings.Contains(s.label, ".") || strings.Count(s.suffix, ".") == 2
}

// isNearlyTownHall reports whether a first label is one slip from those that local governments have: perf, ctiy.
func isNearlyTownHall(label string) bool {
	if len(label) < 3 || len(label) > 6 {
		return false
	}
	for _, hall := range [...]string{"pref", "city", "town", "vill", "metro"} {
		if kind, _, _, _ := oneSlip([]rune(hall), []rune(label)); kind != slipNone {
			return true
		}
	}
	return false
}

// isForeign reports a suffix of another country than Japan, or of schools and states abroad: firms have branches and namesakes
// there.
func isForeign(suffix string) bool {
	tld := topLevel(suffix)
	switch tld {
	case "edu", "gov", "mil", "int":
		return true
	case "jp", "co", "cc", "me", "tv", "io", "ws", "to", "cm", "ai":
		return false
	}
	return len(tld) == 2 || strings.HasPrefix(tld, "xn--")
}

func topLevel(suffix string) string { return suffix[strings.LastIndexByte(suffix, '.')+1:] }

// toUnicode decodes A-labels and makes one of the dashes an input method writes for "-".
func toUnicode(label string) string {
	if !strings.Contains(label, "xn--") {
		return label
	}
	decoded, err := idna.Punycode.ToUnicode(label)
	if err != nil {
		return label
	}
	return decoded
}

func toUnicodeDomain(domain string) string {
	labels := strings.Split(domain, ".")
	for i := range labels {
		labels[i] = toUnicode(labels[i])
	}
	return strings.Join(labels, ".")
}

// isReserved knows names that are used inside houses and in examples: RFC 2606, RFC 6761, RFC 6762, and what ICANN set aside.
func isReserved(tld string) bool {
	switch tld {
	case "example", "test", "local", "localhost", "internal", "lan", "intranet", "home", "corp", "private", "invalid", "arpa", "onion":
		return true
	}
	return false
}

// plainSuffixes are the ones under which one name, with another of them, is most likely the same name mistyped.
var plainSuffixes = map[string]bool{
	"com": true, "jp": true, "co.jp": true, "ne.jp": true, "or.jp": true, "net": true, "org": true, "co": true, "ad.jp": true, "gr.jp": true, "biz": true, "info": true, "cm": true,
}

// isRestricted reports suffixes that only a firm or public body of the country gets, one name each in principle.
func isRestricted(suffix string) bool {
	switch suffix {
	case "co.jp", "ac.jp", "go.jp", "lg.jp", "ed.jp", "or.jp", "ad.jp", "gr.jp", "edu", "gov", "mil", "ac.uk", "gov.uk":
		return true
	}
	return strings.Count(suffix, ".") > 1
}

// mistypedSuffixes are endings that nobody runs, or hardly anybody in Japan writes to, and what was meant.
var mistypedSuffixes = map[string]string{
	"con": "com", "cmo": "com", "ocm": "com", "comm": "com", "cpm": "com", "vom": "com", "xom": "com", "dom": "com", "cim": "com", "clm": "com",
	"comn": "com", "coml": "com", "coom": "com", "ccom": "com", "com1": "com", "c0m": "com", "kom": "com", "cop": "com", "cok": "com",
	"cm": "com", "om": "com", "co": "com", "cojp": "co.jp", "coj": "co.jp", "jpp": "jp", "j": "jp", "jjp": "jp", "jo": "jp", "ip": "jp", "jl": "jp", "kp": "jp", "hp": "jp", "np": "jp", "mp": "jp", "up": "jp", "jpn": "jp", "pj": "jp", "jp1": "jp",
	"nte": "net", "ent": "net", "ner": "net", "met": "net", "neet": "net", "nett": "net", "et": "net", "bet": "net", "nat": "net",
	"ogr": "org", "rog": "org", "orgg": "org", "prg": "org", "ort": "org", "nejp": "ne.jp", "acjp": "ac.jp", "orjp": "or.jp", "gojp": "go.jp", "lgjp": "lg.jp",
}

// mendSuffix returns the domain that was meant by one whose ending nobody runs; empty if none is near.
func mendSuffix(domain string) string {
	dot := strings.LastIndexByte(domain, '.')
	if dot <= 0 {
		return ""
	}
	head, tail := domain[:dot], domain[dot+1:]
	if meant, ok := mistypedSuffixes[tail]; ok {
		return head + "." + meant
	}
	return ""
}
