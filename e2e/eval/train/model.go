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

// pack writes the weights as package text reads them: three 32-bit numbers and an octet for each trait.
func (m *model) pack(least float64) []byte {
	greatest := 0.0
	for _, w := range m.weights {
		greatest = max(greatest, math.Abs(w))
	}
	scale := max(greatest/math.MaxInt8, 1e-9)
	file := packed(nil, float32(scale), float32(m.bias), float32(least))
	for _, w := range m.weights {
		file = append(file, byte(int8(math.Round(w/scale)))) // #nosec G115 -- at most 127
	}
	return file
}

// pack writes the networks as package text reads them: numbers of 32 bits, a bit for each trait that has a row, and the rows, an octet
// a number.
func (all nets) pack(rule, link, least float64) []byte {
	greatest := float32(0)
	for _, n := range all {
		for _, w := range n.rows {
			greatest = max(greatest, w, -w)
		}
	}
	scale := max(greatest/math.MaxInt8, 1e-9)
	file := packed(nil, float32(rule), float32(link), float32(least), scale)
	for _, n := range all {
		file = packed(file, n.dense...)
	}
	var rows []byte
	for from := 0; from < text.PromiseTraitNumbers; from += 32 {
		known := uint32(0)
		for t := range 32 {
			if row := all.octets(from+t, scale); row != nil {
				known |= 1 << t
				rows = append(rows, row...)
			}
		}
		file = binary.LittleEndian.AppendUint32(file, known)
	}
	return append(file, rows...)
}

// octets are a trait's row in each network, or nil if it says nothing.
func (all nets) octets(trait int, scale float32) (row []byte) {
	says := false
	for _, n := range all {
		for _, w := range n.rows[trait*width : (trait+1)*width] {
			is := int8(math.Round(float64(w / scale))) // #nosec G115 -- at most 127
			says = says || is != 0
			row = append(row, byte(is)) // #nosec G115 -- its bits
		}
	}
	if !says {
		return nil
	}
	return row
}

func packed(file []byte, numbers ...float32) []byte {
	for _, v := range numbers {
		file = binary.LittleEndian.AppendUint32(file, math.Float32bits(v))
	}
	return file
}
