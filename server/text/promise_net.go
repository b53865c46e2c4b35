package text

import (
	_ "embed" // the network
	"encoding/binary"
	"math"
	"math/bits"
	"sync"
)

// promiseNet is what go run ./e2e/eval/train makes beside the weights: small networks that are asked about the sentences of which
// the weights do not know for certain that they promise nothing.
//
//go:embed promise.net
var promiseNet string

// PromiseNets is how many networks there are, PromiseWidth how many sums of traits each makes of a sentence, and PromiseHidden how
// many sums of these.
const (
	PromiseNets   = 3
	PromiseWidth  = 8
	PromiseHidden = 16
)

// network judges sentences as weights do, but one trait may say another thing beside another. It is PromiseNets networks, which
// differ in what was drawn when they learned; what they say on average goes less astray than any of them.
type network struct {
	rule, link, least float32 // what a rule's word and a link count for, and how much is a promise
	scale             float32 // of the rows
	minds             [PromiseNets]mind
	known             [1 << traitBits / 64]uint64 // a bit for each trait that has a row
	below             [1 << traitBits / 64]uint32 // how many have one in front of these 64
	rows              string                      // PromiseWidth octets for each network, an int8 each
}

// mind is one network but for the rows of its traits, whose sums it is given. Of those above zero it makes sums again, and of these
// once more.
type mind struct {
	bias       [PromiseWidth]float32
	hidden     [PromiseHidden][PromiseWidth]float32
	hiddenBias [PromiseHidden]float32
	out        [PromiseHidden]float32
	outBias    float32
}

// opinion are the sums of a sentence's traits so far.
type opinion [PromiseNets * PromiseWidth]float32

// theNetwork is read when a sentence first needs it.
var theNetwork = sync.OnceValue(func() *network { return readNetwork(promiseNet) })

// readNetwork takes the file apart: numbers of 32 bits in the order of the fields, the bits, the rows. It copies no row.
func readNetwork(file string) *network {
	n, at := &network{}, 0
	next := func() uint32 {
		at += 4
		return binary.LittleEndian.Uint32([]byte(file[at-4 : at]))
	}
	floats := func(to []float32) {
		for i := range to {
			to[i] = math.Float32frombits(next())
		}
	}
	var head [4]float32
	floats(head[:])
	n.rule, n.link, n.least, n.scale = head[0], head[1], head[2], head[3]
	for i := range n.minds {
		m := &n.minds[i]
		floats(m.bias[:])
		for k := range m.hidden {
			floats(m.hidden[k][:])
		}
		floats(m.hiddenBias[:])
		floats(m.out[:])
		m.outBias = math.Float32frombits(next())
	}
	count := uint32(0)
	for i := range n.known {
		n.known[i] = uint64(next()) | uint64(next())<<32
		n.below[i] = count
		count += uint32(bits.OnesCount64(n.known[i])) // #nosec G115 -- at most 64
	}
	n.rows = file[at:]
	return n
}

// add takes in traits that count for so much. Of those without a row too little is known.
func (n *network) add(to *opinion, traits []uint32, counts float32) {
	var sums [len(to)]int32
	for _, t := range traits {
		word, bit := n.known[t>>6], uint64(1)<<(t&63)
		if word&bit == 0 {
			continue
		}
		at := len(to) * (int(n.below[t>>6]) + bits.OnesCount64(word&(bit-1)))
		row := n.rows[at : at+len(to)]
		for i := range sums {
			sums[i] += int32(int8(row[i])) // #nosec G115 -- this is how they are written
		}
	}
	for i, sum := range sums {
		to[i] += counts * n.scale * float32(sum)
	}
}

// says returns how much a sentence with these sums promises: above zero more likely than not.
func (n *network) says(o *opinion) (sum float32) {
	for i := range n.minds {
		sum += n.minds[i].says(o[i*PromiseWidth : (i+1)*PromiseWidth])
	}
	return sum / PromiseNets
}

func (m *mind) says(sums []float32) float32 {
	var first [PromiseWidth]float32
	for i, sum := range sums {
		first[i] = max(sum+m.bias[i], 0)
	}
	all := m.outBias
	for i, row := range &m.hidden {
		sum := m.hiddenBias[i]
		for k, w := range row {
			sum += w * first[k]
		}
		all += m.out[i] * max(sum, 0)
	}
	return all
}

// promises weighs the sentence that says most against what the rules said.
func (n *network) promises(most float32, byRule bool) bool {
	if byRule {
		return most+n.rule > n.least
	}
	return most-n.rule > n.least
}
