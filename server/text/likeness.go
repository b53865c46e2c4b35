package text

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Likeness is what a comparison of a greeted name with a recipient says.
type Likeness int

// The likenesses. Unknown: what is known of the recipient cannot be compared with the name.
const (
	Unknown Likeness = iota
	Same
	Other
)

// Compare tells whether a recipient with a display name and a local part can be the one greeted. Either may be empty. One of
// them that fits is enough; another person's name must be recognised as such before it counts as one.
func (n Name) Compare(display, local string) Likeness {
	folded := variant(Fold(display))
	by := n.compareJapanese(folded)
	if by != Same {
		by = either(by, n.compareLatin(latinWords(folded), false))
	}
	if by != Same {
		by = either(by, n.compareLocal(Fold(local), by))
	}
	return by
}

// StandsIn reports whether a folded name of a company has the person's in it: 田中製作所, Smith & Co.
func (n Name) StandsIn(folded string) bool {
	if n.family != "" {
		return strings.Contains(variant(folded), n.family)
	}
	words := latinWords(folded)
	return slices.ContainsFunc(n.words, func(w string) bool { return slices.Contains(words, w) })
}

// either prefers a match to a mismatch, and a mismatch to nothing.
func either(a, b Likeness) Likeness {
	switch {
	case a == Same || b == Same:
		return Same
	case a == Other || b == Other:
		return Other
	}
	return Unknown
}

// compareJapanese looks at a display name in Japanese.
func (n Name) compareJapanese(folded string) Likeness {
	person := personIn(folded)
	if n.family != "" {
		if at := strings.Index(folded, n.family); at >= 0 {
			return n.compareGiven(folded[at+len(n.family):])
		}
		if person == "" {
			return Unknown
		}
		if readings := names().readings[person]; sharesSound(readings, n.sounds) && (!isHan(person) || !isHan(n.family)) {
			return Same // さとう and 佐藤
		}
		return Other
	}
	readings := names().readings[person]
	if person == "" || readings == nil {
		return Unknown
	}
	if sharesSound(readings, n.sounds) {
		return Same
	}
	if n.known() {
		return Other
	}
	return Unknown // a given name in Latin letters, and one in kanji whose reading is not known
}

// compareGiven: the surname fits; two different given names are two people.
func (n Name) compareGiven(rest string) Likeness {
	given := rest
	for i, r := range rest {
		if !isCJK(r) {
			given = rest[:i]
			break
		}
	}
	if n.given == "" || given == "" || !isHan(given) || !isHan(n.given) || !isNameLike(given, 3) ||
		strings.HasPrefix(given, n.given) || strings.HasPrefix(n.given, given) {
		return Same
	}
	if _, _, titled := withoutHonorific(given); titled {
		return Same
	}
	return Other
}

// personIn returns the surname that stands in a display name, or what else looks like a person in kanji.
func personIn(folded string) string {
	for _, piece := range strings.FieldsFunc(folded, func(r rune) bool { return !isCJK(r) && r != '々' }) {
		piece, _, _ = withoutHonorific(piece)
		if nobody(piece) {
			continue
		}
		rest := afterCompany(piece)
		if kana := hiragana(rest); names().readings[kana] != nil {
			return kana
		}
		if family := names().surnameAt(rest, false); family != "" && isNameLike(rest, utf8.RuneCountInString(family)+4) {
			return family
		}
		if isHan(rest) && isNameLike(rest, 5) && utf8.RuneCountInString(rest) >= 3 {
			return rest
		}
	}
	return ""
}

// compareLatin looks at the words of a display name or local part in Latin letters.
func (n Name) compareLatin(words []string, sure bool) Likeness {
	if len(n.sounds) == 0 && len(n.words) == 0 {
		return Unknown
	}
	for _, w := range words {
		if slices.Contains(n.sounds, sound(w)) || n.sharesGiven(w) {
			return Same
		}
	}
	if sure || isPerson(words) {
		return Other
	}
	return Unknown
}

// compareLocal looks at the part before the @, where names also stand without a border: ttanaka.
func (n Name) compareLocal(local string, display Likeness) Likeness {
	if len(n.sounds) == 0 {
		return Unknown
	}
	letters := sound(strings.Join(latinWords(local), ""))
	for _, s := range n.sounds {
		if len(s) >= 3 && strings.Contains(letters, s) {
			return Same
		}
	}
	words := latinWords(local)
	by := n.compareLatin(words, false)
	if by == Unknown && display == Unknown && n.known() && slices.ContainsFunc(words, isSurnameSound) {
		return Other
	}
	if by == Other && !n.known() && len(words) < 2 {
		return Unknown
	}
	return by
}

// sharesGiven reports whether a word and the name are forms of one given name, or begin alike: Mike and Michael.
func (n Name) sharesGiven(w string) bool {
	given := names().given
	for _, own := range n.words {
		if len(own) >= 3 && len(w) >= 3 && (strings.HasPrefix(w, own) || strings.HasPrefix(own, w)) {
			return true
		}
		if slices.ContainsFunc(given[own], func(g string) bool { return slices.Contains(given[w], g) }) {
			return true
		}
	}
	return false
}

// known reports whether the name is one that the tables have, so that another surname is another person.
func (n Name) known() bool {
	if n.family != "" {
		return len(n.sounds) > 0
	}
	return slices.ContainsFunc(n.words, func(w string) bool { return names().given[w] != nil || names().sounds[sound(w)] })
}

// isPerson reports whether words are a person's name: one that is known, beside nothing that names of offices have.
func isPerson(words []string) bool {
	if slices.ContainsFunc(words, isOffice) {
		return false
	}
	return slices.ContainsFunc(words, func(w string) bool { return names().given[w] != nil || isSurnameSound(w) })
}

// isSurnameSound takes an initial at either end off: ttanaka, tanakat.
func isSurnameSound(w string) bool {
	sounds := names().sounds
	if len(w) < 3 {
		return false
	}
	return sounds[sound(w)] || len(w) >= 5 && (sounds[sound(w[1:])] || sounds[sound(w[:len(w)-1])])
}

var offices = []string{
	"info", "sales", "support", "office", "team", "group", "dept", "department", "desk", "service", "services", "contact", "admin", "inquiry",
	"order", "orders", "hr",
	"recruit", "account", "accounts", "accounting", "billing", "help", "mail", "web", "shop", "store", "press", "news", "noreply", "reply",
	"customer", "soumu", "keiri", "eigyo",
	"jinji", "kouhou", "inc", "ltd", "llc", "co", "corp", "gmbh", "limited", "company", "printing", "design", "clinic", "hospital", "law", "partners",
	"holdings", "studio", "factory",
	"center", "centre", "tokyo", "osaka", "nagoya", "kyoto", "japan", "list", "members", "all", "staff", "reception", "jimu", "honsha", "shisha",
	"kaihatsu", "seizo",
}

func isOffice(w string) bool { return slices.Contains(offices, w) }

func sharesSound(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

func isHan(s string) bool {
	for _, r := range s {
		if !unicode.Is(unicode.Han, r) && r != '々' {
			return false
		}
	}
	return s != ""
}
