package attach

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/ulikunitz/xz/lzma"
)

var errXZ = errors.New("attach: broken xz")

// xzReader reads .xz files (The .xz File Format 1.2.1): streams of blocks, each with a header of its own that says how large
// a window its data needs. The library would make any window that a header asks for; here the header is read first. What
// blocks are checked with is passed over: a file that is looked at need not be whole.
type xzReader struct {
	src   *counted
	check int64     // octets behind each block
	block io.Reader // nil: between blocks
	start int64     // where the block's data begin
	err   error
}

func newXZ(packed io.Reader) io.Reader { return &xzReader{src: &counted{r: packed}, check: -1} }

func (x *xzReader) Read(p []byte) (int, error) {
	for x.err == nil {
		if x.block == nil {
			x.err = x.next()
			continue
		}
		n, err := x.block.Read(p)
		switch {
		case errors.Is(err, io.EOF):
			x.block = nil
			pad := (4 - (x.src.n-x.start)%4) % 4
			_, x.err = x.take(pad + x.check)
		case err != nil:
			x.err = fmt.Errorf("%w: %w", errXZ, err)
		}
		if n > 0 {
			return n, nil
		}
	}
	return 0, x.err
}

// take reads n octets; what is not there is an error other than io.EOF.
func (x *xzReader) take(n int64) ([]byte, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(x.src, b); err != nil {
		return nil, errXZ
	}
	return b, nil
}

// varint reads a number of seven bits an octet (1.2).
func (x *xzReader) varint() (v uint64, err error) {
	for shift := 0; shift < 63; shift += 7 {
		b, err := x.take(1)
		if err != nil {
			return 0, err
		}
		v |= uint64(b[0]&0x7f) << shift
		if b[0]&0x80 == 0 {
			return v, nil
		}
	}
	return 0, errXZ
}

// next goes to the data of the next block, or to the end of the last stream.
func (x *xzReader) next() error {
	if x.check < 0 {
		if err := x.stream(nil); err != nil {
			return err
		}
	}
	first, err := x.take(1)
	switch {
	case err != nil:
		return err
	case first[0] == 0:
		return x.index()
	}
	rest, err := x.take(int64(first[0])*4 + 3)
	if err != nil {
		return err
	}
	window, err := blockWindow(append(first, rest...))
	if err != nil {
		return err
	}
	x.start = x.src.n
	x.block, err = lzma.Reader2Config{DictCap: int(max(window, lzma.MinDictCap))}.NewReader2(x.src)
	if err != nil {
		return fmt.Errorf("%w: %w", errXZ, err)
	}
	return nil
}

// index passes over the index that ends a stream (4), its footer and padding, and goes to the next stream if there is one.
func (x *xzReader) index() error {
	start := x.src.n - 1
	records, err := x.varint()
	for left := 2 * records; left > 0 && err == nil; left-- { // their sizes, packed and unpacked
		_, err = x.varint()
	}
	if err != nil {
		return err
	}
	if _, err := x.take((4-(x.src.n-start)%4)%4 + 4 + 12); err != nil {
		return err
	}
	for {
		b, err := x.take(4)
		switch {
		case err == nil && string(b) == "\x00\x00\x00\x00":
		case err == nil && string(b) == "\xfd7zX":
			x.check = -1
			return x.stream(b)
		default:
			return io.EOF
		}
	}
}

// stream reads the header of a stream (2.1.1), of which the first octets may have been read.
func (x *xzReader) stream(read []byte) error {
	head, err := x.take(12 - int64(len(read)))
	head = append(read, head...)
	if err != nil || string(head[:6]) != "\xfd7zXZ\x00" || head[6] != 0 || head[7] > 15 {
		return errXZ
	}
	x.check = []int64{0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64}[head[7]]
	return nil
}

// blockWindow reads the header of a block (3.1), whose only filter must be LZMA2, and says which window that needs.
func blockWindow(head []byte) (int64, error) {
	sum := len(head) - 4
	if crc32.ChecksumIEEE(head[:sum]) != binary.LittleEndian.Uint32(head[sum:]) {
		return 0, errXZ
	}
	flags, fields := head[1], head[2:sum]
	for _, bit := range []byte{0x40, 0x80} { // the sizes, packed and unpacked
		if flags&bit != 0 {
			_, n := binary.Uvarint(fields)
			if n <= 0 {
				return 0, errXZ
			}
			fields = fields[n:]
		}
	}
	switch {
	case flags&3 != 0 || len(fields) > 0 && fields[0] != 0x21:
		return 0, errMethod // filters for programs come first, or another method
	case len(fields) < 3 || fields[1] != 1 || fields[2] > 40:
		return 0, errXZ
	}
	return lzma2Window(fields[2])
}

// lzma2Window decodes the one octet of properties that LZMA2 has (5.3.1).
func lzma2Window(b byte) (int64, error) {
	if b > 40 {
		return 0, errMethod
	}
	window := int64(2|b&1) << (b/2 + 11)
	if window > maxWindow {
		return 0, errWindow
	}
	return window, nil
}
