package store

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
)

// gate occupies the writer until release is called: what is queued meanwhile becomes one batch.
func gate(t *testing.T, s *Store) (release func()) {
	t.Helper()
	entered, open := make(chan struct{}), make(chan struct{})
	done := make(chan error, 1)
	go func() {
		done <- s.do(context.Background(), 0, func(context.Context, *tx) error {
			close(entered)
			<-open
			return nil
		})
	}()
	<-entered
	return func() {
		close(open)
		must(t, <-done)
	}
}

// queued starts f and waits until n items are in the queue.
func queued(s *Store, n int, f func()) {
	go f()
	for {
		s.writer.mu.Lock()
		have := len(s.writer.queue)
		s.writer.mu.Unlock()
		if have >= n {
			return
		}
		runtime.Gosched()
	}
}

func putHistory(ctx context.Context, t *tx, address string) error {
	_, err := t.exec(ctx, putPair, "alpha", "a@x", address, "", "", 1, 1, "")
	return err
}

func saved(t *testing.T, s *Store, address string) (n int) {
	t.Helper()
	err := s.row(context.Background(), `SELECT count FROM history_pairs WHERE org = 'alpha' AND pair = ?`, address).Scan(&n)
	if !errors.Is(err, ErrNotFound) {
		must(t, err)
	}
	return n
}

func TestItemsOfABatchStandAlone(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	keys, err := s.Keys(context.Background(), org)
	must(t, err)
	refused := errors.New("refused")
	release := gate(t, s)
	answers := make([]error, 3)
	var all sync.WaitGroup
	for i := range answers {
		all.Add(1)
		queued(s, i+1, func() {
			defer all.Done()
			answers[i] = s.do(context.Background(), 0, func(ctx context.Context, t *tx) error {
				if err := putHistory(ctx, t, fmt.Sprint(i, "@x")); err != nil {
					return err
				}
				if err := t.append(ctx, org, keys, prepare(entry("x"))); err != nil {
					return err
				}
				if i == 1 {
					return refused
				}
				return nil
			})
		})
	}
	release()
	all.Wait()
	if answers[0] != nil || answers[2] != nil || !errors.Is(answers[1], refused) {
		t.Errorf("answers = %v, want nil, refused, nil", answers)
	}
	for i, want := range []int{1, 0, 1} {
		if got := saved(t, s, fmt.Sprint(i, "@x")); got != want {
			t.Errorf("item %d has %d rows, want %d", i, got, want)
		}
	}
	// The refused item's audit row must not leave a gap.
	if r, err := s.VerifyAudit(context.Background(), org); err != nil || r.Rows != 3 {
		t.Errorf("VerifyAudit = %+v, %v, want 3 rows", r, err)
	}
}

// What is done without savepoints is done again where one of them fails, and each of the others once.
func TestRecordsOfABatchStandAlone(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	ctx := context.Background()
	release := gate(t, s)
	answers := make([]error, 4)
	var all sync.WaitGroup
	for i := range answers {
		c := testCheck(fmt.Sprint("c", i))
		c.Draft = [...]string{"d1:0", "d1:1", "d1:1", "d1:3"}[i]
		all.Add(1)
		queued(s, i+1, func() {
			defer all.Done()
			answers[i] = s.RecordFirst(ctx, org, c, entry("check.recorded"))
		})
	}
	release()
	all.Wait()
	for i, err := range answers {
		var want error
		if i == 2 {
			want = ErrConflict
		}
		if !errors.Is(err, want) {
			t.Errorf("answer %d = %v, want %v", i, err, want)
		}
		if _, err := s.Check(ctx, org, sato, fmt.Sprint("c", i)); (err == nil) != (want == nil) {
			t.Errorf("check %d is read with %v, answered was %v", i, err, answers[i])
		}
	}
	if r, err := s.VerifyAudit(ctx, org); err != nil || r.Rows != 4 {
		t.Errorf("VerifyAudit = %+v, %v, want the rows of the organisation and of three records", r, err)
	}
}

// breakCommit puts off the check of references to the commit and breaks one: the database itself then refuses the commit.
func breakCommit(ctx context.Context, t *tx) error {
	if _, err := t.conn.ExecContext(ctx, sqlFor(`PRAGMA defer_foreign_keys = ON`, `
ALTER TABLE passes_used ALTER CONSTRAINT passes_used_org_fkey DEFERRABLE INITIALLY DEFERRED`)); err != nil {
		return err
	}
	_, err := t.exec(ctx, insertPass, "nobody", "j", "a", "", 0, 0)
	return err
}

func TestFailedCommitFailsAll(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	release := gate(t, s)
	var all sync.WaitGroup
	answers := make([]error, 2)
	all.Add(2)
	queued(s, 1, func() {
		defer all.Done()
		answers[0] = s.RecordCheck(context.Background(), org, testCheck("c1"), entry("x"))
	})
	queued(s, 2, func() { defer all.Done(); answers[1] = s.do(context.Background(), 0, breakCommit) })
	release()
	all.Wait()
	// The gate is a batch of its own; the two items are the next.
	for i, err := range answers {
		if !errors.Is(err, ErrCommit) || !violates(err, "foreign key") {
			t.Errorf("answer %d = %v, want ErrCommit with its cause", i, err)
		}
	}
	if _, err := s.Check(context.Background(), org, sato, "c1"); !errors.Is(err, ErrNotFound) {
		t.Errorf("the check of a failed batch: %v, want ErrNotFound", err)
	}
	must(t, s.RecordCheck(context.Background(), org, testCheck("c1"), entry("x")))
	if r, err := s.VerifyAudit(context.Background(), org); err != nil || r.Rows != 2 {
		t.Errorf("after a failed batch VerifyAudit = %+v, %v, want 2 rows", r, err)
	}
}

