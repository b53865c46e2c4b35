package attach

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/klauspost/compress/flate"
	"github.com/ulikunitz/xz/lzma"
)

// limited is an io.LimitedReader that knows the time.
type limited struct {
	r    io.Reader
	left int64
	w    *walker
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, io.EOF
	}
	if l.w.late() {
		return 0, errTime
	}
	n, err := l.r.Read(p[:min(int64(len(p)), l.left)])
	l.left -= int64(n)
	return n, err
}

// stored returns the content of an entry that is not compressed.
func (e *zipEntry) stored(s source) (source, bool) {
	if e.method != 0 || e.size != e.packed || e.size < 0 || e.data < 0 || e.data+e.size > s.size {
		return source{}, false
	}
	return s.part(e.data, e.size), true
}

// unpack returns the content of an entry, of which no more than most octets are wanted, and what gives back the memory used. The error is errMethod or errWindow, or says
// that the entry is broken. APPNOTE 4.4.5 has the methods.
func (w *walker) unpack(s source, e *zipEntry, most int64) (r io.Reader, release func(), err error) {
	if e.data < 0 || e.packed < 0 || e.size < 0 || e.data+e.packed > s.size {
		return nil, nil, errBroken
	}
	packed := &counted{r: s.section(e.data, e.packed)}
	release = func() {}
	switch e.method {
	case 0:
		if e.size != e.packed {
			return nil, nil, errBroken
		}
		r = packed
	case 8:
		if r, release, ok := w.whole(s, e, most); ok {
			return r, release, nil
		}
		fr := w.inflater(packed)
		r, release = fr, func() { w.inflaters = append(w.inflaters, fr) }
	case 12:
		r = bzip2.NewReader(bufio.NewReader(packed))
	case 14:
		r, err = zipLZMA(packed, e)
	case 93:
		return newZstd(s.part(e.data, e.packed))
	case 95:
		r = newXZ(packed)
	default:
		err = errMethod
	}
	return &unpacked{r, packed}, release, err
}

// inflater returns a reader for deflated data, one that has done its work before if there is one: it has 50 KiB of tables.
func (w *walker) inflater(packed io.Reader) *inflater {
	if n := len(w.inflaters); n > 0 {
		f := w.inflaters[n-1]
		w.inflaters = w.inflaters[:n-1]
		f.buffered.Reset(packed)
		if again, ok := f.ReadCloser.(flate.Resetter); ok && again.Reset(f.buffered, nil) == nil {
			return f
		}
	}
	buffered := bufio.NewReaderSize(packed, 16<<10)
	return &inflater{flate.NewReader(buffered), buffered}
}

// inflater unpacks deflated data from a reader of its own.
type inflater struct {
	io.ReadCloser
	buffered *bufio.Reader
}

// zipLZMA reads method 14: two octets of version, two of length, five of properties (APPNOTE 5.8.8). The library wants the
// properties followed by the length of the content, as in a .lzma file.
func zipLZMA(packed io.Reader, e *zipEntry) (io.Reader, error) {
	var head [9]byte
	if _, err := io.ReadFull(packed, head[:]); err != nil {
		return nil, fmt.Errorf("%w: %w", errBroken, err)
	}
	if u16(head[:], 2) != 5 {
		return nil, errMethod
	}
	return newLZMA(packed, head[4:], e.size)
}

// newLZMA reads LZMA data of which the five octets of properties stand elsewhere.
func newLZMA(packed io.Reader, properties []byte, size int64) (io.Reader, error) {
	window := min(max(u32(properties, 1), lzma.MinDictCap), max(size, lzma.MinDictCap)) // no more than there is content
	if window > maxWindow {
		return nil, errWindow
	}
	head := make([]byte, 0, 13)
	head = append(head, properties[0])
	head = binary.LittleEndian.AppendUint32(head, uint32(window)) // #nosec G115 -- at most maxWindow
	head = binary.LittleEndian.AppendUint64(head, uint64(size))   // #nosec G115 -- not negative
	r, err := lzma.ReaderConfig{DictCap: maxWindow}.NewReader(io.MultiReader(bytes.NewReader(head), packed))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errBroken, err)
	}
	return r, nil
}
