package main

import (
	"encoding/binary"
	"math"
)

// traits is how many weights there are; package text has the same number.
const traits = 1 << 15

// model is a linear judge of sentences.
type model struct {
	weights []float64
	bias    float64
}

// nothing is the sum of a mail in which no sentence is worth a look.
const nothing = -1 << 20

// of sums up a sentence's traits, as package text does.
func (m *model) of(sentence []uint16) float64 {
	sum := 0.0
	for _, t := range sentence {
		sum += m.weights[t]
	}
	return m.bias + sum/length(sentence)
}

func length(sentence []uint16) float64 { return math.Sqrt(float64(len(sentence) + 1)) }

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

// pack writes the weights as package text reads them: four 32-bit numbers and an octet for each trait.
func (m *model) pack(rule, least float64) []byte {
	greatest := 0.0
	for _, w := range m.weights {
		greatest = max(greatest, math.Abs(w))
	}
	scale := max(greatest/math.MaxInt8, 1e-9)
	var file []byte
	for _, v := range [...]float64{scale, m.bias, rule, least} {
		file = binary.LittleEndian.AppendUint32(file, math.Float32bits(float32(v)))
	}
	for _, w := range m.weights {
		file = append(file, byte(int8(math.Round(w/scale)))) // #nosec G115 -- at most 127
	}
	return file
}