func TestCallerThatLeftIsCommitted(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	release := gate(t, s)
	ctx, leave := context.WithCancel(context.Background())
	answer := make(chan error, 1)
	queued(s, 1, func() { answer <- s.RecordCheck(ctx, org, testCheck("c1"), entry("x")) })
	leave()
	if err := <-answer; !errors.Is(err, context.Canceled) {
		t.Errorf("the caller that left got %v", err)
	}
	release()
	must(t, s.Log(context.Background(), org, entry("y"))) // after it in the queue
	if _, err := s.Check(context.Background(), org, sato, "c1"); err != nil {
		t.Errorf("the check of the caller that left: %v", err)
	}
}

func TestBusy(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	release := gate(t, s)
	ctx, leave := context.WithCancel(context.Background())
	leave()
	for i := range queueItems {
		if err := s.do(ctx, 0, func(context.Context, *tx) error { return nil }); !errors.Is(err, context.Canceled) {
			t.Fatalf("item %d: %v", i, err)
		}
	}
	wantErr(t, "one more item", s.Log(context.Background(), org, entry("x")), ErrBusy)
	own := make(chan error, 1) // the store's own work has a place in a full queue
	go func() { own <- s.doOwn(context.Background(), func(context.Context, *tx) error { return nil }) }()
	release()
	must(t, <-own) // the queue before it is empty now
	must(t, s.Log(context.Background(), org, entry("x")))
}

// TestCloseCoversWhatIsQueued: a full queue at the end is saved, and the last checkpoint covers it.
func TestCloseCoversWhatIsQueued(t *testing.T) {
	dir := t.TempDir()
	s, org := open(t, dir, nil)
	must(t, s.Log(context.Background(), org, entry("x"))) // now the keys are at hand
	release := gate(t, s)
	ctx, leave := context.WithCancel(context.Background())
	leave()
	for i := range 600 {
		if err := s.Log(ctx, org, entry("x")); !errors.Is(err, context.Canceled) {
			t.Fatalf("item %d: %v", i, err)
		}
	}
	release()
	must(t, s.Close())
	wantErr(t, "after Close", s.Log(context.Background(), org, entry("x")), ErrClosed)
	again, org := open(t, dir, nil)
	r, err := again.VerifyAudit(t.Context(), org)
	must(t, err)
	last, err := again.knownCheckpoints(t.Context(), org)
	must(t, err)
	if n := last[len(last)-1].Count; r.Rows < 600 || n != r.Rows {
		t.Errorf("%d rows, the last checkpoint covers %d", r.Rows, n)
	}
}

func TestBusyByOctets(t *testing.T) {
	s, _ := open(t, t.TempDir(), nil)
	release := gate(t, s)
	ctx, leave := context.WithCancel(context.Background())
	leave()
	for range queueBytes / itemBytes {
		_ = s.do(ctx, itemBytes-overhead, func(context.Context, *tx) error { return nil })
	}
	wantErr(t, "one more octet", s.do(ctx, 1, nil), ErrBusy)
	wantErr(t, "a long item", s.do(ctx, itemBytes, nil), ErrTooLong)
	release()
}

func TestTake(t *testing.T) {
	sizes := func(sizes ...int) *writer {
		w := &writer{}
		for _, n := range sizes {
			w.queue = append(w.queue, &job{size: n})
			w.bytes += n
		}
		return w
	}
	for name, c := range map[string]struct {
		w    *writer
		want int
	}{
		"nothing":              {sizes(), 0},
		"all":                  {sizes(1, 2, 3), 3},
		"over the octets":      {sizes(batchBytes-1, 1, 1), 2},
		"one alone if too big": {sizes(batchBytes+1, 1), 1},
		"over the items":       {sizes(slices.Repeat([]int{1}, batchItems+1)...), batchItems},
	} {
		before := c.w.bytes
		batch, _ := c.w.take()
		if len(batch) != c.want {
			t.Errorf("%s: batch of %d, want %d", name, len(batch), c.want)
		}
		left := before
		for _, j := range batch {
			left -= j.size
		}
		if c.w.bytes != left {
			t.Errorf("%s: %d octets left, want %d", name, c.w.bytes, left)
		}
	}
}

func TestCloseWritesTheQueue(t *testing.T) {
	dir := t.TempDir()
	s, org := open(t, dir, nil)
	release := gate(t, s)
	answer := make(chan error, 1)
	queued(s, 1, func() { answer <- s.RecordCheck(context.Background(), org, testCheck("c1"), entry("x")) })
	closed := make(chan error, 1)
	go func() { closed <- s.Close() }()
	release()
	must(t, <-answer)
	must(t, <-closed)
	s, org = open(t, dir, nil)
	if _, err := s.Check(context.Background(), org, sato, "c1"); err != nil {
		t.Errorf("queued before Close: %v", err)
	}
}

func TestPiecesLetOthersIn(t *testing.T) {
	s, _ := open(t, t.TempDir(), nil)
	ctx := context.Background()
	steps, between := 0, make(chan error, 1)
	must(t, s.pieces(ctx, func(ctx context.Context, t *tx, _ func() bool) (bool, error) {
		steps++
		if steps == 1 {
			queued(s, 1, func() {
				between <- s.do(context.Background(), 0, func(context.Context, *tx) error {
					if steps != 1 {
						return fmt.Errorf("came after step %d", steps)
					}
					return nil
				})
			})
		}
		return steps < 3, putHistory(ctx, t, "p@x")
	}))
	must(t, <-between)
	if got := saved(t, s, "p@x"); got != 3 {
		t.Errorf("%d pieces saved, want 3", got)
	}
}
