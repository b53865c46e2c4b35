package attach

import (
	"strings"
	"unicode/utf16"

	"sekisho/server/policy"
)

const (
	typeISO = "application/x-iso9660-image"
	typeUDF = "application/x-udf-image"

	discSector = 2048
	maxFolder  = 4 << 20 // octets of one folder
	maxFolders = 10_000
)

// disc looks at the files of a CD or DVD: ISO 9660 with the names of Joliet or Rock Ridge, else UDF. Files lie in one piece.
func (w *walker) disc(a *policy.Attachment, s source, depth int) {
	b := w.box(a, s.size, depth)
	if b == nil {
		return
	}
	defer b.done()
	v, iso := readISO(s)
	u, udf := readUDF(s)
	switch {
	case iso && (v.joliet || !udf): // else the names are cut to eight letters
		v.walk(b)
	case udf:
		u.walk(b)
	default:
		mark(a, "uninspectable", "reason", w.missing())
	}
}

// isoVolume is the tree of names to follow.
type isoVolume struct {
	s      source
	root   isoFile
	joliet bool
}

type isoFile struct {
	name     string
	at, size int64
	dir      bool
	more     bool // the content goes on in the next record
}

// readISO chooses from the volume descriptors (ECMA-119, 8): Joliet's if there is one, for its names are whole.
func readISO(s source) (v isoVolume, ok bool) {
	for sector := int64(16); sector < 64; sector++ {
		b := s.at(sector*discSector, discSector)
		if len(b) < discSector || string(b[1:6]) != "CD001" || b[0] == 255 {
			break
		}
		joliet := b[0] == 2 && (string(b[88:91]) == "%/@" || string(b[88:91]) == "%/C" || string(b[88:91]) == "%/E")
		if b[0] == 1 && !ok || joliet {
			v = isoVolume{s: s, joliet: joliet}
			v.root, ok = v.record(b[156:190])
		}
	}
	return v, ok && v.root.dir
}

// record reads a directory record (ECMA-119, 9.1).
func (v *isoVolume) record(b []byte) (f isoFile, ok bool) {
	if len(b) < 34 || 33+int(b[32]) > len(b) {
		return f, false
	}
	raw := b[33 : 33+int(b[32])]
	f = isoFile{at: u32(b, 2) * discSector, size: u32(b, 10), dir: b[25]&2 != 0, more: b[25]&0x80 != 0}
	if v.joliet {
		units := make([]uint16, len(raw)/2)
		for i := range units {
			units[i] = uint16(raw[2*i])<<8 | uint16(raw[2*i+1])
		}
		f.name = string(utf16.Decode(units))
	} else {
		f.name = entryName(raw, 0)
		if long := rockRidge(b[33+len(raw):], len(raw)); long != "" {
			f.name = long
		}
	}
	if at := strings.LastIndexByte(f.name, ';'); at > 0 {
		f.name = f.name[:at]
	}
	f.name = strings.TrimSuffix(f.name, ".")
	return f, true
}

// rockRidge finds the long name in the system use area (IEEE P1282, 4.1.4), which begins at an even place.
func rockRidge(b []byte, nameLength int) string {
	if nameLength%2 == 0 && len(b) > 0 {
		b = b[1:]
	}
	name := ""
	for len(b) >= 5 && int(b[2]) >= 4 && int(b[2]) <= len(b) {
		if string(b[:2]) == "NM" && b[2] > 5 {
			name += string(b[5:b[2]])
		}
		b = b[b[2]:]
	}
	return entryName([]byte(name), 0)
}

// walk visits each folder once.
func (v *isoVolume) walk(b *box) {
	type folder struct {
		path string
		isoFile
	}
	seen := map[int64]bool{}
	for stack := []folder{{"", v.root}}; len(stack) > 0; {
		at := stack[0]
		stack = stack[1:]
		if seen[at.at] || len(seen) > maxFolders {
			continue
		}
		seen[at.at] = true
		data := v.s.at(at.at, min(at.size, maxFolder))
		if int64(len(data)) < at.size {
			mark(b.a, "uninspectable", "reason", b.w.missing())
		}
		for _, f := range v.folder(data) {
			if f.dir {
				stack = append(stack, folder{at.path + f.name + "/", f})
				continue
			}
			content := v.s.part(f.at, f.size)
			if content.size < f.size || f.more {
				mark(b.a, "uninspectable", "reason", b.w.missing())
			}
			if !b.held(at.path+f.name, content) {
				return
			}
		}
	}
}

// folder reads the records of one folder, without itself and the one above. A record does not cross a sector.
func (v *isoVolume) folder(data []byte) (files []isoFile) {
	for at := 0; at < len(data); {
		length := int(data[at])
		if length == 0 {
			at = (at/discSector + 1) * discSector
			continue
		}
		if at+length > len(data) {
			break
		}
		record := data[at : at+length]
		at += length
		if f, ok := v.record(record); ok && (record[32] != 1 || record[33] > 1) {
			files = append(files, f)
		}
	}
	return files
}
