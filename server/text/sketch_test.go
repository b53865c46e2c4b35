package text

import (
	"regexp/syntax"
	"slices"
	"strings"
	"testing"
)

// checkSketch holds what a sketch says against the text itself.
func checkSketch(t *testing.T, written string) {
	t.Helper()
	folded := soften(Fold(written))
	var drawn, direct sketch
	drawn.draw(folded)
	if direct.drawWritten(written) && direct.pairs != drawn.pairs {
		t.Errorf("a sketch of %q is not one of %q", written, folded)
	}
	for i, s := range factsOfLetters() {
		if s.in != nil && !s.need.met(&drawn) && s.in(folded) {
			t.Errorf("fact %d is to be found in %q, and the sketch rules it out", i, folded)
		}
	}
	for _, e := range phrases() {
		if !e.need.met(&drawn) && e.MatchString(folded) {
			t.Errorf("%.80s… matches %q, and the sketch rules it out", e.source, folded)
		}
	}
}

var sketched = []string{
	"", "送", "郵 送\nし ます", "ＰＤＦで　お送り致します。", "Please do not hesitate.\tSee the e-mail\x00attached", "頂戴した資料、下 さい。", "３ー４ の 御見積", "ﾊﾟ", "か\u3099", "è",
	"ダウンロードして下さい。ﾌ", "あ\x7fい", "a\u3000b", "ー", "1\nー", "株式会社　A 社", "\xe3\x81",
}

func TestSketch(t *testing.T) {
	for _, s := range sketched {
		checkSketch(t, s)
	}
	for _, m := range promiseSet(t) {
		checkSketch(t, m.subject)
		checkSketch(t, m.body)
	}
}

// A sketch rules out what is not there: that is what it is for.
func TestSketchRulesOut(t *testing.T) {
	l := letter{written: "いつもお世話になっております。来週の会議は3時からです。"}
	defer l.end()
	for _, f := range [...]fact{goesByPost, ofGoods, isShared, forgot, forgotEn, otherWayEn, ofGoodsEn, namesFile} {
		if l.says(f) {
			t.Errorf("fact %d is found", f)
		}
		if l.folded != "" {
			t.Fatalf("the text was folded for fact %d, which is not in it", f)
		}
	}
}

func TestNeedOf(t *testing.T) {
	for _, c := range []struct{ expression, has, hasNot string }{
		{`郵送|宅配`, "宅配", "送郵"},
		{`添付(?:を|の)?忘れ`, "添付の忘れ", "添付を"},
		{`再送.*します`, "再送を明日します", "再送する"},
		{`(?:メール)+です`, "メールです", "メモです"},
		{`^(?:ab|cd)[xy]$`, "cdy", "cyd"},
		{`アタッチ`, "あたっち", "あっち"},
	} {
		re, err := syntax.Parse(c.expression, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		n := clueOf(re.Simplify()).needs()
		var has, hasNot sketch
		has.draw(c.has)
		hasNot.draw(c.hasNot)
		if !n.met(&has) || n.met(&hasNot) {
			t.Errorf("%s: %q may match: %t, want true; %q: %t, want false", c.expression, c.has, n.met(&has), c.hasNot, n.met(&hasNot))
		}
	}
	for _, any := range []string{`.*`, `送?`, `(?i)attached`, `\d\d`, `[a-z]+x`, `a|bc`, ``} {
		re, err := syntax.Parse(any, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		if n := clueOf(re.Simplify()).needs(); n.is != nothing {
			t.Errorf("%s needs something, want nothing: no pair of characters has to be there", any)
		}
	}
}

func FuzzSketch(f *testing.F) {
	for _, s := range sketched {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) < 2000 {
			checkSketch(t, strings.ToValidUTF8(s, "?"))
		}
	})
}

// holds says what find would, and ends sooner.
func TestHolds(t *testing.T) {
	for _, m := range promiseSet(t) {
		for _, a := range [...]*automaton{promiseWords(), passwordWords(), jaPhrases().goods.automaton} {
			found := false
			a.find(m.body, func(int32, int) { found = true })
			if got := a.holds(m.body); got != found {
				t.Errorf("holds(%q) = %t, want %t", m.body, got, found)
			}
		}
	}
}

func TestEachOnce(t *testing.T) {
	x := &traits{}
	for range 2 { // the second time with what the first one left
		x.all = []uint32{7, 65535, 7, 0, 65535, 0, 7}
		x.eachOnce()
		if want := []uint32{7, 65535, 0}; !slices.Equal(x.all, want) {
			t.Errorf("eachOnce leaves %v, want %v", x.all, want)
		}
	}
}
