package attach

import (
	"bytes"
	"cmp"
	"slices"
)

// maxGap is how much of what lies between entries is searched, in one place and in an archive.
const (
	maxGap  = 64 << 10
	maxGaps = 1 << 20
)

// merged adds what another directory of the same archive has beside. That there is anything is a doubt.
func (d *zipDir) merged(other *zipDir) *zipDir {
	if d == nil {
		return other
	}
	known := make(map[int64]bool, len(d.entries))
	for i := range d.entries {
		known[d.entries[i].header] = true
	}
	both := 0
	for _, e := range other.entries {
		if known[e.header] {
			both++
			continue
		}
		d.entries = append(d.entries, e)
	}
	d.doubt = d.doubt || other.doubt || both < len(other.entries) || both < len(known)
	d.more = d.more || other.more
	return d
}

// hidden adds entries of which only their local headers tell: between those that the directory names, in front of them and
// behind. Programs that repair an archive, or read it from its begin, find them.
func (d *zipDir) hidden(s source) {
	if _, ok := s.r.(*ends); ok || d.more {
		return
	}
	sorted := make([]*zipEntry, 0, len(d.entries))
	for i := range d.entries {
		if d.entries[i].data >= 0 {
			sorted = append(sorted, &d.entries[i])
		}
	}
	slices.SortFunc(sorted, func(a, b *zipEntry) int { return cmp.Compare(a.header, b.header) })
	at, left := d.base, int64(maxGaps)
	if isZip(s.at(0, 4)) {
		at = 0
	}
	var found []zipEntry
	gap := func(end int64) {
		if n := min(end-at, maxGap); n >= 30 && left >= n {
			left -= n
			if e, ok := localEntry(s, at, at+n, end); ok {
				found = append(found, e)
			}
		}
	}
	for _, e := range sorted {
		gap(e.header)
		at = max(at, e.data+max(e.packed, 0))
	}
	gap(s.size)
	if len(found) > 0 {
		d.doubt = true
		d.entries = append(d.entries, found...)
	}
}

// localEntry finds the first local header of a file between two places; its content ends before end.
func localEntry(s source, from, to, end int64) (e zipEntry, ok bool) {
	b := s.at(from, to-from)
	for at := from; ; {
		i := bytes.Index(b, []byte(sigLocal))
		if i < 0 || len(b)-i < 30 {
			return e, false
		}
		b, at = b[i:], at+int64(i)
		names, extras := int64(u16(b, 26)), int64(u16(b, 28))
		name := s.at(at+30, names)
		packed := u32(b, 18)
		if u16(b, 4)&0xff <= 63 && u16(b, 8) < 100 && names > 0 && names < 1024 && bytes.IndexByte(name, 0) < 0 && at+30+names+extras+packed <= end {
			e = zipEntry{
				name: entryName(name, u16(b, 6)), raw: name, flags: u16(b, 6), method: u16(b, 8), packed: packed, size: u32(b, 22),
				header: at, data: at + 30 + names + extras, localBits: true, localFlags: u16(b, 6), localMethod: u16(b, 8),
			}
			return e, true
		}
		b, at = b[4:], at+4
	}
}
