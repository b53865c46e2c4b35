package attach

import (
	"errors"
	"io"
)

// source is a file's content.
type source struct {
	r    io.ReaderAt
	size int64
}

// at returns up to n octets from off on; fewer at the end of the file or if they cannot be read.
func (s source) at(off, n int64) []byte {
	if off < 0 || off >= s.size || n <= 0 {
		return nil
	}
	if e, ok := s.r.(*ends); ok {
		n = min(n, max(e.known(off), 1))
	}
	buf := make([]byte, min(n, s.size-off))
	got, _ := s.r.ReadAt(buf, off) // what cannot be read is missing, and callers look at the length
	return buf[:max(got, 0)]
}

// shown is at without a copy where the content lies in memory: not to be changed, and good only as long as the content is.
func (s source) shown(off, n int64) []byte {
	if sp, ok := s.r.(*spool); ok && sp.file == nil && off >= 0 && n >= 0 && off+n <= int64(len(sp.mem)) {
		return sp.mem[off : off+n : off+n]
	}
	return s.at(off, n)
}

func (s source) section(off, n int64) *io.SectionReader { return io.NewSectionReader(s.r, off, n) }

// part is the source of n octets from off on, cut at the end of s.
func (s source) part(off, n int64) source {
	off = min(max(off, 0), s.size)
	n = min(max(n, 0), s.size-off)
	return source{s.section(off, n), n}
}

var errTime = errors.New("attach: no time left")

// timed fails all reading some time after the walker has run out of it. A parser that goes round in circles over its input is
// ended by that, while a directory can still be read for its names.
type timed struct {
	w     *walker
	r     io.ReaderAt
	grace int // reads of up to 4 KiB that are still allowed when time is up
}

const graceReads = 3 * maxEntries

func (t *timed) ReadAt(p []byte, off int64) (int, error) {
	if t.w.late() {
		if t.grace -= 1 + len(p)>>12; t.grace < 0 {
			return 0, errTime
		}
	}
	return t.r.ReadAt(p, off)
}

func u16(b []byte, at int) int { return int(b[at]) | int(b[at+1])<<8 }

func u32(b []byte, at int) int64 { return int64(u16(b, at)) | int64(u16(b, at+2))<<16 }

// u64 is negative for what no file can be long; callers refuse that.
func u64(b []byte, at int) int64 { return u32(b, at) | u32(b, at+4)<<32 }
