package text

import (
	"slices"
	"strings"
)

// automaton is Aho and Corasick's: it finds all of many strings in one pass, Communications of the ACM 18(6), 1975.
//
// Nodes are numbered breadth first, so those below a node follow one another, in the order of their octets. What cannot begin
// a string, nearly everything, is passed over a character at a time. Katakana is read as hiragana, which takes as many octets.
type automaton struct {
	root   [256]int32 // the root's edges
	begins beginnings
	nodes  []node
	octets string // of each node: what leads to it
}

type node struct {
	first, count int32 // the nodes below
	fail         int32 // the node of the longest proper suffix
	output       int32 // the nearest node on the way of fail, itself included, at which a string ends; -1: none
	ends         int32 // the number of the string that ends here; -1: none
	length       int32 // octets from the root
}

// trie is an automaton while strings are added.
type trie struct {
	children map[uint64]int32 // node and octet
	nodes    []node
	order    []uint64 // keys of children in the order they were made: parents first
	begins   beginnings
}

func newTrie() *trie {
	return &trie{children: map[uint64]int32{}, nodes: []node{{ends: -1, output: -1}}}
}

// add returns the number of the node at which s ends.
func (t *trie) add(s string) int32 {
	s = hiragana(s)
	t.begins.add(s)
	at := int32(0)
	for i := range len(s) {
		key := uint64(at)<<8 | uint64(s[i]) // #nosec G115 -- node numbers are not negative
		next, ok := t.children[key]
		if !ok {
			next = int32(len(t.nodes)) // #nosec G115 -- 5,000 words of 200 characters make three million nodes
			t.children[key] = next
			t.order = append(t.order, key)
			t.nodes = append(t.nodes, node{ends: -1, output: -1, length: t.nodes[at].length + 1})
		}
		at = next
	}
	return at
}

// build lays the nodes out and links the suffixes, breadth first.
func (t *trie) build() *automaton {
	a := t.layOut()
	a.begins = t.begins
	for i := range a.nodes[0].count {
		at := a.nodes[0].first + i
		a.root[a.octets[at]] = at
	}
	for i := range a.nodes {
		at, n := int32(i), &a.nodes[i] // #nosec G115 -- as in add
		n.output = a.nodes[n.fail].output
		if n.ends >= 0 {
			n.output = at
		}
		for below := n.first; at != 0 && below < n.first+n.count; below++ {
			a.nodes[below].fail = a.step(n.fail, a.octets[below])
		}
	}
	return a
}

// layOut numbers the nodes anew.
func (t *trie) layOut() *automaton {
	below := make([][]uint64, len(t.nodes))
	for _, key := range t.order {
		below[key>>8] = append(below[key>>8], key)
	}
	a := &automaton{nodes: make([]node, 1, len(t.nodes))}
	octets := make([]byte, 1, len(t.nodes))
	old := make([]int32, 1, len(t.nodes)) // new number -> the old one
	a.nodes[0] = t.nodes[0]
	for at := 0; at < len(old); at++ {
		keys := below[old[at]]
		slices.Sort(keys)
		// #nosec G115 -- as in add
		a.nodes[at].first, a.nodes[at].count = int32(len(old)), int32(len(keys))
		for _, key := range keys {
			child := t.children[key]
			old, octets, a.nodes = append(old, child), append(octets, byte(key&0xff)), append(a.nodes, t.nodes[child])
		}
	}
	a.octets = string(octets)
	return a
}

// step goes from a node with one more octet, by way of shorter suffixes if need be.
func (a *automaton) step(at int32, octet byte) int32 {
	for at != 0 {
		n := &a.nodes[at]
		if n.count == 1 {
			if a.octets[n.first] == octet {
				return n.first
			}
		} else if i := strings.IndexByte(a.octets[n.first:n.first+n.count], octet); i >= 0 {
			return n.first + int32(i) // #nosec G115 -- at most 255
		}
		at = n.fail
	}
	return a.root[octet]
}

// read goes from a node with the octet at i of a text, or with all three of a katakana, and returns the place of the last it read.
func (a *automaton) read(at int32, text string, i int) (int32, int) {
	if c := text[i]; c != leadOfKana {
		if n := &a.nodes[at]; n.count == 1 && a.octets[n.first] == c {
			return n.first, i
		}
		return a.step(at, c), i
	}
	if second, third, ok := katakanaAt(text, i); ok {
		return a.step(a.step(a.step(at, leadOfKana), second), third), i + 2
	}
	return a.step(at, leadOfKana), i
}

// find calls hit for each string that occurs in a text of valid UTF-8, with its number and place.
func (a *automaton) find(text string, hit func(ends int32, start int)) {
	at := int32(0)
	for i := 0; i < len(text); i++ {
		if at == 0 {
			if i = a.begins.next(text, i); i == len(text) {
				return
			}
		}
		at, i = a.read(at, text, i)
		for out := a.nodes[at].output; out >= 0; out = a.nodes[a.nodes[out].fail].output {
			hit(a.nodes[out].ends, i+1-int(a.nodes[out].length))
		}
	}
}

// holds reports whether any of the strings occurs in a text of valid UTF-8. It ends at the first.
func (a *automaton) holds(text string) bool {
	at := int32(0)
	for i := 0; i < len(text); i++ {
		if at == 0 {
			if i = a.begins.next(text, i); i == len(text) {
				return false
			}
		}
		at, i = a.read(at, text, i)
		if a.nodes[at].output >= 0 {
			return true
		}
	}
	return false
}
