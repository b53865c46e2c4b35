package gate

import (
	"bytes"
	"errors"
	"net"
	"os"
	"sync"
	"time"
)

// Reasons why a line could not be taken. The line is consumed, so that the session can go on.
var (
	errLineTooLong = errors.New("gate: command line too long")
	errBareLF      = errors.New("gate: command line does not end in CRLF")
	errControl     = errors.New("gate: control character in a command line")
)

// Reasons why reading has to end.
var (
	errStopping = errors.New("gate: told to stop")
	errFlood    = errors.New("gate: client does not wait for replies")
)

// wireBuffer is the read buffer of a connection: longest command line, and what a client may say ahead of a reply.
const wireBuffer = 64 << 10

// wire reads a client's octets by lines, over one large buffer.
type wire struct {
	conn       net.Conn
	buf        []byte
	start, end int               // unread octets
	spare      *[wireBuffer]byte // what buf is
	idle       time.Duration
}

func newWire(c net.Conn, idle time.Duration) *wire {
	w := &wire{conn: c, idle: idle}
	w.spare, _ = spareWires.Get().(*[wireBuffer]byte)
	w.buf = w.spare[:]
	return w
}

// spareWires are buffers of connections that have ended.
var spareWires = sync.Pool{New: func() any { return new([wireBuffer]byte) }}

// release gives the buffer back. Nothing may be read afterwards.
func (w *wire) release() {
	if w.spare != nil {
		spareWires.Put(w.spare)
		w.spare, w.buf = nil, nil
	}
}

// buffered returns how many octets were read ahead.
func (w *wire) buffered() int { return w.end - w.start }

// fill reads more octets, until the time by (zero: no limit) or until stop is closed. Whoever closes stop must then wake the
// read by a deadline in the past.
func (w *wire) fill(by time.Time, stop <-chan struct{}) error {
	if w.start > 0 {
		w.end = copy(w.buf, w.buf[w.start:w.end])
		w.start = 0
	}
	if w.end == len(w.buf) {
		return errFlood
	}
	for {
		if err := w.conn.SetReadDeadline(by); err != nil {
			return err
		}
		if closed(stop) {
			return errStopping
		}
		n, err := w.conn.Read(w.buf[w.end:])
		w.end += n
		if n > 0 {
			return nil
		}
		// A deadline that comes early was set by someone else, to wake us.
		if errors.Is(err, os.ErrDeadlineExceeded) && (by.IsZero() || time.Now().Before(by)) {
			continue
		}
		if err != nil {
			return err
		}
	}
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// line reads one command line of at most limit octets and returns it without its CRLF. The slice is valid until the next read.
func (w *wire) line(limit int, total time.Duration, stop <-chan struct{}) ([]byte, error) {
	by, seen, long := time.Now().Add(w.idle), 0, false
	if w.buffered() > 0 {
		by = earlier(by, time.Now().Add(total))
	}
	for {
		unread := w.buf[w.start:w.end]
		if i := bytes.IndexByte(unread[seen:], '\n'); i >= 0 {
			w.start += seen + i + 1
			return checkLine(unread[:seen+i+1], limit, long)
		}
		seen = len(unread)
		if seen == len(w.buf) {
			return nil, errFlood
		}
		if seen > limit {
			long = true
		}
		first := seen == 0
		if err := w.fill(by, stop); err != nil {
			return nil, err
		}
		if first { // the clock of the command starts with its first octet
			by = earlier(time.Now().Add(w.idle), time.Now().Add(total))
		}
	}
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// checkLine judges one line with its LF.
func checkLine(line []byte, limit int, long bool) ([]byte, error) {
	switch n := len(line); {
	case long || n > limit:
		return nil, errLineTooLong
	case n < 2 || line[n-2] != '\r':
		return nil, errBareLF
	default:
		line = line[:n-2]
	}
	for _, c := range line {
		if c < ' ' && c != '\t' || c == 0x7f {
			return nil, errControl
		}
	}
	return line, nil
}

// lateQuit is after how much silence a QUIT is no pipelined command (RFC 2920, 3.1) but the end of the client's patience.
const lateQuit = 2 * time.Second

// watch reads ahead while the client has to wait for a reply, and calls gone if it leaves or talks without end. QUIT and then
// closing counts as leaving: the octets are read, the end is seen; so does a late QUIT, whose client waits for nothing else any
// more. The function it returns ends the watch.
func (w *wire) watch(gone func()) (end func()) {
	stop, done, began := make(chan struct{}), make(chan struct{}), time.Now()
	go func() {
		defer close(done)
		for {
			switch err := w.fill(time.Time{}, stop); {
			case err == nil:
				if time.Since(began) > lateQuit && bytes.EqualFold(w.buf[w.start:w.end], []byte("QUIT\r\n")) {
					gone()
				}
			case errors.Is(err, errStopping):
				return
			default:
				gone()
				return
			}
		}
	}()
	return func() {
		close(stop)
		_ = w.conn.SetReadDeadline(time.Unix(1, 0)) // an error means the read has ended anyway
		<-done
	}
}
