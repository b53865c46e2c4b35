package gate

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"sync"
)

// Spool is one message between DATA and its answer: in memory while it is small, then in a file that nobody else can read and
// that is removed by Close. It is written by one goroutine; after that it may be read by many. Reading after Close is an error.
type Spool struct {
	dir    string
	memory int
	sum    hash.Hash
	size   int64

	block []byte // not yet hashed and, in file mode, not yet written

	mu     sync.RWMutex
	mem    []byte
	file   *os.File
	closed bool
}

const spoolBlock = 32 << 10

var errSpoolClosed = errors.New("gate: message is no longer there")

// NewSpool returns an empty spool that keeps up to memory octets and uses dir (empty: the system's folder) beyond.
func NewSpool(dir string, memory int) *Spool {
	return &Spool{dir: dir, memory: memory, sum: sha256.New()}
}

// Write appends p. An error means the message is not stored whole.
func (s *Spool) Write(p []byte) (int, error) {
	if s.block == nil {
		s.block = make([]byte, 0, spoolBlock)
	}
	s.size += int64(len(p))
	if len(s.block)+len(p) > spoolBlock {
		if err := s.flush(); err != nil {
			return 0, err
		}
	}
	if len(p) > spoolBlock {
		return len(p), s.store(p)
	}
	s.block = append(s.block, p...)
	return len(p), nil
}

// Finish ends writing; only then can the spool be read.
func (s *Spool) Finish() error {
	err := s.flush()
	s.block = nil
	return err
}

func (s *Spool) flush() error {
	err := s.store(s.block)
	s.block = s.block[:0]
	return err
}

func (s *Spool) store(p []byte) error {
	s.sum.Write(p)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errSpoolClosed
	}
	if s.file == nil && len(s.mem)+len(p) <= s.memory {
		s.mem = append(s.mem, p...)
		return nil
	}
	if s.file == nil {
		if err := s.toFile(); err != nil {
			return err
		}
	}
	if _, err := s.file.Write(p); err != nil {
		return fmt.Errorf("spool message: %w", err)
	}
	return nil
}

func (s *Spool) toFile() error {
	f, err := os.CreateTemp(s.dir, "sekisho-mail-")
	if err != nil {
		return fmt.Errorf("spool message: %w", err)
	}
	s.file = f
	if _, err := f.Write(s.mem); err != nil {
		return fmt.Errorf("spool message: %w", err)
	}
	s.mem = nil
	return nil
}

// Size returns the message's octets.
func (s *Spool) Size() int64 { return s.size }

// SHA256 returns the hash of the message in hex.
func (s *Spool) SHA256() string { return hex.EncodeToString(s.sum.Sum(nil)) }

// ReadAt reads the message as io.ReaderAt.
func (s *Spool) ReadAt(p []byte, off int64) (int, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	switch {
	case s.closed:
		return 0, errSpoolClosed
	case s.file != nil:
		return s.file.ReadAt(p, off)
	case off < 0:
		return 0, errors.New("gate: negative offset")
	case off >= int64(len(s.mem)):
		return 0, io.EOF
	}
	n := copy(p, s.mem[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// Reader returns a new reader over the whole message.
func (s *Spool) Reader() io.Reader { return io.NewSectionReader(s, 0, s.size) }

// Close forgets the message and removes its file. It may be called twice.
func (s *Spool) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	file := s.file
	s.closed, s.mem, s.file = true, nil, nil
	if file == nil {
		return nil
	}
	return errors.Join(file.Close(), os.Remove(file.Name()))
}
