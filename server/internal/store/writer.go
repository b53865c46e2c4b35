package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"sekisho/server/internal/audit"
)

// The writer's limits.
const (
	batchItems = 256
	batchBytes = 4 << 20
	queueItems = 4096
	queueBytes = 64 << 20
	itemBytes  = 16 << 20
	overhead   = 512 // octets counted for an item beside its payload
	pieceTime  = 20 * time.Millisecond
)

// job is one item: all of do is saved or nothing.
type job struct {
	size  int
	own   bool // the store's own: taken though the queue is full or callers are refused
	again bool // do may be run a second time after all that it did was undone: it leaves nothing elsewhere
	do    func(context.Context, *tx) error
	files Syncer        // what has to be durable before it is committed; nil: nothing
	err   error         // the answer, valid once done is closed
	done  chan struct{} // closed after the commit
}

// writer is the group commit: while one batch is being synced the next one gathers, see gather. Who writes alone never waits
// for others.
type writer struct {
	store   *Store
	conn    *sql.Conn
	tx      *tx
	commits atomic.Int64
	items   atomic.Int64  // of all commits
	took    time.Duration // by the last batch, from its first statement to its answer
	version int64         // by it the dialect knows whether another process has written

	transactionID string // of PostgreSQL's

	mu       sync.Mutex
	queue    []*job
	bytes    int
	expected int  // callers who told that they prepare an item, or wait for its answer
	refuses  bool // takes nothing from callers any more
	closed   bool

	uncopied int // octets of items since the log was last asked to be copied

	wake     chan struct{} // one place: there is something to do
	finished chan struct{}
}

func startWriter(ctx context.Context, s *Store) (*writer, error) {
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("open writer's connection: %w", err)
	}
	w := &writer{store: s, conn: conn, wake: make(chan struct{}, 1), finished: make(chan struct{})}
	w.tx = &tx{conn: conn, db: s.db, now: s.now, statements: map[string]kept{}, heads: map[Org]head{}}
	go w.run()
	return w, nil
}

// do queues f and waits until it is committed. If ctx ends first, do returns its error and f is committed all the same: the caller does
// not know. f must use the context and tx it is given, and nothing else that changes; its error undoes what it did and is returned.
func (s *Store) do(ctx context.Context, size int, f func(context.Context, *tx) error) error {
	return s.wait(ctx, &job{size: size + overhead, do: f, done: make(chan struct{})})
}

// doOwn is do for what the store writes on its own account.
func (s *Store) doOwn(ctx context.Context, f func(context.Context, *tx) error) error {
	return s.wait(ctx, &job{size: overhead, own: true, do: f, done: make(chan struct{})})
}

func (s *Store) wait(ctx context.Context, j *job) error {
	if err := s.writer.add(j); err != nil {
		return err
	}
	select {
	case <-j.done:
		return j.err
	case <-ctx.Done():
		return fmt.Errorf("store: gave up waiting: %w", context.Cause(ctx))
	}
}

func (w *writer) add(j *job) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.closed || w.refuses && !j.own:
		return ErrClosed
	case j.size > itemBytes:
		return fmt.Errorf("%w: %d octets, limit %d", ErrTooLong, j.size, itemBytes)
	case !j.own && (len(w.queue) >= queueItems || w.bytes+j.size > queueBytes):
		return ErrBusy
	}
	w.queue = append(w.queue, j)
	w.bytes += j.size
	if len(w.queue) == 1 || w.enough() {
		w.signal()
	}
	return nil
}

func (w *writer) signal() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// drain refuses callers from now on and returns when all they gave before is committed.
func (w *writer) drain() error {
	w.mu.Lock()
	w.refuses = true
	w.mu.Unlock()
	return w.store.doOwn(context.Background(), func(context.Context, *tx) error { return nil })
}

// close lets the queue run empty and ends the goroutine.
func (w *writer) close() {
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	w.signal()
	<-w.finished
}

func (w *writer) run() {
	defer close(w.finished)
	last := 0 // items of the last batch
	for {
		w.gather(last)
		batch, closed := w.take()
		if last = len(batch); last > 0 {
			began := time.Now()
			w.commit(batch)
			w.took = time.Since(began)
			continue
		}
		if closed {
			w.closeConnection()
			return
		}
		<-w.wake
	}
}

// take removes the next batch from the queue: the first item whatever its size, then as many as fit.
func (w *writer) take() ([]*job, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n, bytes := 0, 0
	for n < len(w.queue) && n < batchItems && (n == 0 || bytes+w.queue[n].size <= batchBytes) {
		bytes += w.queue[n].size
		n++
	}
	batch := w.queue[:n:n]
	w.queue = w.queue[n:]
	w.bytes -= bytes
	if len(w.queue) == 0 {
		w.queue = nil // lets go of the finished items
	}
	return batch, w.closed
}

// commit runs a batch. Answers are given only afterwards: an item's error may rest on what an item before it did, so it is true only if
// that was saved.
func (w *writer) commit(batch []*job) {
	ctx := context.Background() // a caller that leaves must not undo the others
	if w.store.patience > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, w.store.patience)
		defer cancel()
	}
	err := w.transaction(ctx, batch)
	if w.tx.stales { // also when a commit failed: what is on the disk then is for the next transaction to see
		w.store.fresh.forget()
	}
	if err != nil {
		w.store.log.Error("batch not saved", slog.Int("items", len(batch)), slog.Any("error", err))
		err = fmt.Errorf("%w: %w", ErrCommit, err)
	}
	for _, j := range batch {
		if err != nil {
			j.err = err
		}
		close(j.done)
	}
	if err == nil {
		w.store.wrote(w.tx.appended)
	}
	w.items.Add(int64(len(batch)))
	for _, j := range batch {
		w.uncopied += j.size
	}
	if w.commits.Add(1)%copyEvery == 0 || w.uncopied >= copyOctets {
		w.uncopied = 0
		select {
		case w.store.copyDue <- struct{}{}:
		default:
		}
	}
}

