package message

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"os"
)

// content keeps the decoded octets of one part while it is looked at: the first MiB in memory, more in a temporary file
// that has no name where the system allows that, and is gone after close in any case.
type content struct {
	memory bytes.Buffer
	file   *os.File
	disk   *bufio.Writer // to file: parts are decoded line by line
	size   int64
	hash   hash.Hash
}

func newContent() *content { return &content{hash: sha256.New()} }

// Write adds octets. Its error is the temporary file's. Before they are read, flush is to be called.
func (c *content) Write(p []byte) (int, error) {
	c.size += int64(len(p))
	c.hash.Write(p)
	if c.file == nil && c.memory.Len()+len(p) <= maxMemory {
		return c.memory.Write(p)
	}
	if c.file == nil {
		if err := c.spill(); err != nil {
			return 0, err
		}
	}
	if _, err := c.disk.Write(p); err != nil {
		return 0, fmt.Errorf("write temporary file of a part: %w", err)
	}
	return len(p), nil
}

// flush ends the writing.
func (c *content) flush() error {
	if c.disk == nil {
		return nil
	}
	if err := c.disk.Flush(); err != nil {
		return fmt.Errorf("write temporary file of a part: %w", err)
	}
	return nil
}

// spill moves what is in memory to a temporary file.
func (c *content) spill() error {
	f, err := os.CreateTemp("", "sekisho-part-*")
	if err != nil {
		return fmt.Errorf("make temporary file of a part: %w", err)
	}
	c.file, c.disk = f, bufio.NewWriterSize(f, pieceSize)
	if _, err := c.disk.Write(c.memory.Bytes()); err != nil {
		return fmt.Errorf("write temporary file of a part: %w", err)
	}
	c.memory = bytes.Buffer{}
	return nil
}

// reader gives access to what was written so far.
func (c *content) reader() io.ReaderAt {
	if c.file != nil {
		return c.file
	}
	return bytes.NewReader(c.memory.Bytes())
}

// head returns at most the first n octets.
func (c *content) head(n int64) []byte {
	b := make([]byte, min(n, c.size))
	read, _ := c.reader().ReadAt(b, 0) // what cannot be read again is not there
	return b[:read]
}

func (c *content) sum() string { return hex.EncodeToString(c.hash.Sum(nil)) }

// close removes the temporary file.
func (c *content) close() {
	if c.file != nil {
		_ = c.file.Close()           // nothing of it is wanted any more
		_ = os.Remove(c.file.Name()) // #nosec -- the same; a temporary file of ours
		c.file = nil
	}
}
