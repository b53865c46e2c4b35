package text

import "slices"

// automaton is Aho and Corasick's: it finds all of many strings in one pass, Communications of the ACM 18(6), 1975.
type automaton struct {
	root  [256]int32 // the root's edges; most steps begin there
	nodes []node
	// edges of a node are sorted by octet and stand together.
	edges []edge
}

type node struct {
	first, count int32 // in edges
	fail         int32 // the node of the longest proper suffix
	output       int32 // the nearest node on the way of fail, itself included, at which a string ends; -1: none
	ends         int32 // the number of the string that ends here; -1: none
	length       int32 // octets from the root
}

type edge struct {
	octet byte
	to    int32
}

// trie is an automaton while strings are added.
type trie struct {
	children map[uint64]int32 // node and octet
	nodes    []node
	order    []uint64 // keys of children in the order they were made: parents first
}

func newTrie() *trie {
	return &trie{children: map[uint64]int32{}, nodes: []node{{ends: -1, output: -1}}}
}

// add returns the number of the node at which s ends.
func (t *trie) add(s string) int32 {
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

// build lays the edges out and links the suffixes, breadth first.
func (t *trie) build() *automaton {
	a := &automaton{nodes: t.nodes}
	a.layOut(t)
	queue := make([]int32, 0, len(a.nodes))
	for _, e := range a.out(0) {
		a.root[e.octet] = e.to
		queue = append(queue, e.to)
	}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		n := &a.nodes[at]
		n.output = a.nodes[n.fail].output
		if n.ends >= 0 {
			n.output = at
		}
		for _, e := range a.out(at) {
			a.nodes[e.to].fail = a.step(n.fail, e.octet)
			queue = append(queue, e.to)
		}
	}
	return a
}

func (a *automaton) layOut(t *trie) {
	for _, key := range t.order {
		a.nodes[key>>8].count++
	}
	next := int32(0)
	for i := range a.nodes {
		a.nodes[i].first, next = next, next+a.nodes[i].count
		a.nodes[i].count = 0
	}
	a.edges = make([]edge, next)
	for _, key := range t.order {
		n := &a.nodes[key>>8]
		a.edges[n.first+n.count] = edge{octet: byte(key & 0xff), to: t.children[key]}
		n.count++
	}
	for i := range a.nodes {
		slices.SortFunc(a.out(int32(i)), func(x, y edge) int { return x.compare(y.octet) }) // #nosec G115 -- as in add
	}
}

func (e edge) compare(octet byte) int { return int(e.octet) - int(octet) }

func (a *automaton) out(at int32) []edge {
	n := &a.nodes[at]
	return a.edges[n.first : n.first+n.count]
}

// step goes from a node with one more octet, by way of shorter suffixes if need be.
func (a *automaton) step(at int32, octet byte) int32 {
	for at != 0 {
		edges := a.out(at)
		if i, ok := slices.BinarySearchFunc(edges, octet, edge.compare); ok {
			return edges[i].to
		}
		at = a.nodes[at].fail
	}
	return a.root[octet]
}

// find calls hit for each string that occurs, with its number and place.
func (a *automaton) find(text string, hit func(ends int32, start int)) {
	at := int32(0)
	for i := range len(text) {
		at = a.step(at, text[i])
		for out := a.nodes[at].output; out >= 0; out = a.nodes[a.nodes[out].fail].output {
			hit(a.nodes[out].ends, i+1-int(a.nodes[out].length))
		}
	}
}
