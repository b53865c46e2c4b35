package attach

import (
	"encoding/binary"
	"errors"
	"io"
)

// inflate unpacks deflated data (RFC 1951) that lies in memory as a whole. Nearly all files in archives are that short; they take half
// the time that they take from a stream, because nothing is copied into a window.
type inflate struct {
	literals, distances []uint32 // see code

	fixedLiterals, fixedDistances []uint32
	lengths                       [maxLiterals + maxDistances]uint8

	in     []byte
	at     int    // what of in is in held
	held   uint64 // bits, the next one lowest
	bits   int    // how many are certain; above them are the same as those that come
	out    []byte // with room for one match behind limit
	end    int    // of what was written to out
	limit  int
	packed []byte // memory for what is read; see whole
}

const (
	maxLiterals  = 288
	maxDistances = 32
	maxMatch     = 258
	literalBits  = 10 // what a first look at a table takes
	distanceBits = 8
	lengthBits   = 7
)

var (
	errDeflated = errors.New("attach: deflated data is broken")
	errMore     = errors.New("attach: more than was asked for")
)

// maxWhole is how long a deflated file and its content may be to be unpacked at once.
const maxWhole = 1 << 20

// maxKept is how much memory of such is kept: one each for a row that is unpacked ahead and what is looked at.
const (
	maxKept       = aheadFiles + 2
	maxKeptOctets = 512 << 10
)

// whole unpacks at once what is short, or of which only the begin is wanted. False: it has to be read as a stream.
func (w *walker) whole(s source, e *zipEntry, most int64) (io.Reader, func(), bool) {
	f, n, all := w.fetch(s, e, most)
	if f == nil {
		return nil, nil, false
	}
	release := func() { w.keep(f) }
	content, err := f.all(f.packed[:n], int(most))
	if !all && errors.Is(err, io.ErrUnexpectedEOF) {
		release()
		return nil, nil, false
	}
	return inMemory(content, err, n), release, true
}

// fetch reads as much of an entry as most octets of its content may take, and tells how much that is and whether it is all. Nil: it is
// too long to be unpacked at once.
func (w *walker) fetch(s source, e *zipEntry, most int64) (f *inflate, n int, all bool) {
	part := min(e.packed, 2*most+(4<<10)) // the begin takes seldom more
	if most < 0 || most > maxWhole || part > maxWhole {
		return nil, 0, false
	}
	f = &inflate{}
	if n := len(w.wholes); n > 0 {
		f, w.wholes = w.wholes[n-1], w.wholes[:n-1]
	}
	if int64(cap(f.packed)) < part {
		f.packed = make([]byte, part)
	}
	n, _ = s.r.ReadAt(f.packed[:part], e.data) // what cannot be read is an end that comes too early
	return f, n, int64(n) == e.packed
}

// keep has the memory of f at hand for the next file. Of what has grown large only one is kept.
func (w *walker) keep(f *inflate) {
	if len(w.wholes) == 0 || len(w.wholes) < maxKept && cap(f.packed)+cap(f.out) <= maxKeptOctets {
		w.wholes = append(w.wholes, f)
	}
}

// inMemory reads what all has returned, unpacked from n octets.
func inMemory(content []byte, err error, n int) io.Reader {
	if err == nil {
		err = io.EOF
	}
	return &unpacked{&atHand{content, err}, &counted{n: int64(n)}}
}

// atHand is content that is there, and how it ended.
type atHand struct {
	rest []byte
	err  error
}

func (i *atHand) Read(p []byte) (int, error) {
	if len(i.rest) == 0 {
		return 0, i.err
	}
	n := copy(p, i.rest)
	i.rest = i.rest[n:]
	return n, nil
}

// all unpacks up to limit octets. They are good until the next call. The error is nil at the end of the data, errMore if there is more,
// io.ErrUnexpectedEOF if the data ends too early, or errDeflated.
func (f *inflate) all(in []byte, limit int) ([]byte, error) {
	if room := limit + maxMatch + 8; cap(f.out) < room {
		f.out = make([]byte, room)
	}
	f.out = f.out[:cap(f.out)]
	f.in, f.at, f.held, f.bits, f.end, f.limit = in, 0, 0, 0, 0, limit
	err := f.blocks()
	f.in = nil
	return f.out[:min(f.end, limit)], err
}

