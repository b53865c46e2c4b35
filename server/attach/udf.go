package attach

import (
	"encoding/binary"
	"io"
	"strings"
	"unicode/utf16"
)

// udfVolume is a file system of ECMA-167 with one plain partition, which is what is written to images of discs.
type udfVolume struct {
	s         source
	partition int64 // where it begins
	root      int64 // the block of the root's file entry
}

// udfFile is a file entry: what it is and where its content lies.
type udfFile struct {
	dir     bool
	size    int64
	content []source // pieces
}

func udfTag(b []byte) int {
	if len(b) < 16 {
		return -1
	}
	return u16(b, 0)
}

// readUDF follows the anchor in sector 256 to the partition and the root (ECMA-167, 3/10 and 4/14).
func readUDF(s source) (v udfVolume, ok bool) {
	v.s = s
	anchor := s.at(256*discSector, 512)
	if len(anchor) < 512 || udfTag(anchor) != 2 {
		return v, false
	}
	set := int64(-1)
	first := u32(anchor, 20)
	for i := range min(u32(anchor, 16)/discSector, 64) {
		b := s.at((first+i)*discSector, discSector)
		if len(b) < discSector {
			break
		}
		switch udfTag(b) {
		case 5: // the partition
			v.partition = u32(b, 188) * discSector
		case 6: // the logical volume: one map of type 1 and sectors of 2 KiB
			if u32(b, 212) != discSector || u32(b, 268) != 1 || b[440] != 1 {
				return v, false
			}
			set = u32(b, 252)
		}
	}
	if set < 0 || v.partition == 0 {
		return v, false
	}
	b := v.block(set)
	if udfTag(b) != 256 {
		return v, false
	}
	v.root = u32(b, 404)
	return v, true
}

func (v *udfVolume) block(n int64) []byte {
	b := v.s.at(v.partition+n*discSector, discSector)
	if len(b) < discSector {
		return nil
	}
	return b
}

// entry reads a file entry, plain or extended (ECMA-167, 4/14.9 and 4/14.17).
func (v *udfVolume) entry(n int64) (f udfFile, ok bool) {
	b := v.block(n)
	at := 176
	switch udfTag(b) {
	case 261:
	case 266:
		at = 216
	default:
		return f, false
	}
	f.dir, f.size = b[27] == 4, u64(b, 56)
	extended, length := u32(b, at-8), u32(b, at-4)
	if f.size < 0 || extended+length > discSector-int64(at) {
		return f, false
	}
	list := b[int64(at)+extended:][:length]
	each := 8
	switch u16(b, 34) & 7 {
	case 3:
		f.content = []source{v.s.part(v.partition+n*discSector+int64(at)+extended, min(length, f.size))}
		return f, true
	case 1:
		each = 16
	}
	left := f.size
	for ; len(list) >= each && left > 0; list = list[each:] {
		size := u32(list, 0) & 0x3fffffff
		if size == 0 {
			break
		}
		f.content = append(f.content, v.s.part(v.partition+u32(list, 4)*discSector, min(size, left)))
		left -= min(size, left)
	}
	return f, left == 0
}

func (f *udfFile) reader() io.Reader {
	var pieces []io.Reader
	for _, p := range f.content {
		pieces = append(pieces, p.section(0, p.size))
	}
	return io.MultiReader(pieces...)
}

// walk visits each folder once.
func (v *udfVolume) walk(b *box) {
	type folder struct {
		path  string
		block int64
	}
	seen := map[int64]bool{}
	for stack := []folder{{"", v.root}}; len(stack) > 0; {
		at := stack[0]
		stack = stack[1:]
		if seen[at.block] || len(seen) > maxFolders {
			continue
		}
		seen[at.block] = true
		dir, ok := v.entry(at.block)
		data, _ := io.ReadAll(io.LimitReader(dir.reader(), maxFolder)) // what cannot be read is missing
		if !ok || int64(len(data)) < dir.size {
			mark(b.a, "uninspectable", "reason", b.w.missing())
		}
		for _, id := range udfFolder(data) {
			if id.dir {
				stack = append(stack, folder{at.path + id.name + "/", id.block})
			} else if !v.file(b, at.path+id.name, id.block) {
				return
			}
		}
	}
}

func (v *udfVolume) file(b *box, name string, block int64) bool {
	f, ok := v.entry(block)
	switch {
	case !ok:
		return b.named(name, f.size, b.w.missing())
	case len(f.content) == 1:
		return b.held(name, f.content[0])
	}
	return b.stream(name, f.size, f.reader())
}

type udfName struct {
	name  string
	dir   bool
	block int64
}

// udfFolder reads file identifiers (ECMA-167, 4/14.4), without deleted ones and the folder above.
func udfFolder(b []byte) (ids []udfName) {
	for len(b) >= 38 && udfTag(b) == 257 {
		traits, length, use := b[18], int(b[19]), u16(b, 36)
		end := 38 + use + length
		if end > len(b) {
			break
		}
		if traits&0x0c == 0 {
			ids = append(ids, udfName{udfText(b[38+use : end]), traits&2 != 0, u32(b, 24)})
		}
		b = b[min((end+3)&^3, len(b)):]
	}
	return ids
}

// udfText decodes OSTA compressed Unicode: an octet that says how wide characters are, then these.
func udfText(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	var units []uint16
	if b[0] == 16 {
		for i := 1; i+1 < len(b); i += 2 {
			units = append(units, binary.BigEndian.Uint16(b[i:]))
		}
	} else {
		for _, c := range b[1:] {
			units = append(units, uint16(c))
		}
	}
	return strings.ReplaceAll(string(utf16.Decode(units)), "/", "_")
}
