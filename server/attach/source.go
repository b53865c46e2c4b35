package attach

import "io"

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
	buf := make([]byte, min(n, s.size-off))
	got, _ := s.r.ReadAt(buf, off) // what cannot be read is missing, and callers look at the length
	return buf[:max(got, 0)]
}

func (s source) section(off, n int64) *io.SectionReader { return io.NewSectionReader(s.r, off, n) }

func u16(b []byte, at int) int { return int(b[at]) | int(b[at+1])<<8 }

func u32(b []byte, at int) int64 { return int64(u16(b, at)) | int64(u16(b, at+2))<<16 }

// u64 is negative for what no file can be long; callers refuse that.
func u64(b []byte, at int) int64 { return u32(b, at) | u32(b, at+4)<<32 }
