package attach

// cfbNoSector is the first number that is no sector: what lies above has meanings of its own ([MS-CFB] 2.1).
const cfbNoSector = 0xfffffffa

// cfbReader follows the chains of sectors of a compound file.
type cfbReader struct {
	source
	head  []byte
	shift uint
	lost  bool     // part of the allocation table is missing
	mini  cfbEntry // the root, whose stream holds the small streams

	table   int64 // the sector of the allocation table that is held
	cached  []byte
	small   []int64 // the sectors of the root's stream
	smallOK bool
}

// newCFBReader returns nil if the header is none.
func newCFBReader(s source) *cfbReader {
	r := &cfbReader{source: s, head: s.at(0, 512), table: -1}
	if len(r.head) < 512 || string(r.head[:8]) != cfbMagic {
		return nil
	}
	r.shift = uint(u16(r.head, 30)) // #nosec G115 -- 16 bits
	if r.shift != 9 && r.shift != 12 {
		return nil
	}
	return r
}

func (r *cfbReader) sector(n int64) []byte { return r.at((n+1)<<r.shift, 1<<r.shift) }

// next returns the sector after n: its entry in the allocation table.
func (r *cfbReader) next(n int64) int64 {
	const end = 0xfffffffe
	each := int64(1) << (r.shift - 2)
	at := r.tableSector(n / each)
	if at < 0 || at >= cfbNoSector {
		r.lost = true
		return end
	}
	if at != r.table || r.cached == nil {
		r.table, r.cached = at, r.sector(at)
	}
	if place := int(4 * (n % each)); place+4 <= len(r.cached) {
		return u32(r.cached, place)
	}
	r.lost = true
	return end
}

// tableSector returns the place of the n-th sector of the allocation table.
func (r *cfbReader) tableSector(n int64) int64 {
	if n < 109 {
		return u32(r.head, int(76+4*n))
	}
	return r.far(n-109, int64(1)<<(r.shift-2))
}

// far returns the place of an allocation table that the header has no room for.
func (r *cfbReader) far(index, each int64) int64 {
	at := u32(r.head, 68)
	for hops := 0; at < cfbNoSector && hops < 256; hops++ {
		difat := r.sector(at)
		if int64(len(difat)) < each*4 {
			return -1
		}
		if index < each-1 {
			return u32(difat, int(4*index))
		}
		index -= each - 1
		at = u32(difat, int(4*(each-1)))
	}
	return -1
}

// stream returns the first n octets of a stream, fewer if its chain breaks off.
func (r *cfbReader) stream(e *cfbEntry, n int64) []byte {
	if e.kind != cfbRoot && e.size < u32(r.head, 56) {
		return r.smallStream(e, n)
	}
	out := make([]byte, 0, min(n, 64<<10))
	for at := e.start; int64(len(out)) < n && at < cfbNoSector; at = r.next(at) {
		part := r.sector(at)
		out = append(out, part[:min(int64(len(part)), n-int64(len(out)))]...)
		if len(part) < 1<<r.shift {
			break
		}
	}
	return out
}

// smallStream reads a stream of 64-octet sectors inside the root's stream.
func (r *cfbReader) smallStream(e *cfbEntry, n int64) []byte {
	r.findSmall()
	each := int64(1) << (r.shift - 6) // small sectors in a sector
	var out []byte
	for at := e.start; int64(len(out)) < n && at < cfbNoSector; at = r.nextSmall(at) {
		if at/each >= int64(len(r.small)) {
			break
		}
		part := r.at((r.small[at/each]+1)<<r.shift+(at%each)<<6, 64)
		out = append(out, part[:min(int64(len(part)), n-int64(len(out)))]...)
		if len(part) < 64 {
			break
		}
	}
	return out
}

// findSmall lists the sectors of the root's stream once.
func (r *cfbReader) findSmall() {
	if r.smallOK {
		return
	}
	r.smallOK = true
	most := min(r.mini.size, r.size)>>r.shift + 1
	for at := r.mini.start; at < cfbNoSector && int64(len(r.small)) < most; at = r.next(at) {
		r.small = append(r.small, at)
	}
}

// nextSmall returns the small sector after n.
func (r *cfbReader) nextSmall(n int64) int64 {
	each := int64(1) << (r.shift - 2)
	at := u32(r.head, 60)
	for i := n / each; i > 0 && at < cfbNoSector; i-- {
		at = r.next(at)
	}
	b := r.at((at+1)<<r.shift+4*(n%each), 4)
	if at >= cfbNoSector || len(b) < 4 {
		return 0xfffffffe
	}
	return u32(b, 0)
}
