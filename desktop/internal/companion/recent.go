package companion

import (
	"context"
	"errors"
	"slices"
	"sync"

	"sekisho/desktop/internal/shim"
)

// maxRecent is how many mails, and how many events, are kept in memory.
const maxRecent = 200

// recent are the last mails, for whoever has no history on disk, and what the person should be told.
type recent struct {
	mu     sync.Mutex
	mails  []shim.Entry
	events []shim.Event
}

func newRecent() *recent { return &recent{} }

// Leaving keeps nothing: a mail is worth telling of when its end is known.
func (r *recent) Leaving(context.Context, shim.Entry) error { return nil }

// Ended keeps a mail without its text.
func (r *recent) Ended(_ context.Context, e shim.Entry) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if e.Message != nil {
		m := *e.Message
		m.Body, m.Attachments = "", nil
		e.Message = &m
	}
	r.mails = slices.DeleteFunc(r.mails, func(old shim.Entry) bool { return old.ID == e.ID })
	r.mails = keepLast(append(r.mails, e))
	return nil
}

func (r *recent) event(e shim.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e.Entry.Message = nil
	r.events = keepLast(append(r.events, e))
}

func keepLast[T any](list []T) []T { return list[max(0, len(list)-maxRecent):] }

func (r *recent) list() ([]shim.Entry, []shim.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	mails, events := slices.Clone(r.mails), slices.Clone(r.events)
	slices.Reverse(mails)
	slices.Reverse(events)
	return mails, events
}

// both records twice. What the second cannot record does not leave.
type both struct{ first, second shim.Recorder }

// Leaving implements shim.Recorder.
func (b both) Leaving(ctx context.Context, e shim.Entry) error {
	return errors.Join(b.first.Leaving(ctx, e), b.second.Leaving(ctx, e))
}

// Ended implements shim.Recorder.
func (b both) Ended(ctx context.Context, e shim.Entry) error {
	return errors.Join(b.first.Ended(ctx, e), b.second.Ended(ctx, e))
}

// telling says that there is something new to see.
type telling struct {
	shim.Recorder
	changed func(string)
}

// Ended implements shim.Recorder.
func (t telling) Ended(ctx context.Context, e shim.Entry) error {
	defer t.changed(History)
	return t.Recorder.Ended(ctx, e)
}