func (f *inflate) blocks() error {
	for {
		head, err := f.take(3)
		if err != nil {
			return err
		}
		switch head >> 1 {
		case 0:
			err = f.stored()
		case 1:
			f.fixed()
			err = f.block(f.fixedLiterals, f.fixedDistances)
		case 2:
			if err = f.codes(); err == nil {
				err = f.block(f.literals, f.distances)
			}
		default:
			err = errDeflated
		}
		if err != nil || head&1 != 0 {
			return err
		}
	}
}

// fillUp has at least 56 bits at hand, fewer at the end of the data.
func (f *inflate) fillUp() {
	if len(f.in)-f.at >= 8 {
		f.held |= binary.LittleEndian.Uint64(f.in[f.at:]) << f.bits
		f.at += (63 - f.bits) >> 3
		f.bits |= 56
		return
	}
	for f.bits <= 56 && f.at < len(f.in) {
		f.held |= uint64(f.in[f.at]) << f.bits
		f.at++
		f.bits += 8
	}
}

// take returns the next n bits, at most 16.
func (f *inflate) take(n int) (int, error) {
	if f.bits < n {
		f.fillUp()
	}
	value := int(f.held & (1<<n - 1)) // #nosec G115 -- at most 16 bits
	f.held >>= n
	if f.bits -= n; f.bits < 0 {
		return 0, io.ErrUnexpectedEOF
	}
	return value, nil
}

// stored copies a block that is not compressed (3.2.4).
func (f *inflate) stored() error {
	f.at -= f.bits >> 3
	f.held, f.bits = 0, 0
	if len(f.in)-f.at < 4 {
		return io.ErrUnexpectedEOF
	}
	n := int(binary.LittleEndian.Uint16(f.in[f.at:]))
	if int(^binary.LittleEndian.Uint16(f.in[f.at+2:])) != n {
		return errDeflated
	}
	f.at += 4
	got := copy(f.out[f.end:f.limit], f.in[f.at:min(f.at+n, len(f.in))])
	f.end += got
	f.at += got
	switch {
	case got == n:
		return nil
	case f.end == f.limit:
		return errMore
	}
	return io.ErrUnexpectedEOF
}

// fixed makes the codes of 3.2.6, once: a file may be nothing but blocks of ten bits.
func (f *inflate) fixed() {
	if len(f.fixedLiterals) > 0 {
		return
	}
	for i := range maxLiterals {
		switch {
		case i < 144, i >= 280:
			f.lengths[i] = 8
		case i < 256:
			f.lengths[i] = 9
		default:
			f.lengths[i] = 7
		}
	}
	for i := range maxDistances {
		f.lengths[maxLiterals+i] = 5
	}
	f.fixedLiterals, _ = code(nil, f.lengths[:maxLiterals], literalBits, literal)
	f.fixedDistances, _ = code(nil, f.lengths[maxLiterals:], distanceBits, distance)
}

// codeOrder is that of the lengths of the code that lengths are written in (3.2.7).
var codeOrder = [...]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// codes reads the codes of a block (3.2.7).
func (f *inflate) codes() error {
	head, err := f.take(14)
	if err != nil {
		return err
	}
	literals, distances, n := head&31+257, head>>5&31+1, head>>10+4
	if literals > 286 || distances > 30 {
		return errDeflated
	}
	clear(f.lengths[:len(codeOrder)])
	for i := range n {
		length, err := f.take(3)
		if err != nil {
			return err
		}
		f.lengths[codeOrder[i]] = uint8(length) // #nosec G115 -- three bits
	}
	var ok bool
	if f.distances, ok = code(f.distances, f.lengths[:len(codeOrder)], lengthBits, plain); !ok {
		return errDeflated
	}
	if err := f.readLengths(literals + distances); err != nil {
		return err
	}
	if f.literals, ok = code(f.literals, f.lengths[:literals], literalBits, literal); !ok {
		return errDeflated
	}
	if f.distances, ok = code(f.distances, f.lengths[literals:literals+distances], distanceBits, distance); !ok {
		return errDeflated
	}
	return nil
}

