package address

import (
	"bytes"
	"strings"
)

// compare says what makes q look like k, two different owners' names with a spelling in common, and how sure that is from 1 to
// 100; 0 is not at all. What only counts with enough letters, or with the same suffix, is said at each step.
func compare(q, k *shape) (AlikeReason, int) {
	if q.place != k.place {
		return "", 0
	}
	size := letters(k.label)
	near := suffixNearness(q, k)
	if near > 20 && isForeign(q.suffix) && isASCII(q.label) && q.label != k.label {
		return "", 0
	}
	if q.label == k.label {
		return compareSuffix(q, k, size)
	}
	if reason, score := compareLooks(q, k, size); score > 0 {
		return reason, score - near
	}
	if q.mapped == k.mapped {
		return AlikeHomograph, 98 - near
	}
	if reason, score := compareDrawn(q, k, size); score > 0 {
		return reason, score - near
	}
	if q.place && isTown(q.label) || near > 20 && size < 7 {
		return "", 0
	}
	if q.sound == k.sound && q.bare != k.bare && (len(k.sound) >= 4 || len(k.sound) == 3 && size >= 4 && letters(q.label) >= 4) {
		return AlikeRomaji, 85 - near
	}
	if !q.place && areTwoWords(q.label, k.label) {
		return "", 0
	}
	if reason, score := compareSpelling(q, k, size); score > 0 {
		return reason, score - near
	}
	if size >= 5 && near == 0 && sameRough(q, k) {
		return AlikeLetterShapes, 75
	}
	return "", 0
}

// compareDrawn is about a name in characters that are drawn like Latin ones, with one of them left over or mistaken: ѕоսу for sony.
func compareDrawn(q, k *shape, size int) (AlikeReason, int) {
	if size < 4 || isASCII(q.label) || !isASCII(k.label) {
		return "", 0
	}
	want, got := []rune(k.mapped), []rune(q.mapped)
	if kind, _, _, _ := oneSlip(want, got); kind == slipNone && (size < 6 || len(want) != len(got) || !within2(want, got)) {
		return "", 0
	}
	if mixesScripts(q.label) {
		return AlikeMixedScript, 88
	}
	return AlikeHomograph, 85
}

// sameRough reports whether two names look alike at a quick look.
func sameRough(q, k *shape) bool {
	var a, b [maxRoom]byte
	got := q.rough(a[:0])
	return len(got) > 0 && bytes.Equal(got, k.rough(b[:0]))
}

// letters counts what of a label tells it from others.
func letters(label string) int {
	n := 0
	for _, r := range label {
		if r != '-' && r != '.' {
			n++
		}
	}
	return n
}

// suffixNearness is what is taken off a score for another suffix: 0 for the same, little for one of the usual mistakes.
func suffixNearness(q, k *shape) int {
	switch {
	case q.suffix == k.suffix:
		return 0
	case !q.valid && mistypedSuffixes[q.suffix] == k.suffix:
		return 5
	case plainSuffixes[q.suffix] && plainSuffixes[k.suffix]:
		return 15
	}
	return 25
}

// compareSuffix is about the same label under another suffix.
func compareSuffix(q, k *shape, size int) (AlikeReason, int) {
	if q.suffix == k.suffix {
		return "", 0
	}
	slipped := !q.valid || mistypedSuffixes[q.suffix] == k.suffix || suffixTypo(k.suffix, q.suffix)
	switch {
	case q.place && q.valid: // old and new names of one town hall
		return "", 0
	case slipped && size >= 2:
		return AlikeSuffixSlip, 90
	case size >= 5 && isForeign(k.suffix) && !k.place && !q.place && topLevel(q.suffix) == topLevel(k.suffix) && !isNobodys(q.label): // x.org.uk for x.co.uk
		return AlikeSuffix, 70
	case size < 3 || k.place || isForeign(q.suffix) || isForeign(k.suffix) || isNobodys(q.label):
		return "", 0
	case size == 3 && (!plainSuffixes[q.suffix] || !plainSuffixes[k.suffix]):
		return "", 0
	case size == 3:
		return AlikeSuffix, 60
	case plainSuffixes[q.suffix] && plainSuffixes[k.suffix]:
		return AlikeSuffix, 80
	}
	return AlikeSuffix, 70
}

// isNobodys knows labels that say nothing of who has them.
func isNobodys(label string) bool {
	switch label {
	case "mail", "global", "japan", "info", "www", "group", "web", "home", "corp", "office", "jp":
		return true
	}
	return false
}

// suffixTypo reports whether a suffix that exists is one slip from the other: .cm for .com, cp.jp for co.jp.
func suffixTypo(want, got string) bool {
	if len(want) < 3 || len(got) < 2 || isRestricted(got) {
		return false
	}
	kind, _, _, _ := oneSlip([]rune(want), []rune(got))
	return kind != slipNone && strings.Count(want, ".") == strings.Count(got, ".")
}

// compareLooks is about names that are drawn alike.
func compareLooks(q, k *shape, size int) (AlikeReason, int) {
	if q.skel != k.skel || size < 3 && isASCII(q.label) {
		return "", 0
	}
	if isASCII(q.label) && isASCII(k.label) {
		if size < 5 && q.suffix != k.suffix {
			return "", 0
		}
		if hasDigitFor(q.label, k.label) {
			return AlikeDigits, 95
		}
		return AlikeLetterShapes, 92
	}
	switch {
	case strings.ReplaceAll(strings.Map(dashToHyphen, q.label), "--", "-") == k.label:
		return AlikeDash, 95
	case mixesScripts(q.label):
		return AlikeMixedScript, 100
	case !isASCII(k.label) && size >= 2:
		return AlikeKanaShapes, 85
	case !isASCII(k.label):
		return "", 0
	}
	return AlikeHomograph, 98
}

