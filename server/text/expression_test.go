package text

import (
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// phrases are all expressions by which promises are known.
func phrases() (all []*expression) {
	for _, v := range [...]reflect.Value{
		reflect.ValueOf(enPhrases()).Elem(), reflect.ValueOf(jaPhrases()).Elem(), reflect.ValueOf(sentPhrases()).Elem(), reflect.ValueOf(sentEnglish()).Elem(),
	} {
		for i := range v.NumField() {
			if v.Field(i).Type() == reflect.TypeFor[*expression]() {
				all = append(all, (*expression)(v.Field(i).UnsafePointer()))
			}
		}
	}
	return all
}

// checkExpressions holds what they say of a text against package regexp.
func checkExpressions(t *testing.T, peers []*regexp.Regexp, all []*expression, s string) {
	t.Helper()
	for i, e := range all {
		if got, want := e.MatchString(s), peers[i].MatchString(s); got != want {
			t.Errorf("%.80s… matches %q: %t, of package regexp: %t", e.source, s, got, want)
		}
	}
}

func peersOf(all []*expression) (peers []*regexp.Regexp) {
	for _, e := range all {
		peers = append(peers, regexp.MustCompile(e.source))
	}
	return peers
}

func TestExpressions(t *testing.T) {
	all := phrases()
	peers := peersOf(all)
	for i, m := range promiseSet(t) {
		if i%16 > 0 { // package regexp takes its time
			continue
		}
		s := soften(Fold(m.body))
		checkExpressions(t, peers, all, s)
		for _, stem := range [...]string{"添付", "attach", "送"} {
			for left, right := range around(s, stem) {
				checkExpressions(t, peers, all, left)
				checkExpressions(t, peers, all, right)
			}
		}
	}
}

// tricky are forms that the phrases have little of.
func tricky() (all []*expression) {
	for _, s := range [...]string{
		"", "a", "^$", "^a", "a$", "^", "$", `\ba\b`, `\Ba`, `\b$`, `^\b`, `a.{0,3}b`, "[^a]b$", "(?i)straße|k", "a*?b+c?", "(?:a|b|^c)(?:d|$)", "あ[^、。]{0,2}い|う$", `\w+\s\d`, "(?s).a", ".a",
		`\x{1f600}?a$`, `[^\x00-\x{ffff}]`,
	} {
		all = append(all, express(s))
	}
	return all
}

func TestTrickyExpressions(t *testing.T) {
	all := tricky()
	peers := peersOf(all)
	for _, s := range [...]string{
		"", "a", "b", "c", "cd", "d", "ab", "ba", "a b", "b\na", "\n", "STRASSE", "STRAẞE", "K", "k", "Straße", "あい", "あ、い", "あxyい", "あxyzい", "う", "うう。", "a_", "é", "éa", "aé", "x 1", "x\u00a01", "\U0001f600a",
		"\U0001f600", strings.Repeat("a", 100) + "b",
	} {
		checkExpressions(t, peers, all, s)
	}
}

// An expression that has kept as many states as it may goes on from none.
func TestExpressionForgets(t *testing.T) {
	e := express(`a.{14}b`) // in need of a state for every choice of fourteen places
	peer := regexp.MustCompile(e.source)
	s := ""
	for n := 1; len(s) < 40_000; n = n*1664525 + 1013904223 {
		s += string("ac"[n>>16&1])
	}
	for _, s := range [...]string{s, s + "a" + strings.Repeat("c", 14) + "b", s} {
		if got, want := e.MatchString(s), peer.MatchString(s); got != want {
			t.Errorf("matches: %t, want %t", got, want)
		}
		if len(e.known) > maxStates {
			t.Errorf("%d states kept, want at most %d", len(e.known), maxStates)
		}
	}
}

func FuzzExpression(f *testing.F) {
	f.Add("添付の資料をご確認ください。後ほど別途メールで送付いたします。")
	f.Add("please find attached the file. i will attach it to the ticket")
	all := append(phrases(), tricky()...)
	peers := peersOf(all)
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) < 500 && utf8.ValidString(s) {
			checkExpressions(t, peers, all, s)
		}
	})
}

func TestSoften(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "資料": "資料", "御見積を添附致します。": "ご見積を添付いたします。", "頂戴しました。ご確認頂けますと": "頂戴しました。ご確認いただけますと", "アタッチしました": "添付しました", "アタック": "アタック",
		"please see atached": "please see attached", "don’t": "don't", "don't hesitate": "feel free", "an e-mail": "an email", "付": "付", "べつてん": "別添",
	} {
		if got := soften(in); got != want {
			t.Errorf("soften(%q) = %q, want %q", in, got, want)
		}
	}
}
