package main

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"

	"sekisho/server/text"
)

// example is a sentence with its label.
type example struct {
	sentence sentence
	label    float64 // 1 or -1
	cost     float64
	square   float64 // of its length as a vector, and what the cost adds
	dual     float64
}

const (
	rounds = 3  // how often the promising sentence of a mail is chosen anew
	passes = 10 // over all examples in a round
	tenths = 10
)

// train learns from samples. Of a mail that promises nobody has told which sentence does: at first all are taken to, for a
// part of the cost, then the one of which the model was surest. Of one that does not none does.
func train(all []*sample, cost float64) *model {
	m := solve(examples(all, cost, func(s *sample) (from, to int) { return 0, len(s.sentences) }))
	for range rounds {
		m = solve(examples(all, cost, func(s *sample) (from, to int) {
			at, _ := m.most(s)
			return at, at + 1
		}))
	}
	return m
}

func examples(all []*sample, cost float64, promising func(*sample) (from, to int)) (list []example) {
	for _, s := range all {
		switch {
		case len(s.sentences) == 0:
		case s.forgotten:
			from, to := promising(s)
			for _, sentence := range s.sentences[from:to] {
				list = append(list, example{sentence: sentence, label: 1, cost: cost * s.cost / float64(to-from)})
			}
		default:
			for _, sentence := range s.sentences {
				list = append(list, example{sentence: sentence, label: -1, cost: cost * s.cost})
			}
		}
	}
	return list
}

// solve finds the weights with the least square of themselves and of what is on the wrong side: a support vector machine with
// squared hinge loss, by dual coordinate descent (C.-J. Hsieh et al., ICML 2008, algorithm 1).
func solve(list []example) *model {
	m := newModel()
	m.rarity = rarityOf(list)
	for i := range list {
		list[i].square = m.squareOf(list[i].sentence) + 1 + 1/(2*list[i].cost)
	}
	random := rand.New(rand.NewPCG(1, 2)) // #nosec G404 -- an order that is the same each time
	for range passes {
		for _, i := range random.Perm(len(list)) {
			m.mend(&list[i])
		}
	}
	return m
}

// mend moves the weights so far that one example is right, as far as its cost allows.
func (m *model) mend(e *example) {
	gradient := e.label*m.of(e.sentence) - 1 + e.dual/(2*e.cost)
	dual := math.Max(e.dual-gradient/e.square, 0)
	by := (dual - e.dual) * e.label
	if by == 0 {
		return
	}
	e.dual = dual
	m.bias += by
	for _, t := range e.sentence {
		m.weights[t.Number] += by * float64(t.Value) * m.rarity[t.Number]
	}
}

// squareOf is the square of a sentence's length as a vector.
func (m *model) squareOf(s sentence) (sum float64) {
	for _, t := range s {
		sum += float64(t.Value) * float64(t.Value) * m.rarity[t.Number]
	}
	return sum
}

// How much more a rare trait tells than one that stands everywhere.
const (
	perLog     = 0.2
	everywhere = 0.05
)

// rarityOf tells by what each trait's square is to be multiplied: the fewer examples have it, the more it tells. What is a root of
// it in the trait and another in its weight is a factor of the weight alone, so that whoever reads the weights need not know.
func rarityOf(list []example) []float64 {
	with, all := make([]float64, text.PromiseTraitNumbers), 1.0
	for _, e := range list {
		all += e.cost
		for _, t := range e.sentence {
			with[t.Number] += e.cost
		}
	}
	for i, costs := range with {
		with[i] = everywhere + perLog*math.Log(all/(1+costs))
	}
	return with
}

// judge is what was learned from samples: it notes the sum of each.
type judge interface{ judge(all []*sample) }

// school makes a judge of samples.
type school func(learned []*sample) judge

func linear(o options) school {
	return func(learned []*sample) judge { return train(learned, o.cost) }
}

func networked(learned []*sample) judge { return learnAll(learned) }

// crossValidate notes each mail's sum by a judge made of nine tenths of the mails, without it, and of all that is no mail.
func crossValidate(all []*sample, of school) {
	crossValidateWith(all, of, func(*sample) bool { return true })
}

// crossValidateWith learns only from samples that are drawn.
func crossValidateWith(all []*sample, of school, drawn func(*sample) bool) {
	var done sync.WaitGroup
	atOnce := make(chan struct{}, runtime.GOMAXPROCS(0))
	for tenth := range uint32(tenths) {
		done.Go(func() {
			atOnce <- struct{}{}
			defer func() { <-atOnce }()
			var learned, left []*sample
			for _, s := range all {
				if s.isMail && tenthOf(s.id) == tenth {
					left = append(left, s)
				} else if drawn(s) {
					learned = append(learned, s)
				}
			}
			of(learned).judge(left)
		})
	}
	done.Wait()
}

func tenthOf(id string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(groupOf(id)))
	return (h.Sum32() >> 3) % tenths
}

// groupOf is what the identifiers of mails have in common that differ in a few words: h-012 and h-012-1.
func groupOf(id string) string {
	if first := strings.Index(id, "-") + 1; first > 0 {
		if second := strings.Index(id[first:], "-"); second > 0 {
			return id[:first+second]
		}
	}
	return id
}
