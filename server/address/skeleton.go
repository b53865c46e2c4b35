package address

import (
	_ "embed" // for the table
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

//go:embed alike/confusables.txt
var confusablesText string

// confusables tell for a character which of ASCII it is drawn like.
var confusables = sync.OnceValue(func() map[rune]string {
	table := map[rune]string{}
	for line := range strings.Lines(confusablesText) {
		like, codes, _ := strings.Cut(strings.TrimSpace(line), " ")
		if like == "#" {
			continue
		}
		for code := range strings.FieldsSeq(codes) {
			if r, err := strconv.ParseInt(code, 16, 32); err == nil {
				table[rune(r)] = like
			}
		}
	}
	return table
})

// kanaShapes are Japanese characters that are drawn nearly alike; each first is written as the second, and that again.
var kanaShapes = func() map[rune]rune {
	table := map[rune]rune{}
	pairs := []rune("カ力ロ口エ工タ夕ニ二ハ八ト卜ヘへー-一-チ千ミ三ヌ又ノ丿メ乂オ才ケ个ヶ个ムㄙイ亻リり刂りソンシツッツャヤュユョヨァアィイゥウェ工ォ才ナ十セ七ヒ匕ル儿ヨ彐ア了囗口曰日士土末未已己巳己")
	for i := 0; i+1 < len(pairs); i += 2 {
		table[pairs[i]] = pairs[i+1]
	}
	return table
}()

// Skeleton returns what s looks like: two labels with one skeleton are hard to tell apart (the idea of UTS #39, 4). Marks are
// dropped, kanji get their usual form, characters become the ASCII ones they are drawn like, and letters that differ by little more than a stroke
// become one: 0 and o; 1, i and l; 5 and s; rn and m; vv and w; cl and d. It is for comparing only, never for showing.
func Skeleton(s string) string {
	return foldShapes(drawnLike(s))
}

// drawnLike is s in the ASCII characters it is drawn like, where there are such.
func drawnLike(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(norm.NFKC.String(s))) {
		if unicode.In(r, unicode.Mn, unicode.Cf) {
			continue
		}
		r = usualKanji(r)
		if r >= 'ぁ' && r <= 'ゖ' { // katakana lies 96 behind hiragana
			r += 'ァ' - 'ぁ'
		}
		for range 2 { // ォ is written as オ, and that as 才
			if shape, ok := kanaShapes[r]; ok {
				r = usualKanji(shape)
			}
		}
		if like, ok := confusables()[r]; ok && r >= utf8.RuneSelf {
			b.WriteString(like)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// foldShapes makes one of the ASCII letters that differ little.
func foldShapes(s string) string {
	var room [maxLabel + 1]byte
	out := room[:0]
	for i := 0; i < len(s); i++ {
		c, next := s[i], byte(0)
		if i+1 < len(s) {
			next = s[i+1]
		}
		switch {
		case c == 'r' && next == 'n':
			out, i = append(out, 'm'), i+1
		case c == 'v' && next == 'v':
			out, i = append(out, 'w'), i+1
		case c == 'c' && (next == 'l' || next == '1' || next == 'i'):
			out, i = append(out, 'd'), i+1
		case c == '0':
			out = append(out, 'o')
		case c == '1' || c == 'i':
			out = append(out, 'l')
		case c == '5':
			out = append(out, 's')
		default:
			out = append(out, c)
		}
	}
	return reuse(s, out)
}

// reuse returns s if that is what out is, and so costs no memory.
func reuse(s string, out []byte) string {
	if string(out) == s {
		return s
	}
	return string(out)
}

var roughPairs = [...]struct{ from, to string }{{"nn", "m"}, {"rr", "m"}, {"rn", "m"}, {"lc", "k"}, {"1c", "k"}, {"ic", "k"}, {"1h", "b"}, {"ih", "b"}, {"1b", "b"}, {"lb", "b"}, {"lh", "b"}, {"dl", "b"}, {"cl", "b"}, {"vv", "w"}, {"uu", "w"}, {"ri", "m"}, {"li", "b"}, {"ii", "u"}}

// roughFirst are the letters that rough pairs begin with.
const roughFirst = "nrl1idcvu"

// roughShapes goes further than foldShapes, for long names only: letters that a quick look mistakes.
func roughShapes(out []byte, s string) []byte {
next:
	for i := 0; i < len(s); i++ {
		if i+1 == len(s) || !strings.Contains(roughFirst, s[i:i+1]) {
			out = append(out, roughLetter(s[i]))
			continue
		}
		for _, p := range roughPairs {
			if strings.HasPrefix(s[i:], p.from) {
				out, i = append(out, p.to...), i+1
				continue next
			}
		}
		out = append(out, roughLetter(s[i]))
	}
	return out
}

// rough appends what a name is like at a quick look; nothing for short names, which are like too many others.
func (s *shape) rough(out []byte) []byte {
	if len(s.mapped) < roughFrom || len(s.mapped) > maxRoom {
		return out
	}
	return roughShapes(out, s.mapped)
}

func roughLetter(c byte) byte {
	switch c {
	case '0':
		return 'o'
	case '1', 'i', 'j', 't', '7':
		return 'l'
	case '5':
		return 's'
	case 'e', '3':
		return 'c'
	case 'd', '6', '8', 'h':
		return 'b'
	case 'n', 'r':
		return 'm'
	case 'v':
		return 'u'
	case 'q', '9':
		return 'g'
	case '2':
		return 'z'
	case '4':
		return 'a'
	}
	return c
}

// mixesScripts reports whether a label has letters of scripts that no one language writes together: UTS #39, 5.2, "highly
// restrictive". Latin goes with Japanese, Chinese and Korean, and with nothing else.
func mixesScripts(label string) bool {
	const (
		latin = 1 << iota
		eastAsian
		cyrillic
		greek
		other
	)
	seen := 0
	for _, r := range label {
		switch {
		case !unicode.IsLetter(r) || unicode.Is(unicode.Common, r):
		case unicode.Is(unicode.Latin, r):
			seen |= latin
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo):
			seen |= eastAsian
		case unicode.Is(unicode.Cyrillic, r):
			seen |= cyrillic
		case unicode.Is(unicode.Greek, r):
			seen |= greek
		default:
			seen |= other
		}
	}
	return seen&(seen-1) != 0 && seen != latin|eastAsian
}