// readLengths reads n lengths of codes, in the code that stands in distances.
func (f *inflate) readLengths(n int) error {
	for i := 0; i < n; {
		f.fillUp()
		e := f.distances[f.held&(1<<lengthBits-1)]
		if e == 0 {
			return none(f.bits)
		}
		f.held >>= e & 15
		f.bits -= int(e & 15)
		length, times := uint8(e>>16), 1 // #nosec G115 -- at most 18
		var err error
		switch length {
		case 16:
			if i == 0 {
				return errDeflated
			}
			length = f.lengths[i-1]
			times, err = f.take(2)
			times += 3
		case 17:
			length = 0
			times, err = f.take(3)
			times += 3
		case 18:
			length = 0
			times, err = f.take(7)
			times += 11
		}
		switch {
		case err != nil, f.bits < 0:
			return io.ErrUnexpectedEOF
		case i+times > n:
			return errDeflated
		}
		for range times {
			f.lengths[i] = length
			i++
		}
	}
	return nil
}

// none says why no code fits when so many bits are left: there is none, or the data has ended.
func none(left int) error {
	if left < 15 {
		return io.ErrUnexpectedEOF
	}
	return errDeflated
}

// block unpacks what follows the codes. It works on copies, which stay in registers: that is half of its speed.
func (f *inflate) block(allLiterals, allDistances []uint32) (err error) {
	literals, distances := (*[1 << literalBits]uint32)(allLiterals), (*[1 << distanceBits]uint32)(allDistances)
	in, at, held, n := f.in, f.at, f.held, f.bits
	out, end := f.out, f.end
	for err = errMore; end < f.limit; {
		if len(in)-at >= 8 {
			held |= binary.LittleEndian.Uint64(in[at:]) << (n & 63)
			at += (63 - n) >> 3
			n |= 56
		} else {
			for ; n <= 56 && at < len(in); at++ {
				held |= uint64(in[at]) << (n & 63)
				n += 8
			}
		}
		e := literals[held&(1<<literalBits-1)]
		if e&isTable != 0 {
			e = allLiterals[int(e>>16)+int(held>>literalBits&(1<<(e>>8&31)-1))] // #nosec G115 -- at most 5 bits
		}
		held >>= e & 15
		n -= int(e & 15)
		if e == 0 || n < 0 {
			err = none(n)
			break
		}
		if e&isLiteral != 0 {
			out[end] = byte(e >> 16) // #nosec G115 -- a literal is an octet
			end++
			for range 4 { // 56 bits hold five of the first look
				if e = literals[held&(1<<literalBits-1)]; e&isLiteral == 0 || n < literalBits {
					break
				}
				out[end] = byte(e >> 16) // #nosec G115 -- a literal is an octet
				end++
				held >>= e & 15
				n -= int(e & 15)
			}
			continue
		}
		if e&isEnd != 0 {
			err = nil
			break
		}
		length := int(e>>16) + int(held&(1<<(e>>8&31)-1)) // #nosec G115 -- at most 5 bits
		held >>= e >> 8 & 31
		n -= int(e >> 8 & 31)
		d := distances[held&(1<<distanceBits-1)]
		if d&isTable != 0 {
			d = allDistances[int(d>>16)+int(held>>distanceBits&(1<<(d>>8&31)-1))] // #nosec G115 -- at most 7 bits
		}
		held >>= d & 15
		from := end - int(d>>16) - int(held&(1<<(d>>8&31)-1)) // #nosec G115 -- at most 13 bits
		held >>= d >> 8 & 31
		n -= int(d&15) + int(d>>8&31)
		if d == 0 || n < 0 || from < 0 {
			if err = errDeflated; d == 0 || n < 0 {
				err = none(n)
			}
			break
		}
		for stop := end + length; end < stop; {
			end += copy(out[end:stop], out[from:end])
		}
	}
	f.at, f.held, f.bits, f.end = at, held, n, end
	return err
}
