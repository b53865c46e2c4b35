package attach

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"sekisho/server/policy"

	"github.com/klauspost/compress/flate"
)

const typeCAB = "application/vnd.ms-cab-compressed"

var errCAB = errors.New("attach: broken cabinet")

// cabFolder is a row of blocks of one method, in which files lie one behind the other.
type cabFolder struct {
	data   int64
	blocks int
	method int // the low four bits: 0 stored, 1 MSZIP, 2 Quantum, 3 LZX
}

type cabFile struct {
	name         string
	size, offset int64
	folder       int
}

// cab looks into a cabinet ([MS-CAB]). Stored and MSZIP folders are opened; of others the files are listed.
func (w *walker) cab(a *policy.Attachment, s source, depth int) {
	b := w.box(a, s.size, depth)
	if b == nil {
		return
	}
	defer b.done()
	folders, files, reserve, err := readCAB(s)
	if err != nil {
		mark(a, "uninspectable", "reason", w.reason(err))
	}
	if flags := s.at(30, 2); len(flags) == 2 && u16(flags, 0)&3 != 0 { // there is one before or behind
		mark(a, "uninspectable", "reason", "volume")
	}
	var open *cabReader
	for _, f := range files {
		var more bool
		switch {
		case w.partial:
			more = b.named(f.name, f.size, "")
		case f.folder >= len(folders):
			more = b.named(f.name, f.size, "volume")
		case folders[f.folder].method > 1:
			more = b.named(f.name, f.size, "method")
		default:
			if open == nil || open.folder != f.folder || open.at > f.offset {
				open = newCABReader(s, folders[f.folder], f.folder, reserve)
			}
			more = b.stream(f.name, f.size, io.LimitReader(&cabContent{open, f.offset}, f.size))
		}
		if !more {
			return
		}
	}
}

// readCAB reads the header, the folders and the files; reserve is what each block has in front of its data.
func readCAB(s source) (folders []cabFolder, files []cabFile, reserve int64, err error) {
	head := s.at(0, 36)
	if len(head) < 36 {
		return nil, nil, 0, errCAB
	}
	filesAt, nFolders, nFiles, flags := u32(head, 16), u16(head, 26), u16(head, 28), u16(head, 30)
	at, folderReserve := int64(36), int64(0)
	if flags&4 != 0 {
		b := s.at(at, 4)
		if len(b) < 4 {
			return nil, nil, 0, errCAB
		}
		folderReserve, reserve = int64(b[2]), int64(b[3])
		at += 4 + int64(u16(b, 0))
	}
	for _, strings := range []int{1, 2} { // names of the cabinets before and behind
		if flags&strings != 0 {
			f := &fields{b: s.at(at, 1024)}
			at += int64(len(f.text())+len(f.text())) + 2
		}
	}
	for range nFolders {
		b := s.at(at, 8)
		if len(b) < 8 {
			return folders, nil, reserve, errCAB
		}
		folders = append(folders, cabFolder{u32(b, 0), u16(b, 4), u16(b, 6) & 15})
		at += 8 + folderReserve
	}
	at = filesAt
	for range min(nFiles, maxEntries+1) {
		f := &fields{b: s.at(at, 16+256)}
		file := cabFile{size: f.u32(), offset: f.u32(), folder: f.u16()}
		f.take(4)
		attributes := f.u16()
		before := len(f.b)
		raw := f.text()
		if f.bad {
			return folders, files, reserve, errCAB
		}
		utf8Flag := 0
		if attributes&0x80 != 0 {
			utf8Flag = 1 << 11
		}
		file.name = strings.ReplaceAll(entryName(raw, utf8Flag), `\`, "/")
		files = append(files, file)
		at += 16 + int64(before-len(f.b))
	}
	return folders, files, reserve, nil
}

// cabReader unpacks a folder, block by block.
type cabReader struct {
	s       source
	folder  int
	next    int64 // where the next block begins
	blocks  int
	method  int
	reserve int64
	at      int64  // place in the unpacked folder
	block   []byte // what is unpacked and not yet read
	last    []byte // the block before: MSZIP refers to it
}

func newCABReader(s source, f cabFolder, number int, reserve int64) *cabReader {
	return &cabReader{s: s, folder: number, next: f.data, blocks: f.blocks, method: f.method, reserve: reserve}
}

func (r *cabReader) Read(p []byte) (int, error) {
	for len(r.block) == 0 {
		if err := r.unpack(); err != nil {
			return 0, err
		}
	}
	n := copy(p, r.block)
	r.block, r.at = r.block[n:], r.at+int64(n)
	return n, nil
}

// unpack reads the next block: checksum, packed length, unpacked length, data ([MS-CAB] 2.6). A block of MSZIP is "CK" and
// deflated data that may refer to the 32 KiB before.
func (r *cabReader) unpack() error {
	if r.blocks == 0 {
		return io.EOF
	}
	r.blocks--
	head := r.s.at(r.next, 8)
	if len(head) < 8 {
		return errCAB
	}
	packed, size := int64(u16(head, 4)), u16(head, 6)
	data := r.s.at(r.next+8+r.reserve, packed)
	r.next += 8 + r.reserve + packed
	switch {
	case int64(len(data)) < packed || size > 32768:
		return errCAB
	case r.method == 0:
		r.block = data
		return nil
	case !bytes.HasPrefix(data, []byte("CK")):
		return errCAB
	}
	out := make([]byte, size)
	if _, err := io.ReadFull(flate.NewReaderDict(bytes.NewReader(data[2:]), r.last), out); err != nil {
		return errCAB
	}
	r.block, r.last = out, out
	return nil
}

// cabContent reads a file from its offset on.
type cabContent struct {
	r      *cabReader
	offset int64
}

func (c *cabContent) Read(p []byte) (int, error) {
	if skip := c.offset - c.r.at; skip > 0 {
		if _, err := io.CopyN(io.Discard, c.r, skip); err != nil {
			return 0, errCAB
		}
	}
	c.offset = 0
	return c.r.Read(p)
}
