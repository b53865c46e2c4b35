package attach

import (
	"bytes"
	"errors"
	"io"

	"sekisho/server/policy"
)

// peeked is how many octets of a file are read to know its type: a disk image's mark lies at 0x8001.
const peeked = 36 << 10

var (
	errExpanded = errors.New("attach: unpacks to too much")
	errRatio    = errors.New("attach: unpacks to too many times its size")
	errDeclared = errors.New("attach: longer than its header says")
	errMethod   = errors.New("attach: a method that cannot be read")
	errWindow   = errors.New("attach: needs too large a window")
)

// meter reads a file out of a container and ends that at a limit.
type meter struct {
	b        *box
	r        io.Reader
	declared int64 // -1: unknown
	count    int64
	err      error // why reading ended; nil: not yet
}

func (m *meter) Read(p []byte) (int, error) {
	if m.err != nil {
		return 0, m.err
	}
	if m.b.w.late() {
		m.err = errTime
		return 0, m.err
	}
	if m.declared >= 0 {
		p = p[:min(int64(len(p)), m.declared+1-m.count)]
	}
	n, err := m.r.Read(p)
	m.count += int64(n)
	m.b.out += int64(n)
	switch {
	case m.declared >= 0 && m.count > m.declared:
		n, err = n-1, errDeclared
	case !m.b.w.budget.expand(int64(n)):
		err = errExpanded
	case m.b.out > ratioFrom && m.b.out/m.b.packed >= maxRatio, m.count > ratioFrom && m.count/m.consumed() >= maxRatio:
		err = errRatio
	}
	m.err = err
	return n, err
}

// promised holds what the header says of the rest, which nobody reads, against the container's size. Where the header is a lie,
// it is told of what the file is not.
func (m *meter) promised() error {
	if m.declared > 1<<50 {
		return errRatio
	}
	m.b.out += max(m.declared-m.count, 0)
	if m.declared > ratioFrom && m.b.out/m.b.packed >= maxRatio {
		return errRatio
	}
	return nil
}

// consumed is how many octets of the container the file has taken so far, where the reader knows.
func (m *meter) consumed() int64 {
	if u, ok := m.r.(*unpacked); ok {
		return max(u.in.n, 1)
	}
	return m.b.packed
}

// unpacked is content that is unpacked from in.
type unpacked struct {
	io.Reader
	in *counted
}

// counted counts what is read.
type counted struct {
	r io.Reader
	n int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// read looks at a file that comes in sequence. What a second look may be needed at is kept, in memory or in a file; of texts
// only the first and the last octets are.
func (b *box) read(child *policy.Attachment, size int64, r io.Reader) {
	m := &meter{b: b, r: r, declared: size}
	sp := b.w.spool()
	defer sp.close()
	err := sp.fill(m, peeked)
	keep := err == nil && b.w.keeps(sp.mem, Extension(child.Name))
	if keep {
		err = sp.rest(m)
	}
	content := source{sp, sp.size}
	if err == nil && !keep {
		content, err = b.skim(m, sp.mem)
	}
	child.Size = max(size, content.size)
	b.ended(child, m, err)
	b.w.inspect(child, content, b.depth)
}

// keeps reports whether a file that begins like this has to be at hand as a whole.
func (w *walker) keeps(head []byte, ext string) bool {
	if isZip(head) || bytes.HasPrefix(head, []byte(cfbMagic)) || w.texts {
		return true
	}
	t := sniff(source{bytes.NewReader(head), int64(len(head))}, head[:min(len(head), sniffed)], ext)
	switch group(t) {
	case "text", "script", "unknown":
		class := classOfExtension(ext)
		return opener(t) != nil || class == "archive" || class == "disk-image" || carriesFile(head, 0) >= 0
	}
	return true
}

// skim reads on without keeping more than the last octets, as far as the message's account for that goes.
func (b *box) skim(m *meter, head []byte) (source, error) {
	known := &ends{head: head, tail: make([]byte, 0, chunkSize), size: m.declared}
	buf := b.w.chunk(chunkSize)
	for {
		n, err := m.Read(buf)
		known.keep(buf[:n])
		switch {
		case err != nil:
			known.size = m.count
			if errors.Is(err, errDeclared) {
				known.size = m.declared
			}
			return source{known, known.size}, err
		case !b.w.budget.verify(int64(n)):
			known.tail, known.size = nil, max(m.declared, m.count)
			return source{known, known.size}, m.promised()
		}
	}
}

// ended marks how reading a file ended; nil: it was long enough to stop before its end.
func (b *box) ended(child *policy.Attachment, m *meter, err error) {
	switch {
	case err == nil:
	case errors.Is(err, errDeclared):
		mark(child, "bomb", "limit", "declared-size")
	case errors.Is(err, errRatio):
		mark(b.a, "bomb", "limit", "ratio")
		b.shut = true
	case errors.Is(err, errExpanded):
		b.exhausted()
	case errors.Is(err, io.EOF) && (m.declared < 0 || m.count == m.declared):
	default:
		mark(child, "uninspectable", "reason", b.w.reason(err))
	}
}

// exhausted marks that the message's account for unpacked octets is used up. Many ordinary files do that too: a bomb is what
// grows out of proportion.
func (b *box) exhausted() {
	b.shut = true
	if b.out/b.packed >= bombRatio {
		mark(b.a, "bomb", "limit", "expanded")
	} else {
		mark(b.a, "uninspectable", "reason", "size")
	}
}

// reason is why a parser gave up, in the words of the mark "uninspectable".
func (w *walker) reason(err error) string {
	switch {
	case errors.Is(err, errTime), w.late():
		return "time"
	case errors.Is(err, errMethod):
		return "method"
	case errors.Is(err, errWindow):
		return "memory"
	case errors.Is(err, errVolume):
		return "volume"
	case errors.Is(err, errTemporary):
		return "temporary-file"
	}
	return w.missing()
}
