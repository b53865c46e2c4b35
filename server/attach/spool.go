package attach

import (
	"errors"
	"fmt"
	"io"
	"os"
)

var errTemporary = errors.New("attach: no temporary file")

// chunkSize is what is read at once from a file that is only passed over.
const chunkSize = 64 << 10

// spool holds a file's content: in memory up to maxMemory octets, in a temporary file above. It is an io.ReaderAt.
type spool struct {
	w    *walker
	mem  []byte
	file *os.File // nil: all is in mem
	size int64
}

// spool returns an empty one, in memory that an earlier one has left if there is some.
func (w *walker) spool() *spool {
	sp := &spool{w: w}
	if n := len(w.spare); n > 0 {
		sp.mem, w.spare = w.spare[n-1][:0], w.spare[:n-1]
	}
	return sp
}

func (sp *spool) close() {
	if sp.file != nil {
		_ = sp.file.Close()
		_ = os.Remove(sp.file.Name())
	}
	sp.w.spare = append(sp.w.spare, sp.mem)
}

// fill reads until n octets are in memory; the error is the reader's.
func (sp *spool) fill(r io.Reader, n int) error {
	for len(sp.mem) < n {
		if cap(sp.mem) == len(sp.mem) {
			larger := make([]byte, len(sp.mem), min(max(4*cap(sp.mem), peeked), maxMemory))
			copy(larger, sp.mem)
			sp.mem = larger
		}
		got, err := r.Read(sp.mem[len(sp.mem):min(cap(sp.mem), n)])
		sp.mem = sp.mem[:len(sp.mem)+got]
		sp.size = int64(len(sp.mem))
		if err != nil {
			return err
		}
	}
	return nil
}

// rest reads all that is left; the error is the reader's, or errTemporary.
func (sp *spool) rest(r io.Reader) error {
	if err := sp.fill(r, maxMemory); err != nil {
		return err
	}
	file, err := os.CreateTemp("", "sekisho-inspect-*")
	if err != nil {
		return fmt.Errorf("%w: %w", errTemporary, err)
	}
	sp.file = file
	for {
		if _, err := file.Write(sp.mem); err != nil {
			return fmt.Errorf("%w: %w", errTemporary, err)
		}
		n, err := r.Read(sp.mem[:cap(sp.mem)])
		sp.mem, sp.size = sp.mem[:n], sp.size+int64(n)
		if err != nil {
			if _, full := sp.file.Write(sp.mem); full != nil {
				return fmt.Errorf("%w: %w", errTemporary, full)
			}
			return err
		}
	}
}

// ReadAt gives what was read so far.
func (sp *spool) ReadAt(p []byte, off int64) (int, error) {
	if sp.file != nil {
		return sp.file.ReadAt(p, off)
	}
	if off < 0 || off >= int64(len(sp.mem)) {
		return 0, io.EOF
	}
	n := copy(p, sp.mem[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// smallChunk is the least that is read at once: more than whatever a search looks for.
const smallChunk = 1 << 10

// chunk is memory for passing over so many octets of content, all at once if they are few. One serves for all files of the walker: nothing
// is kept in it.
func (w *walker) chunk(most int64) []byte {
	if n := max(min(most, chunkSize), smallChunk); int64(len(w.passing)) < n {
		w.passing = make([]byte, n)
	}
	return w.passing
}
