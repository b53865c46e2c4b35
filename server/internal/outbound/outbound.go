// Package outbound gives the mails that are ours to the servers that deliver them: it takes what is due from the store under a
// lease, sends it, and writes down what became of each recipient, until all have it or it is sure that they never will.
//
// It promises that a delivery is made once: a worker that was cut off between the next server's yes and our own record of it may
// have sent it, so what is sent again is marked, in the store and in the audit. Without a crash nothing is sent twice: an attempt
// whose lease is lost writes nothing down. Mail that cannot be delivered comes back to its sender, late mail is told of once.
//
// By MX it protects what it can: DANE where a domain has it, else MTA-STS, else TLS with whatever certificate, and in the clear only where
// neither the domain nor the mail (store.Message.TLS) asks for more. Through a smarthost that is true of the way to it alone: how it sends on
// is the smarthost's affair.
//
// It does not judge and does not hold: what has no time in the store is not due.
//
// # Limits
//
// 16 messages at a time, 8 to one server; 100 recipients in one transaction, or fewer by domain; a server that cannot be connected to is left
// alone for a minute; 5 servers of a domain, 4 addresses of each; leases of 2 minutes, renewed each 40 s; attempts after
// 1, 5, 15, 30 and 60 minutes, then each 2 hours; after 4 hours the sender is told, after 5 days it comes back.
package outbound

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"

	"sekisho/server/gate"
	"sekisho/server/internal/audit"
	"sekisho/server/internal/store"
)

// Records is what is needed of the store.
type Records interface {
	DueMessages(ctx context.Context, org store.Org, now time.Time, limit int) ([]string, error)
	NextDelivery(ctx context.Context, org store.Org) (time.Time, error)
	Lease(ctx context.Context, org store.Org, message string, until time.Time, e audit.Entry) (store.Leased, error)
	Renew(ctx context.Context, org store.Org, l store.Leased, until time.Time) error
	Finish(ctx context.Context, org store.Org, f store.Finished, e audit.Entry) error
	Recover(ctx context.Context, org store.Org, before time.Time, e audit.Entry) (int, error)
}

// Files opens a message as it is to leave.
type Files interface {
	Open(ctx context.Context, org store.Org, m store.Message) (io.ReadCloser, error)
}

// Route says which servers take mail for a domain.
type Route interface {
	// Hops are the servers to try, in this order, protected as level (that of store.Message.TLS) and the domain ask. An error for good is
	// a *PermanentError; any other may pass.
	Hops(ctx context.Context, domain, level string) ([]Hop, error)
}

// How a mail's way on must be protected, in store.Message.TLS; empty: as well as can be.
const (
	LevelTLS      = "true"     // by TLS
	LevelVerified = "verified" // by TLS with a certificate that verifies
)

// How a connection is protected, as the audit has it.
const (
	SecurityDANE     = "dane"     // TLS, the certificate is the one that signed DNS names
	SecurityMTASTS   = "mta-sts"  // TLS, the certificate verifies for a host of the domain's MTA-STS policy
	SecurityVerified = "verified" // TLS, the certificate verifies for the host
	SecurityTLS      = "tls"      // TLS, whoever is at the other end
	SecurityClear    = "clear"    // nothing
)

// Hop is one server.
type Hop struct {
	Name     string // for limits and messages
	Upstream *gate.Upstream
	Security string // what Upstream comes to: one of those above; empty: not known
	Scope    string // whom a connection is for besides; those of two scopes are not shared
	Clear    bool   // where it gives no TLS, it gets the mail in the clear
	Final    bool   // where it gives no TLS, the mail is not sent at all: it is the mail that asks for it
	// Login returns the credentials for it. Nil: none are needed.
	Login func(ctx context.Context) (gate.Credentials, error)
}

// key tells connections apart that may not stand in for each other.
func (h Hop) key() string { return h.Name + " " + h.Security + " " + h.Scope }

// PermanentError is a reason why mail for a domain will never be taken.
type PermanentError struct {
	Enhanced string // RFC 3463
	Reason   string
}

func (e *PermanentError) Error() string { return e.Enhanced + " " + e.Reason }

// Queue delivers an organisation's mail. Its fields must not change once in use.
type Queue struct {
	Org      store.Org
	Records  Records
	Files    Files
	Route    Route
	Sign     func(r io.Reader) (fields string, err error) // DKIM: the fields to put before a mail; nil: none
	Schedule Schedule
	Workers  int // 0: 16
	PerHop   int // 0: 8
	// PerMail is how many recipients one transaction has at most; 0: 100. PerDomain says it for single domains (lower case).
	PerMail   int
	PerDomain map[string]int
	// Alone tells that no other process works on this store, so that leases from before are nobody's.
	Alone bool
	// Yields tells that there is more urgent work just now: taking mail in, since those who send wait for the answer and those who get it
	// do not. Each start of a delivery then waits a little, and goes on in any case. Nil: never.
	Yields func() bool
	Now    func() time.Time // nil: time.Now
	Log    *slog.Logger

	wake chan struct{}
	once sync.Once
	hops limiter
	pool pool
	rest rest

	mu    sync.Mutex
	taken map[string]bool // messages that a worker of ours has; true: they came up again meanwhile
}

