package history

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// readMbox reads a mailbox file (RFC 4155, and what Thunderbird and Gmail's export write): mails one after another, each
// behind a line that begins with "From ". A line of a body that begins so and was not masked is told from a separator by what
// it says and where it stands: after an empty line, with a time at its end.
func (r *Reader) readMbox(b *bufio.Reader) error {
	separator, err := b.ReadSlice('\n')
	for at := 1; err == nil || errors.Is(err, bufio.ErrBufferFull); at++ {
		line := string(bytes.TrimRight(separator, "\r\n"))
		var header []byte
		var tooLong bool
		header, tooLong, err = readHeader(b, nil)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if len(header) > 0 || tooLong {
			if failed := r.offer(header, tooLong, line, at); failed != nil {
				return failed
			}
		}
		if err == nil {
			separator, err = skipBody(b)
		}
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// skipBody reads up to the next separator and returns it.
func skipBody(b *bufio.Reader) ([]byte, error) {
	start, afterEmpty := true, true // the empty line that ended the header
	for {
		piece, err := b.ReadSlice('\n')
		full := errors.Is(err, bufio.ErrBufferFull)
		if err != nil && !full {
			return nil, err
		}
		if start && afterEmpty && isSeparator(piece) {
			return piece, nil
		}
		if start {
			afterEmpty = len(bytes.TrimRight(piece, "\r\n")) == 0
		}
		start = !full
	}
}

// isSeparator: "From ", then anything that ends in a time and a year, or "From - " as Thunderbird writes.
func isSeparator(line []byte) bool {
	if !bytes.HasPrefix(line, []byte("From ")) || len(line) > 400 {
		return false
	}
	return !separated(string(line)).IsZero()
}
