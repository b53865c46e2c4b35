package attach

import (
	"bytes"
	"cmp"
	"errors"
	"slices"
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
}

// readZip reads the central directory. The archive may have octets in front of it and a comment behind.
func readZip(s source) (*zipDir, error) {
	end, tail := findEnd(s)
	if end < 0 {
		return nil, errNoZip
	}
	if disk := u16(tail, 4); disk != 0 && disk != 0xffff {
		return nil, errVolume
	}
	size, offset := u32(tail, 12), u32(tail, 16)
	base := end - size - offset
	// Writers that stream leave 64-bit records even where the fields of the old end are good.
	if loc := s.at(end-20, 20); len(loc) == 20 && string(loc[:4]) == sigLocator {
		record := s.at(u64(loc, 8), 56)
		if len(record) < 56 || string(record[:4]) != sigEnd64 {
			return nil, errBroken
		}
		size, offset, base = u64(record, 40), u64(record, 48), 0
	}
	if size < 0 || offset < 0 || base < 0 || offset > s.size || size > s.size {
		return nil, errBroken
	}
	d := &zipDir{base: base}
	return d, d.read(s, base+offset, size)
}

// findEnd looks for the end record, backwards through the longest comment there can be.
func findEnd(s source) (int64, []byte) {
	if last := s.at(s.size-22, 22); len(last) == 22 && string(last[:4]) == sigEnd && u16(last, 20) == 0 { // hardly any has one
		return s.size - 22, last
	}
	for _, n := range []int64{22 + 65535, 16384, 4096, 1024, 22} { // shorter ones only where less of the end is known
		from := max(s.size-n, 0)
		tail := s.at(from, s.size-from)
		for i := len(tail) - 22; i >= 0; i-- {
			if string(tail[i:i+4]) == sigEnd && i+22+u16(tail, i+20) <= len(tail) {
				return from + int64(i), tail[i:]
			}
		}
		if int64(len(tail)) == s.size-from {
			break
		}
	}
	return -1, nil
}

func (d *zipDir) read(s source, at, size int64) error {
	end := at + size
	if size == 0 {
		return nil
	}
	switch first := s.at(at, 4); {
	case string(first) == sigExtra:
		return errMasked
	case string(first) != sigCentral:
		if local := s.at(0, 30); len(local) == 30 && string(local[:4]) == sigLocal && u16(local, 6)&(1<<13) != 0 {
			return errMasked
		}
		return errBroken
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
		return errBroken
	}
	for i := range d.entries {
		d.entries[i].readLocal(s)
	}
	return nil
}

func newEntry(b, name, extra []byte, base int64) zipEntry {
	e := zipEntry{
		flags: u16(b, 8), method: u16(b, 10), packed: u32(b, 20), size: u32(b, 24),
		header: base + u32(b, 42), data: -1,
	}
	e.name = entryName(name, e.flags)
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
	b := s.at(e.header, 30)
	if len(b) < 30 || string(b[:4]) != sigLocal {
		return
	}
	e.localBits, e.localFlags, e.localMethod = true, u16(b, 6), u16(b, 8)
	e.data = e.header + 30 + int64(u16(b, 26)) + int64(u16(b, 28))
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
