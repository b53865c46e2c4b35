package attach

import (
	"bytes"
	"cmp"
	"errors"
	"hash/crc32"
	"slices"
	"unicode/utf8"
)

// PKWARE APPNOTE.TXT 6.3.10: 4.3.7 local header, 4.3.12 central header, 4.3.14 to 4.3.16 ends.
const (
	sigLocal   = "PK\x03\x04"
	sigCentral = "PK\x01\x02"
	sigEnd     = "PK\x05\x06"
	sigEnd64   = "PK\x06\x06"
	sigLocator = "PK\x06\x07"
	sigSpanned = "PK\x07\x08"
	sigExtra   = "PK\x06\x08" // archive extra data: a central directory that is encrypted
)

var (
	errNoZip  = errors.New("attach: no end of central directory")
	errMasked = errors.New("attach: the central directory is encrypted")
	errBroken = errors.New("attach: the central directory is broken")
)

// zipDir is the central directory of a ZIP with what the local headers say beside it.
type zipDir struct {
	entries []zipEntry
	more    bool  // there are more entries than the limit
	doubt   bool  // what is in it depends on who reads it
	base    int64 // octets in front of the archive
}

type zipEntry struct {
	name          string
	flags, method int
	size, packed  int64 // as declared in the central directory
	header, data  int64 // where header and content begin; data is -1 if the local header is missing
	localFlags    int
	localMethod   int
	localBits     bool   // the local header was read
	aes           string // how the AES extra field says it is encrypted; empty: there is none
	raw           []byte // the name in the directory
	other         string // a name with another extension that some programs would give it; empty: none
}

// zipPlace is where a central directory is said to lie.
type zipPlace struct {
	at, size int64
	base     int64 // octets in front of the archive
	count    int64 // entries, as the end record says
}

// readZip reads the central directory. The archive may have octets in front of it and a comment behind. Where programs that
// unpack could find two directories, both are read, and doubt says so.
func readZip(s source) (*zipDir, error) {
	ends := findEnds(s)
	if len(ends) == 0 {
		return nil, errNoZip
	}
	var d *zipDir
	var first error
	for _, end := range ends {
		if d != nil && !end.reaches {
			continue
		}
		places, err := end.places(s)
		for _, place := range places {
			var one *zipDir
			if one, err = readDirectory(s, place); err == nil {
				d = d.merged(one)
			}
		}
		if d == nil && (first == nil || errors.Is(first, errBroken)) {
			first = err
		}
		if errors.Is(first, errVolume) || errors.Is(first, errMasked) {
			return nil, first
		}
	}
	if d == nil {
		return nil, first
	}
	d.hidden(s)
	return d, nil
}

// places returns where the directory lies by the fields of the old end record, and by the 64-bit record. Writers that stream
// leave the latter even where the former are good; the two must then agree.
func (e zipEnd) places(s source) (places []zipPlace, err error) {
	if disk := u16(e.record, 4); disk != 0 && disk != 0xffff {
		return nil, errVolume
	}
	size, offset, count, end := u32(e.record, 12), u32(e.record, 16), int64(u16(e.record, 10)), e.at
	full := size == 0xffffffff || offset == 0xffffffff || count == 0xffff
	if loc := s.at(end-20, 20); len(loc) == 20 && string(loc[:4]) == sigLocator {
		at := u64(loc, 8)
		record := s.at(at, 56)
		if len(record) < 56 || string(record[:4]) != sigEnd64 { // something stands in front of the archive
			at = end - 20 - 56
			record = s.at(at, 56)
		}
		if len(record) < 56 || string(record[:4]) != sigEnd64 {
			return nil, errBroken
		}
		end = at
		base := at - u64(loc, 8)
		places = append(places, zipPlace{base + u64(record, 48), u64(record, 40), base, u64(record, 32)})
	}
	if base := end - size - offset; !full || len(places) == 0 {
		places = append(places, zipPlace{base + offset, size, base, count})
		if base > 0 && string(s.at(offset, 4)) == sigCentral {
			places = append(places, zipPlace{offset, size, 0, count})
		}
	}
	for _, p := range places {
		if p.size < 0 || p.at < 0 || p.base < 0 || p.at > s.size || p.size > s.size {
			return nil, errBroken
		}
	}
	if len(places) > 1 && places[0].at == places[1].at && places[0].size == places[1].size {
		places = places[:1]
	}
	return places, nil
}

