package main

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"testing"

	"sekisho/server/text"
)

// eitherOr are mails of which no weight for each trait can tell those that promise: 1 does with 3 and 2 with 4, not the other way.
func eitherOr() (all []*sample) {
	for range 40 {
		for _, c := range []struct {
			a, b      uint32
			forgotten bool
		}{{1, 3, true}, {2, 4, true}, {1, 4, false}, {2, 3, false}} {
			s := &sample{forgotten: c.forgotten, cost: 1, sentences: []sentence{traits(c.a, c.b)}}
			if c.forgotten { // beside a sentence that says nothing
				s.sentences = append(s.sentences, traits(9))
			}
			all = append(all, s)
		}
		for range 4 {
			all = append(all, &sample{cost: 1, sentences: []sentence{traits(9)}})
		}
		all = append(all, &sample{cost: 1})
	}
	return all
}

// many are the same several times, as so few mails need many rounds.
func many(all []*sample) (more []*sample) {
	for range 20 {
		more = append(more, all...)
	}
	return more
}

func TestLearn(t *testing.T) {
	all := many(eitherOr())
	n := nets{learn(all, 1)}
	n.judge(all)
	for _, s := range all[:9] {
		if got := s.sum > 0; got != s.forgotten {
			t.Errorf("traits %v: %.2f, want a promise: %t", s.sentences, s.sum, s.forgotten)
		}
	}
	train(all, 2).judge(all)
	wrong := 0
	for _, s := range all[:9] {
		if s.sum > 0 != s.forgotten {
			wrong++
		}
	}
	if wrong == 0 {
		t.Error("weights alone know these mails as well: they show nothing about a network")
	}
	if again := (nets{learn(many(eitherOr()), 1)}); !bytes.Equal(again.pack(0, 0, 0), n.pack(0, 0, 0)) {
		t.Error("the same samples gave another network")
	}
}

// A trait that hardly a mail has is not learned.
func TestRareTraitsHaveNoRow(t *testing.T) {
	n := learn(append(many(eitherOr()), &sample{forgotten: true, cost: 1, sentences: []sentence{traits(77)}}), 1)
	for i, w := range n.rows[77*width : 78*width] {
		if w != 0 {
			t.Errorf("number %d of a trait that one mail has is %g, want 0", i, w)
		}
	}
}

// What the way back adds to the gradients is what the outcome changes by.
func TestBack(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	known := make([]bool, text.PromiseTraitNumbers)
	known[1], known[2] = true, true
	n := newNet(known, random)
	for i := range width {
		n.dense[biasAt+i] = 0.05
	}
	s, d := traits(1, 2), &dropped{}
	for i := range d.first {
		d.first[i] = 1.25
	}
	for i := range d.second {
		d.second[i] = 1.25
	}
	d.first[0], d.second[1] = 0, 0
	g := &gradients{dense: make([]float32, denseSize), rows: map[uint32]int{}}
	p := n.of(s, d)
	n.back(&p, 1, g)
	const step = 1e-3
	check := func(name string, at *float32, got float32) {
		was := *at
		*at = was + step
		more := n.of(s, d).out
		*at = was - step
		less := n.of(s, d).out
		*at = was
		if want := (more - less) / (2 * step); math.Abs(float64(got-want)) > 2e-3 {
			t.Errorf("%s: gradient %g, want %g", name, got, want)
		}
	}
	for i := range n.dense {
		check("dense", &n.dense[i], g.dense[i])
	}
	for _, trait := range []uint32{1, 2} {
		for i := range width {
			check("row", &n.rows[int(trait)*width+i], g.row(trait)[i])
		}
	}
}

func TestPackNets(t *testing.T) {
	n := &net{rows: make([]float32, width*text.PromiseTraitNumbers), dense: make([]float32, denseSize)}
	n.rows[0], n.rows[33*width+1], n.rows[34*width], n.rows[35*width] = -1.27, 0.635, 1e-9, 0.03
	n.dense[outBiasAt] = 7
	file := nets{n, n}.pack(0.5, 3, 0.25)
	head, bits := 4*(4+2*denseSize), text.PromiseTraitNumbers/8
	if got, want := len(file), head+bits+3*2*width; got != want {
		t.Fatalf("%d octets, want %d: three traits have rows", got, want)
	}
	for i, want := range map[int]float64{0: 0.5, 1: 3, 2: 0.25, 3: 0.01, 4 + outBiasAt: 7, 4 + denseSize + outBiasAt: 7} {
		if got := math.Float32frombits(binary.LittleEndian.Uint32(file[4*i:])); math.Abs(float64(got)-want) > 1e-6 {
			t.Errorf("number %d is %g, want %g", i, got, want)
		}
	}
	if known := file[head : head+5]; !bytes.Equal(known, []byte{1, 0, 0, 0, 2 | 8}) {
		t.Errorf("the traits with rows are %x, want the first, the 34th and the 36th", known)
	}
	rows := file[head+bits:]
	if got := []int8{int8(rows[0]), int8(rows[width]), int8(rows[2*width+1]), int8(rows[3*width+1]), int8(rows[4*width])}; got[0] != -127 || got[1] != -127 || got[2] != 64 || got[3] != 64 || got[4] != 3 {
		t.Errorf("the rows begin with %v, want -127 twice, 64 twice and 3", got)
	}
}
