package text

import (
	"slices"
)

// PromiseTrait is a number that stands for what was found in a mail, below PromiseTraitNumbers, and how much there is of it.
type PromiseTrait struct {
	Number uint32
	Value  float32
}

// PromiseTraitNumbers is how many weights there are.
const PromiseTraitNumbers = 1 << traitBits

// PromiseTraits returns what Promise weighs of a mail: the traits of each sentence worth a look, by number, whether a rule
// knows a promise among them, and whether a link may serve as the file. It is for e2e/eval/train, which makes the weights.
func PromiseTraits(subject, newText string) (sentences [][]PromiseTrait, byRule, linked bool) {
	p := plea{letter: letter{written: clipOctets(newText, maxPromise)}}
	defer p.end()
	var context, sentence []PromiseTrait
	p.keep = func(block []uint32, value float32) {
		if block == nil {
			sentences = append(sentences, gathered(append(sentence, context...)))
			sentence = nil
			return
		}
		for _, t := range block {
			sentence = append(sentence, PromiseTrait{t, value})
		}
		if context == nil {
			context, sentence = sentence, nil
		}
	}
	p.read(subject)
	return sentences, p.byRule != "", p.linked()
}

// gathered adds up what stands several times.
func gathered(all []PromiseTrait) []PromiseTrait {
	slices.SortStableFunc(all, func(a, b PromiseTrait) int { return int(a.Number) - int(b.Number) })
	sums := all[:0]
	for _, t := range all {
		if n := len(sums); n > 0 && sums[n-1].Number == t.Number {
			sums[n-1].Value += t.Value
		} else {
			sums = append(sums, t)
		}
	}
	return slices.Clip(sums)
}