func dashToHyphen(r rune) rune {
	if isDash(r) || r == 'ー' || r == 'ｰ' {
		return '-'
	}
	return r
}

// hasDigitFor reports whether got has digits that want has not.
func hasDigitFor(got, want string) bool {
	count := func(s string) (n int) {
		for _, r := range s {
			if isDigitRune(r) {
				n++
			}
		}
		return n
	}
	return count(got) != count(want)
}

// compareSpelling is about slips of the keyboard, and about one word spelt in two ways.
func compareSpelling(q, k *shape, size int) (AlikeReason, int) {
	if q.bare == k.bare && size >= 4 {
		return AlikeHyphen, 88
	}
	want, got := []rune(k.mapped), []rune(q.mapped)
	if kind, at, wrote, meant := oneSlip(want, got); kind != slipNone {
		reason := slipReason(kind, at, wrote, meant, got)
		if score := slipScore(reason, kind, size, wrote, meant, want, got, at); score > 0 {
			return reason, score
		}
		return "", 0
	}
	if size < twoSlipsFrom {
		return "", 0
	}
	if within2(want, got) && !isNumbered(want, got) && !otherToken(k.label, q.label) {
		return AlikeSeveral, 65
	}
	if len(k.sound) < twoSlipsFrom || isNumbered(want, got) {
		return "", 0
	}
	if kind, _, _, _ := oneSlip([]rune(k.sound), []rune(q.sound)); kind != slipNone {
		return AlikeSeveral, 62
	}
	return "", 0
}

func slipReason(kind slip, at int, wrote, meant rune, got []rune) AlikeReason {
	switch kind {
	case slipInserted:
		if at > 0 && got[at-1] == wrote || at+1 < len(got) && got[at+1] == wrote {
			return AlikeRepeated
		}
		return AlikeInserted
	case slipOmitted:
		return AlikeOmitted
	case slipSwapped:
		return AlikeSwapped
	}
	switch {
	case kanjiNear(wrote, meant):
		return AlikeKanaShapes
	case isNeighbour(wrote, meant):
		return AlikeNeighbour
	case isVowelRune(wrote) && isVowelRune(meant):
		return AlikeVowel
	}
	return AlikeReplaced
}

// slipScore is how sure one slip is. In a short word, or a short part of one between hyphens, most single letters make another
// word that exists: there only slips count that fingers or eyes are known for.
func slipScore(reason AlikeReason, kind slip, size int, wrote, meant rune, want, got []rune, at int) int {
	short := min(size, partLength(want, min(at, len(want)-1)))
	shortest := min(letters(string(got)), size)
	if kind == slipOmitted && isDoubled(want, at) { // kdi for kddi
		shortest = size
	}
	known := reason != AlikeReplaced && reason != AlikeInserted || kind == slipReplaced && (looksNear(wrote, meant) || oneBit(wrote, meant) || soundsNear(wrote, meant))
	switch {
	case reason == AlikeKanaShapes && size >= 2:
		return 80
	case size < 4 || shortest < 4 && size < 5 && kind != slipOmitted:
		return 0
	case isDigitRune(wrote) && isDigitRune(meant), isDigitRune(wrote) && kind == slipInserted && numberedBefore(want):
		return 0
	case kind == slipOmitted && shortest < 4:
		return 0
	case short <= 2 && (!known || kind == slipOmitted && at != len(got)) && (kind != slipInserted || at != len(got)-1 && !nextTo(got, at)):
		return 0
	case size <= 5 && kind == slipReplaced && !known:
		return 0
	case size == 4 && kind == slipInserted && !known && at != len(got)-1 && !nextTo(got, at):
		return 0
	}
	score := 70 + min(size, 10)
	if known {
		score += 10
	}
	if at == 0 && kind != slipSwapped {
		score -= 10 // people look at the first letter
	}
	return score
}

// isDoubled reports whether the character at stands beside another of its kind.
func isDoubled(word []rune, at int) bool {
	return at > 0 && word[at-1] == word[at] || at+1 < len(word) && word[at+1] == word[at]
}

// nextTo reports whether the inserted character's key touches one beside it.
func nextTo(got []rune, at int) bool {
	return at > 0 && isNeighbour(got[at-1], got[at]) || at+1 < len(got) && isNeighbour(got[at], got[at+1])
}

// partLength is the length of the part between hyphens that holds the character at.
func partLength(word []rune, at int) int {
	from, to := max(at, 0), max(at, 0)
	for from > 0 && word[from-1] != '-' {
		from--
	}
	for to < len(word) && word[to] != '-' {
		to++
	}
	return to - from
}

func numberedBefore(want []rune) bool { return len(want) > 0 && isDigitRune(want[len(want)-1]) }

// isNumbered reports whether two words differ in nothing but their numbers, as branches of one firm do.
func isNumbered(want, got []rune) bool {
	i, j := 0, 0
	for {
		for i < len(want) && isDigitRune(want[i]) {
			i++
		}
		for j < len(got) && isDigitRune(got[j]) {
			j++
		}
		if i == len(want) || j == len(got) {
			return i == len(want) && j == len(got)
		}
		if want[i] != got[j] {
			return false
		}
		i, j = i+1, j+1
	}
}

// otherToken reports whether two names have the same number of parts between hyphens, and differ in one short part alone: that
// is another department or firm (osaka-cu, osaka-pu).
func otherToken(want, got string) bool {
	w, g := strings.Split(want, "-"), strings.Split(got, "-")
	if len(w) != len(g) || len(w) < 2 {
		return false
	}
	differ, short := 0, false
	for i := range w {
		if w[i] != g[i] {
			differ++
			short = short || len(w[i]) <= 4 || len(g[i]) <= 4
		}
	}
	return differ == 1 && short
}
