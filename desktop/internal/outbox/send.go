package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/shim"
	"sekisho/desktop/internal/store"
	"sekisho/server/gate"
)

// waits are how long the tries of a mail lie apart; the last one stays.
var waits = [...]time.Duration{time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 20 * time.Minute, 30 * time.Minute, time.Hour}

// launch sends a mail beside the others, if there is room; else it is tried at the next round.
func (b *Outbox) launch(ctx context.Context, h store.Held, l letter) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.flying[h.ID] || len(b.flying) >= together {
		return
	}
	b.flying[h.ID] = true
	b.crew.Go(func() {
		if err := b.send(ctx, h, l); err != nil && !errors.Is(err, store.ErrChanged) {
			b.log.Error("send a held mail", slog.String("id", h.ID), slog.Any("error", err))
		}
		b.mu.Lock()
		delete(b.flying, h.ID)
		b.mu.Unlock()
		b.changed()
	})
}

// send notes that a try begins, tries, and notes what came of it. A note that fails leaves the mail as being sent: after the next start
// it is sent again, and marked.
func (b *Outbox) send(ctx context.Context, h store.Held, l letter) error {
	to := h
	to.Due, to.Tries = time.Time{}, h.Tries+1
	if err := b.o.Store.ChangeHeld(ctx, h, to); err != nil {
		return err
	}
	settled, err := b.submit(ctx, to, l)
	// What happened is noted although we are ending.
	note, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return b.took(note, to, l, settled, err)
}

// submit gives the mail to its account's server.
func (b *Outbox) submit(ctx context.Context, h store.Held, l letter) (gate.Settled, error) {
	a, err := b.o.Accounts.Get(l.Account)
	if err != nil {
		return gate.Settled{}, err
	}
	content, err := b.open(h.File)
	if err != nil {
		return gate.Settled{}, err
	}
	defer func() { _ = content.Close() }()
	return b.o.Sender.Send(ctx, a, gate.Submission{ID: l.Short, From: l.Sender, Mail: l.Params, Recipients: l.Recipients, Content: content})
}

// took notes what came of a try.
func (b *Outbox) took(ctx context.Context, h store.Held, l letter, s gate.Settled, err error) error {
	if err == nil && s.Sent {
		return b.end(ctx, h, l, shim.Sent, s.Reply.String())
	}
	to := h
	to.Trouble = s.Reply.String()
	switch {
	case err != nil:
		to.Trouble = err.Error()
		if lasting(err) {
			to.State = store.HeldTrouble
			return b.move(ctx, h, to)
		}
	case s.Lost: // it may be there: whether it goes again is for its sender to say
		to.State, to.MaybeSent = store.HeldAsking, true
		return b.move(ctx, h, to)
	case s.Reply.Code >= 500 || refusedLogin(s.Reply):
		to.State = store.HeldTrouble
		return b.move(ctx, h, to)
	}
	to.Due = b.o.Now().Add(waits[min(h.Tries-1, len(waits)-1)])
	return b.move(ctx, h, to)
}

// lasting tells what another try does not mend.
func lasting(err error) bool {
	return errors.Is(err, account.ErrUnknown) || errors.Is(err, ErrDamaged)
}

// refusedLogin tells a login that the upstream refuses, or that has to be renewed, from a busy server (RFC 3463, 3.8).
func refusedLogin(r gate.Reply) bool { return r.Code == 454 && r.Enhanced == "4.7.0" }

// recover puts in order what a former run left.
func (b *Outbox) recover(ctx context.Context) error {
	rows, err := b.o.Store.AllHeld(ctx)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, h := range rows {
		known[h.File] = true
		if h.State != store.HeldSending || !h.Due.IsZero() {
			continue
		}
		to := h // the program ended while it was being sent
		to.Due, to.MaybeSent = b.o.Now(), true
		if err := b.o.Store.ChangeHeld(ctx, h, to); err != nil {
			return err
		}
	}
	names, err := b.files.List(b.o.Dir)
	if err != nil {
		return err
	}
	for _, name := range names {
		if known[name] {
			continue
		}
		if err := b.orphan(ctx, name); err != nil {
			return fmt.Errorf("file %s: %w", name, err)
		}
	}
	return nil
}

// orphan takes care of a file without rows.
func (b *Outbox) orphan(ctx context.Context, name string) error {
	if b.o.Store.Fresh() && whole(name) {
		err := b.adopt(ctx, name)
		if errors.Is(err, ErrDamaged) { // not ours to delete: it may be under a former key
			b.log.Error("a held mail cannot be read and is left where it is", slog.String("file", name), slog.Any("error", err))
			return nil
		}
		return err
	}
	return b.files.Remove(b.o.Dir, name)
}
