// Package outbox keeps mails that a policy holds where no gateway does, and sends them when their time has come. It takes mails of
// accounts alone whose login the program keeps: a held mail outlives the mail program's connection.
//
// It promises that a mail which was taken (Commit returned nil) is on the disk, encrypted, and is neither lost nor sent before its time:
// times are kept as they are on the clock, so that sleep and restart change nothing. It is sent once, unless the program ends between
// the upstream's yes and our note of it; then it is sent again and marked (MaybeSent). Where a connection ends in that moment
// its sender is asked. What cannot be sent stays, and says why: the upstream is tried again, at last every hour; a login or a
// recipient that is refused waits for its sender.
//
// A file is written under another name, synced, renamed, its folder synced, and its rows are committed before anybody hears yes. An
// error of any of these is final for that mail, and nothing of it remains. A file without rows is one that nobody heard yes for,
// and is removed, unless the database was lost: then it is adopted, and its sender is asked.
//
// # Limits
//
// 1,000 held mails, and free space of twice a mail's size is not checked: a full disk is an error of Keep. The clock is looked at
// every 30 seconds. Four mails are sent at once.
package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"filippo.io/age"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/shim"
	"sekisho/desktop/internal/store"
	"sekisho/server/gate"
	"sekisho/server/history"
)

// What callers may ask for with errors.Is.
var (
	ErrNotFound = errors.New("outbox: no such mail")
	ErrGone     = errors.New("outbox: the mail is on its way or gone")
	ErrFixed    = errors.New("outbox: the policy lets nobody send it earlier")
	ErrTime     = errors.New("outbox: the time is outside of what the policy allows")
	ErrFull     = errors.New("outbox: too many mails are held")
)

const (
	maxHeld  = 1000
	look     = 30 * time.Second // how often the clock is looked at
	together = 4                // mails that are sent at once
)

// Sender gives a mail to its account's server. shim.Shim is one.
type Sender interface {
	Send(ctx context.Context, a account.Account, m gate.Submission) (gate.Settled, error)
}

// Accounts finds an account by its ID. account.Store is one.
type Accounts interface {
	Get(id string) (account.Account, error)
}

// Options are what an Outbox works with.
type Options struct {
	Dir      string
	Store    *store.Store
	Key      *age.X25519Identity // encrypts the files
	Accounts Accounts
	Sender   Sender
	// Teaches is what a mail teaches its sender's history when it leaves. Nil: nothing.
	Teaches func(shim.Entry) *history.Sent
	// Ended is what is told to the server when a mail ends. Nil: nothing.
	Ended func(mail, outcome, reply string, at time.Time) []store.Queued
	// Changed is called when what Held lists has changed. It must not wait. Nil: nobody wants to know.
	Changed func()
	Now     func() time.Time // nil: time.Now
	Log     *slog.Logger     // nil: none
}

// Outbox is the outbox of one installation. Make it with Open; it is safe for concurrent use.
type Outbox struct {
	o     Options
	files layer
	log   *slog.Logger
	wake  chan struct{}

	mu     sync.Mutex
	flying map[string]bool // mails that are being sent
	crew   sync.WaitGroup
}

// Open makes the folder, and puts in order what a former run left. Nothing is sent before Run.
func Open(ctx context.Context, o Options) (*Outbox, error) {
	return openOn(ctx, o, disk{})
}

func openOn(ctx context.Context, o Options, files layer) (*Outbox, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	b := &Outbox{o: o, files: files, log: o.Log, wake: make(chan struct{}, 1), flying: map[string]bool{}}
	if b.log == nil {
		b.log = slog.New(slog.DiscardHandler)
	}
	if b.o.Changed == nil {
		b.o.Changed = func() {}
	}
	if err := files.MakeFolder(o.Dir); err != nil {
		return nil, fmt.Errorf("open the outbox: %w", err)
	}
	if err := b.recover(ctx); err != nil {
		return nil, fmt.Errorf("open the outbox: %w", err)
	}
	return b, nil
}

