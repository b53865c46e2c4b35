package text

import (
	"math"
	"strings"
	"testing"
)

func TestIsReply(t *testing.T) {
	for subject, want := range map[string]bool{
		"Re: 図面": true, "RE: drawings": true, "ＲＥ：図面": true, "Fwd: x": true, " fw: x": true, "返信: 図面": true,
		"": false, "Report": false, "図面 Re: は要りません": false, "re-sending": false,
	} {
		if got := isReply(subject); got != want {
			t.Errorf("isReply(%q) = %t, want %t", subject, got, want)
		}
	}
}

// The subject of a reply is another's: it is as if there was none.
func TestPromiseOfReply(t *testing.T) {
	for _, body := range []string{"ご確認ください。", "Thanks for looking."} {
		if got := Promise("図面を添付します", body); got == "" {
			t.Errorf("a subject's promise was not found over %q", body)
		}
		if got := Promise("Re: 図面を添付します", body); got != "" {
			t.Errorf("Promise = %q over %q, by what the subject of a reply says", got, body)
		}
	}
}

// What the trainer is shown of a mail sums up to what Promise weighs: by the weights, and of what these leave by the networks.
func TestTraitsSumUp(t *testing.T) {
	w, n := readWeights(promiseWeights), theNetwork()
	asked := 0
	for _, m := range promiseSet(t)[:200] {
		sentences, byRule, _ := PromiseTraits(m.subject, NewText(m.body))
		most := float32(minusInfinity)
		for _, sentence := range sentences {
			sum, sums := float64(w.bias), opinion{}
			for _, trait := range sentence {
				sum += float64(w.scale) * float64(int8(w.traits[trait.Number])) * float64(trait.Value)
				n.add(&sums, []uint32{trait.Number}, trait.Value)
			}
			if sum > float64(w.least) {
				asked++
				most = max(most, n.says(&sums))
			}
		}
		if len(sentences) > maxAsked {
			continue
		}
		p := plea{letter: letter{written: NewText(m.body)}, weights: w}
		p.read(m.subject)
		if math.Abs(float64(p.most-most)) > 1e-3 || (p.byRule != "") != byRule {
			t.Errorf("%q, %q: Promise weighs %g, the trainer is shown %g", m.subject, m.body, p.most, most)
		}
		p.end()
	}
	if asked < 50 {
		t.Errorf("the networks were asked about %d sentences, want 50 at least", asked)
	}
}

// A sentence's place, its question mark and the mail about it are seen.
func TestTraitsOfPlace(t *testing.T) {
	x := newTraits()
	defer x.end()
	signs := func(folded string, from, to, size int) int {
		x.ofPlace(folded, from, to, size)
		return len(x.all)
	}
	x.letterAsks, x.letterLinks = false, false
	for _, c := range []struct {
		folded         string
		from, to, size int
		want           int
	}{{"図面を送ります。", 100, 120, 500, 1}, {"図面を送ります。", 0, 20, 500, 2}, {"図面を送ります。", 0, 20, 20, 3}, {"図面は?", 0, 10, 10, 4}} {
		if got := signs(c.folded, c.from, c.to, c.size); got != c.want {
			t.Errorf("%q from %d to %d of %d has %d signs, want %d", c.folded, c.from, c.to, c.size, got, c.want)
		}
	}
}

// The context is of a bounded length, and each kind counts once.
func TestContext(t *testing.T) {
	x := newTraits()
	defer x.end()
	count := func(subject, body string) int {
		x.ofLetter(subject, &letter{written: body})
		return len(x.all)
	}
	once, twice := count("", "図面を送る。"), count("", "図面を送る。図面を送る。")
	if once == 0 || twice > once+1 {
		t.Errorf("%d traits of a sentence, %d of the same twice, want no more than one more", once, twice)
	}
	if with := count("見積", "図面を送る。"); with <= once {
		t.Errorf("%d traits with a subject, %d without", with, once)
	}
	same := strings.Repeat("図面を送る。", maxContext/18+1)
	if long, longer := count("", same), count("", same+"荷物が届く。"); long != longer {
		t.Errorf("%d traits of a long mail, %d of a longer one, want the same", long, longer)
	}
}
