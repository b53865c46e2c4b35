package attach

import (
	"strings"
	"unicode/utf16"
)

// compound is what the directory of a compound file tells ([MS-CFB]): the container of old Office formats, of Outlook
// messages, of installers, and of Office files with a password.
type compound struct {
	entries []cfbEntry
	names   map[string]int // the first entry of a name, streams and storages
	clsid   [16]byte       // of the root
	cut     bool           // the directory goes on where nothing can be read
	reader  *cfbReader
}

// cfbEntry is a stream or a storage.
type cfbEntry struct {
	name, path         string // path: the storages above it, each with a slash behind; only what the tree leads to has one
	kind               byte
	left, right, child int64
	start, size        int64
	linked             bool // the tree leads to it
}

const (
	cfbMagic      = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
	maxCFBEntries = 16384
	cfbStorage    = 1
	cfbStream     = 2
	cfbRoot       = 5
)

// readCompound reads the directory; nil if it is broken.
func readCompound(s source) *compound {
	r := newCFBReader(s)
	if r == nil {
		return nil
	}
	c := &compound{names: map[string]int{}, reader: r}
	for sector := u32(r.head, 48); sector < cfbNoSector && len(c.entries) < maxCFBEntries; sector = r.next(sector) {
		data := r.sector(sector)
		if len(data) < 1<<r.shift {
			c.cut = true
			break
		}
		for ; len(data) >= 128; data = data[128:] {
			c.entry(data[:128])
		}
	}
	if len(c.entries) == 0 {
		return nil
	}
	c.cut = c.cut || len(c.entries) >= maxCFBEntries || r.lost
	r.mini = c.entries[0]
	c.link()
	return c
}

// entry reads one entry of the directory. Unused ones keep their number.
func (c *compound) entry(b []byte) {
	e := cfbEntry{kind: b[66], left: u32(b, 68), right: u32(b, 72), child: u32(b, 76), start: u32(b, 116), size: u32(b, 120)}
	length := u16(b, 64)
	if e.kind == 0 || length < 2 || length > 64 {
		c.entries = append(c.entries, cfbEntry{})
		return
	}
	units := make([]uint16, 0, 32)
	for i := 0; i+2 < length; i += 2 {
		units = append(units, uint16(u16(b, i))) // #nosec G115 -- 16 bits
	}
	e.name = string(utf16.Decode(units))
	if e.kind == cfbRoot {
		copy(c.clsid[:], b[80:96])
	}
	if _, ok := c.names[e.name]; !ok {
		c.names[e.name] = len(c.entries)
	}
	c.entries = append(c.entries, e)
}

// link gives the entries their paths. Each is visited once, so a tree with a loop ends.
func (c *compound) link() {
	type visit struct {
		id   int64
		path string
	}
	stack := []visit{{c.entries[0].child, ""}}
	for len(stack) > 0 {
		v := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if v.id < 0 || v.id >= int64(len(c.entries)) || c.entries[v.id].linked || len(v.path) > 2048 {
			continue
		}
		e := &c.entries[v.id]
		e.linked, e.path = true, v.path
		stack = append(stack, visit{e.left, v.path}, visit{e.right, v.path})
		if e.kind == cfbStorage {
			stack = append(stack, visit{e.child, v.path + e.name + "/"})
		}
	}
}

// has reports whether one of these names is in the file, wherever.
func (c *compound) has(names ...string) bool {
	for _, name := range names {
		if _, ok := c.names[name]; ok {
			return true
		}
	}
	return false
}

// find returns the stream of this name at this path; of several places the one the tree leads to. Nil: there is none.
func (c *compound) find(path, name string) *cfbEntry {
	var stray *cfbEntry
	for i := range c.entries {
		e := &c.entries[i]
		if e.kind == cfbStream && strings.EqualFold(e.name, name) {
			if e.linked && e.path == path {
				return e
			}
			if !e.linked && path == "" && stray == nil {
				stray = e
			}
		}
	}
	return stray
}

// each calls do for every stream of this name.
func (c *compound) each(name string, do func(*cfbEntry)) {
	for i := range c.entries {
		if e := &c.entries[i]; e.kind == cfbStream && strings.EqualFold(e.name, name) {
			do(e)
		}
	}
}

// read returns up to limit octets of a stream; false: there are fewer than the stream and the limit promise.
func (c *compound) read(e *cfbEntry, limit int64) ([]byte, bool) {
	if e == nil {
		return nil, true
	}
	want := min(e.size, limit)
	b := c.reader.stream(e, want)
	return b, int64(len(b)) == want
}

// readFrom returns up to limit octets of a stream from off on.
func (c *compound) readFrom(e *cfbEntry, off, limit int64) []byte {
	b, _ := c.read(e, min(off, maxStream)+limit)
	return b[min(off, int64(len(b))):]
}

var msiCLSID = [16]byte{0x84, 0x10, 0x0c, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46}

// mime tells what the compound file is; ext decides where the directory cannot.
func (c *compound) mime(ext string) string {
	switch {
	case c.has("EncryptedPackage"):
		if t := typeOfExtension(ext); strings.HasPrefix(t, ooxml) || strings.Contains(t, "macroEnabled") {
			return t
		}
		return typeCFB
	case c.clsid == msiCLSID:
		return "application/x-ms-installer"
	case c.find("", "__properties_version1.0") != nil || c.has("__nameid_version1.0"):
		return "application/vnd.ms-outlook"
	case c.find("", "WordDocument") != nil:
		return "application/msword"
	case c.find("", "Workbook") != nil || c.find("", "Book") != nil:
		return "application/vnd.ms-excel"
	case c.find("", "PowerPoint Document") != nil:
		return "application/vnd.ms-powerpoint"
	case c.has("Quill"):
		return "application/vnd.ms-publisher"
	case c.has("VisioDocument"):
		return "application/vnd.visio"
	case c.has("JSRV_SegmentInformation", "DocumentText"):
		return "application/x-js-taro"
	}
	return typeCFB
}
