package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sekisho/desktop/internal/store"
)

// Held is a mail in the outbox, for the window.
type Held struct {
	ID         string
	State      string // waiting, asking, sending, trouble
	From       string
	Recipients []string
	Subject    string
	Size       int64
	Since      time.Time
	// Leaves is when it goes by itself; zero: not by itself. Of one that asks: when it is discarded.
	Leaves time.Time
	// Earliest and Latest bound what its sender may set; zero: the time is fixed.
	Earliest, Latest time.Time
	Release          bool   // its sender may send it now
	Trouble          string // what the upstream said last
	Twice            bool   // it may have gone out already
}

// Held lists what is in the outbox, the oldest first.
func (b *Outbox) Held(ctx context.Context) ([]Held, error) {
	rows, err := b.o.Store.AllHeld(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]Held, 0, len(rows))
	for _, h := range rows {
		l, err := readLetter(h.Letter)
		if err != nil {
			return nil, err
		}
		all = append(all, b.view(h, l))
	}
	return all, nil
}

func (b *Outbox) view(h store.Held, l letter) Held {
	v := Held{
		ID: h.ID, State: h.State, From: l.From, Subject: l.Subject, Size: l.Size, Since: l.Since, Leaves: h.Due,
		Trouble: h.Trouble, Twice: h.MaybeSent, Release: b.mayRelease(h, l),
	}
	for _, r := range l.Recipients {
		v.Recipients = append(v.Recipients, r.Address)
	}
	if h.State != store.HeldWaiting {
		return v
	}
	if earliest, latest := l.bounds(h.Stage, h.Began, b.o.Now()); latest.After(earliest) {
		v.Earliest, v.Latest = earliest, latest
	}
	return v
}

func (b *Outbox) mayRelease(h store.Held, l letter) bool {
	return h.State != store.HeldWaiting || l.stage(h.Stage).Release == "sender"
}

// SendNow ends the wait of a mail, or tries one again that could not be sent. Where another wait follows, that begins. The error is
// ErrNotFound, ErrGone, ErrFixed or the database's.
func (b *Outbox) SendNow(ctx context.Context, id string) error {
	h, l, err := b.find(ctx, id)
	if err != nil {
		return err
	}
	switch {
	case !b.mayRelease(h, l):
		return ErrFixed
	case h.State == store.HeldWaiting:
		return gone(b.onward(ctx, h, l))
	case h.State == store.HeldSending && h.Due.IsZero():
		return ErrGone
	}
	to := h
	to.State, to.Due = store.HeldSending, b.o.Now()
	return gone(b.move(ctx, h, to))
}

// Discard takes a mail out unsent. A sender may always do so, until it is on its way.
func (b *Outbox) Discard(ctx context.Context, id string) error {
	h, l, err := b.find(ctx, id)
	if err != nil {
		return err
	}
	if h.State == store.HeldSending && h.Due.IsZero() {
		return ErrGone
	}
	return gone(b.end(ctx, h, l, "cancelled", ""))
}

// SetTime sets when the wait of a mail ends. The error is ErrNotFound, ErrGone, ErrTime or the database's.
func (b *Outbox) SetTime(ctx context.Context, id string, at time.Time) error {
	h, l, err := b.find(ctx, id)
	if err != nil {
		return err
	}
	if h.State != store.HeldWaiting {
		return ErrGone
	}
	earliest, latest := l.bounds(h.Stage, h.Began, b.o.Now())
	if at.Before(earliest) || at.After(latest) {
		return fmt.Errorf("%w: between %s and %s", ErrTime, earliest.Format(time.RFC3339), latest.Format(time.RFC3339))
	}
	to := h
	to.Due = at
	return gone(b.move(ctx, h, to))
}

func (b *Outbox) find(ctx context.Context, id string) (h store.Held, l letter, err error) {
	h, err = b.o.Store.Held(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return h, l, ErrNotFound
	}
	if err == nil {
		l, err = readLetter(h.Letter)
	}
	return h, l, err
}

// gone is the error of somebody who was too late.
func gone(err error) error {
	if errors.Is(err, store.ErrChanged) {
		return ErrGone
	}
	return err
}
