package gate

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
)

// Spool is one message between DATA and its answer: in memory while it is small, then in a file that nobody else can read and
// that is removed by Close. It is written by one goroutine; after that it may be read by many. Reading after Close is an error.
type Spool struct {
	dir    string
	memory int
	room   *room // for what is beyond memory; nil: none
	size   int64
	last   int // octets in the last of blocks

	mu     sync.RWMutex
	blocks []*[spoolBlock]byte // the message; in file mode at most one, of what is not yet written
	lent   int                 // octets of the room that blocks take
	file   *os.File
	closed bool
}

const spoolBlock = 32 << 10

// spareBlocks are blocks of messages that are gone.
var spareBlocks = sync.Pool{New: func() any { return new([spoolBlock]byte) }}

var errSpoolClosed = errors.New("gate: message is no longer there")

// NewSpool returns an empty spool that keeps up to memory octets and uses dir (empty: the system's folder) beyond.
func NewSpool(dir string, memory int) *Spool { return &Spool{dir: dir, memory: memory} }

// Write appends p. An error means the message is not stored whole.
func (s *Spool) Write(p []byte) (int, error) {
	s.size += int64(len(p))
	for rest := p; len(rest) > 0; {
		if len(s.blocks) == 0 || s.last == spoolBlock {
			if err := s.next(); err != nil {
				return 0, err
			}
		}
		n := copy(s.blocks[len(s.blocks)-1][s.last:], rest)
		s.last += n
		rest = rest[n:]
	}
	return len(p), nil
}

// next makes room for one more block: in memory, or by writing what there is.
func (s *Spool) next() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed:
		return errSpoolClosed
	case s.file == nil && ((len(s.blocks)+1)*spoolBlock <= max(s.memory, spoolBlock) || s.borrow()):
		b, _ := spareBlocks.Get().(*[spoolBlock]byte)
		s.blocks = append(s.blocks, b)
		s.last = 0
		return nil
	}
	return s.write()
}

// borrow gets room for one more block.
func (s *Spool) borrow() bool {
	if !s.room.take(s.lent) {
		return false
	}
	s.lent += spoolBlock
	return true
}

// repay gives back what was borrowed. The blocks are gone.
func (s *Spool) repay() {
	s.room.giveBack(s.lent)
	s.lent = 0
}

// write writes all blocks to the file, and leaves one that is empty.
func (s *Spool) write() error {
	if s.file == nil {
		f, err := os.CreateTemp(s.dir, "sekisho-mail-")
		if err != nil {
			return fmt.Errorf("spool message: %w", err)
		}
		s.file = f
	}
	for i, b := range s.blocks {
		n := spoolBlock
		if i == len(s.blocks)-1 {
			n = s.last
		}
		if _, err := s.file.Write(b[:n]); err != nil {
			return fmt.Errorf("spool message: %w", err)
		}
	}
	spare(s.blocks[1:])
	s.blocks, s.last = s.blocks[:1], 0
	s.repay()
	return nil
}

func spare(blocks []*[spoolBlock]byte) {
	for i, b := range blocks {
		spareBlocks.Put(b)
		blocks[i] = nil
	}
}

// Finish ends writing; only then can the spool be read.
func (s *Spool) Finish() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed:
		return errSpoolClosed
	case s.file == nil && (s.lent > 0 || s.size <= int64(s.memory)) || s.size == 0:
		return nil
	}
	err := s.write()
	spare(s.blocks)
	s.blocks = nil
	return err
}

// Size returns the message's octets.
func (s *Spool) Size() int64 { return s.size }

// SHA256 returns the hash of the message in hex; empty: it cannot be read. It reads all of it: call it between Finish and Close.
func (s *Spool) SHA256() string {
	sum := sha256.New()
	b, _ := spareBlocks.Get().(*[spoolBlock]byte)
	defer spareBlocks.Put(b)
	for off := int64(0); off < s.size; {
		n, err := s.ReadAt(b[:min(spoolBlock, s.size-off)], off)
		if n == 0 && err != nil {
			return ""
		}
		sum.Write(b[:n])
		off += int64(n)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

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
	}
	n := 0
	for ; n < len(p) && off < s.size; off = min(off-off%spoolBlock+spoolBlock, s.size) {
		from := int(off % spoolBlock)
		n += copy(p[n:], s.blocks[off/spoolBlock][from:min(spoolBlock, int64(from)+s.size-off)])
	}
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
	spare(s.blocks)
	s.repay()
	s.closed, s.blocks, s.file = true, nil, nil
	if file == nil {
		return nil
	}
	return errors.Join(file.Close(), os.Remove(file.Name()))
}
