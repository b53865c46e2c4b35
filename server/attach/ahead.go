package attach

import (
	"io"
	"strings"
)

// ahead is a file of an archive that is unpacked while the one before it is looked at: of a ZIP of Office files each takes about as
// long to unpack as to look at, and the person who waits has more than one core.
type ahead struct {
	f       *inflate
	packed  int // octets in f.packed
	content []byte
	err     error
	slip    any           // what the unpacking goroutine panicked with
	done    chan struct{} // closed once it has ended
}

const (
	aheadFrom  = 8 << 10 // packed octets below which a goroutine is not worth its while
	aheadDepth = 2       // each depth may have one file more in memory, of 2 MiB with its packed form
)

// begin unpacks an entry, if that may be done at once. What it costs is counted when the entry is read. Nil: it may not.
func (w *walker) begin(s source, e *zipEntry, depth int) *ahead {
	if depth > aheadDepth || w.partial || strings.HasSuffix(e.name, "/") || e.encrypted() != "" || e.method != 8 ||
		e.packed < aheadFrom || e.size < 0 || e.size >= maxWhole || e.data < 0 || e.data+e.packed > s.size {
		return nil
	}
	f, n, all := w.fetch(s, e, e.size+1)
	if !all {
		if f != nil {
			w.wholes = append(w.wholes, f)
		}
		return nil
	}
	a := &ahead{f: f, packed: n, done: make(chan struct{})}
	go func() {
		defer close(a.done)
		defer func() { a.slip = recover() }()
		a.content, a.err = f.all(f.packed[:n], int(e.size)+1)
	}()
	return a
}

// reader returns the content. A slip of the parser is one of whoever reads, who has guarded himself.
func (a *ahead) reader() io.Reader {
	<-a.done
	if a.slip != nil {
		panic(a.slip)
	}
	return inMemory(a.content, a.err, a.packed)
}

// end gives the memory back, whether or not somebody has read.
func (w *walker) end(a *ahead) {
	if a != nil {
		<-a.done
		w.wholes = append(w.wholes, a.f)
	}
}
