package attach

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zlib"
	"github.com/pierrec/lz4/v4"
	"github.com/ulikunitz/xz/lzma"
)

// More types of files that are one other file, compressed.
const (
	typeCompress = "application/x-compress"
	typeLZMA     = "application/x-lzma"
	typeLzip     = "application/lzip"
	typeLZ4      = "application/x-lz4"
	typeZlib     = "application/zlib"
	typeBrotli   = "application/x-brotli"
)

const magicLZ4, magicLegacyLZ4 = "\x04\x22\x4d\x18", "\x02\x21\x4c\x18"

var errLZ = errors.New("attach: broken compressed file")

// rarer returns the content of a stream of one of the rarer formats.
func rarer(mime string, packed *bufio.Reader) (io.Reader, error) {
	switch mime {
	case typeCompress:
		return newLZW(packed)
	case typeLZ4:
		return &lz4Frames{packed: packed, r: lz4.NewReader(packed)}, nil
	case typeZlib:
		return zlib.NewReader(packed)
	case typeBrotli:
		return brotli.NewReader(packed), nil
	case typeLzip:
		return &lzip{packed: packed}, nil
	}
	head := make([]byte, 13)
	if _, err := io.ReadFull(packed, head); err != nil {
		return nil, errLZ
	}
	return lzmaAlone(head, packed)
}

// isLZMA knows the header of a .lzma file, which has no mark: properties, a window that is a power of two or one and a half,
// a length that is unknown or makes sense.
func isLZMA(head []byte, ext string) bool {
	if len(head) < 14 || head[0] != 0x5d && ext != "lzma" || head[0] >= 225 || head[13] != 0 {
		return false
	}
	window, size := u32(head, 1), u64(head, 5)
	round := window > 0 && (window&(window-1) == 0 || window%3 == 0 && (window/3)&(window/3-1) == 0)
	return round && window >= 4096 && (size == -1 || size >= 0 && size < 1<<40)
}

// lzmaAlone reads what stands behind a header of 13 octets: properties, window, length.
func lzmaAlone(head []byte, packed *bufio.Reader) (io.Reader, error) {
	window, size := max(u32(head, 1), lzma.MinDictCap), u64(head, 5)
	if size >= 0 { // no more than there is content
		window = min(window, max(size, lzma.MinDictCap))
	}
	if window > maxWindow {
		return nil, errWindow
	}
	own := bytes.Clone(head)
	binary.LittleEndian.PutUint32(own[1:], uint32(window)) // #nosec G115 -- at most maxWindow
	r, err := lzma.ReaderConfig{DictCap: maxWindow}.NewReader(&headed{own, packed})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errLZ, err)
	}
	return r, nil
}

// headed has octets in front of a reader of which no octet too many may be read.
type headed struct {
	head []byte
	*bufio.Reader
}

func (h *headed) ReadByte() (byte, error) {
	if len(h.head) > 0 {
		b := h.head[0]
		h.head = h.head[1:]
		return b, nil
	}
	return h.Reader.ReadByte()
}

func (h *headed) Read(p []byte) (int, error) {
	if len(h.head) > 0 {
		n := copy(p, h.head)
		h.head = h.head[n:]
		return n, nil
	}
	return h.Reader.Read(p)
}

// lzip reads members of .lz files, one behind the other (lzip's manual, "File format"): mark, version, window, LZMA data
// that ends itself, a trailer of 20 octets.
type lzip struct {
	packed *bufio.Reader
	member io.Reader
	more   bool // not the first member
}

func (z *lzip) Read(p []byte) (int, error) {
	for {
		if z.member == nil {
			if err := z.next(); err != nil {
				return 0, err
			}
		}
		n, err := z.member.Read(p)
		if errors.Is(err, io.EOF) {
			z.member, err = nil, nil
			if _, short := z.packed.Discard(20); short != nil {
				return n, errLZ
			}
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

func (z *lzip) next() (err error) {
	head, _ := z.packed.Peek(6) // what follows the last member may be anything
	switch {
	case z.more && (len(head) < 6 || string(head[:4]) != "LZIP"):
		return io.EOF
	case len(head) < 6 || string(head[:4]) != "LZIP" || head[4] != 1:
		return errLZ
	}
	window := uint32(1) << (head[5] & 31)
	window -= window / 16 * uint32(head[5]>>5)
	if _, err := z.packed.Discard(6); err != nil {
		return errLZ
	}
	own := binary.LittleEndian.AppendUint32([]byte{0x5d}, window)
	own = binary.LittleEndian.AppendUint64(own, 1<<64-1)
	z.more = true
	z.member, err = lzmaAlone(own, z.packed)
	return err
}

// lz4Frames reads frames, one behind the other.
type lz4Frames struct {
	packed *bufio.Reader
	r      *lz4.Reader
}

func (f *lz4Frames) Read(p []byte) (int, error) {
	for {
		n, err := f.r.Read(p)
		if n > 0 || !errors.Is(err, io.EOF) {
			return n, err
		}
		if magic, _ := f.packed.Peek(4); string(magic) != magicLZ4 && string(magic) != magicLegacyLZ4 {
			return 0, io.EOF
		}
		f.r.Reset(f.packed)
	}
}
