package attach

import (
	"strings"
	"unicode/utf16"
)

// compound is what the directory of a compound file tells ([MS-CFB]): the container of old Office formats, of Outlook
// messages, of installers, and of Office files with a password.
type compound struct {
	streams map[string]stream // by name; storages too
	clsid   [16]byte          // of the root
	cut     bool              // the directory goes on where nothing can be read
}

type stream struct{ start, size int64 }

const (
	cfbMagic      = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
	maxCFBEntries = 16384
)

// cfbReader follows the chains of sectors.
type cfbReader struct {
	source
	head  []byte
	shift uint
	lost  bool // part of the allocation table is missing
}

// readCompound reads the directory; nil if it is broken.
func readCompound(s source) *compound {
	r := &cfbReader{source: s, head: s.at(0, 512)}
	if len(r.head) < 512 || string(r.head[:8]) != cfbMagic {
		return nil
	}
	r.shift = uint(u16(r.head, 30)) // #nosec G115 -- 16 bits
	if r.shift != 9 && r.shift != 12 {
		return nil
	}
	c := &compound{streams: map[string]stream{}}
	count := 0
	for sector := u32(r.head, 48); sector < 0xfffffffa && count < maxCFBEntries; sector = r.next(sector) {
		data := r.sector(sector)
		if len(data) < 1<<r.shift {
			c.cut = true
			break
		}
		for ; len(data) >= 128; data = data[128:] {
			c.entry(data[:128])
			count++
		}
	}
	if count == 0 {
		return nil
	}
	c.cut = c.cut || count >= maxCFBEntries || r.lost
	return c
}

func (c *compound) entry(b []byte) {
	length, kind := u16(b, 64), b[66]
	if kind == 0 || length < 2 || length > 64 {
		return
	}
	units := make([]uint16, 0, 32)
	for i := 0; i+2 < length; i += 2 {
		units = append(units, uint16(u16(b, i))) // #nosec G115 -- 16 bits
	}
	if kind == 5 {
		copy(c.clsid[:], b[80:96])
	}
	name := string(utf16.Decode(units))
	if _, ok := c.streams[name]; !ok {
		c.streams[name] = stream{start: u32(b, 116), size: u32(b, 120)}
	}
}

func (r *cfbReader) sector(n int64) []byte { return r.at((n+1)<<r.shift, 1<<r.shift) }

// next returns the sector after n: its entry in the allocation table.
func (r *cfbReader) next(n int64) int64 {
	const end = 0xfffffffe
	each := int64(1) << (r.shift - 2)
	table := n / each
	var at int64
	if table < 109 {
		at = u32(r.head, int(76+4*table))
	} else {
		at = r.far(table-109, each)
	}
	entry := r.at((at+1)<<r.shift+4*(n%each), 4)
	if at < 0 || at >= 0xfffffffa || len(entry) < 4 {
		r.lost = true
		return end
	}
	return u32(entry, 0)
}

// far returns the place of an allocation table that the header has no room for.
func (r *cfbReader) far(index, each int64) int64 {
	at := u32(r.head, 68)
	for hops := 0; at < 0xfffffffa && hops < 256; hops++ {
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

func (c *compound) has(names ...string) bool {
	for _, name := range names {
		if _, ok := c.streams[name]; ok {
			return true
		}
	}
	return false
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
	case c.has("WordDocument"):
		return "application/msword"
	case c.has("Workbook", "Book"):
		return "application/vnd.ms-excel"
	case c.has("PowerPoint Document"):
		return "application/vnd.ms-powerpoint"
	case c.has("__properties_version1.0", "__nameid_version1.0"):
		return "application/vnd.ms-outlook"
	case c.has("Quill"):
		return "application/vnd.ms-publisher"
	case c.has("VisioDocument"):
		return "application/vnd.visio"
	case c.has("JSRV_SegmentInformation", "DocumentText"):
		return "application/x-js-taro"
	}
	return typeCFB
}

// encrypted tells how, or nothing; known is false if the place that would tell cannot be read.
func (c *compound) encrypted(s source) (how string, known bool) {
	switch {
	case c.has("EncryptedPackage"):
		return "ooxml", true
	case c.has("EncryptedSummary", "CryptSession10Container"): // PowerPoint
		return "office-97", true
	}
	known = !c.cut
	if b, ok := c.begin(s, "WordDocument", 12); !ok {
		known = false
	} else if len(b) == 12 && u16(b, 0) == 0xa5ec && b[11]&1 != 0 { // [MS-DOC] 2.5.2, fEncrypted
		return "office-97", true
	}
	for _, name := range []string{"Workbook", "Book"} {
		// [MS-XLS] 2.4.117: FilePass follows the first BOF.
		if b, ok := c.begin(s, name, 64); !ok {
			known = false
		} else if len(b) == 64 && u16(b, 0) == 0x0809 && u16(b, 2) <= 56 && u16(b, 4+u16(b, 2)) == 0x2f {
			return "office-97", true
		}
	}
	return "", known
}

// begin returns the first n octets of a stream; none if there is no such stream, or one so small that it lies elsewhere.
// False means that there is one and it cannot be read.
func (c *compound) begin(s source, name string, n int64) ([]byte, bool) {
	st, ok := c.streams[name]
	head := s.at(0, 512)
	if !ok || st.size < 4096 || len(head) < 512 {
		return nil, true
	}
	b := s.at((st.start+1)<<(uint(u16(head, 30))&15), n) // #nosec G115 -- 16 bits
	return b, int64(len(b)) == n
}

// macro goes by the storages that hold a project; Publisher makes an empty "VBA" in every file.
func (c *compound) macro() bool {
	return c.has("_VBA_PROJECT", "_VBA_PROJECT_CUR", "Macros") || c.has("VBA") && c.has("dir")
}
