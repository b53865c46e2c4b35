package main

import (
	"math"
	"math/rand/v2"

	"sekisho/server/text"
)

const (
	width  = text.PromiseWidth
	hidden = text.PromiseHidden
)

// net is one of the networks that package text asks, while it learns. What of it is not rows stands in dense, so that one rule mends all.
type net struct {
	rows  []float32 // width for each trait, what a rare trait tells more taken in
	dense []float32
}

// Where what stands in dense.
const (
	biasAt       = 0
	hiddenAt     = biasAt + width
	hiddenBiasAt = hiddenAt + hidden*width
	outAt        = hiddenBiasAt + hidden
	outBiasAt    = outAt + hidden
	denseSize    = outBiasAt + 1
)

// newNet returns a network that has learned nothing. Rows of traits that are not known stay zero.
func newNet(known []bool, random *rand.Rand) *net {
	n := &net{rows: make([]float32, width*text.PromiseTraitNumbers), dense: make([]float32, denseSize)}
	for t, is := range known {
		if is {
			for i := range width {
				n.rows[t*width+i] = float32(random.NormFloat64()) / 10
			}
		}
	}
	for i := hiddenAt; i < hiddenBiasAt; i++ {
		n.dense[i] = evenly(random, width)
	}
	for i := outAt; i < outBiasAt; i++ {
		n.dense[i] = evenly(random, hidden)
	}
	return n
}

// evenly draws a first weight of one of so many that are summed up.
func evenly(random *rand.Rand, of int) float32 {
	return float32((2*random.Float64() - 1) / math.Sqrt(float64(of)))
}

// pass is what came out on the way through the network, for the way back.
type pass struct {
	sums, first    [width]float32
	second, summed [hidden]float32
	dropped        *dropped
	kept           sentence // the traits that were not dropped
	out            float32
}

// dropped are sums that are left out in a pass, so that none learns to rely on another: zero, or what the others count more for.
type dropped struct {
	first  [width]float32
	second [hidden]float32
}

// of asks about a sentence; d is nil when nothing is learned.
func (n *net) of(s sentence, d *dropped) pass {
	p := pass{kept: s, dropped: d}
	copy(p.sums[:], n.dense[biasAt:])
	for _, t := range s {
		row := n.rows[t.Number*width : t.Number*width+width]
		for i, w := range row {
			p.sums[i] += w * t.Value
		}
	}
	for i, sum := range p.sums {
		p.first[i] = max(sum, 0)
		if d != nil {
			p.first[i] *= d.first[i]
		}
	}
	p.out = n.dense[outBiasAt]
	for k := range hidden {
		sum := n.dense[hiddenBiasAt+k]
		for i, w := range n.dense[hiddenAt+k*width : hiddenAt+(k+1)*width] {
			sum += w * p.first[i]
		}
		p.summed[k], p.second[k] = sum, max(sum, 0)
		if d != nil {
			p.second[k] *= d.second[k]
		}
		p.out += n.dense[outAt+k] * p.second[k]
	}
	return p
}

// back adds to the gradients what a pass contributes of which the loss changes by so much with its outcome.
func (n *net) back(p *pass, by float32, g *gradients) {
	var first [width]float32
	g.dense[outBiasAt] += by
	for k := range hidden {
		g.dense[outAt+k] += by * p.second[k]
		if p.summed[k] <= 0 {
			continue
		}
		is := by * n.dense[outAt+k] * p.dropped.second[k]
		g.dense[hiddenBiasAt+k] += is
		for i := range width {
			g.dense[hiddenAt+k*width+i] += is * p.first[i]
			first[i] += is * n.dense[hiddenAt+k*width+i]
		}
	}
	for i := range first {
		first[i] *= p.dropped.first[i]
		if p.sums[i] <= 0 {
			first[i] = 0
		}
		g.dense[biasAt+i] += first[i]
	}
	for _, t := range p.kept {
		row := g.row(t.Number)
		for i, is := range first {
			row[i] += is * t.Value
		}
	}
}

// nets are those that differ in what was drawn. What counts is what they say on average.
type nets []*net

// most returns how much the sentence of a sample says that says most.
func (all nets) most(s *sample) float64 {
	most := float64(nothing)
	for _, sentence := range s.sentences {
		sum := 0.0
		for _, n := range all {
			p := n.of(sentence, nil)
			sum += float64(p.out)
		}
		most = max(most, sum/float64(len(all)))
	}
	return most
}

// judge notes what the networks say of samples.
func (all nets) judge(samples []*sample) {
	for _, s := range samples {
		s.sum = all.most(s)
	}
}
