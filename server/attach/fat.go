package attach

import (
	"bytes"
	"io"
	"strings"

	"sekisho/server/policy"
)

const (
	typeFAT = "application/x-raw-disk-image"
	typeVHD = "application/x-vhd"
)

// fatVolume is a FAT file system (Microsoft's specification 1.03): of diskettes, memory sticks and small images.
type fatVolume struct {
	s        source
	bits     int   // of an entry of the table: 12, 16, 32
	table    int64 // where it begins
	data     int64 // where cluster 2 begins
	cluster  int64 // octets
	clusters int64
	root     source // of 12 and 16 bits
	rootAt   int64  // cluster, of 32 bits
}

type fatFile struct {
	name  string
	dir   bool
	start int64
	size  int64
}

// image looks at the files of a disk image: a file system, or the first partition that has one.
func (w *walker) image(a *policy.Attachment, s source, depth int) {
	b := w.box(a, s.size, depth)
	if b == nil {
		return
	}
	defer b.done()
	if footer := s.at(s.size-512, 512); len(footer) == 512 && string(footer[:8]) == "conectix" {
		if footer[63] != 2 { // not of fixed size: the blocks are anywhere
			mark(a, "uninspectable", "reason", "unsupported")
			return
		}
		s = s.part(0, s.size-512)
	}
	if v, ok := readFAT(s); ok {
		v.walk(b)
		return
	}
	if table := s.at(446, 66); len(table) == 66 && u16(table, 64) == 0xaa55 {
		for ; len(table) >= 16; table = table[16:] {
			start := u32(table, 8) * 512
			if v, ok := readFAT(s.part(start, s.size-start)); ok && start > 0 {
				v.walk(b)
				return
			}
		}
	}
	mark(a, "uninspectable", "reason", w.orMissing("unsupported"))
}

// orMissing is the reason for what cannot be read, unless the reason is that it is not there.
func (w *walker) orMissing(reason string) string {
	if missing := w.missing(); missing != "corrupt" {
		return missing
	}
	return reason
}

func readFAT(s source) (v fatVolume, ok bool) {
	b := s.at(0, 512)
	if len(b) < 512 || u16(b, 510) != 0xaa55 || b[0] != 0xeb && b[0] != 0xe9 {
		return v, false
	}
	sector, per, reserved, tables, roots := int64(u16(b, 11)), int64(b[13]), int64(u16(b, 14)), int64(b[16]), int64(u16(b, 17))
	total, tableSize := int64(u16(b, 19)), int64(u16(b, 22))
	if total == 0 {
		total = u32(b, 32)
	}
	if tableSize == 0 {
		tableSize = u32(b, 36)
	}
	if sector < 512 || sector > 4096 || sector&(sector-1) != 0 || per == 0 || per&(per-1) != 0 || tables == 0 || tables > 2 || reserved == 0 || tableSize == 0 {
		return v, false
	}
	rootAt := (reserved + tables*tableSize) * sector
	v = fatVolume{s: s, table: reserved * sector, cluster: per * sector, data: rootAt + (roots*32+sector-1)/sector*sector}
	v.clusters = (total*sector - v.data) / v.cluster
	v.root = s.part(rootAt, roots*32)
	switch {
	case v.clusters <= 0:
		return v, false
	case v.clusters < 4085:
		v.bits = 12
	case v.clusters < 65525:
		v.bits = 16
	default:
		v.bits, v.rootAt = 32, u32(b, 44)
	}
	return v, true
}

// next returns the cluster after n; negative: none.
func (v *fatVolume) next(n int64) int64 {
	at := n * int64(v.bits) / 8
	b := v.s.at(v.table+at, 4)
	b = append(b, make([]byte, 4-len(b))...)
	var c int64
	switch v.bits {
	case 12:
		c = int64(u16(b, 0)) >> (4 * (n & 1)) & 0xfff
	case 16:
		c = int64(u16(b, 0))
	default:
		c = u32(b, 0) & 0x0fffffff
	}
	if c < 2 || c >= v.clusters+2 {
		return -1
	}
	return c
}

func (v *fatVolume) open(start, size int64) io.Reader {
	if start < 2 || start >= v.clusters+2 {
		start = -1
	}
	place := func(n int64) int64 { return v.data + (n-2)*v.cluster }
	return &chain{s: v.s, each: v.cluster, place: place, next: v.next, at: start, left: size}
}

// walk visits each folder once.
func (v *fatVolume) walk(b *box) {
	type folder struct {
		path  string
		start int64
	}
	seen := map[int64]bool{}
	for stack := []folder{{"", v.rootAt}}; len(stack) > 0; {
		at := stack[0]
		stack = stack[1:]
		if seen[at.start] || len(seen) > maxFolders {
			continue
		}
		seen[at.start] = true
		data := v.root.at(0, v.root.size)
		if at.start != 0 {
			data, _ = io.ReadAll(v.open(at.start, maxFolder)) // a folder has no length: it ends with its chain
		}
		for _, f := range fatFolder(data) {
			if f.dir {
				stack = append(stack, folder{at.path + f.name + "/", f.start})
			} else if !b.stream(at.path+f.name, f.size, v.open(f.start, f.size)) {
				return
			}
		}
	}
}

// fatFolder reads the entries of a folder. A long name stands in entries of its own in front, the last part first.
func fatFolder(data []byte) (files []fatFile) {
	var long []byte
	for ; len(data) >= 32 && data[0] != 0; data = data[32:] {
		switch b := data[:32]; {
		case b[0] == 0xe5: // deleted
			long = nil
		case b[11]&0x3f == 0x0f:
			part := append(append(bytes.Clone(b[1:11]), b[14:26]...), b[28:32]...)
			long = append(part, long...)
			long = long[:min(len(long), 20*26)]
		case b[11]&0x08 != 0 || b[0] == '.': // the label; the folder and the one above
			long = nil
		default:
			f := fatFile{name: fatName(b, long), dir: b[11]&0x10 != 0, start: int64(u16(b, 26)) | int64(u16(b, 20))<<16, size: u32(b, 28)}
			files, long = append(files, f), nil
		}
	}
	return files
}

func fatName(b, long []byte) string {
	if name, _, _ := strings.Cut(utf16Text(long), "\x00"); name != "" {
		return name
	}
	base, ext := bytes.TrimRight(b[:8], " "), bytes.TrimRight(b[8:11], " ")
	if len(base) > 0 && base[0] == 0x05 {
		base = append([]byte{0xe5}, base[1:]...)
	}
	if b[12]&0x08 != 0 { // Windows NT's way to say that all letters are small
		base = bytes.ToLower(base)
	}
	if b[12]&0x10 != 0 {
		ext = bytes.ToLower(ext)
	}
	name := entryName(base, 0)
	if len(ext) > 0 {
		name += "." + entryName(ext, 0)
	}
	return name
}

// isFAT reports whether a boot sector is that of a FAT file system, by the name that formatting puts there.
func isFAT(head []byte) bool {
	return len(head) >= 512 && u16(head, 510) == 0xaa55 && (string(head[54:57]) == "FAT" || string(head[82:85]) == "FAT")
}