// zipEnd is an end record.
type zipEnd struct {
	at      int64
	record  []byte
	reaches bool // its comment goes up to the end of the file, or would go beyond
}

// findEnds looks for end records, backwards through the longest comment there can be. The last one comes first.
func findEnds(s source) (ends []zipEnd) {
	for _, n := range []int64{longestEnd, 16384, 4096, 1024, 22} { // shorter ones only where less of the end is known
		from := max(s.size-n, 0)
		tail := s.shown(from, s.size-from)
		if int64(len(tail)) < s.size-from {
			continue
		}
		for _, i := range lastIndexes(tail, sigEnd, 8) {
			if i+22 <= len(tail) {
				ends = append(ends, zipEnd{from + int64(i), tail[i : i+22], i+22+u16(tail, i+20) >= len(tail)})
			}
		}
		break
	}
	return ends
}

// lastIndexes returns where the last n occurrences of a signature begin, the last one first. It searches forwards, which the
// standard library does many octets at a time.
func lastIndexes(b []byte, signature string, n int) []int {
	var all []int
	for from := 0; ; {
		i := bytes.Index(b[from:], []byte(signature))
		if i < 0 {
			break
		}
		all = append(all, from+i)
		from += i + len(signature)
	}
	slices.Reverse(all)
	return all[:min(n, len(all))]
}

// readDirectory reads a central directory and, for each entry, its local header.
func readDirectory(s source, p zipPlace) (*zipDir, error) {
	d := &zipDir{base: p.base}
	at, end := p.at, p.at+p.size
	if p.size == 0 {
		d.doubt = p.count != 0
		return d, nil
	}
	switch first := s.at(at, 4); {
	case string(first) == sigExtra:
		return nil, errMasked
	case string(first) != sigCentral:
		if local := s.at(0, 30); len(local) == 30 && string(local[:4]) == sigLocal && u16(local, 6)&(1<<13) != 0 {
			return nil, errMasked
		}
		return nil, errBroken
	}
	for at+46 <= end {
		if len(d.entries) > maxEntries {
			d.more = true
			break
		}
		b := s.at(at, 46)
		if len(b) < 46 || string(b[:4]) != sigCentral {
			break
		}
		names, extras := int64(u16(b, 28)), int64(u16(b, 30))
		variable := s.at(at+46, names+extras)
		if int64(len(variable)) < names+extras {
			break
		}
		d.entries = append(d.entries, newEntry(b, variable[:names], variable[names:], d.base))
		at += 46 + names + extras + int64(u16(b, 32))
	}
	if len(d.entries) == 0 {
		return nil, errBroken
	}
	d.doubt = !d.more && (int64(len(d.entries))-p.count)&0xffff != 0
	for i := range d.entries {
		d.entries[i].readLocal(s)
	}
	return d, nil
}

func newEntry(b, name, extra []byte, base int64) zipEntry {
	e := zipEntry{
		flags: u16(b, 8), method: u16(b, 10), packed: u32(b, 20), size: u32(b, 24),
		header: base + u32(b, 42), data: -1,
	}
	e.name, e.raw = entryName(name, e.flags), name
	for len(extra) >= 4 {
		id, n := u16(extra, 0), u16(extra, 2)
		if 4+n > len(extra) {
			break
		}
		e.extra(id, extra[4:4+n], base)
		extra = extra[4+n:]
	}
	return e
}

// extra takes the 64-bit sizes (APPNOTE 4.5.3, in this order and only where the field is full) and the AES field.
func (e *zipEntry) extra(id int, b []byte, base int64) {
	switch id {
	case 0x9901:
		e.aes = aesStrength(b)
	case 0x7075: // APPNOTE 4.6.9: the name in UTF-8, for those who know it
		if len(b) > 5 && b[0] == 1 && uint32(u32(b, 1)) == crc32.ChecksumIEEE(e.raw) && utf8.Valid(b[5:]) { // #nosec G115 -- 32 bits
			e.name = string(b[5:])
			e.renamed(entryName(e.raw, e.flags))
		}
	case 0x0001:
		for _, field := range []*int64{&e.size, &e.packed} {
			if *field == 0xffffffff && len(b) >= 8 {
				*field, b = u64(b, 0), b[8:]
			}
		}
		if e.header == base+0xffffffff && len(b) >= 8 {
			e.header = base + u64(b, 0)
		}
	}
}

