package attach

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"

	"github.com/ulikunitz/xz/lzma"
)

var (
	err7z       = errors.New("attach: broken 7z")
	errSecret7z = errors.New("attach: the headers of the 7z are encrypted")
	errVolume   = errors.New("attach: one volume of several")
)

const (
	magic7z   = "7z\xbc\xaf\x27\x1c"
	max7zHead = 8 << 20 // octets of a header, unpacked
	max7zDirs = 1 << 16 // folders
)

// sevenDir is the directory of a 7z archive (7zFormat.txt of the LZMA SDK). It is read here, and not by the library alone,
// because the library makes room for as many things as a header claims there are.
type sevenDir struct {
	folders []sevenFolder
	files   []sevenFile
	more    bool // there are more files than the limit; files has one more than that
}

// sevenFolder is a stream that went through a chain of coders; several files can lie in one.
type sevenFolder struct {
	coders []sevenCoder
	sizes  []int64 // what each coder gives
	files  int64
	parts  []int64 // sizes of the files in it
	packed int64   // streams that it is made of
	summed bool    // its checksum stands with it
}

type sevenCoder struct {
	method     string
	properties []byte
	in, out    int64
}

type sevenFile struct {
	name   string
	size   int64
	folder int  // -1: no content
	dir    bool // or something else without content that is no file
}

// read7z reads the directory of an archive that begins where s does.
func read7z(s source) (*sevenDir, error) {
	start := s.at(0, 32)
	if len(start) < 32 || string(start[:6]) != magic7z || crc32.ChecksumIEEE(start[12:]) != binary.LittleEndian.Uint32(start[8:]) {
		return nil, err7z
	}
	offset, size := u64(start, 12), u64(start, 20)
	switch {
	case size == 0:
		return &sevenDir{}, nil
	case size < 0 || offset < 0 || size > max7zHead:
		return nil, err7z
	case offset > s.size-32 || size > s.size-32-offset:
		return nil, errVolume
	}
	head := s.at(32+offset, size)
	if int64(len(head)) < size {
		return nil, io.ErrUnexpectedEOF
	}
	if crc32.ChecksumIEEE(head) != binary.LittleEndian.Uint32(start[28:]) {
		return nil, err7z
	}
	c := &fields{b: head}
	switch c.u8() {
	case 0x01:
		return c.sevenHeader()
	case 0x17:
		return c.sevenEncoded(s)
	}
	return nil, err7z
}

// sevenEncoded reads a header that is packed: one folder, of one coder if it is not encrypted.
func (c *fields) sevenEncoded(s source) (*sevenDir, error) {
	d := &sevenDir{}
	at, sizes := c.sevenStreams(d)
	if c.bad || len(d.folders) != 1 || len(sizes) < 1 {
		return nil, err7z
	}
	f := &d.folders[0]
	if f.encrypted() {
		return nil, errSecret7z
	}
	if len(f.coders) != 1 || f.sizes[0] > max7zHead {
		return nil, errMethod
	}
	r, err := f.coders[0].unpack(s.part(32+at, sizes[0]), f.sizes[0])
	if err != nil {
		return nil, err
	}
	head, err := io.ReadAll(io.LimitReader(r, f.sizes[0]))
	if err != nil || int64(len(head)) < f.sizes[0] {
		return nil, io.ErrUnexpectedEOF
	}
	in := &fields{b: head}
	if in.u8() != 0x01 {
		return nil, err7z
	}
	return in.sevenHeader()
}

// unpack reads what one coder has packed; only those that pack headers.
func (k *sevenCoder) unpack(s source, size int64) (io.Reader, error) {
	switch {
	case k.method == "\x00":
		return s.section(0, s.size), nil
	case k.method == methodLZMA && len(k.properties) == 5:
		return newLZMA(s.section(0, s.size), k.properties, size)
	case k.method == methodLZMA2 && len(k.properties) == 1:
		window, err := lzma2Window(k.properties[0])
		if err != nil {
			return nil, err
		}
		return lzma.Reader2Config{DictCap: int(max(window, lzma.MinDictCap))}.NewReader2(s.section(0, s.size))
	}
	return nil, errMethod
}

const (
	methodLZMA  = "\x03\x01\x01"
	methodLZMA2 = "\x21"
	methodPPMd  = "\x03\x04\x01"
	methodAES   = "\x06\xf1\x07\x01"
)

func (f *sevenFolder) encrypted() bool {
	for _, k := range f.coders {
		if k.method == methodAES {
			return true
		}
	}
	return false
}

// sevenReadable are the methods of which the library needs no more memory than their properties say: copy, filters for
// programs, deflate and bzip2.
var sevenReadable = map[string]bool{
	"\x00": true, "\x03": true, "\x03\x03\x01\x03": true, "\x03\x03\x01\x1b": true, "\x03\x03\x02\x05": true, "\x03\x03\x05\x01": true,
	"\x03\x03\x08\x05": true, "\x0a": true, "\x04\x01\x08": true, "\x04\x02\x02": true,
}

// readable says why the folder cannot be read, if so. All coders of a folder work at once: their memory adds up.
func (f *sevenFolder) readable() error {
	memory := int64(0)
	for _, k := range f.coders {
		window := int64(0)
		switch {
		case k.method == methodLZMA2 && len(k.properties) == 1 && k.properties[0] <= 40:
			window = int64(2|k.properties[0]&1) << (k.properties[0]/2 + 11)
		case (k.method == methodLZMA || k.method == methodPPMd) && len(k.properties) == 5:
			window = u32(k.properties, 1)
		case !sevenReadable[k.method]:
			return errMethod
		}
		memory += window
	}
	if memory > maxWindow {
		return errWindow
	}
	return nil
}

// sevenNames cuts the names apart, which end with a zero unit each.
func (c *fields) sevenNames(files []sevenFile) {
	for i := range files {
		end := 0
		for ; end+1 < len(c.b) && (c.b[end] != 0 || c.b[end+1] != 0); end += 2 {
		}
		files[i].name = utf16Text(c.take(int64(min(end, len(c.b)))))
		c.take(2)
	}
}

// bitsOf reads n bits, the highest of an octet first.
func (c *fields) bitsOf(n int64) []bool {
	if n < 0 || n > 8*int64(len(c.b)) {
		c.b, c.bad = nil, true
		return nil
	}
	b := c.take((n + 7) / 8)
	set := make([]bool, n)
	for i := range set {
		set[i] = b[i/8]&(0x80>>(i%8)) != 0
	}
	return set
}

// digests passes over n checksums, and tells which there are.
func (c *fields) digests(n int64) []bool {
	var there []bool
	if c.u8() != 0 {
		c.take(4 * n)
	} else {
		there = c.bitsOf(n)
		for _, is := range there {
			if is {
				c.take(4)
			}
		}
	}
	return there
}