func (q *Queue) init() {
	q.once.Do(func() {
		q.wake, q.taken = make(chan struct{}, 1), map[string]bool{}
		if q.Workers <= 0 {
			q.Workers = 16
		}
		if q.PerHop <= 0 {
			q.PerHop = 8
		}
		if q.PerMail <= 0 {
			q.PerMail = perTransaction
		}
		q.hops.most = q.PerHop
	})
}

// Wake makes Run look for what is due. It never waits.
func (q *Queue) Wake() {
	q.init()
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

func (q *Queue) now() time.Time {
	if q.Now != nil {
		return q.Now()
	}
	return time.Now()
}

const (
	lease    = 2 * time.Minute
	renews   = 40 * time.Second
	look     = time.Minute // other processes do not wake us
	recovers = time.Second // at the soonest: it takes a turn of those who write
)

// Run delivers until ctx ends; then it finishes what has begun. It returns nil.
func (q *Queue) Run(ctx context.Context) error {
	q.init()
	q.recover(ctx, q.Alone)
	recovered := time.Now()
	workers := make(chan struct{}, q.Workers)
	var busy sync.WaitGroup
	defer q.pool.close()
	defer busy.Wait()
	for ctx.Err() == nil {
		due, err := q.Records.DueMessages(ctx, q.Org, q.now(), 4*q.Workers)
		if err != nil && ctx.Err() == nil {
			q.Log.LogAttrs(ctx, slog.LevelError, "look for mail to deliver", slog.Any("error", err))
		}
		begun := 0
		for _, id := range due {
			if !q.begins(id) {
				continue
			}
			begun++
			select {
			case <-ctx.Done():
				q.ends(id)
				return nil
			case workers <- struct{}{}:
			}
			q.yield(ctx)
			busy.Go(func() {
				defer func() { q.ends(id); <-workers }()
				q.message(ctx, id)
			})
		}
		if begun == 0 || err != nil {
			q.pause(ctx)
		}
		if time.Since(recovered) >= recovers {
			q.recover(ctx, false)
			recovered = time.Now()
		}
	}
	return nil
}

// begins gives a message to one worker. Until its lease is written down it is due for whoever looks.
func (q *Queue) begins(id string) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	_, taken := q.taken[id]
	q.taken[id] = taken
	return !taken
}

// ends lets a message be taken again, and has Run look if it came up meanwhile.
func (q *Queue) ends(id string) {
	q.mu.Lock()
	again := q.taken[id]
	delete(q.taken, id)
	q.mu.Unlock()
	if again {
		q.Wake()
	}
}

// A start waits for more urgent work at most yields times yieldTime: 50 deliveries a second are begun whatever comes in.
const (
	yields    = 10
	yieldTime = 2 * time.Millisecond
)

// yield waits a little while there is more urgent work.
func (q *Queue) yield(ctx context.Context) {
	for n := 0; n < yields && q.Yields != nil && q.Yields(); n++ {
		select {
		case <-ctx.Done():
			return
		case <-time.After(yieldTime):
		}
	}
}

// recover gives leases that ran out back to the queue; all, where nobody else could hold one.
func (q *Queue) recover(ctx context.Context, all bool) {
	before := q.now()
	if all {
		before = before.Add(2 * lease)
	}
	n, err := q.Records.Recover(ctx, q.Org, before, audit.Entry{Event: "mail.lease-lost", Door: "gateway", Details: map[string]string{"maySendTwice": "true"}})
	if err != nil && ctx.Err() == nil {
		q.Log.LogAttrs(ctx, slog.LevelError, "recover deliveries", slog.Any("error", err))
	}
	if n > 0 {
		q.Log.LogAttrs(ctx, slog.LevelWarn, "deliveries of a worker that is gone are tried again and may be made twice", slog.Int("deliveries", n))
	}
}

// pause waits until something is due or somebody wakes us.
func (q *Queue) pause(ctx context.Context) {
	wait := look
	if next, err := q.Records.NextDelivery(ctx, q.Org); err == nil && !next.IsZero() {
		wait = min(max(next.Sub(q.now()), 100*time.Millisecond), look)
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-q.wake:
	case <-timer.C:
	}
}

// message delivers what is due of one message.
func (q *Queue) message(ctx context.Context, id string) {
	// A lease that is cut off may be taken all the same, and then nobody would work under it: it is taken or not begun.
	l, err := q.Records.Lease(context.WithoutCancel(ctx), q.Org, id, q.now().Add(lease), audit.Entry{Event: "mail.sending", Door: "gateway"})
	if errors.Is(err, store.ErrConflict) || errors.Is(err, store.ErrClosed) {
		return
	}
	if err != nil {
		q.Log.LogAttrs(ctx, slog.LevelError, "take a mail to deliver", slog.String("message", id), slog.Any("error", err))
		return
	}
	// What has begun is finished though the server ends: the next server may have it already.
	q.work(context.WithoutCancel(ctx), l)
}
