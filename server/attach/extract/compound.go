package extract

import (
	"encoding/binary"
	"io"
	"unicode/utf16"
)

const (
	cfbMagic   = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
	maxEntries = 16384
	chainEnd   = 0xfffffffa // this and above end a chain
)

// compound reads the streams of a compound file ([MS-CFB]).
type compound struct {
	t     *sink
	r     io.ReaderAt
	shift uint
	most  int // sectors the file has room for: no chain is longer
	fat   []uint32
	mini  []uint32
	inner []byte // the stream that small ones lie in
	dir   []entry
	cut   uint32 // smaller streams lie there
}

type entry struct {
	name               string
	kind               byte // 1 storage, 2 stream, 5 root
	left, right, child uint32
	start              uint32
	size               int64
}

func openCompound(t *sink, f File) (*compound, error) {
	head := make([]byte, 512)
	if n, _ := f.Content.ReadAt(head, 0); n < len(head) || string(head[:8]) != cfbMagic {
		return nil, errCorrupt
	}
	c := &compound{t: t, r: f.Content, shift: uint(head[30]), cut: binary.LittleEndian.Uint32(head[56:])}
	if c.shift != 9 && c.shift != 12 {
		return nil, errCorrupt
	}
	c.readFAT(head, f.Size)
	dir := c.chain(binary.LittleEndian.Uint32(head[48:]), maxEntries*128)
	for ; len(dir) >= 128 && len(c.dir) < maxEntries; dir = dir[128:] {
		c.dir = append(c.dir, readEntry(dir))
	}
	if len(c.dir) == 0 {
		return nil, errCorrupt
	}
	c.mini = words(c.chain(binary.LittleEndian.Uint32(head[60:]), maxPart))
	c.inner = c.chain(c.dir[0].start, min(c.dir[0].size, maxPart))
	return c, t.ctx.Err()
}

func readEntry(b []byte) entry {
	e := entry{
		kind: b[66], left: binary.LittleEndian.Uint32(b[68:]), right: binary.LittleEndian.Uint32(b[72:]),
		child: binary.LittleEndian.Uint32(b[76:]), start: binary.LittleEndian.Uint32(b[116:]), size: int64(binary.LittleEndian.Uint32(b[120:])),
	}
	var units []uint16
	for i := 0; i+2 < min(int(binary.LittleEndian.Uint16(b[64:])), 64); i += 2 {
		units = append(units, binary.LittleEndian.Uint16(b[i:]))
	}
	e.name = string(utf16.Decode(units))
	return e
}

func words(b []byte) []uint32 {
	w := make([]uint32, len(b)/4)
	for i := range w {
		w[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return w
}

// readFAT reads the allocation table: the header names its first 109 sectors, a chain of sectors the others.
func (c *compound) readFAT(head []byte, size int64) {
	c.most = int(size>>c.shift) + 1
	take := func(list []uint32) {
		for _, s := range list {
			if s < chainEnd && len(c.fat) < c.most {
				c.fat = append(c.fat, words(c.sector(s))...)
			}
		}
	}
	take(words(head[76:512]))
	next := binary.LittleEndian.Uint32(head[68:])
	for hops := 0; next < chainEnd && hops < 1024 && len(c.fat) < c.most; hops++ {
		list := words(c.sector(next))
		if len(list) < 2 {
			return
		}
		take(list[:len(list)-1])
		next = list[len(list)-1]
	}
}

func (c *compound) sector(n uint32) []byte {
	b := make([]byte, 1<<c.shift)
	got, _ := c.r.ReadAt(b, (int64(n)+1)<<c.shift) // what cannot be read is missing
	return b[:max(got, 0)]
}

// chain reads up to limit octets along the table.
func (c *compound) chain(n uint32, limit int64) []byte {
	var b []byte
	for hops := 0; n < chainEnd && int(n) < len(c.fat) && hops < c.most && int64(len(b)) < limit; hops++ {
		if hops%64 == 0 && c.t.ctx.Err() != nil {
			break
		}
		s := c.sector(n)
		b = append(b, s...)
		if len(s) < 1<<c.shift {
			break
		}
		n = c.fat[n]
	}
	return b[:min(int64(len(b)), limit)]
}

// stream reads a stream; shorter than its size if the file breaks off.
func (c *compound) stream(e *entry) []byte {
	if e == nil || e.kind != 2 {
		return nil
	}
	size := min(e.size, maxPart)
	if uint32(size) >= c.cut { // #nosec G115 -- at most maxPart
		return c.chain(e.start, size)
	}
	var b []byte
	n := e.start
	for hops := 0; int(n) < len(c.mini) && int64(len(b)) < size && hops <= len(c.mini); hops++ {
		at := int(n) * 64
		if at+64 > len(c.inner) {
			break
		}
		b = append(b, c.inner[at:at+64]...)
		n = c.mini[n]
	}
	return b[:min(int64(len(b)), size)]
}

// top returns the stream of that name directly below the root.
func (c *compound) top(name string) []byte {
	for _, e := range c.children(0) {
		if e.name == name {
			return c.stream(e)
		}
	}
	return nil
}

// children lists what is directly inside a storage. The tree of siblings may be damaged: each entry counts once.
func (c *compound) children(n uint32) []*entry {
	seen := make(map[uint32]bool)
	var list []*entry
	todo := []uint32{c.dir[n].child}
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if int64(i) >= int64(len(c.dir)) || seen[i] {
			continue
		}
		seen[i] = true
		e := &c.dir[i]
		if e.kind != 0 {
			list = append(list, e)
		}
		todo = append(todo, e.left, e.right)
	}
	return list
}

// properties adds what the summary streams say ([MS-OLEPS]).
func (c *compound) properties() error {
	return run(
		func() error { return propertySet(c.t, c.top("\x05SummaryInformation"), []uint32{2, 3, 5, 6}) },
		func() error { return propertySet(c.t, c.top("\x05DocumentSummaryInformation"), []uint32{2, 28}) },
	)
}
