package address

import (
	_ "embed" // for the lists
	"slices"
	"strings"
	"sync"

	"golang.org/x/net/publicsuffix"
)

//go:embed alike/real.txt
var realText string

//go:embed alike/universities.txt
var universitiesText string

//go:embed alike/words.txt
var wordsText string

// realNames are domains that exist and are never a slip: shipped lists, sisters of well-known firms, universities.
var realNames = sync.OnceValue(func() map[string]bool {
	names := listed(realText, universitiesText)
	for _, list := range builtins() {
		for _, domain := range list.domains {
			names[domain] = true
		}
	}
	return names
})

var nameWords = sync.OnceValue(func() map[string]bool { return listed(wordsText) })

// listed reads what stands in texts of words with remarks from "#" to the end of the line.
func listed(texts ...string) map[string]bool {
	set := map[string]bool{}
	for _, text := range texts {
		for line := range strings.Lines(text) {
			line, _, _ = strings.Cut(line, "#")
			for word := range strings.FieldsSeq(line) {
				set[word] = true
			}
		}
	}
	return set
}

func isReal(n Name) bool {
	names := realNames()
	return names[n.site] || names[n.full]
}

// isTown reports whether a local government's label ("city.fuchu.tokyo") names a place of Japan. Nobody else gets such a name,
// so one that exists is no slip of another. Places are those that the Public Suffix List reserves under the prefectures.
func isTown(label string) bool {
	kind, place, _ := strings.Cut(label, ".")
	name, prefecture, inPrefecture := strings.Cut(place, ".")
	switch kind {
	case "metro":
		return place == "tokyo"
	case "pref":
		return slices.Contains(prefectures, place)
	case "city", "town", "vill":
	default:
		return false
	}
	if inPrefecture {
		return isPlace(name, prefecture)
	}
	for _, prefecture := range prefectures {
		if name == prefecture || isPlace(name, prefecture) {
			return true
		}
	}
	switch name {
	case "sapporo", "sendai", "yokohama", "kawasaki", "nagoya", "kobe", "kitakyushu": // they have a branch of their own
		return true
	}
	return false
}

func isPlace(name, prefecture string) bool {
	suffix := name + "." + prefecture + ".jp"
	found, icann := publicsuffix.PublicSuffix("x." + suffix)
	return icann && found == suffix
}

var prefectures = strings.Fields("hokkaido aomori iwate miyagi akita yamagata fukushima ibaraki tochigi gunma saitama chiba tokyo kanagawa niigata toyama ishikawa fukui yamanashi nagano gifu " +
	"shizuoka aichi mie shiga kyoto osaka hyogo nara wakayama tottori shimane okayama hiroshima yamaguchi tokushima kagawa ehime kochi fukuoka saga nagasaki kumamoto oita miyazaki kagoshima okinawa")

// areTwoWords reports whether two labels differ in being two words that names are made of: matsuda and matsuya, a-denki and
// a-denko, hokutodenki and hokutodenko. Such are two firms rather than one mistyped.
func areTwoWords(got, want string) bool { return madeOfWords(got, want) && !oneReading(got, want) }

func madeOfWords(got, want string) bool {
	words := nameWords()
	if words[got] && words[want] {
		return true
	}
	g, w := strings.Split(got, "-"), strings.Split(want, "-")
	if len(g) == len(w) && len(g) > 1 {
		for i := range g {
			if g[i] != w[i] && (!words[g[i]] || !words[w[i]]) {
				return false
			}
		}
		return true
	}
	return len(g) == 1 && len(w) == 1 && twoEndings(got, want, words)
}

// oneReading reports whether two words are readings of the same characters that differ in nothing but a voiced consonant:
// Nakajima and Nakashima, Toyota and Toyoda. Which of them is right cannot be seen, so it is a slip rather than two firms.
func oneReading(got, want string) bool {
	if min(len(got), len(want)) < 6 || got[0] != want[0] || got == want {
		return false
	}
	return unvoiced(Romaji(got)) == unvoiced(Romaji(want))
}

func unvoiced(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case 'g':
			return 'k'
		case 'z':
			return 's'
		case 'd':
			return 't'
		case 'b':
			return 'h'
		}
		return r
	}, s)
}

// twoEndings looks for a common stem of at least three letters, which a word of each list ends.
func twoEndings(got, want string, words map[string]bool) bool {
	common := 0
	for common < len(got) && common < len(want) && got[common] == want[common] {
		common++
	}
	for cut := 3; cut <= common; cut++ {
		if len(got)-cut >= 4 && len(want)-cut >= 4 && words[got[cut:]] && words[want[cut:]] {
			return true
		}
	}
	return false
}
