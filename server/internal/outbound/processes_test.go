package outbound

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	postgresql "sekisho/e2e/support/postgres"
	"sekisho/server/gate"
	"sekisho/server/internal/audit"
	"sekisho/server/internal/store"
)

func TestMain(m *testing.M) { os.Exit(postgresql.Main(m)) }

// counted are records that count the leases that a queue has got.
type counted struct {
	Records
	leases atomic.Int64
	both   *sync.WaitGroup // done at the first one
}

func (c *counted) Lease(ctx context.Context, org store.Org, message string, until time.Time, e audit.Entry) (store.Leased, error) {
	l, err := c.Records.Lease(ctx, org, message, until, e)
	if err == nil && c.leases.Add(1) == 1 {
		c.both.Done()
	}
	return l, err
}

// twoQueues are those of two processes on one PostgreSQL and one spool.
func twoQueues(t *testing.T) (h *house, all [2]*Queue) {
	t.Helper()
	o := store.Options{URL: postgresql.URL(t), Dir: t.TempDir()}
	h = newHouseAt(t, o)
	o.Now = h.now
	other, err := store.Open(t.Context(), o)
	must(t, err)
	t.Cleanup(func() { must(t, other.Close()) })
	second := &Queue{Org: h.org, Records: other, Files: Spooled{h.files, other}, Route: h.queue.Route, Now: h.now, Log: h.queue.Log}
	second.init()
	t.Cleanup(second.pool.close)
	return h, [2]*Queue{h.queue, second}
}

// TestTwoProcessesShareTheWork: both deliver, and nothing twice. The server answers nobody before each has a mail, so neither can have
// done it all.
func TestTwoProcessesShareTheWork(t *testing.T) {
	h, queues := twoQueues(t)
	var both sync.WaitGroup
	both.Add(len(queues))
	h.reply = func(*gate.Transaction) gate.Reply {
		h.mu.Unlock() // as Deliver has it
		defer h.mu.Lock()
		both.Wait()
		return gate.Reply{Code: 250}
	}
	const mails = 60
	for i := range mails {
		h.add(fmt.Sprint("m", i), fmt.Sprint("Subject: ", i, "\r\n\r\n"), fmt.Sprint("a", i, "@x.example"))
	}
	ctx, stop := context.WithCancel(t.Context())
	var work sync.WaitGroup
	var count [2]*counted
	for i, q := range queues {
		count[i] = &counted{Records: q.Records, both: &both}
		q.Records = count[i]
		work.Go(func() { _ = q.Run(ctx) })
	}
	for range mails {
		<-h.mails
	}
	stop()
	work.Wait()
	got := h.arrived()
	if unique := slices.Compact(slices.Clone(got)); len(got) != mails || len(unique) != mails {
		t.Errorf("%d mails arrived, %d different, want %d", len(got), len(unique), mails)
	}
	if a, b := count[0].leases.Load(), count[1].leases.Load(); a == 0 || b == 0 || a+b != mails {
		t.Errorf("leases: %d and %d, want %d in all and some for each", a, b, mails)
	}
	for i := range mails {
		h.wants(fmt.Sprint("m", i), fmt.Sprintf("a%d@x.example delivered 1", i))
	}
	if r, err := h.store.VerifyAudit(t.Context(), h.org); err != nil || r.Rows < 3*mails {
		t.Errorf("the chain of both: %+v, %v", r, err)
	}
}

// TestTheLeasesOfAKilledProcessAreTakenOver once they are over, not before, and what may have been sent is marked.
func TestTheLeasesOfAKilledProcessAreTakenOver(t *testing.T) {
	h, queues := twoQueues(t)
	h.add("m", "Subject: a\r\n\r\n", "a@x.example")
	_, err := queues[1].Records.Lease(t.Context(), h.org, "m", h.now().Add(lease), audit.Entry{Event: "mail.sending"})
	must(t, err) // and it is killed
	first := queues[0]
	first.recover(t.Context(), false)
	first.message(t.Context(), "m")
	h.wants("m", "a@x.example sending 1")
	h.later(lease + time.Second)
	first.recover(t.Context(), false)
	first.message(t.Context(), "m")
	h.wants("m", "a@x.example delivered 2 maybe")
	if got := h.arrived(); len(got) != 1 {
		t.Errorf("arrived %q, want one", got)
	}
}
