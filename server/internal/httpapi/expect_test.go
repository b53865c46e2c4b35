package httpapi

import (
	"context"
	"log/slog"
	"testing"

	"sekisho/server/api"
	"sekisho/server/internal/audit"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/desk"
	"sekisho/server/internal/store"
)

// telling notes how many checks have told the store that they come.
type telling struct {
	*store.Store
	told, saved int // that are still to come; the same while the last was saved
}

func (t *telling) Expect() func() {
	t.told++
	arrived := t.Store.Expect()
	return func() { t.told--; arrived() }
}

func (t *telling) RecordFirst(ctx context.Context, org store.Org, c store.Check, e audit.Entry) error {
	t.saved = t.told
	return t.Store.RecordFirst(ctx, org, c, e)
}

// The store gathers those who told it: a check of a mail that leaves does, from when it is judged until it is answered, also where it is
// refused. One that saves nothing keeps nobody waiting.
func TestAChecksRecordIsExpected(t *testing.T) {
	f := newFixture(t)
	records := &telling{Store: f.store}
	s, err := New(Options{
		Desk: desk.New(records, desk.NewCompiled(f.store), nil, nil), Identify: auth.Middleware(&auth.Authenticator{Devices: f.devices}),
		UploadsDir: t.TempDir(), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	f.Server = s
	for _, c := range []struct {
		name   string
		change func(*api.Draft)
		saved  int
	}{
		{"a mail that leaves", func(*api.Draft) {}, 1},
		{"a mail that is written", func(d *api.Draft) { d.Intent, d.Subject = "compose", "x" }, -1},
		{"a mail under a stranger's name", func(d *api.Draft) { d.From.Address, d.Subject = "x@elsewhere.example", "y" }, -1},
	} {
		records.saved = -1
		f.ask(f.token, "POST", "/v1/checks", draft(c.change), nil)
		if records.saved != c.saved || records.told != 0 {
			t.Errorf("%s: %d were expected while it was saved (-1: it was not) and %d after the answer, want %d and 0", c.name, records.saved, records.told, c.saved)
		}
	}
}