func (e *zipEntry) readLocal(s source) {
	b := s.at(e.header, 30+int64(len(e.raw)))
	if len(b) < 30 || string(b[:4]) != sigLocal {
		return
	}
	e.localBits, e.localFlags, e.localMethod = true, u16(b, 6), u16(b, 8)
	e.data = e.header + 30 + int64(u16(b, 26)) + int64(u16(b, 28))
	n := u16(b, 26)
	if e.localFlags&(1<<13) != 0 || len(b) < 30+len(e.raw) || n == len(e.raw) && bytes.Equal(b[30:], e.raw) {
		return
	}
	if name := s.at(e.header+30, int64(n)); len(name) == n {
		e.renamed(entryName(name, e.localFlags))
	}
}

// renamed notes another name if a program would take the file for something else by it.
func (e *zipEntry) renamed(name string) {
	if name != "" && Extension(name) != Extension(e.name) {
		e.other = name
	}
}

// encrypted tells how the entry is encrypted by either header, or nothing.
func (e *zipEntry) encrypted() string {
	flags, method := e.flags, e.method
	if e.localBits {
		flags |= e.localFlags
		if e.localMethod == 99 {
			method = 99
		}
	}
	return zipEncryption(flags, method, e.aes)
}

// aesStrength reads the extra field of WinZip's AES: version, "AE", strength, method.
func aesStrength(b []byte) string {
	if len(b) >= 5 && b[4] >= 1 && b[4] <= 3 {
		return []string{"zip-aes-128", "zip-aes-192", "zip-aes-256"}[b[4]-1]
	}
	return "zip-aes"
}

func zipEncryption(flags, method int, aes string) string {
	switch {
	case flags&1 == 0 && method != 99:
		return ""
	case aes != "":
		return aes
	case method == 99:
		return "zip-aes"
	case flags&(1<<6) != 0:
		return "zip-strong"
	}
	return "zip-crypto"
}

// overlap reports whether two entries share octets, by which a small archive pretends to be a large one.
func (d *zipDir) overlap() bool {
	sorted := make([]*zipEntry, 0, len(d.entries))
	for i := range d.entries {
		if d.entries[i].data >= 0 {
			sorted = append(sorted, &d.entries[i])
		}
	}
	slices.SortFunc(sorted, func(a, b *zipEntry) int { return cmp.Compare(a.header, b.header) })
	for i := 1; i < len(sorted); i++ {
		if sorted[i].header < sorted[i-1].data+max(sorted[i-1].packed, 0) {
			return true
		}
	}
	return false
}

// localEncryption walks the local headers of an archive whose directory is not there, from its begin on.
func localEncryption(s source) string {
	at := int64(0)
	for range 100 {
		b := s.at(at, 30)
		if len(b) < 30 || string(b[:4]) != sigLocal {
			return ""
		}
		flags, method := u16(b, 6), u16(b, 8)
		extra := s.at(at+30+int64(u16(b, 26)), int64(u16(b, 28)))
		if flags&(1<<13) != 0 {
			return "zip-masked"
		}
		aes := ""
		if i := bytes.Index(extra, []byte("\x01\x99\x07\x00")); i >= 0 {
			aes = aesStrength(extra[i+4:])
		}
		if how := zipEncryption(flags, method, aes); how != "" {
			return how
		}
		if flags&8 != 0 {
			return "" // the length stands behind the content
		}
		at += 30 + int64(u16(b, 26)) + int64(u16(b, 28)) + u32(b, 18)
	}
	return ""
}

// volumeEncryption says how entries are encrypted in the last volume of a split archive, where the directory is, or in the
// first, where the local headers begin behind a mark of four octets.
func volumeEncryption(s source) string {
	if string(s.at(0, 4)) == sigSpanned {
		return localEncryption(s.part(4, s.size-4))
	}
	for _, end := range findEnds(s) {
		at, stop := end.at-u32(end.record, 12), end.at
		for range maxEntries {
			b := s.at(at, 46)
			if at < 0 || at >= stop || len(b) < 46 || string(b[:4]) != sigCentral {
				break
			}
			name, extra := int64(u16(b, 28)), int64(u16(b, 30))
			aes, more := "", s.at(at+46+name, extra)
			if i := bytes.Index(more, []byte("\x01\x99\x07\x00")); i >= 0 {
				aes = aesStrength(more[i+4:])
			}
			if how := zipEncryption(u16(b, 8), u16(b, 10), aes); how != "" {
				return how
			}
			at += 46 + name + extra + int64(u16(b, 32))
		}
	}
	return localEncryption(s)
}