// changed tells the window and Run.
func (b *Outbox) changed() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
	b.o.Changed()
}

// Run sends mails when their time has come, until ctx ends. Mails that are being sent then are given up, before their final dot.
func (b *Outbox) Run(ctx context.Context) error {
	defer b.crew.Wait()
	for {
		next, err := b.round(ctx)
		if err != nil && ctx.Err() == nil {
			b.log.Error("look through the outbox", slog.Any("error", err))
		}
		wait := look
		if !next.IsZero() {
			wait = min(look, max(next.Sub(b.o.Now()), 0)+time.Millisecond)
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-b.wake:
			timer.Stop()
		case <-timer.C:
		}
	}
}

// round does what is due, and returns when something is due next; zero: nothing is.
func (b *Outbox) round(ctx context.Context) (next time.Time, err error) {
	all, err := b.o.Store.AllHeld(ctx)
	if err != nil {
		return next, err
	}
	now := b.o.Now()
	for _, h := range all {
		if h.Due.IsZero() {
			continue
		}
		if h.Due.After(now) {
			if next.IsZero() || h.Due.Before(next) {
				next = h.Due
			}
			continue
		}
		if err := b.due(ctx, h); err != nil && !errors.Is(err, store.ErrChanged) {
			b.log.Error("move a held mail", slog.String("id", h.ID), slog.Any("error", err))
		}
	}
	return next, nil
}

// due does what a mail's time has come for.
func (b *Outbox) due(ctx context.Context, h store.Held) error {
	l, err := readLetter(h.Letter)
	if err != nil {
		return err
	}
	switch h.State {
	case store.HeldSending:
		b.launch(ctx, h, l)
		return nil
	case store.HeldAsking: // asked once, and nobody answered
		return b.end(ctx, h, l, "discarded", "")
	case store.HeldWaiting:
		switch l.stage(h.Stage).OnExpiry {
		case "discard":
			return b.end(ctx, h, l, "discarded", "")
		case "ask":
			to := h
			to.State, to.Began = store.HeldAsking, b.o.Now()
			to.Due = l.ends(h.Stage, to.Began)
			return b.move(ctx, h, to)
		}
		return b.onward(ctx, h, l)
	}
	return nil
}

// onward ends a stage: the next begins, or the mail is to be sent.
func (b *Outbox) onward(ctx context.Context, h store.Held, l letter) error {
	to, now := h, b.o.Now()
	to.Began = now
	if to.Stage++; to.Stage < len(l.Stages) {
		to.State, to.Due = store.HeldWaiting, l.ends(to.Stage, now)
		return b.move(ctx, h, to)
	}
	to.State, to.Due, to.Tries = store.HeldSending, now, 0
	return b.move(ctx, h, to)
}

func (b *Outbox) move(ctx context.Context, from, to store.Held) error {
	if err := b.o.Store.ChangeHeld(ctx, from, to); err != nil {
		return err
	}
	b.changed()
	return nil
}

// end takes a mail out for good, and its file where nobody else waits with it.
func (b *Outbox) end(ctx context.Context, h store.Held, l letter, outcome, reply string) error {
	var queued []store.Queued
	if b.o.Ended != nil {
		queued = b.o.Ended(h.Mail, outcome, reply, b.o.Now())
	}
	var learn *history.Sent
	if outcome == shim.Sent {
		learn = l.Teaches
	}
	if err := b.o.Store.EndHeld(ctx, h, outcome, reply, learn, queued...); err != nil {
		return err
	}
	b.changed()
	return b.clean(ctx, h.File)
}

// clean removes a file that no held mail needs any more.
func (b *Outbox) clean(ctx context.Context, file string) error {
	all, err := b.o.Store.AllHeld(ctx)
	if err != nil {
		return err
	}
	for _, h := range all {
		if h.File == file {
			return nil
		}
	}
	if err := b.files.Remove(b.o.Dir, file); err != nil {
		return fmt.Errorf("remove a mail that was sent: %w", err)
	}
	return nil
}
