package main

import (
	"encoding/binary"
	"math"

	"sekisho/server/text"
)

// model is a linear judge of sentences.
type model struct {
	weights []float64
	bias    float64
	rarity  []float64 // while it learns: by what the square of each trait is multiplied
}

// nothing is the sum of a mail in which no sentence is worth a look.
const nothing = -1 << 20

// of sums up a sentence's traits, as package text does.
func (m *model) of(s sentence) float64 {
	sum := m.bias
	for _, t := range s {
		sum += m.weights[t.Number] * float64(t.Value)
	}
	return sum
}

func newModel() *model { return &model{weights: make([]float64, text.PromiseTraitNumbers)} }

// most returns the sentence that says most, and how much; -1 if there is none.
func (m *model) most(s *sample) (at int, sum float64) {
	at, sum = -1, nothing
	for i, sentence := range s.sentences {
		if is := m.of(sentence); is > sum {
			at, sum = i, is
		}
	}
	return at, sum
}

// judge notes the sums of samples.
func (m *model) judge(all []*sample) {
	for _, s := range all {
		_, s.sum = m.most(s)
	}
}

// pack writes the weights as package text reads them: five 32-bit numbers and an octet for each trait.
func (m *model) pack(rule, link, least float64) []byte {
	greatest := 0.0
	for _, w := range m.weights {
		greatest = max(greatest, math.Abs(w))
	}
	scale := max(greatest/math.MaxInt8, 1e-9)
	var file []byte
	for _, v := range [...]float64{scale, m.bias, rule, link, least} {
		file = binary.LittleEndian.AppendUint32(file, math.Float32bits(float32(v)))
	}
	for _, w := range m.weights {
		file = append(file, byte(int8(math.Round(w/scale)))) // #nosec G115 -- at most 127
	}
	return file
}
