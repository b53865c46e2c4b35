// Package notice tells people by mail what became of theirs: held, to be confirmed, to be approved, decided, not delivered. It takes
// what is to be told from the store, one row after another, and puts a mail into the queue for each.
//
// It promises that a notice is told once: the mail is saved in the transaction that takes its row away. A row that cannot be put
// into words is logged and stays, and the others go on. Notices have the null sender and say that a machine wrote them (RFC 3834),
// so that nothing answers them; they are never held. A person reads their own language, or both where that is not known. Nobody is
// told of a recipient who is none of their business. What other people wrote (subjects, names, replies of servers) never becomes a
// header field, markup or a line of its own.
//
// Links in notices show a page and do nothing before a button there is pressed. See package page.
//
// # Limits
//
// 100 rows at a time; a row that failed is tried again after 10 minutes. 64 KiB of a mail's header come back with a report.
package notice

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"

	"sekisho/server/internal/audit"
	"sekisho/server/internal/held"
	"sekisho/server/internal/spool"
	"sekisho/server/internal/store"
	"sekisho/server/policy"
)

// Records is what is needed of the store.
type Records interface {
	NoticesAfter(ctx context.Context, org store.Org, after store.Notice, limit int) ([]store.Notice, error)
	DropNotice(ctx context.Context, org store.Org, id string) error
	AddMessage(ctx context.Context, org store.Org, a store.Accepted, e audit.Entry) error
	AddLink(ctx context.Context, org store.Org, token string, l store.Link) error
	Person(ctx context.Context, org store.Org, address string) (store.Person, error)
	Keys(ctx context.Context, org store.Org) (store.Keys, error)
	held.Records
}

// Policies gives the policy in force.
type Policies interface {
	Current(ctx context.Context, org store.Org) (*policy.Policy, int64, error)
}

// Tokens makes the tokens of links.
type Tokens interface {
	New(ctx context.Context, org store.Org) (string, error)
}

// Originals opens mails of the spool.
type Originals interface {
	Open(ctx context.Context, org store.Org, m store.Message) (io.ReadCloser, error)
}

// Worker tells what is to be told of one organisation. Its fields must not change once in use.
type Worker struct {
	Org          store.Org
	Organization string // its name
	Records      Records
	Policies     Policies
	Tokens       Tokens
	Originals    Originals
	Spool        *spool.Spool
	Origin       string           // public origin of the pages, as https://sekisho.example.co.jp
	From         string           // address that notices are from; empty: postmaster at the domain of the mail's sender
	Host         string           // this server's name
	Queued       func()           // called when a mail is in the queue; nil: nobody
	Now          func() time.Time // nil: time.Now
	Log          *slog.Logger

	once   sync.Once
	wake   chan struct{}
	failed map[string]time.Time // rows that could not be told, and when they are tried again
}

const (
	look      = time.Second // rows are written in many places, and by other processes
	piece     = 100
	again     = 10 * time.Minute
	maxFailed = 10_000
)

func (w *Worker) init() {
	w.once.Do(func() {
		w.wake = make(chan struct{}, 1)
		w.failed = map[string]time.Time{}
	})
}

// Wake makes Run look at once. It never waits.
func (w *Worker) Wake() {
	w.init()
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

func (w *Worker) now() time.Time {
	if w.Now != nil {
		return w.Now()
	}
	return time.Now()
}

// Run tells until ctx ends. It returns nil.
func (w *Worker) Run(ctx context.Context) error {
	w.init()
	t := time.NewTicker(look)
	defer t.Stop()
	for {
		if _, err := w.Tell(ctx); err != nil && ctx.Err() == nil && !errors.Is(err, store.ErrClosed) {
			w.Log.LogAttrs(ctx, slog.LevelError, "look for what is to be told", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-w.wake:
		case <-t.C:
		}
	}
}

// Tell tells all that is to be told now, and returns how many mails that made.
func (w *Worker) Tell(ctx context.Context) (n int, err error) {
	w.init()
	var after store.Notice
	for ctx.Err() == nil {
		list, err := w.Records.NoticesAfter(ctx, w.Org, after, piece)
		if err != nil {
			return n, err
		}
		for _, row := range list {
			if w.one(ctx, row) {
				n++
			}
		}
		if len(list) < piece {
			return n, nil
		}
		after = list[len(list)-1]
	}
	return n, nil
}

// one tells one row. What goes wrong with it is logged, and it stays.
func (w *Worker) one(ctx context.Context, row store.Notice) bool {
	if next, known := w.failed[row.ID]; known && w.now().Before(next) || ctx.Err() != nil {
		return false
	}
	l, err := w.letter(ctx, row)
	switch {
	case errors.Is(err, errOver):
		err = w.Records.DropNotice(ctx, w.Org, row.ID)
	case err == nil:
		err = w.send(ctx, row, l)
	}
	if err == nil || errors.Is(err, store.ErrConflict) { // another process was first
		delete(w.failed, row.ID)
		return err == nil && l != nil
	}
	if len(w.failed) < maxFailed {
		w.failed[row.ID] = w.now().Add(again)
	}
	if ctx.Err() == nil {
		w.Log.LogAttrs(ctx, slog.LevelError, "tell a notice", slog.String("kind", row.Kind), slog.String("notice", row.ID), slog.String("hold", row.Hold),
			slog.String("message", row.Message), slog.Any("error", err))
	}
	return false
}
