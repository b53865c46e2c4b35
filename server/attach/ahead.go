package attach

import (
	"io"
	"strings"
	"sync/atomic"
)

// ahead unpacks files of an archive while those before them are looked at: of a ZIP of Office files unpacking takes twice as long as
// looking, and the person who waits has more than one core. Two goroutines take from one row of files: a helper, and whoever looks at
// the files, before he waits for one that the helper has in hand. So both are busy, and nobody waits for a helper who got no core.
type ahead struct {
	w       *walker
	s       source
	entries []zipEntry
	depth   int
	begun   int          // entries that were begun, or that may not be
	row     []*unpacking // those to come, in the order of the entries
	octets  int64        // what they have in memory
	helper  chan *unpacking
}

const (
	aheadFrom   = 8 << 10 // packed octets below which a helper is not worth its while
	aheadDepth  = 2       // each depth may have a row in memory
	aheadFiles  = 6
	aheadOctets = 2 << 20 // of a row, packed and unpacked
)

// unpacking is a file that is unpacked before it is asked for.
type unpacking struct {
	entry   int
	f       *inflate
	packed  int // octets in f.packed
	size    int64
	content []byte
	err     error
	slip    any // what unpacking panicked with
	taken   atomic.Bool
	done    chan struct{}
}

// next tells whether entry i is unpacked ahead, for reader, and begins those behind it.
func (a *ahead) next(i int) bool {
	if a == nil {
		return false
	}
	for len(a.row) > 0 && a.row[0].entry < i {
		a.drop()
	}
	for a.begun = max(a.begun, i+1); a.begun < len(a.entries) && len(a.row) < aheadFiles; a.begun++ {
		e := &a.entries[a.begun]
		if !a.may(e) {
			continue
		}
		if a.octets > 0 && a.octets+e.packed+e.size > aheadOctets {
			break
		}
		a.begin(e)
	}
	return len(a.row) > 0 && a.row[0].entry == i
}

// may tells whether an entry is worth a helper, and short enough.
func (a *ahead) may(e *zipEntry) bool {
	return a.depth <= aheadDepth && !a.w.partial && !strings.HasSuffix(e.name, "/") && e.encrypted() == "" && e.method == 8 &&
		e.packed >= aheadFrom && e.size >= 0 && e.size < maxWhole && e.data >= 0 && e.data+e.packed <= a.s.size
}

// begin lets the helper unpack an entry, if all of it can be read. What that costs is counted when its content is read.
func (a *ahead) begin(e *zipEntry) {
	f, n, all := a.w.fetch(a.s, e, e.size+1)
	if !all {
		if f != nil {
			a.w.keep(f)
		}
		return
	}
	u := &unpacking{entry: a.begun, f: f, packed: n, size: e.size, done: make(chan struct{})}
	a.row = append(a.row, u)
	a.octets += e.packed + e.size
	if a.helper == nil {
		a.helper = make(chan *unpacking, aheadFiles)
		go help(a.helper)
	}
	select {
	case a.helper <- u:
	default: // the helper got no core until now
	}
}

func help(row <-chan *unpacking) {
	for u := range row {
		u.unpack()
	}
}

// unpack does it, unless somebody else does or did.
func (u *unpacking) unpack() {
	if !u.taken.CompareAndSwap(false, true) {
		return
	}
	defer close(u.done)
	defer func() { u.slip = recover() }()
	u.content, u.err = u.f.all(u.f.packed[:u.packed], int(u.size)+1)
}

// reader returns the content of the entry of which next was asked last. A slip of the parser is one of whoever reads, who has guarded himself.
func (a *ahead) reader() io.Reader {
	u := a.row[0]
	for _, other := range a.row {
		if u.over() {
			break
		}
		other.unpack()
	}
	<-u.done
	if u.slip != nil {
		panic(u.slip)
	}
	return inMemory(u.content, u.err, u.packed)
}

// over tells whether the content is there.
func (u *unpacking) over() bool {
	select {
	case <-u.done:
		return true
	default:
		return false
	}
}

// drop gives the memory of the first back, whether or not somebody has read it.
func (a *ahead) drop() {
	u := a.row[0]
	a.row = a.row[1:]
	if !u.taken.CompareAndSwap(false, true) {
		<-u.done
	}
	a.octets -= int64(u.packed) + u.size
	a.w.keep(u.f)
}

// stop ends the helper and gives all memory back.
func (a *ahead) stop() {
	if a == nil {
		return
	}
	for len(a.row) > 0 {
		a.drop()
	}
	if a.helper != nil {
		close(a.helper)
	}
}
