package attach

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

var errLZH = errors.New("attach: broken LZH data")

// The sizes of the codes in -lh4- to -lh7- (LHA for UNIX, header.doc.md and slide.c): what is copied is 3 to 256 octets long,
// and its distance is coded by the number of its bits.
const (
	lzhThreshold = 3
	lzhChars     = 256 + 256 - lzhThreshold + 2 // literals and lengths
	lzhLengths   = 19                           // codes for code lengths
	lzhMaxBits   = 16
)

// lzhReader unpacks -lh4- to -lh7-: blocks with three Huffman codes each, over a window of 4 to 64 KiB.
type lzhReader struct {
	bits    bitReader
	window  []byte
	at      int // where the next octet goes
	left    int64
	block   int // codes left in the block
	copying int // octets still to copy, from the place from
	from    int
	chars   huffman
	places  huffman
	offsets int  // how many codes there are for distances
	width   int  // bits of their number
	fast    bool // there are no Huffman codes (ARJ's method 4)
	err     error
}

// newLZH returns a reader for the content of an entry; one of an unknown method fails with errMethod.
func newLZH(packed source, method string, size int64) io.Reader {
	r := &lzhReader{bits: bitReader{r: bufio.NewReader(packed.section(0, packed.size))}, left: size}
	window := map[string]int{"-lh4-": 12, "-lh5-": 13, "-lh6-": 15, "-lh7-": 16}[method]
	if window == 0 {
		r.err = errMethod
		return r
	}
	r.window, r.offsets, r.width = make([]byte, 1<<window), window+1, 4
	for i := range r.window {
		r.window[i] = ' '
	}
	if window > 13 {
		r.width = 5
	}
	return r
}

func (r *lzhReader) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) && r.err == nil {
		if r.left == 0 {
			r.err = io.EOF
			break
		}
		b, err := r.octet()
		if err != nil {
			r.err = fmt.Errorf("%w: %w", errLZH, err)
			break
		}
		r.window[r.at] = b
		r.at = (r.at + 1) & (len(r.window) - 1)
		r.left--
		p[n] = b
		n++
	}
	if n > 0 {
		return n, nil
	}
	return 0, r.err
}

func (r *lzhReader) octet() (byte, error) {
	if r.copying == 0 {
		char, err := r.char()
		if err != nil || char < 256 {
			return byte(char), err // #nosec G115 -- below 256
		}
		distance, err := r.distance()
		if err != nil {
			return 0, err
		}
		r.copying = char - 256 + lzhThreshold
		r.from = (r.at - distance - 1) & (len(r.window) - 1)
	}
	b := r.window[r.from]
	r.from = (r.from + 1) & (len(r.window) - 1)
	r.copying--
	return b, nil
}

func (r *lzhReader) char() (int, error) {
	if r.fast {
		return r.fastCode()
	}
	if r.block == 0 {
		if err := r.header(); err != nil {
			return 0, err
		}
	}
	r.block--
	return r.chars.read(&r.bits)
}

func (r *lzhReader) distance() (int, error) {
	if r.fast {
		return r.bits.unary(9, 13), r.bits.err
	}
	n, err := r.places.read(&r.bits)
	if err != nil || n < 2 {
		return n, err
	}
	return 1<<(n-1) | r.bits.take(n-1), r.bits.err
}

// header reads the codes of a block: that for code lengths, that for literals and lengths, that for distances.
func (r *lzhReader) header() error {
	r.block = r.bits.take(16)
	if r.block == 0 || r.bits.err != nil {
		return errLZH
	}
	var lengths huffman
	if err := lengths.readLengths(&r.bits, lzhLengths, 5, 3); err != nil {
		return err
	}
	if err := r.chars.readCoded(&r.bits, &lengths); err != nil {
		return err
	}
	return r.places.readLengths(&r.bits, r.offsets, r.width, -1)
}

// bitReader reads bits, the highest of an octet first. Behind the end there are zeros for a while: writers cut what is not
// needed.
type bitReader struct {
	r     io.ByteReader
	held  uint64
	n     int
	after int
	err   error
}

