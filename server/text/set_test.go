package text

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// find returns the stretches of text that word takes, in order.
func find(t *testing.T, word, text string) []string {
	t.Helper()
	var b Builder
	if _, err := b.Add(word); err != nil {
		t.Fatalf("Add(%q): %v", word, err)
	}
	folded := Fold(text)
	var got []string
	for _, m := range b.Build().Find(folded) {
		got = append(got, folded[m.Start:m.End])
	}
	return got
}

func TestFind(t *testing.T) {
	tests := []struct {
		word, text string
		want       string // stretches with "|" between; empty: none
	}{
		{"NDA", "NDA2026", "nda"},
		{"NDA", "agenda", ""},
		{"NDA", "the nda, an NDA", "nda|nda"},
		{"NDA", "NDAs", ""},
		{"NDA", "新NDA契約", "nda"},
		{"NDA", "éNDA", ""},
		{"2026", "NDA2026", "2026"},
		{"2026", "12026", ""},
		{"2026", "２０２６年", "2026"},
		{"A4", "AA4", ""},
		{"A4", "A4B", "a4"},
		{"A4", "A42", ""},
		{"社外秘", "【社外\r\n秘】", "社外秘"},
		{"社外秘", "社外 秘", "社外秘"},
		{"社外 秘", "社外秘", "社外秘"},
		{"trade secret", "a Trade\r\n\tSecret.", "trade secret"},
		{"trade secret", "tradesecret", ""},
		{"𠮷野", "株式会社𠮷野屋", "𠮷野"},
		{"ξ計画", "Ξ計画", "ξ計画"},
		{"co-op", "CO‐OP", "co-op"},
		{"機密*契約", "機密保持契約と機密契約", "機密保持契約|機密契約"},
		{"機密*契約", "機密保持", ""},
		{"機密?契約", "機密保持契約、機密の契約", "機密の契約"},
		{"機密*保持*契約", "機密を保持する契約を保持", "機密を保持する契約"},
		{"a*b", "a xb a b", "a xb|a b"}, // only the ends of the whole word need a border
		{"a?c", "abc a c axxc", "abc|a c"},
		{"a??c", "abbc", "abbc"},
		{"*secret", "topsecret", "secret"},
		{"secret*", "secrets", "secret"},
		{"secret?", "secrets secret", "secrets"},
		{"?secret", "xsecret", "xsecret"},
		{"秘?", "秘", ""},
		{"?秘", "極秘", "極秘"},
		{"a*?b", "ab a-b", "ab a-b|a-b"},
		{"aa", "aaa aa", "aa"},
		{"ああ", "あああ", "ああ|ああ"},
		{"株*?社", "株社株式会社", "株社株式会社|株式会社"},
	}
	for _, test := range tests {
		got := find(t, test.word, test.text)
		if strings.Join(got, "|") != test.want {
			t.Errorf("word %q in %q: %q, want %q", test.word, test.text, got, test.want)
		}
	}
}

func TestAdd(t *testing.T) {
	var b Builder
	one, _ := b.Add("Ｎ Ｄ Ａ")
	two, _ := b.Add("other")
	three, _ := b.Add("n  d\ta")
	if one != three || one == two {
		t.Errorf("numbers %d %d %d, want equal words to share one", one, two, three)
	}
	for _, word := range []string{"", "*", "?*", "--", "。、", "\u200b"} {
		if _, err := b.Add(word); !errors.Is(err, ErrNoLetter) {
			t.Errorf("Add(%q): %v, want ErrNoLetter", word, err)
		}
	}
	if _, err := b.Add(strings.Repeat("秘", 201)); !errors.Is(err, ErrTooLong) {
		t.Errorf("Add of 201 characters: %v, want ErrTooLong", err)
	}
	if got := new(Builder).Build().Find("text"); got != nil {
		t.Errorf("a set without words finds %v", got)
	}
}

func TestFindOrder(t *testing.T) {
	var b Builder
	for _, w := range []string{"秘密", "秘", "社外秘", "秘*", "密"} {
		if _, err := b.Add(w); err != nil {
			t.Fatal(err)
		}
	}
	got := b.Build().Find("社外秘密")
	want := []Match{{2, 0, 9}, {0, 6, 12}, {1, 6, 9}, {3, 6, 9}, {4, 9, 12}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("Find = %v, want %v", got, want)
	}
}

func TestCut(t *testing.T) {
	for _, test := range []struct{ word, text, want string }{
		{"footer", "a footer b", "a \n b"},
		{"フッター", "本文フッター", "本文\n"},
		{"ああ", "いあああう", "い\nう"},
		{"x", "abc", "abc"},
	} {
		var b Builder
		if _, err := b.Add(test.word); err != nil {
			t.Fatal(err)
		}
		if got := Cut(test.text, b.Build().Find(test.text)); got != test.want {
			t.Errorf("Cut %q out of %q = %q, want %q", test.word, test.text, got, test.want)
		}
	}
}

