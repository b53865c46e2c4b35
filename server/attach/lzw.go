package attach

import (
	"bufio"
	"errors"
	"io"
)

var errLZW = errors.New("attach: broken .Z")

// lzw reads files of Unix's compress: codes of 9 to 16 bits, the lowest bit first, in groups of eight. Where the width
// changes, what is left of a group is dropped.
type lzw struct {
	r       *bufio.Reader
	widest  uint
	block   bool // code 256 empties the table
	width   uint
	free    int
	old     int
	first   byte // of what was written last
	group   [16]byte
	bit     uint
	bits    uint // in the group
	prefix  [1 << 16]uint16
	suffix  [1 << 16]byte
	out     []byte // what is unpacked and not yet read, turned round
	started bool
	err     error
}

func newLZW(packed *bufio.Reader) (io.Reader, error) {
	var head [3]byte
	if _, err := io.ReadFull(packed, head[:]); err != nil || head[0] != 0x1f || head[1] != 0x9d || head[2]&31 < 9 || head[2]&31 > 16 {
		return nil, errLZW
	}
	z := &lzw{r: packed, widest: uint(head[2] & 31), block: head[2]&0x80 != 0, width: 9, free: 256}
	if z.block {
		z.free = 257
	}
	return z, nil
}

func (z *lzw) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if len(z.out) == 0 {
			if z.err == nil {
				z.err = z.step()
			}
			if len(z.out) == 0 && z.err != nil {
				break
			}
			continue
		}
		p[n] = z.out[len(z.out)-1]
		z.out = z.out[:len(z.out)-1]
		n++
	}
	if n > 0 || len(p) == 0 {
		return n, nil
	}
	return 0, z.err
}

// code reads the next code.
func (z *lzw) code() (int, error) {
	if z.width < z.widest && z.free > 1<<z.width-1 {
		z.width++
		z.bit, z.bits = 0, 0
	}
	if z.bit+z.width > z.bits {
		n, err := io.ReadFull(z.r, z.group[:z.width])
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return 0, err
		}
		z.bit, z.bits = 0, 8*uint(n) // #nosec G115 -- at most 16
		if z.bits < z.width {
			return 0, io.EOF
		}
	}
	v := uint(0)
	for i := range z.width {
		at := z.bit + i
		v |= uint(z.group[at/8]>>(at%8)&1) << i
	}
	z.bit += z.width
	return int(v), nil // #nosec G115 -- 16 bits
}

// step reads a code and what it stands for.
func (z *lzw) step() error {
	code, err := z.code()
	switch {
	case err != nil:
		return err
	case !z.started:
		if code > 255 {
			return errLZW
		}
		z.started, z.old, z.first = true, code, byte(code) // #nosec G115 -- checked
		z.out = append(z.out[:0], z.first)
		return nil
	case z.block && code == 256:
		z.free, z.width, z.bit, z.bits = 256, 9, 0, 0
		return nil
	case code > z.free:
		return errLZW
	}
	in := code
	z.out = z.out[:0]
	if code == z.free {
		z.out, code = append(z.out, z.first), z.old
	}
	for code > 255 {
		z.out, code = append(z.out, z.suffix[code]), int(z.prefix[code])
	}
	z.first = byte(code) // #nosec G115 -- below 256
	z.out = append(z.out, z.first)
	if z.free < 1<<z.widest {
		z.prefix[z.free], z.suffix[z.free] = uint16(z.old), z.first // #nosec G115 -- 16 bits
		z.free++
	}
	z.old = in
	return nil
}
