// Package pdftext reads the text of PDF files, by pdfium compiled to WebAssembly.
//
// pdfium takes seconds to start, so nobody who sends a mail waits for it: a Reader starts in the background, reads one file
// after another there, and keeps what it read by the content's hash. A door that judges while a mail is written has files read;
// one that judges at the moment of sending asks for what is there already (Known).
//
// What a stranger's file makes pdfium do stays in the sandbox: it has no files, no network and no clock to wait on. A file that
// takes too long, or makes it fail, ends that instance and nothing else; the next file gets a new one.
//
// It reads what pages show, words that are set letter by letter as words, and the document's properties; package attach reads
// what forms and notes say. It does not read pictures (scans have no text), and decrypts only
// what opens without a password.
//
// # Limits
//
//   - a file: 32 MiB, 10 seconds, 1 MiB of text (MaxText); the reasons are "limit" and "time"
//   - waiting: 8 files; a file beyond that is "late", and may come again
//   - memory of pdfium: 512 MiB
//   - what is kept: 64 MiB of text for 30 minutes
package pdftext

import (
	"context"
	"crypto/sha256"
	"io"
	"sync"
	"time"
)

// The limits, as published in the package comment.
const (
	MaxText   = 1 << 20
	maxFile   = 32 << 20
	maxTime   = 10 * time.Second
	maxQueue  = 8
	maxMemory = 512 << 20
	maxKept   = 64 << 20
	keepFor   = 30 * time.Minute
)

// Why a text is not the whole one. The first two may be otherwise when the same file comes again.
const (
	Late      = "late"      // not read yet
	Time      = "time"      // pdfium took too long
	Limit     = "limit"     // a limit of the package
	Corrupt   = "corrupt"   // pdfium cannot open it, or broke down on it
	Encrypted = "encrypted" // a password is needed
)

// Reader reads PDF files, one at a time. The zero Reader is not usable; see New.
type Reader struct {
	engine engine
	limit  time.Duration // for one file
	kept   *kept
	queue  chan *job

	mu     sync.Mutex
	coming map[key]*job // waiting, or being read
	start  sync.Once
	stop   context.CancelFunc
	alive  context.Context //nolint:containedctx // ends with Close, not with a call
	done   chan struct{}
}

type key [sha256.Size]byte

type job struct {
	key    key
	data   []byte
	result result
	done   chan struct{} // closed when result is there
}

type result struct{ text, reason string }

// engine is what reads; pdfium in production.
type engine interface {
	// start makes it ready. It may take seconds.
	start(ctx context.Context) error
	// read must return when ctx ends.
	read(ctx context.Context, data []byte) result
	close()
}

// New returns a reader that starts when it is first needed, or with Warm. Compiled code is kept in the folder cache, so that
// the next start is faster; empty: in memory alone. Callers close it.
func New(cache string) *Reader { return newReader(&pdfium{cache: cache}, maxTime, time.Now) }

func newReader(e engine, limit time.Duration, now func() time.Time) *Reader {
	alive, stop := context.WithCancel(context.Background())
	return &Reader{
		engine: e, limit: limit, kept: newKept(now), queue: make(chan *job, maxQueue), coming: map[key]*job{},
		stop: stop, alive: alive, done: make(chan struct{}),
	}
}

// Warm starts the reader in the background and returns at once.
func (r *Reader) Warm() {
	r.start.Do(func() { go r.work() })
}

// Close ends the reader and waits for that. What still waits is "late".
func (r *Reader) Close() error {
	r.stop()
	r.start.Do(func() { close(r.done) })
	<-r.done
	return nil
}

// Text returns the text of a file, reading it if that was not done before. When ctx ends sooner, the reason is Late and the
// reading goes on: the next call finds it.
func (r *Reader) Text(ctx context.Context, content io.ReaderAt, size int64) (text, reason string) {
	j, found := r.take(content, size)
	if j == nil {
		return found.text, found.reason
	}
	r.Warm()
	select {
	case <-j.done:
		return j.result.text, j.result.reason
	case <-ctx.Done():
	case <-r.done:
	}
	return "", Late
}

// take finds what is known of a file, or the job that will know it.
func (r *Reader) take(content io.ReaderAt, size int64) (*job, result) {
	data, k, found := load(content, size)
	if found.reason != "" {
		return nil, found
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if known, ok := r.kept.get(k); ok {
		return nil, known
	}
	if j := r.coming[k]; j != nil {
		return j, result{}
	}
	j := &job{key: k, data: data, done: make(chan struct{})}
	select {
	case r.queue <- j:
		r.coming[k] = j
		return j, result{}
	default:
		return nil, result{reason: Late}
	}
}

func load(content io.ReaderAt, size int64) ([]byte, key, result) {
	if size > maxFile {
		return nil, key{}, result{reason: Limit}
	}
	data := make([]byte, max(size, 0))
	if n, err := content.ReadAt(data, 0); int64(n) < size && err != nil {
		return nil, key{}, result{reason: Corrupt}
	}
	return data, sha256.Sum256(data), result{}
}

// work reads file after file until the reader is closed.
func (r *Reader) work() {
	defer close(r.done)
	defer r.engine.close()
	err := r.engine.start(r.alive)
	for {
		select {
		case <-r.alive.Done():
			return
		case j := <-r.queue:
			if err != nil { // a start that failed is tried again with the next file
				err = r.engine.start(r.alive)
			}
			j.result = result{reason: Late}
			if err == nil {
				j.result = r.read(j.data)
			}
			r.finish(j)
		}
	}
}

func (r *Reader) read(data []byte) result {
	ctx, cancel := context.WithTimeout(r.alive, r.limit)
	defer cancel()
	return r.engine.read(ctx, data)
}

func (r *Reader) finish(j *job) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.coming, j.key)
	if j.result.reason != Late {
		r.kept.add(j.key, j.result)
	}
	close(j.done)
}

// Known is a reader that only knows what r has read: for doors where nobody may wait.
type Known struct{ reader *Reader }

// Known returns the part of r that never waits.
func (r *Reader) Known() Known { return Known{r} }

// Text returns the text of a file that was read before; else the reason is Late.
func (k Known) Text(_ context.Context, content io.ReaderAt, size int64) (text, reason string) {
	r := k.reader
	r.mu.Lock()
	empty := r.kept.empty()
	r.mu.Unlock()
	if empty {
		return "", Late
	}
	_, hash, found := load(content, size)
	if found.reason != "" {
		return "", found.reason
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if known, ok := r.kept.get(hash); ok {
		return known.text, known.reason
	}
	return "", Late
}