// naiveFind is the meaning of words, written without any automaton: for each start the nearest end.
func naiveFind(word Word, key, text string) []Match {
	pattern := loosened(key)
	edge := func(r rune) border {
		if r == '*' || r == '?' {
			return borderNone
		}
		return borderOf(r)
	}
	left, right := edge(pattern[0]), edge(pattern[len(pattern)-1])
	// A run of wildcards at an end takes in as little as it can.
	literal := func(r rune) bool { return r != '*' && r != '?' }
	first, last := slices.IndexFunc(pattern, literal), len(pattern)-1
	for !literal(pattern[last]) {
		last--
	}
	lead := strings.Count(string(pattern[:first]), "?")
	trail := strings.Count(string(pattern[last+1:]), "?")
	pattern = slices.Concat([]rune(strings.Repeat("?", lead)), pattern[first:last+1], []rune(strings.Repeat("?", trail)))

	var matches []Match
	for start := range text {
		if !left.free(before(text, start)) {
			continue
		}
		for end := start; end <= len(text); end++ {
			if end < len(text) && !utf8.RuneStart(text[end]) {
				continue
			}
			if right.free(after(text, end)) && naiveGlob(pattern, []rune(text[start:end])) {
				matches = append(matches, Match{word, start, end})
				break
			}
		}
	}
	return matches
}

// loose marks a character of a pattern that stands for hiragana and katakana.
const loose = 1 << 24

// loosened marks the kana of all segments that count in both scripts.
func loosened(key string) (pattern []rune) {
	for i, segment := range strings.Split(key, "*") {
		if i > 0 {
			pattern = append(pattern, '*')
		}
		own := ownScript(strings.Split(segment, "?"))
		for _, r := range segment {
			if h := hiraganaOf(r); !own && (h >= 'ぁ' && h <= 'ゖ') {
				r = h | loose
			}
			pattern = append(pattern, r)
		}
	}
	return pattern
}

func hiraganaOf(r rune) rune {
	if r >= 'ァ' && r <= 'ヶ' {
		return r - 'ァ' + 'ぁ'
	}
	return r
}

func naiveGlob(p, s []rune) bool {
	switch {
	case len(p) == 0:
		return len(s) == 0
	case p[0] == '*':
		return naiveGlob(p[1:], s) || len(s) > 0 && naiveGlob(p, s[1:])
	default:
		return len(s) > 0 && (p[0] == s[0] || p[0] == '?' || p[0] == hiraganaOf(s[0])|loose) && naiveGlob(p[1:], s[1:])
	}
}

func FuzzFind(f *testing.F) {
	f.Add("NDA\n2026\na*b", "NDA2026 xb a ab")
	f.Add("機密*契約\n?密\n契約??", "機密の契約と契約書類")
	f.Add("aa*a?a\na?\n*a", "aaaaa aa a1a a")
	f.Add("é\ne\n1?2*3", "éeé 1x2 33")
	f.Add("あ*い*う\nあ??う", "ああいいうう")
	f.Add("はっぴょう\nマス\nツバメ印?", "ハッピョウますマスつばめ印刷")
	f.Fuzz(func(t *testing.T, words, text string) {
		if len(words) > 60 || len(text) > 80 || strings.Count(words, "*") > 5 {
			return
		}
		folded := Fold(text)
		var b Builder
		var want []Match
		seen := map[Word]bool{}
		for _, written := range strings.Split(words, "\n") {
			w, err := b.Add(written)
			if err != nil || seen[w] {
				continue
			}
			seen[w] = true
			want = append(want, naiveFind(w, Fold(written), folded)...)
		}
		slices.SortFunc(want, func(a, b Match) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Word, b.Word)) })
		if got := b.Build().Find(folded); !slices.Equal(got, want) {
			t.Errorf("words %q in %q: %v, want %v", words, folded, got, want)
		}
	})
}

func manyWords(b *testing.B, n int) *Builder {
	b.Helper()
	var builder Builder
	for i := range n {
		word := fmt.Sprintf("秘密計画%d号", i)
		if i%10 == 0 {
			word = fmt.Sprintf("project %d*phase %d?", i, i)
		}
		if _, err := builder.Add(word); err != nil {
			b.Fatal(err)
		}
	}
	return &builder
}

func BenchmarkCompile5000(b *testing.B) {
	for b.Loop() {
		manyWords(b, 5000).Build()
	}
}

func BenchmarkFind5000(b *testing.B) {
	set := manyWords(b, 5000).Build()
	text := Fold(strings.Repeat("お世話になっております。秘密計画77号の件、project 30の資料をお送りします。phase 30b is late. ", 100))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		set.Find(text)
	}
}
