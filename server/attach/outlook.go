package attach

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"unicode/utf16"

	"sekisho/server/policy"
)

const typeMSG = "application/vnd.ms-outlook"

// outlook looks at the files attached to a message that Outlook saved ([MS-OXMSG] 2.2.2). Each is a storage; a message in the
// message is a storage again, whose own files are found by the same walk.
func (w *walker) outlook(a *policy.Attachment, s source, c *compound, depth int) {
	b := w.box(a, s.size, depth)
	if b == nil {
		return
	}
	defer b.done()
	for i := range c.entries {
		e := &c.entries[i]
		if e.kind != cfbStream || !strings.EqualFold(e.name, "__substg1.0_37010102") { // PidTagAttachDataBinary
			continue
		}
		if !b.stream(c.attachedName(e.path), e.size, c.open(e)) {
			return
		}
	}
}

// attachedName is what the storage at path calls its file: by its long, its short or its display name, in Unicode or not.
func (c *compound) attachedName(path string) string {
	for _, tag := range []string{"3707", "3704", "3001"} {
		if b, ok := c.read(c.find(path, "__substg1.0_"+tag+"001F"), 2048); ok && len(b) > 1 {
			return strings.TrimRight(utf16Text(b), "\x00")
		}
		if b, ok := c.read(c.find(path, "__substg1.0_"+tag+"001E"), 1024); ok && len(b) > 0 {
			return entryName(bytes.TrimRight(b, "\x00"), 0)
		}
	}
	return strings.TrimSuffix(path, "/")
}

// open returns the content of a stream. It is read as it lies, so that a large file takes no memory.
func (c *compound) open(e *cfbEntry) io.Reader {
	if e.size < u32(c.reader.head, 56) {
		b, _ := c.read(e, e.size)
		return bytes.NewReader(b)
	}
	return &chain{
		s: c.reader.source, each: 1 << c.reader.shift, at: e.start, left: e.size,
		place: func(n int64) int64 { return (n + 1) << c.reader.shift },
		next: func(n int64) int64 {
			if n = c.reader.next(n); n >= cfbNoSector {
				return -1
			}
			return n
		},
	}
}

// utf16Text decodes UTF-16LE.
func utf16Text(b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}
