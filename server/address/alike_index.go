package address

import (
	"math/bits"
	"unicode/utf8"
)

// Salts keep the kinds of key apart.
const (
	saltSpelling uint64 = 14695981039346656037
	saltGlued    uint64 = saltSpelling ^ 0x9e3779b97f4a7c15
	saltPiece    uint64 = saltSpelling ^ 0xc2b2ae3d27d4eb4f

	factor uint64 = 1099511628211 // of the hash: odd, from FNV
)

const (
	twoSlipsFrom = 10 // characters from which two slips are looked for
	roughFrom    = 5  // octets from which letters that only a quick look mistakes count
	pieces       = 3  // of which two slips leave one whole
	maxRoom      = 4 * maxLabel
)

// grown is hash h with one octet more: a polynomial, so that the hash of a word without one letter costs two products.
func grown(h uint64, c byte) uint64 { return h*factor + uint64(c) + 1 }

// mixed makes every bit count.
func mixed(h uint64) uint64 {
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	return h ^ h>>32
}

func hashOf[T string | []byte](text T, h uint64) uint64 {
	for i := range len(text) {
		h = grown(h, text[i])
	}
	return mixed(h)
}

func check(hash uint64) uint32 { return uint32(hash) } //nolint:gosec // the low half on purpose

// tableEntry says that a known name has a key; check is the half of the key's hash that does not choose the bucket.
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

// build counts, then fills from the end of each bucket: nothing is sorted and nothing grows.
func (t *hashTable) build(shapes []shape) {
	letters := 1
	for i := range shapes {
		letters += len(shapes[i].label)
	}
	t.shift = 64 - bits.Len(uint(letters))
	t.starts = make([]uint32, 1<<(64-t.shift)+1)
	for i := range shapes {
		shapes[i].keys(func(h uint64) { t.starts[h>>t.shift]++ })
	}
	sum := uint32(0)
	for i := range t.starts {
		sum += t.starts[i]
		t.starts[i] = sum
	}
	t.entries = make([]tableEntry, sum)
	for i := range shapes {
		shapes[i].keys(func(h uint64) {
			at := &t.starts[h>>t.shift]
			*at--
			t.entries[*at] = tableEntry{check: check(h), shape: int32(i)} //nolint:gosec // there are never two thousand million of them
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
	if utf8.RuneCountInString(s.label) >= twoSlipsFrom {
		for i := range pieces {
			from, to := piece(len(s.label), i)
			yield(hashPiece(s.label[from:to], i, len(s.label)))
		}
	}
}

// wholePieces yields what of a name in question two slips may have left whole. Such a piece has moved by as many places as were
// inserted or left out before it; the rest of the two explains the difference in length.
func (s *shape) wholePieces(yield func(uint64)) {
	if utf8.RuneCountInString(s.label) < twoSlipsFrom-2 {
		return
	}
	most := 2
	if !isASCII(s.label) {
		most = 8 // of octets
	}
	for more := -most; more <= most; more++ {
		length := len(s.label) - more
		if length <= 0 {
			continue
		}
		for i := range pieces {
			from, to := piece(length, i)
			for shift := max(-most, -from); shift <= most && to+shift <= len(s.label); shift++ {
				if abs(shift)+abs(more-shift) <= most {
					yield(hashPiece(s.label[from+shift:to+shift], i, length))
				}
			}
		}
	}
}

func abs(n int) int { return max(n, -n) }

// faces yields the label, what it looks and sounds like, and the label with each one character left out: two labels that are
// one edit apart have one of these in common.
func (s *shape) faces(yield func(uint64)) {
	yield(hashOf(s.label, saltSpelling))
	for _, face := range [...]string{s.mapped, s.skel, s.bare, s.sound} {
		if face != s.label {
			yield(hashOf(face, saltSpelling))
		}
	}
	var room [maxRoom]byte
	if rough := s.rough(room[:0]); len(rough) > 0 {
		yield(hashOf(rough, saltSpelling))
	}
	eachWithout(s.label, yield)
	if s.mapped != s.label {
		eachWithout(s.mapped, yield)
	}
	if len(s.sound) >= twoSlipsFrom && s.sound != s.label {
		eachWithout(s.sound, yield)
	}
}

// eachWithout yields the hash of text without each of its characters.
func eachWithout(text string, yield func(uint64)) {
	var before [maxRoom + 1]uint64
	if len(text) > maxRoom {
		return
	}
	before[0] = saltSpelling
	for i := range len(text) {
		before[i+1] = grown(before[i], text[i])
	}
	power, behind := uint64(1), uint64(0)
	for end := len(text); end > 0; {
		_, size := utf8.DecodeLastRuneInString(text[:end])
		yield(mixed(before[end-size]*power + behind))
		for range size {
			end--
			behind += (uint64(text[end]) + 1) * power
			power *= factor
		}
	}
}

func piece(length, i int) (from, to int) { return length * i / pieces, length * (i + 1) / pieces }

func hashPiece(part string, i, length int) uint64 {
	return hashOf(part, saltPiece^uint64(i)<<8^uint64(length)<<16) //nolint:gosec // small numbers
}

// hashGlued is hashOf a domain without its dots and hyphens.
func hashGlued(domain string) uint64 {
	h := saltGlued
	for i := range len(domain) {
		if domain[i] != '.' && domain[i] != '-' {
			h = grown(h, domain[i])
		}
	}
	return mixed(h)
}
