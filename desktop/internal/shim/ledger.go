package shim

import (
	"context"
	"sync"
	"time"

	"sekisho/desktop/internal/confirm"
)

// maxRemembered bounds the mails remembered for their repeats.
const maxRemembered = 1000

// key is what a mail has in common with its repeat.
type key struct{ account, login, fingerprint string }

// ledger knows the mails that are being relayed, and those that were accepted without their program hearing so.
type ledger struct {
	mu      *sync.Mutex
	under   map[key]chan struct{}
	unheard map[key]time.Time // until when
}

func newLedger() ledger {
	return ledger{&sync.Mutex{}, map[key]chan struct{}{}, map[key]time.Time{}}
}

// begin claims a mail for relaying. It waits for an earlier try that is still under way, and tells whether that mail, or one before,
// is at the upstream without its program knowing: then it must not be relayed again, and nothing is claimed.
func (l ledger) begin(ctx context.Context, k key) (sent bool, err error) {
	for {
		l.mu.Lock()
		until, unheard := l.unheard[k]
		under := l.under[k]
		if unheard && time.Now().Before(until) {
			l.mu.Unlock()
			return true, nil
		}
		if under == nil {
			delete(l.unheard, k)
			l.under[k] = make(chan struct{})
			l.mu.Unlock()
			return false, nil
		}
		l.mu.Unlock()
		select {
		case <-under:
		case <-ctx.Done():
			return false, context.Cause(ctx)
		}
	}
}

// sent tells, without claiming it, whether a mail is at the upstream without its program knowing; it waits as begin does.
func (l ledger) sent(ctx context.Context, k key) (bool, error) {
	sent, err := l.begin(ctx, k)
	if !sent && err == nil {
		l.end(k, false)
	}
	return sent, err
}

// end gives a mail back. unheard: the upstream has it and its program does not know.
func (l ledger) end(k key, unheard bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if unheard {
		l.remember(k)
	}
	if under := l.under[k]; under != nil {
		close(under)
		delete(l.under, k)
	}
}

// lost notes that the program did not hear of it after all.
func (l ledger) lost(k key) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.remember(k)
}

// heard forgets what a program knows by now.
func (l ledger) heard(k key) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.unheard, k)
}

func (l ledger) remember(k key) {
	now := time.Now()
	for old, until := range l.unheard {
		if !now.Before(until) || len(l.unheard) >= maxRemembered {
			delete(l.unheard, old)
		}
	}
	l.unheard[k] = now.Add(confirm.Remember)
}
