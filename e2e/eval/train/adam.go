package main

import (
	"math"
	"math/rand/v2"

	"sekisho/server/text"
)

// How the network learns: in mails at a time, in rounds over all, with Adam (D. P. Kingma and J. Ba, ICLR 2015), of which the rows
// take part only when a mail at hand has their trait. The step falls to nothing in the end.
const (
	netRounds = 10
	atATime   = 64
	firstStep = 0.004
	momentum  = 0.9
	scaling   = 0.999
	tiny      = 1e-8
	smoothing = 0.02 // how far from certain the labels are taken to be
	dropTrait = 0.35
	dropSum   = 0.2
	// leastKnown is how many sentences must have a trait, by their costs, that the network learns it.
	leastKnown = 2
	// leastCosts is what mails at a time cost at least: a few letters made of patterns are not to weigh as much as mails.
	leastCosts = 4
)

// gradients are what the mails at hand would change.
type gradients struct {
	dense []float32
	rows  map[uint32]int // where a trait's row is in all
	used  []uint32       // their traits
	all   []float32
}

func (g *gradients) row(t uint32) []float32 {
	at, ok := g.rows[t]
	if !ok {
		at = len(g.used) * width
		g.rows[t] = at
		g.used = append(g.used, t)
		g.all = append(g.all, make([]float32, width)...)
	}
	return g.all[at : at+width]
}

func (g *gradients) reset() {
	clear(g.dense)
	clear(g.rows)
	g.used, g.all = g.used[:0], g.all[:0]
}

// learner makes a network.
type learner struct {
	net            *net
	rarity         []float32 // by what a trait's value is multiplied, zero if the network does not learn it
	random         *rand.Rand
	grads          gradients
	mean, square   []float32 // of rows' gradients
	dMean, dSquare []float32 // of the others
	steps          int
}

// learnAll makes the networks of samples.
func learnAll(all []*sample) (made nets) {
	for seed := range uint64(text.PromiseNets) {
		made = append(made, learn(all, seed+1))
	}
	return made
}

// learn makes a network of samples.
func learn(all []*sample, seed uint64) *net {
	l := newLearner(all, seed)
	var some []*sample
	for _, s := range all {
		if len(s.sentences) > 0 && s.cost > 0 {
			some = append(some, s)
		}
	}
	count := netRounds * ((len(some) + atATime - 1) / atATime)
	for range netRounds {
		l.random.Shuffle(len(some), func(i, k int) { some[i], some[k] = some[k], some[i] })
		for from := 0; from < len(some); from += atATime {
			l.batch(some[from:min(from+atATime, len(some))])
			l.step(firstStep * (1 - float64(l.steps)/float64(count)))
		}
	}
	return l.finished()
}

func newLearner(all []*sample, seed uint64) *learner {
	l := &learner{random: rand.New(rand.NewPCG(seed, 7))} // #nosec G404 -- the same each time
	costs, total := make([]float64, text.PromiseTraitNumbers), 0.0
	for _, s := range all {
		for _, sentence := range s.sentences {
			total += s.cost
			for _, t := range sentence {
				costs[t.Number] += s.cost
			}
		}
	}
	l.rarity = make([]float32, text.PromiseTraitNumbers)
	known := make([]bool, text.PromiseTraitNumbers)
	for t, cost := range costs {
		if known[t] = cost >= leastKnown; known[t] {
			l.rarity[t] = float32(math.Sqrt(everywhere + perLog*math.Log(math.Max(1, total/(1+cost)))))
		}
	}
	l.net = newNet(known, l.random)
	l.mean, l.square = make([]float32, len(l.net.rows)), make([]float32, len(l.net.rows))
	l.dMean, l.dSquare = make([]float32, denseSize), make([]float32, denseSize)
	l.grads = gradients{dense: make([]float32, denseSize), rows: map[uint32]int{}}
	return l
}

// batch sums up the gradients of some mails: of each only the sentence that says most learns.
func (l *learner) batch(some []*sample) {
	l.grads.reset()
	costs := 0.0
	for _, s := range some {
		costs += s.cost
	}
	costs = math.Max(costs, leastCosts)
	for _, s := range some {
		most := pass{out: nothing}
		for _, sentence := range s.sentences {
			if p := l.net.of(l.thinned(sentence), l.drops()); p.out > most.out {
				most = p
			}
		}
		want := smoothing
		if s.forgotten {
			want = 1 - smoothing
		}
		is := 1 / (1 + math.Exp(-float64(most.out)))
		l.net.back(&most, float32(s.cost*(is-want)/costs), &l.grads)
	}
}

// thinned leaves some traits out, and those that are not learned. The others count more.
func (l *learner) thinned(s sentence) sentence {
	kept := make(sentence, 0, len(s))
	for _, t := range s {
		if rarity := l.rarity[t.Number]; rarity > 0 && l.random.Float64() >= dropTrait {
			t.Value *= rarity / (1 - dropTrait)
			kept = append(kept, t)
		}
	}
	return kept
}

func (l *learner) drops() *dropped {
	d := &dropped{}
	draw := func(to []float32) {
		for i := range to {
			if l.random.Float64() >= dropSum {
				to[i] = 1 / (1 - dropSum)
			}
		}
	}
	draw(d.first[:])
	draw(d.second[:])
	return d
}

// step moves the network along the gradients.
func (l *learner) step(size float64) {
	l.steps++
	size *= math.Sqrt(1-math.Pow(scaling, float64(l.steps))) / (1 - math.Pow(momentum, float64(l.steps)))
	moved(l.net.dense, l.grads.dense, l.dMean, l.dSquare, float32(size))
	for i, t := range l.grads.used {
		from, to := int(t)*width, int(t+1)*width
		moved(l.net.rows[from:to], l.grads.all[i*width:(i+1)*width], l.mean[from:to], l.square[from:to], float32(size))
	}
}

func moved(weights, gradient, mean, square []float32, size float32) {
	for i, g := range gradient {
		mean[i] = momentum*mean[i] + (1-momentum)*g
		square[i] = scaling*square[i] + (1-scaling)*g*g
		weights[i] -= size * mean[i] / (float32(math.Sqrt(float64(square[i]))) + tiny)
	}
}

// finished returns the network with the rarity of traits in their rows, so that whoever asks it need not know.
func (l *learner) finished() *net {
	for t, rarity := range l.rarity {
		for i := range width {
			l.net.rows[t*width+i] *= rarity
		}
	}
	return l.net
}