func (w *writer) transaction(ctx context.Context, batch []*job) error {
	synced := syncing(batch)
	defer synced() //nolint:errcheck // it was asked before, or nothing is committed
	if err := w.begin(ctx); err != nil {
		return errors.Join(err, w.rollback(ctx))
	}
	done, err := w.together(ctx, batch)
	if err != nil {
		return errors.Join(err, w.rollback(ctx))
	}
	for _, j := range batch[done:] {
		if err := w.item(ctx, j); err != nil {
			return errors.Join(err, w.rollback(ctx))
		}
	}
	if err := synced(); err != nil {
		return errors.Join(fmt.Errorf("%w: %w", ErrUnsynced, err), w.rollback(ctx))
	}
	_, err = w.tx.exec(ctx, `COMMIT`)
	if err != nil {
		err = w.store.db.settle(ctx, w, err)
	}
	if err != nil {
		return errors.Join(err, w.rollback(ctx))
	}
	return nil
}

// reopen makes the connection anew after the server has ended it.
func (w *writer) reopen(ctx context.Context) error {
	w.closeConnection()
	conn, err := w.store.write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("open writer's connection: %w", err)
	}
	w.conn, w.tx.conn = conn, conn
	return nil
}

func (w *writer) closeConnection() {
	for _, st := range w.tx.statements {
		_ = st.Close()
	}
	clear(w.tx.statements)
	if err := w.conn.Close(); err != nil && !errors.Is(err, sql.ErrConnDone) {
		w.store.log.Error("close writer's connection", slog.Any("error", err))
	}
}

// begin also looks whether another process has written since the last transaction. None can until this one ends.
func (w *writer) begin(ctx context.Context) error {
	w.tx.appended, w.tx.stales, w.tx.undo = map[Org]int64{}, false, w.tx.undo[:0]
	others, err := w.store.db.begin(ctx, w)
	if err != nil {
		return err
	}
	if others || len(w.tx.heads) > maxFresh {
		clear(w.tx.heads)
		w.store.fresh.forget()
	}
	w.store.fresh.look()
	return nil
}

// rollback leaves no transaction open. SQLite has ended it already after some errors (disk full, I/O): then there is nothing to do.
func (w *writer) rollback(ctx context.Context) error {
	clear(w.tx.heads)
	if _, err := w.tx.exec(ctx, `ROLLBACK`); err != nil {
		w.store.log.Debug("rollback", slog.Any("error", err))
	}
	return nil
}

// together runs the first jobs of a batch without savepoints, as many as may be run again, and returns how many. SQLite copies each page that is
// changed under a savepoint, which costs as much as the change. If one fails, which is rare, the transaction is begun anew and none is done.
func (w *writer) together(ctx context.Context, batch []*job) (done int, err error) {
	for done < len(batch) && batch[done].again {
		j := batch[done]
		if j.err = j.do(ctx, w.tx); j.err != nil {
			return 0, errors.Join(w.rollback(ctx), w.begin(ctx))
		}
		done++
	}
	return done, nil
}

// item runs one job in its savepoint. The error is one that makes the whole batch void.
func (w *writer) item(ctx context.Context, j *job) error {
	if _, err := w.tx.exec(ctx, `SAVEPOINT item`); err != nil {
		return err
	}
	w.tx.undo = w.tx.undo[:0]
	if j.err = j.do(ctx, w.tx); j.err != nil {
		w.tx.takeBack()
		if _, err := w.tx.exec(ctx, `ROLLBACK TO item`); err != nil {
			return errors.Join(j.err, err)
		}
	}
	_, err := w.tx.exec(ctx, `RELEASE item`)
	return err
}

// pieces runs step until it reports that nothing is left, each time as an item of its own, so that others get their turn in between. A step
// stops when late says so.
func (s *Store) pieces(ctx context.Context, step func(ctx context.Context, t *tx, late func() bool) (more bool, err error)) error {
	for {
		more := false
		err := s.do(ctx, 0, func(ctx context.Context, t *tx) (err error) {
			began := time.Now()
			more, err = step(ctx, t, func() bool { return time.Since(began) > pieceTime })
			return err
		})
		if err != nil || !more {
			return err
		}
	}
}

// logged runs f and appends the audit row in one item. The row is sealed last: f may fill in what it found.
func (s *Store) logged(ctx context.Context, org Org, size int, e audit.Entry, f func(context.Context, *tx, *audit.Entry) error) error {
	return s.loggedAs(ctx, job{}, org, size, e, f)
}

// loggedAs is logged for an item with files, or for one that may be run again.
func (s *Store) loggedAs(
	ctx context.Context, j job, org Org, size int, e audit.Entry, f func(context.Context, *tx, *audit.Entry) error,
) error {
	keys, err := s.Keys(ctx, org)
	if err != nil {
		return err
	}
	n := prepare(e)
	j.do = func(ctx context.Context, t *tx) error {
		if err := f(ctx, t, &n.Entry); err != nil {
			return err
		}
		return t.append(ctx, org, keys, n)
	}
	j.size, j.done = size+len(n.personal)+overhead, make(chan struct{})
	return s.wait(ctx, &j)
}
