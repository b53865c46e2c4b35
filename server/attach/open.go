package attach

import (
	"bytes"
	"compress/flate"
	"io"
	"os"

	"sekisho/server/policy"
)

// peeked is how many octets of an entry are read to know its type: a disk image's mark lies at 0x8001.
const peeked = 36 << 10

// open looks into an entry. It returns false if a limit of the whole message is reached; then it has marked the container.
func (w *walker) open(container, child *policy.Attachment, s source, e *zipEntry, depth int) bool {
	switch {
	case w.late():
		mark(container, "uninspectable", "reason", "time")
	case !w.budget.expand(e.size):
		mark(container, "bomb", "limit", "expanded")
	default:
		w.read(child, s, e, depth)
		return true
	}
	child.Type = typeOfExtension(Extension(child.Name))
	markName(child)
	return false
}

func (w *walker) read(child *policy.Attachment, s source, e *zipEntry, depth int) {
	r, reason := e.reader(s)
	if r == nil {
		child.Type = typeOfExtension(Extension(child.Name))
		markName(child)
		mark(child, "uninspectable", "reason", reason)
		return
	}
	head := make([]byte, min(e.size+1, peeked))
	n, _ := io.ReadFull(r, head) // what follows an error is missing, and the length shows it
	head = head[:n]
	switch {
	case int64(n) > e.size:
		mark(child, "bomb", "limit", "declared-size")
		w.inspect(child, source{bytes.NewReader(head[:e.size]), e.size}, depth)
	case int64(n) < min(e.size, peeked):
		mark(child, "uninspectable", "reason", "corrupt")
		w.inspect(child, source{bytes.NewReader(head), int64(n)}, depth)
	case int64(n) == e.size:
		w.inspect(child, source{bytes.NewReader(head), e.size}, depth)
	case isZip(head) || bytes.HasPrefix(head, []byte(cfbMagic)):
		w.whole(child, s, e, depth)
	default:
		w.ends(child, s, e, depth, head, r)
	}
}

// reader returns the entry's content; nil with the reason why not.
func (e *zipEntry) reader(s source) (r io.Reader, reason string) {
	switch {
	case e.data < 0 || e.packed < 0 || e.size < 0 || e.data+e.packed > s.size:
		return nil, "corrupt"
	case e.method == 0 && e.size == e.packed:
		return s.section(e.data, e.packed), ""
	case e.method == 0:
		return nil, "corrupt"
	case e.method == 8:
		return flate.NewReader(s.section(e.data, e.packed)), ""
	}
	return nil, "method"
}

// ends looks at a file that needs no second reading by its first and last octets, and counts what is in between.
func (w *walker) ends(child *policy.Attachment, s source, e *zipEntry, depth int, head []byte, r io.Reader) {
	known := &ends{head: head, size: e.size}
	if w.budget.verify(e.size) {
		last, count, ok := w.drain(r, e.size-int64(len(head)))
		switch {
		case !ok:
			mark(child, "uninspectable", "reason", "time")
		case count > e.size-int64(len(head)):
			mark(child, "bomb", "limit", "declared-size")
		case count < e.size-int64(len(head)):
			mark(child, "uninspectable", "reason", "corrupt")
		case bytes.Contains(last, []byte(sigEnd)):
			w.whole(child, s, e, depth)
			return
		default:
			known.tail = last
		}
	}
	w.inspect(child, source{known, e.size}, depth)
}

// drain reads on, at most one octet more than want, and keeps the last octets.
func (w *walker) drain(r io.Reader, want int64) (last []byte, count int64, ok bool) {
	buf := make([]byte, 32<<10)
	for count <= want {
		if w.late() {
			return nil, count, false
		}
		n, err := r.Read(buf[:min(int64(len(buf)), want+1-count)])
		last = append(last, buf[:n]...)
		last = last[max(len(last)-len(buf), 0):]
		count += int64(n)
		if err != nil {
			break
		}
	}
	return last, count, true
}

// whole holds a container's content, in memory or in a file, because its directory stands at its end.
func (w *walker) whole(child *policy.Attachment, s source, e *zipEntry, depth int) {
	r, _ := e.reader(s)
	if e.size <= maxMemory {
		var b bytes.Buffer
		n, ok := w.copy(&b, r, e.size)
		w.held(child, source{bytes.NewReader(b.Bytes()), n}, e.size, ok, depth)
		return
	}
	file, err := os.CreateTemp("", "sekisho-inspect-*")
	if err != nil {
		mark(child, "uninspectable", "reason", "temporary-file")
		return
	}
	defer func() {
		_ = file.Close()
		_ = os.Remove(file.Name())
	}()
	n, ok := w.copy(file, r, e.size)
	w.held(child, source{file, n}, e.size, ok, depth)
}

func (w *walker) held(child *policy.Attachment, s source, declared int64, ok bool, depth int) {
	switch {
	case !ok:
		mark(child, "uninspectable", "reason", "time")
	case s.size > declared:
		mark(child, "bomb", "limit", "declared-size")
		s.size = declared
	case s.size < declared:
		mark(child, "uninspectable", "reason", "corrupt")
	}
	w.inspect(child, s, depth)
}

// copy copies at most one octet more than size; false: out of time, or the temporary file is full.
func (w *walker) copy(to io.Writer, from io.Reader, size int64) (int64, bool) {
	var count int64
	for count <= size {
		if w.late() {
			return count, false
		}
		n, err := io.CopyN(to, from, min(256<<10, size+1-count))
		count += n
		if err != nil {
			break // the length tells
		}
	}
	return count, true
}

// readPart returns up to limit octets of a document's own part.
func readPart(s source, e *zipEntry, limit int64) []byte {
	r, _ := e.reader(s)
	if r == nil || e.encrypted() != "" {
		return nil
	}
	part, _ := io.ReadAll(io.LimitReader(r, limit)) // a part that breaks off is read as far as it goes
	return part
}
