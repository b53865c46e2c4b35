package text

import (
	"encoding/binary"
	"math"
	"math/bits"
	"testing"
)

// made is a file of networks: numbers, traits with a row, rows.
func made(numbers map[int]float32, known []uint32, rows ...[]int8) string {
	const each = PromiseWidth + PromiseHidden*PromiseWidth + PromiseHidden + PromiseHidden + 1
	var file []byte
	for i := range 4 + PromiseNets*each {
		file = binary.LittleEndian.AppendUint32(file, math.Float32bits(numbers[i]))
	}
	has := make([]byte, 1<<traitBits/8)
	for _, t := range known {
		has[t/8] |= 1 << (t % 8)
	}
	file = append(file, has...)
	for _, row := range rows {
		for i := range PromiseNets * PromiseWidth {
			is := byte(0)
			if i < len(row) {
				is = byte(row[i])
			}
			file = append(file, is)
		}
	}
	return string(file)
}

func TestNetwork(t *testing.T) {
	const bias, hidden, hiddenBias = 4, 4 + PromiseWidth, 4 + PromiseWidth + PromiseHidden*PromiseWidth
	const out, outBias = hiddenBias + PromiseHidden, hiddenBias + 2*PromiseHidden
	n := readNetwork(made(map[int]float32{
		0: 0.5, 1: 3, 2: 0.25, 3: 0.1, bias: -1, hidden: 2, hidden + PromiseWidth + 1: 1, hiddenBias + 1: 0.5, out: 3, out + 1: 30, outBias: -6,
	}, []uint32{5, 70, 71}, []int8{20, 0, 100}, []int8{-20}, []int8{0, 10}))
	for _, c := range []struct {
		name   string
		traits []uint32
		want   float32
	}{
		{"nothing", nil, -6 + 30*0.5},
		{"a trait without a row", []uint32{6, 69, 1<<traitBits - 1}, -6 + 30*0.5},
		{"a sum above zero", []uint32{5}, -6 + 30*0.5 + 3*2*1},
		{"twice", []uint32{5, 5}, -6 + 30*0.5 + 3*2*3},
		{"below zero", []uint32{70}, -6 + 30*0.5},
		{"another sum", []uint32{71}, -6 + 30*1.5},
		{"one against another", []uint32{5, 70}, -6 + 30*0.5},
	} {
		var sums opinion
		n.add(&sums, c.traits, 1)
		if got, want := n.says(&sums), c.want/PromiseNets; math.Abs(float64(got-want)) > 1e-5 {
			t.Errorf("%s: %g, want %g", c.name, got, want)
		}
	}
	for _, c := range []struct {
		most           float32
		byRule, wanted bool
	}{{0, true, true}, {-0.3, true, false}, {0.5, false, false}, {0.8, false, true}, {minusInfinity, true, false}} {
		if got := n.promises(c.most, c.byRule); got != c.wanted {
			t.Errorf("promises(%g, by a rule: %t) = %t, want %t", c.most, c.byRule, got, c.wanted)
		}
	}
}

func TestNetworkFile(t *testing.T) {
	n, rows := theNetwork(), 0
	for _, word := range n.known {
		rows += bits.OnesCount64(word)
	}
	if got, want := len(n.rows), rows*PromiseNets*PromiseWidth; got != want || rows == 0 {
		t.Errorf("%d octets of rows, want %d for %d traits", got, want, rows)
	}
	if n.scale <= 0 || n.scale > 1 || n.rule < 0 || n.link <= 0 || math.Abs(float64(n.least)) > 5 {
		t.Errorf("scale %g, rule %g, link %g, least %g: what was read is no header", n.scale, n.rule, n.link, n.least)
	}
}

// Of most sentences the weights know enough: the networks cost much.
func TestNetworkIsSeldomAsked(t *testing.T) {
	asked, all := 0, 0
	w := readWeights(promiseWeights)
	for _, m := range promiseSet(t) {
		if m.promises {
			continue
		}
		p := plea{letter: letter{written: NewText(m.body)}, weights: w}
		p.read(m.subject)
		if all++; p.network != nil {
			asked++
		}
		p.end()
	}
	if 4*asked > all {
		t.Errorf("the networks were asked about %d of %d mails that promise nothing, want a quarter at most", asked, all)
	}
}

// The networks are asked about the sentences that say most, in their order, whatever the order in the mail.
func TestNote(t *testing.T) {
	for _, sums := range [][]float32{{1, 2, 3, 4, 5}, {5, 4, 3, 2, 1}, {3, 5, 1, 4, 2}} {
		var p plea
		for _, sum := range sums {
			p.note(likely{text: "x", sum: sum})
		}
		for i, s := range p.likely {
			if want := float32(5 - i); s.sum != want {
				t.Errorf("of %v the sum of place %d is %g, want %g", sums, i, s.sum, want)
			}
		}
	}
	var p plea
	p.note(likely{text: "x", sum: -1})
	if p.likely[0].text == "" || p.likely[1].text != "" {
		t.Errorf("one sentence noted: %+v, want it first and nothing behind", p.likely)
	}
}
