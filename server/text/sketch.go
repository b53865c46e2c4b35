package text

import (
	"slices"
	"sync"
	"unicode/utf8"
)

// sketch tells of two characters whether they may stand in a text, one behind the other; katakana is hiragana. One look at a text makes it; of many
// expressions it then says without another that they do not match. What it says no to is not there.
type sketch struct {
	pairs  [1 << 10]uint64 // a bit for each
	folded []uint16        // room for drawWritten
}

var sketches = sync.Pool{New: func() any { return new(sketch) }}

// end gives the sketch back. It is of no use then.
func (k *sketch) end() {
	if cap(k.folded) > maxRoom {
		k.folded = nil
	}
	clear(k.pairs[:])
	sketches.Put(k)
}

// maxRoom is how many characters are kept room for between texts; that of most mails is less.
const maxRoom = 32 << 10

// draw notes all of a text.
func (k *sketch) draw(s string) {
	last := outside
	for i := 0; i < len(s); {
		r, size := uint32(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = wideAt(s, i)
		}
		k.put(pairOf(last, r))
		last, i = r, i+size
	}
}

// drawWritten notes what soften and Fold would make of a text, without making it. It gives up, and returns false, at what needs
// more than a look at itself.
func (k *sketch) drawWritten(s string) bool {
	if !k.fold(s) {
		return false
	}
	r, last := softer(), outside
	for i := 0; i < len(k.folded); i++ {
		c := k.folded[i]
		if r.firsts[c>>6]>>(c&63)&1 != 0 {
			if p := r.at(k.folded[i:]); p != nil {
				for _, c := range p.soft {
					last = k.follow(last, c)
				}
				i += len(p.hard) - 1
				continue
			}
		}
		last = k.follow(last, c)
	}
	return true
}

// follow notes that c follows last, and returns it as it counts here.
func (k *sketch) follow(last uint32, c uint16) uint32 {
	next := uint32(asHiragana(uint(c))) // #nosec G115 -- a character
	k.put(pairOf(last, next))
	return next
}

// fold does to settled characters what Fold does.
func (k *sketch) fold(s string) bool {
	k.folded = slices.Grow(k.folded[:0], len(s))[:len(s)] // a blank that is kept was one before
	out, n, space := k.folded, 0, false
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = threeOctets(s, i), 3
		}
		i += size
		switch {
		case size == 3 && r != none && copied[r>>6]>>(r&63)&1 != 0:
			if r == longVowel && n > 0 && isDigit(out[n-1]) {
				return false // it may be a dash
			}
			space = false
		case r <= ' ' || r == 0x7f || r == '\u3000':
			if r == none {
				return false
			}
			space = space || r == ' ' || r >= '\t' && r <= '\r' || r == '\u3000'
			continue
		case size == 3 && (r < '！' || r > '～'):
			return false
		default:
			if r = fullWidth(r); r >= 'A' && r <= 'Z' {
				r += 'a' - 'A'
			}
			if space && n > 0 && out[n-1] < utf8.RuneSelf {
				out[n] = ' '
				n++
			}
			space = false
		}
		out[n] = uint16(r) // #nosec G115 -- settled
		n++
	}
	k.folded = out[:n]
	return true
}

func isDigit(c uint16) bool { return c >= '0' && c <= '9' }

// outside stands before a text.
const outside uint32 = 0

// wideAt returns a character that is no ASCII, katakana as hiragana, and its length.
func wideAt(s string, i int) (r uint32, size int) {
	if three := threeOctets(s, i); three != none {
		return uint32(asHiragana(uint(three))), 3 // #nosec G115 -- a character
	}
	other, size := utf8.DecodeRuneInString(s[i:])
	return uint32(other), size // #nosec G115 -- a character
}

func (k *sketch) put(pair uint16)      { k.pairs[pair>>6] |= 1 << (pair & 63) }
func (k *sketch) has(pair uint16) bool { return k.pairs[pair>>6]>>(pair&63)&1 != 0 }

func pairOf(first, second uint32) uint16 {
	return uint16(first*0x9e5 ^ second) // #nosec G115 -- a hash
}
