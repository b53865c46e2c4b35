package spool

import (
	"bytes"
	"crypto/cipher"
	"errors"
	"io"

	"golang.org/x/crypto/chacha20poly1305"
)

// What is wrong with a file in age's format.
var (
	errNoHeader = errors.New("it does not begin as an age file does")
	errBlock    = errors.New("a block does not verify")
)

// unsealer reads a file in age's format block by block. What it returns is verified; that nothing is missing shows at io.EOF.
type unsealer struct {
	r     io.Reader
	aead  cipher.AEAD
	buf   *[lead + block + tagSize]byte
	from  int // octets of the file not yet decrypted: buf[from:to]
	to    int
	plain []byte // decrypted and not yet read
	nonce [chacha20poly1305.NonceSize]byte
	first bool
	ended bool
	err   error
}

// newUnsealer reads the header, and finds the file key in it.
func newUnsealer(r io.Reader, s *seals, k Key) (*unsealer, error) {
	u := &unsealer{r: r, first: true}
	u.buf, _ = buffers.Get().(*[lead + block + tagSize]byte)
	aead, err := u.begin(s, k)
	if err != nil {
		u.release()
		return nil, err
	}
	u.aead = aead
	return u, nil
}

func (u *unsealer) begin(s *seals, k Key) (cipher.AEAD, error) {
	if err := u.fill(); err != nil {
		return nil, err
	}
	read := u.buf[:u.to]
	mac := bytes.Index(read[:min(len(read), lead)], []byte("\n--- "))
	if mac < 0 {
		return nil, errNoHeader
	}
	end := mac + 1 + bytes.IndexByte(read[mac+1:], '\n') + 1
	if end == mac+1 || len(read) < end+nonceSize {
		return nil, errNoHeader
	}
	key, err := s.open(k, read[:end])
	if err != nil {
		return nil, err
	}
	u.from = end + nonceSize
	return payload(key, read[end:u.from])
}

// fill reads until the buffer is full or the file ends.
func (u *unsealer) fill() error {
	u.to = copy(u.buf[:], u.buf[u.from:u.to])
	u.from = 0
	for u.to < len(u.buf) && !u.ended {
		n, err := u.r.Read(u.buf[u.to:])
		u.to += n
		if errors.Is(err, io.EOF) {
			u.ended = true
		} else if err != nil {
			return err
		}
	}
	return nil
}

// Read returns what is decrypted, and decrypts the next block when there is nothing left of it.
func (u *unsealer) Read(p []byte) (int, error) {
	for len(u.plain) == 0 && u.err == nil {
		u.err = u.next()
	}
	if len(u.plain) == 0 {
		return 0, u.err
	}
	n := copy(p, u.plain)
	u.plain = u.plain[n:]
	return n, nil
}

// next decrypts a block. The last one has the file's end behind it.
func (u *unsealer) next() error {
	if u.from == u.to && !u.first && u.ended {
		return io.EOF
	}
	if err := u.fill(); err != nil {
		return err
	}
	n := min(u.to, block+tagSize)
	last := u.ended && n == u.to
	if last {
		u.nonce[len(u.nonce)-1] = 1
	}
	plain, err := u.aead.Open(u.buf[:0], u.nonce[:], u.buf[:n], nil)
	if err != nil || len(plain) == 0 && !u.first { // only an empty file has an empty block
		return errBlock
	}
	u.plain, u.from, u.first = plain, n, false
	count(&u.nonce)
	return nil
}

// release gives the buffer back. Nothing may be read afterwards.
func (u *unsealer) release() {
	if u.buf != nil {
		buffers.Put(u.buf)
		u.buf, u.plain, u.err = nil, nil, errEnded(true)
	}
}