func (b *bitReader) fill(n int) {
	for b.n < n {
		next, err := b.r.ReadByte()
		if err != nil {
			if b.after++; b.after > 8 {
				b.err = io.ErrUnexpectedEOF
			}
			next = 0
		}
		b.held = b.held<<8 | uint64(next)
		b.n += 8
	}
}

// take reads up to 16 bits.
func (b *bitReader) take(n int) int {
	b.fill(n)
	b.n -= n
	return int(b.held>>b.n) & (1<<n - 1) // #nosec G115 -- masked
}

// peek shows the next 16 bits.
func (b *bitReader) peek() int {
	b.fill(lzhMaxBits)
	return int(b.held>>(b.n-lzhMaxBits)) & 0xffff // #nosec G115 -- masked
}

// huffman is a canonical code of at most 16 bits.
type huffman struct {
	only    int // the one symbol of a code without bits
	first   [lzhMaxBits + 2]int
	offset  [lzhMaxBits + 2]int
	symbols []int
}

// make builds the code from the lengths; over-full codes are refused.
func (h *huffman) make(lengths []int) error {
	var count [lzhMaxBits + 2]int
	for _, n := range lengths {
		count[n]++
	}
	count[0] = 0
	h.symbols = h.symbols[:0]
	code := 0
	for n := 1; n <= lzhMaxBits; n++ {
		h.first[n], h.offset[n] = code<<(lzhMaxBits-n), len(h.symbols)
		for symbol, length := range lengths {
			if length == n {
				h.symbols = append(h.symbols, symbol)
			}
		}
		if code += count[n]; code > 1<<n {
			return errLZH
		}
		code <<= 1
	}
	h.first[lzhMaxBits+1] = 1 << lzhMaxBits
	h.offset[lzhMaxBits+1] = len(h.symbols)
	h.only = -1
	return nil
}

func (h *huffman) read(b *bitReader) (int, error) {
	if h.only >= 0 {
		return h.only, b.err
	}
	next := b.peek()
	for n := 1; n <= lzhMaxBits; n++ {
		place := h.offset[n] + (next-h.first[n])>>(lzhMaxBits-n)
		if next >= h.first[n] && place < h.offset[n+1] {
			b.take(n)
			return h.symbols[place], b.err
		}
	}
	return 0, errLZH
}

// readLengths reads a code whose lengths stand as they are: three bits, seven and more by ones that follow. After the symbol
// special, two bits say how many have none.
func (h *huffman) readLengths(b *bitReader, symbols, width, special int) error {
	n := b.take(width)
	if n == 0 {
		h.only = b.take(width)
		if h.only >= symbols {
			return errLZH
		}
		return b.err
	}
	if n > symbols {
		return errLZH
	}
	lengths := make([]int, symbols)
	for i := 0; i < n; {
		length := b.take(3)
		if length == 7 {
			for b.take(1) == 1 {
				if length++; length > lzhMaxBits {
					return errLZH
				}
			}
		}
		lengths[i] = length
		if i++; i == special {
			i += b.take(2)
		}
	}
	if b.err != nil {
		return b.err
	}
	return h.make(lengths)
}

// readCoded reads a code whose lengths are coded themselves: 0 to 2 stand for so many symbols without a code.
func (h *huffman) readCoded(b *bitReader, code *huffman) error {
	n := b.take(9)
	if n == 0 {
		h.only = b.take(9)
		if h.only >= lzhChars {
			return errLZH
		}
		return b.err
	}
	if n > lzhChars {
		return errLZH
	}
	var lengths [lzhChars]int
	for i := 0; i < n; {
		c, err := code.read(b)
		switch {
		case err != nil:
			return err
		case c == 0:
			i++
		case c == 1:
			i += b.take(4) + 3
		case c == 2:
			i += b.take(9) + 20
		default:
			lengths[i] = c - 2
			i++
		}
	}
	return h.make(lengths[:])
}
