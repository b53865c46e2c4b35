package spool

import (
	"bytes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"io"
	"sync"
	"time"

	"filippo.io/age"
	"golang.org/x/crypto/chacha20poly1305"
)

const (
	block     = 64 << 10 // what age encrypts at a time
	nonceSize = 16       // of a file
	tagSize   = chacha20poly1305.Overhead
)

// A file key serves for the files of an hour, at most so many: wrapping one for its reader takes as long as all else that is computed
// for a short mail. Each file is encrypted under a key of its own all the same, made of the file key and 128 random bits.
const (
	sealLasts = time.Hour
	sealFiles = 1 << 16
)

// seal is a file key and the header that gives it to the owner of a Key.
type seal struct {
	header []byte
	key    []byte
	made   time.Time
	files  int
}

// newSeal has age make a header, and keeps the file key that it makes with it.
func newSeal(r age.Recipient, now time.Time) (*seal, error) {
	s := &seal{made: now}
	var out bytes.Buffer
	if _, err := age.Encrypt(&out, &keeping{r, s}); err != nil {
		return nil, err
	}
	s.header = out.Bytes()[:out.Len()-nonceSize] // the file's nonce is next
	return s, nil
}

func (s *seal) spent(now time.Time) bool {
	return s.files >= sealFiles || now.Sub(s.made) >= sealLasts || now.Before(s.made)
}

// keeping is a recipient that keeps the file key.
type keeping struct {
	age.Recipient
	seal *seal
}

// Wrap wraps a file key for the recipient.
func (k *keeping) Wrap(fileKey []byte) ([]*age.Stanza, error) {
	k.seal.key = bytes.Clone(fileKey)
	return k.Recipient.Wrap(fileKey)
}

// seals are the file keys in use, and those that files were read with.
type seals struct {
	now func() time.Time

	mu      sync.Mutex
	current map[[32]byte]*seal // by the public key they are for
	known   map[string][]byte  // by that and the header that wraps them
}

// take returns a file key for one more file.
func (s *seals) take(k Key) (*seal, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	c := s.current[k.public]
	if c == nil || c.spent(now) {
		var err error
		if c, err = newSeal(k.recipient, now); err != nil {
			return nil, err
		}
		if s.current == nil {
			s.current = map[[32]byte]*seal{}
		}
		s.current[k.public] = c
	}
	c.files++
	return c, nil
}

// maxKnown is how many file keys are kept for reading; each serves for many files.
const maxKnown = 256

// open returns the file key that a header gives to the owner of a key.
func (s *seals) open(k Key, header []byte) ([]byte, error) {
	name := string(k.public[:]) + string(header)
	s.mu.Lock()
	key, ok := s.known[name]
	s.mu.Unlock()
	if ok {
		return key, nil
	}
	key, err := age.DecryptHeader(header, k.identity)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known == nil || len(s.known) >= maxKnown {
		s.known = map[string][]byte{}
	}
	s.known[name] = key
	return key, nil
}

// count makes the nonce of a block that of the next one: 11 octets of number, and a mark of the last.
func count(nonce *[chacha20poly1305.NonceSize]byte) {
	for i := len(nonce) - 2; i >= 0; i-- {
		if nonce[i]++; nonce[i] != 0 {
			return
		}
	}
}

// payload is the key of one file (age-encryption.org/v1, "Payload").
func payload(fileKey, nonce []byte) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, fileKey, nonce, "payload", chacha20poly1305.KeySize)
	if err != nil {
		return nil, err
	}
	return chacha20poly1305.New(key)
}

// sealer writes a file in age's format: header, nonce, and the octets in blocks, each encrypted under its number. The last one is marked.
type sealer struct {
	w     io.Writer
	aead  cipher.AEAD
	buf   *[lead + block + tagSize]byte // the header before the first block, then a block
	front int                           // octets of header and nonce before the first block; 0: they are out
	n     int                           // octets of the block so far
	nonce [chacha20poly1305.NonceSize]byte
}

// lead is the room for the header: one stanza takes some 200 octets.
const lead = 512

// buffers are sealers' of files that are finished.
var buffers = sync.Pool{New: func() any { return new([lead + block + tagSize]byte) }}

func newSealer(w io.Writer, s *seal) (*sealer, error) {
	var nonce [nonceSize]byte
	_, _ = rand.Read(nonce[:]) // never fails: crypto/rand ends the program instead
	aead, err := payload(s.key, nonce[:])
	if err != nil {
		return nil, err
	}
	front := len(s.header) + nonceSize
	if front > lead {
		return nil, fmt.Errorf("a header of %d octets", len(s.header))
	}
	e := &sealer{w: w, aead: aead, front: front}
	e.buf, _ = buffers.Get().(*[lead + block + tagSize]byte)
	copy(e.buf[lead-front:], s.header)
	copy(e.buf[lead-nonceSize:], nonce[:])
	return e, nil
}

// Write encrypts what fills a block with more to come: the last block is never empty but in an empty file.
func (e *sealer) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		if e.n == block {
			if err := e.flush(false); err != nil {
				return len(p) - len(rest), err
			}
		}
		n := copy(e.buf[lead+e.n:lead+block], rest)
		e.n += n
		rest = rest[n:]
	}
	return len(p), nil
}

// Close writes the last block.
func (e *sealer) Close() error { return e.flush(true) }

func (e *sealer) flush(last bool) error {
	_, err := e.w.Write(e.seal(last))
	return err
}

// seal encrypts the block that has gathered. What it returns, the header too if this is the first one, is the buffer's: it is there until
// the next call.
func (e *sealer) seal(last bool) []byte {
	if last {
		e.nonce[len(e.nonce)-1] = 1
	}
	plain := e.buf[lead : lead+e.n]
	sealed := e.aead.Seal(plain[:0], e.nonce[:], plain, nil)
	out := e.buf[lead-e.front : lead+len(sealed)]
	e.front, e.n = 0, 0
	count(&e.nonce)
	return out
}

// release gives the buffer back. Nothing may be written afterwards.
func (e *sealer) release() {
	if e.buf != nil {
		buffers.Put(e.buf)
		e.buf = nil
	}
}
