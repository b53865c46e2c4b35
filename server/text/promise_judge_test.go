package text

import (
	"slices"
	"strings"
	"testing"
)

// Rules alone know every sentence of the working sets: the weights are no excuse for a rule that goes wrong.
func TestPromiseByRule(t *testing.T) {
	for _, m := range promiseSet(t) {
		_, byRule, linked := PromiseTraits(m.subject, NewText(m.body))
		if got := byRule && !linked; got != m.promises {
			t.Errorf("rules say of %q, %q: %t, want %t", m.subject, m.body, got, m.promises)
		}
	}
}

func TestWeightsFile(t *testing.T) {
	if got, want := len(promiseWeights), weightsHeader+1<<traitBits; got != want {
		t.Fatalf("the weights have %d octets, want %d", got, want)
	}
	w := readWeights(promiseWeights)
	if w.scale <= 0 || w.scale > 1 || w.least < -1 || w.least > 1 {
		t.Errorf("scale %g, least %g: what was read is no header", w.scale, w.least)
	}
}

func TestWeights(t *testing.T) {
	w := weights{scale: 0.5, bias: -1, traits: "\x00\x08\xf8"}
	for _, c := range []struct {
		traits []uint32
		want   float32
	}{{nil, 0}, {[]uint32{1, 1, 1}, 6}, {[]uint32{2, 2, 0}, -4}, {[]uint32{0, 1, 2}, 0}} {
		if got := w.of(c.traits); got != c.want {
			t.Errorf("of(%v) = %g, want %g", c.traits, got, c.want)
		}
	}
}

// What the weights know has a word of the text's own.
func TestWordAround(t *testing.T) {
	for _, c := range []struct{ left, right, want string }{
		{"資料を", "添付いたします。", "添付いたします"},
		{"見積を", "送りました、ご確認を", "送りました"},
		{"Please see the a", "ttached file", "attached"},
		{"ご確認ください。a", "ttachしました", "attach"},
		{"図面(最終", ")です。", "図面(最終)です"},
		{"ご確認ください。最終の図面", " です。", "最終の図面 です"},
		{"実施計", "画です。", "実施計画です"},
		{"実施スケジュ", "ールです", "実施スケジュールです"},
		{"資料をお", "送りします", "お送りします"},
		{"見積書", "📎", "見積書📎"},
		{"", "📎 ご覧", "📎 ご覧"},
		{"見積", "📎 0312345678 0312345678 です", "見積📎"},
		{"", "ﾃﾝﾌﾟします。", "ﾃﾝﾌﾟします"},
		{"図面", ".pdfです", "pdf"},
		{"x", " attched", "attched"},
		{"", "!", "!"},
		{"", "", ""},
		{"", "送" + strings.Repeat("り", 30), "送りりりりりりりりり"},
		{"with th", "is email.", "this email"},
		{"H", "ere is", "Here is"},
		{"th", "is 2", "this"},
	} {
		if got := wordAround(c.left, c.right); got != c.want {
			t.Errorf("wordAround(%q, %q) = %q, want %q", c.left, c.right, got, c.want)
		}
	}
}

func TestSentencesBeside(t *testing.T) {
	const s = "お世話になります。\n図面を送ります。 ご確認ください。"
	from := strings.Index(s, "図面")
	to := strings.Index(s, " ご")
	if got, want := sentenceBefore(s, from), "お世話になります。"; got != want {
		t.Errorf("before: %q, want %q", got, want)
	}
	if got, want := sentenceAfter(s, to), "ご確認ください。"; got != want {
		t.Errorf("after: %q, want %q", got, want)
	}
	if before, after := sentenceBefore(s, 0), sentenceAfter(s, len(s)); before != "" || after != "" {
		t.Errorf("beside a whole text: %q, %q, want nothing", before, after)
	}
}

// Words of one kind are alike, and so are words that nobody knows; what matters stays itself.
func TestAppendKinds(t *testing.T) {
	for _, c := range []struct {
		a, b  string
		alike bool
	}{
		{"見積書を送ります", "図面を送ります", true},
		{"先週の図面", "昨日の資料", true},
		{"緒方様", "久遠様", true},
		{"12部", "345部", true},
		{"please see the invoice", "please see the drawings", true},
		{"図面を送ります", "荷物を送ります", false},
		{"図面を送ります", "図面を送りません", false},
		{"attached", "enclosed", false},
	} {
		a, b := appendKinds(nil, Fold(c.a)), appendKinds(nil, Fold(c.b))
		if got := slices.Equal(a, b); got != c.alike {
			t.Errorf("kinds of %q and %q: %v and %v, want them alike: %t", c.a, c.b, a, b, c.alike)
		}
	}
}

// The weights know promises that no rule does, and doubt what a rule takes for one.
func TestPromiseByWeights(t *testing.T) {
	for _, c := range []struct {
		body   string
		byRule bool
		want   string
	}{
		{"決算の数字がまとまりましたので、添付でお渡しします。", false, "添付でお渡しします"},
		{"You should have the revised quote with this email.", false, "this email"},
		{"各部には先週、案内図を添付しましたので、部から送る必要はありません。", true, ""},
		{"Anyone who has the attached card gets a discount.", true, ""},
	} {
		if _, byRule, _ := PromiseTraits("", c.body); byRule != c.byRule {
			t.Errorf("rules say of %q: %t, want %t: take a sentence of which they say so", c.body, byRule, c.byRule)
		}
		if got := Promise("", c.body); got != c.want {
			t.Errorf("Promise(%q) = %q, want %q", c.body, got, c.want)
		}
	}
}

// A mail in which nothing is worth a look costs no allocation.
func TestPromiseOfNothingAllocatesNothing(t *testing.T) {
	s := strings.Repeat("お世話になっております。会議は三時からです。 See you at the meeting. ", 20)
	Promise("", s)
	if got := testing.AllocsPerRun(10, func() { Promise("", s) }); got != 0 {
		t.Errorf("%g allocations, want none", got)
	}
}

// FuzzPromiseTraits: each trait has a weight, whatever stands in a mail, and reading again gives the same.
func FuzzPromiseTraits(f *testing.F) {
	f.Add("図面を送ります", "添付のとおりです。\nAttached: 2 files. 送る\xff")
	f.Fuzz(func(t *testing.T, subject, body string) {
		if len(subject)+len(body) > 4000 {
			return
		}
		first, _, _ := PromiseTraits(subject, body)
		again, _, _ := PromiseTraits(subject, body)
		if len(first) > maxSentences+1 || !slices.EqualFunc(first, again, slices.Equal) {
			t.Fatalf("%d sentences, the second time %d", len(first), len(again))
		}
		for _, sentence := range first {
			for _, trait := range sentence {
				if int(trait.Number) >= PromiseTraitNumbers || !(trait.Value > 0) {
					t.Fatalf("of trait %d there is %g", trait.Number, trait.Value)
				}
			}
		}
	})
}
