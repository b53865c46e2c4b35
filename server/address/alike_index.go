package address

import (
	"math/bits"
	"unicode/utf8"
)

// Salts keep the kinds of key apart.
const (
	saltSpelling uint64 = 14695981039346656037 // FNV-1a's offset
	saltGlued    uint64 = saltSpelling ^ 0x9e3779b97f4a7c15
	saltPiece    uint64 = saltSpelling ^ 0xc2b2ae3d27d4eb4f
)

const (
	twoSlipsFrom = 10 // characters from which two slips are looked for
	roughFrom    = 5  // octets from which letters that only a quick look mistakes count
	pieces       = 3  // of which two slips leave one whole
)

// hashOf is FNV-1a over text[from:to], mixed at the end so that every bit counts.
func hashOf(text string, from, to int, h uint64) uint64 {
	for i := from; i < to; i++ {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	return mix(h)
}

func mix(h uint64) uint64 {
	h ^= h >> 32
	return h * 0xd6e8feb86659fd93
}

// without is hashOf text with the octets from cut to resume left out.
func without(text string, cut, resume int, h uint64) uint64 {
	for i := range cut {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	return hashOf(text, resume, len(text), h)
}

func check(hash uint64) uint32 { return uint32(hash) } //nolint:gosec // the low half on purpose

// entry says that a known name has a key; check is the half of the key's hash that does not choose the bucket.
type tableEntry struct {
	check uint32
	shape int32
}

// hashTable finds the known names that have a key, in one array cut into buckets.
type hashTable struct {
	shift   int
	starts  []uint32
	entries []tableEntry
}

// build counts, then fills: nothing is sorted and nothing grows.
func (t *hashTable) build(shapes []shape) {
	total := 0
	for i := range shapes {
		shapes[i].keys(func(uint64) { total++ })
	}
	t.shift = 64 - max(bits.Len(uint(total)), 1)
	t.starts = make([]uint32, 1<<(64-t.shift)+1)
	for i := range shapes {
		shapes[i].keys(func(h uint64) { t.starts[h>>t.shift+1]++ })
	}
	for i := 1; i < len(t.starts); i++ {
		t.starts[i] += t.starts[i-1]
	}
	t.entries = make([]tableEntry, total)
	next := append([]uint32(nil), t.starts...)
	for i := range shapes {
		shapes[i].keys(func(h uint64) {
			at := next[h>>t.shift]
			next[h>>t.shift]++
			t.entries[at] = tableEntry{check: check(h), shape: int32(i)} //nolint:gosec // there are never two thousand million of them
		})
	}
}

func (t *hashTable) find(h uint64) []tableEntry {
	if len(t.entries) == 0 {
		return nil
	}
	b := h >> t.shift
	return t.entries[t.starts[b]:t.starts[b+1]]
}

// keys yields what a known name is filed under.
func (s *shape) keys(yield func(uint64)) {
	s.faces(yield)
	yield(hashGlued(s.site))
	if s.full != s.site {
		yield(hashGlued(s.full))
	}
	if n := utf8.RuneCountInString(s.label); n >= twoSlipsFrom {
		for i := range pieces {
			from, to := piece(len(s.label), i)
			yield(hashPiece(s.label, from, to, i, len(s.label)))
		}
	}
}

// spellings yields what a name in question is looked up by.
func (s *shape) spellings(yield func(uint64)) {
	s.faces(yield)
	if utf8.RuneCountInString(s.label) < twoSlipsFrom-2 {
		return
	}
	for length := len(s.label) - 2; length <= len(s.label)+2; length++ {
		for i := range pieces {
			from, to := piece(length, i)
			for shift := -2; shift <= 2; shift++ {
				if from+shift >= 0 && to+shift <= len(s.label) {
					yield(hashPiece(s.label, from+shift, to+shift, i, length))
				}
			}
		}
	}
}

// faces yields the label, what it looks and sounds like, and the label with each one character left out: two labels that are
// one edit apart have one of these in common.
func (s *shape) faces(yield func(uint64)) {
	whole := func(text string) { yield(hashOf(text, 0, len(text), saltSpelling)) }
	whole(s.label)
	for _, face := range [...]string{s.mapped, s.skel, s.bare, s.sound, s.rough} {
		if face != "" && face != s.label {
			whole(face)
		}
	}
	for i, r := range s.label {
		yield(without(s.label, i, i+utf8.RuneLen(r), saltSpelling))
	}
	if s.mapped != s.label {
		for i := range len(s.mapped) {
			yield(without(s.mapped, i, i+1, saltSpelling))
		}
	}
	if len(s.sound) >= twoSlipsFrom && s.sound != s.label {
		for i := range len(s.sound) {
			yield(without(s.sound, i, i+1, saltSpelling))
		}
	}
}

func piece(length, i int) (from, to int) { return length * i / pieces, length * (i + 1) / pieces }

func hashPiece(label string, from, to, i, length int) uint64 {
	return hashOf(label, from, to, saltPiece^uint64(i)<<8^uint64(length)<<16) //nolint:gosec // small numbers
}

// hashGlued is hashOf a domain without its dots and hyphens.
func hashGlued(domain string) uint64 {
	h := saltGlued
	for i := range len(domain) {
		if domain[i] != '.' && domain[i] != '-' {
			h = (h ^ uint64(domain[i])) * 1099511628211
		}
	}
	return mix(h)
}
