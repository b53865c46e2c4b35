package attach

import (
	"bufio"
	"io"
)

// arjWindow holds the 26,624 octets that ARJ refers to, rounded up to a power of two.
const arjWindow = 1 << 15

// newARJ returns a reader for a packed file of an ARJ archive (UNARJ's decode.c). Methods 1 to 3 write what LHA's -lh6- does,
// with one distance more; method 4 has no Huffman codes. Another method fails with errMethod.
func newARJ(packed source, method int, size int64) io.Reader {
	r := &lzhReader{bits: bitReader{r: bufio.NewReader(packed.section(0, packed.size))}, left: size}
	switch method {
	case 1, 2, 3:
		r.offsets, r.width = 17, 5
	case 4:
		r.fast = true
	default:
		r.err = errMethod
		return r
	}
	r.window = make([]byte, arjWindow)
	return r
}

// fastCode is a literal, or a length as in the codes of the other methods.
func (r *lzhReader) fastCode() (int, error) {
	n := r.bits.unary(0, 7)
	if n == 0 {
		return r.bits.take(8), r.bits.err
	}
	return 255 + n, r.bits.err
}

// unary reads a number whose width, from low to high bits, is coded by the ones before it.
func (b *bitReader) unary(low, high int) int {
	n, width := 0, low
	for ; width < high && b.take(1) == 1; width++ {
		n += 1 << width
	}
	return n + b.take(width)
}
