package gate

import (
	"bytes"
	"io"
	"time"
)

// dataResult tells what was wrong with a message that was read to its real end.
type dataResult struct {
	bareCR bool  // a CR that belongs to no line end
	nul    bool  // a NUL
	over   bool  // more octets than allowed
	err    error // the first error of the destination
}

func (d *dataResult) clean() bool { return !d.bareCR && !d.nul && !d.over && d.err == nil }

// pace is the clock of one DATA: silence and a minimum rate end it, steady slow progress does not.
type pace struct {
	start time.Time
	grace time.Duration
	rate  int64
}

func (p pace) deadline(idle time.Duration, octets int64) time.Time {
	slack := time.Duration(float64(octets) / float64(p.rate) * float64(time.Second))
	return earlier(time.Now().Add(idle), p.start.Add(p.grace+slack))
}

// dataReader copies one message from a wire to dst, without stuffing, every line ending in CRLF (the table in the package comment).
type dataReader struct {
	*wire
	dst  io.Writer
	max  int64
	pace pace

	raw       int64 // octets read
	size      int64 // octets of the message
	mid       bool  // the line goes on: its beginning was too long for the buffer
	afterCRLF bool  // the line follows CRLF or the DATA command
	dataResult
}

// read returns when CRLF "." CRLF was read, or with an error when that will not come. A message that is refused is read to its
// end too, up to twice the size allowed and a mebibyte.
func (d *dataReader) read() error {
	d.afterCRLF = true
	for {
		done, err := d.lines()
		if done || err != nil {
			return err
		}
		if d.raw > 2*d.max+1<<20 {
			return errFlood
		}
		before := d.buffered()
		if err := d.fill(d.pace.deadline(d.idle, d.raw), nil); err != nil {
			return err
		}
		d.raw += int64(d.buffered() - before)
	}
}

// lines takes every whole line in the buffer, and what is there of a line that fills it.
func (d *dataReader) lines() (done bool, err error) {
	for {
		if !d.mid && d.afterCRLF && d.clean() {
			n := wholeLines(d.buf[d.start:d.end])
			d.emit(d.buf[d.start:d.start+n], nil)
			d.start += n
		}
		unread := d.buf[d.start:d.end]
		i := bytes.IndexByte(unread, '\n')
		if i < 0 {
			if len(unread) == len(d.buf) {
				d.start += d.part(unread)
			}
			return false, nil
		}
		d.start += i + 1
		if d.line(unread[:i+1]) {
			return true, nil
		}
	}
}

// line takes one line, or the rest of one, with its LF, and reports whether it ends the message.
func (d *dataReader) line(line []byte) (end bool) {
	body, crs := line[:len(line)-1], 0
	for crs < 2 && len(body) > 0 && body[len(body)-1] == '\r' {
		body, crs = body[:len(body)-1], crs+1
	}
	if !d.mid && d.afterCRLF && len(body) > 0 && body[0] == '.' {
		if len(body) == 1 && crs == 1 {
			return true
		}
		body = body[1:]
		line = line[1:]
	}
	if crs == 1 {
		d.emit(line, body)
	} else {
		d.emit(body, body)
		d.emit([]byte("\r\n"), nil)
	}
	d.mid, d.afterCRLF = false, crs > 0
	return false
}

// part takes a piece of a line longer than the buffer and returns how much of it. CRs at the end stay: they may be half a line end.
func (d *dataReader) part(piece []byte) int {
	n := len(piece)
	for i := 0; i < 2 && piece[n-1] == '\r'; i++ {
		n--
	}
	body := piece[:n]
	if !d.mid && d.afterCRLF && body[0] == '.' {
		body = body[1:]
	}
	d.emit(body, body)
	d.mid = true
	return n
}

// emit writes out; check is the part of it that must hold neither CR nor NUL.
func (d *dataReader) emit(out, check []byte) {
	d.size += int64(len(out))
	d.over = d.over || d.size > d.max
	d.bareCR = d.bareCR || bytes.IndexByte(check, '\r') >= 0
	d.nul = d.nul || bytes.IndexByte(check, 0) >= 0
	if d.clean() {
		_, d.err = d.dst.Write(out)
	}
}
