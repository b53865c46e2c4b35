package message

import (
	"bufio"
	"io"
	"sync"
)

// Buffers of pieceSize are most of what reading a short mail would take from memory, so they are used again. Nothing that is returned
// may point into one.
var (
	spareReaders = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, pieceSize) }}
	spareWriters = sync.Pool{New: func() any { return bufio.NewWriterSize(nil, pieceSize) }}
	spareBlocks  = sync.Pool{New: func() any { return new([pieceSize]byte) }}
)

func takeReader(r io.Reader) *bufio.Reader {
	b, _ := spareReaders.Get().(*bufio.Reader)
	b.Reset(r)
	return b
}

// putReader gives a reader back, without what it read from.
func putReader(b *bufio.Reader) {
	b.Reset(nil)
	spareReaders.Put(b)
}

func takeWriter(w io.Writer) *bufio.Writer {
	b, _ := spareWriters.Get().(*bufio.Writer)
	b.Reset(w)
	return b
}

// putWriter gives a writer back, with an end to what it could not write.
func putWriter(b *bufio.Writer) {
	b.Reset(nil)
	spareWriters.Put(b)
}

func takeBlock() *[pieceSize]byte {
	b, _ := spareBlocks.Get().(*[pieceSize]byte)
	return b
}

func putBlock(b *[pieceSize]byte) { spareBlocks.Put(b) }
