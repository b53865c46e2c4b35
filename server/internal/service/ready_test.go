package service

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	_ "modernc.org/sqlite" // another process at the database

	"sekisho/server/gate"
	"sekisho/server/internal/config"
	"sekisho/server/internal/demo"
	"sekisho/server/internal/desk"
	"sekisho/server/internal/spool"
	"sekisho/server/internal/spool/spooltest"
	"sekisho/server/internal/store"
)

// readiness is a server's parts, each of which a test can break.
type readiness struct {
	*service
	t   *testing.T
	end context.CancelFunc // of the SMTP listener
}

func newReadiness(t *testing.T) *readiness {
	t.Helper()
	c := config.Default()
	c.DataDir, c.Listen, c.SMTPListen = t.TempDir(), "127.0.0.1:0", "127.0.0.1:0"
	l, err := listen(t.Context(), c)
	must(t, err)
	st, err := store.Open(t.Context(), store.Options{Dir: c.DataDir})
	must(t, err)
	t.Cleanup(func() { _ = st.Close() })
	org, err := prepare(t.Context(), st, c)
	must(t, err)
	folder, err := spool.OpenFolder(filepath.Join(c.DataDir, "mail"))
	must(t, err)
	r := &readiness{t: t, service: &service{config: c, store: st, org: org, policies: desk.NewCompiled(st), listeners: l, log: slog.New(slog.DiscardHandler)}}
	r.figures = newFigures(st, nil, &r.health.spool, r.log)
	r.health.spool.Store(&files{folder})
	r.figures.queue.beat.Store(time.Now().Unix())
	r.health.swept.Store(time.Now().Unix())
	ctx, end := context.WithCancel(context.Background())
	r.end = end
	ended := make(chan error, 1)
	go func() { ended <- (&gate.Server{Host: "gate.example", Backend: demo.NewSink()}).Serve(ctx, l.smtp) }()
	t.Cleanup(func() { end(); must(t, <-ended); l.close(); must(t, folder.Close()) })
	return r
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// says is what /readyz would say now.
func (r *readiness) says() string {
	r.health.asked = time.Time{}
	if err := r.ready(r.t.Context()); err != nil {
		return err.Error()
	}
	return ""
}

// comes waits until /readyz would say so: on a busy machine a part that is well may be late for once, and is named as broken then.
func (r *readiness) comes(when, want string) {
	r.t.Helper()
	got := ""
	defer func() {
		if r.t.Failed() {
			r.t.Logf("%s: got %q, want %q", when, got, want)
		}
	}()
	waitFor(r.t, func() bool { got = r.says(); return got == want })
}

// TestReadyTellsTheTruth breaks each part, sees it named, and nothing else, and mends it where that can be.
func TestReadyTellsTheTruth(t *testing.T) {
	second := func(r *readiness, do string) (undo func()) {
		db, err := sql.Open("sqlite", filepath.Join(r.config.DataDir, store.DatabaseName))
		must(t, err)
		c, err := db.Conn(t.Context())
		must(t, err)
		_, err = c.ExecContext(t.Context(), do)
		must(t, err)
		return func() {
			_, _ = c.ExecContext(context.Background(), "ROLLBACK")
			must(t, errors.Join(c.Close(), db.Close()))
		}
	}
	for name, c := range map[string]struct {
		want string
		harm func(r *readiness) (undo func())
	}{
		"nothing": {"", nil},
		"somebody keeps the database": {errNoDatabase.Error(), func(r *readiness) func() {
			return second(r, "BEGIN IMMEDIATE")
		}},
		"the database is closed": {errNoDatabase.Error(), func(r *readiness) func() { must(t, r.store.Close()); return nil }},
		"no policy": {errNoPolicy.Error(), func(r *readiness) func() {
			second(r, "UPDATE policies SET current = 0")()
			r.policies = desk.NewCompiled(r.store)
			return nil
		}},
		"the gateway has not started": {errStarting.Error(), func(r *readiness) func() {
			was := r.health.spool.Swap(nil)
			return func() { r.health.spool.Store(was) }
		}},
		"the spool is gone": {errNoSpool.Error(), func(r *readiness) func() {
			dir := filepath.Join(r.config.DataDir, "mail")
			must(t, os.Rename(dir, dir+".away"))
			return func() { must(t, os.Rename(dir+".away", dir)) }
		}},
		"the disk does not sync": {errNoSpool.Error(), func(r *readiness) func() {
			disk := spooltest.New()
			disk.Fail = func(call, _ string) error {
				if call == "sync" {
					return syscall.EIO
				}
				return nil
			}
			was := r.health.spool.Swap(&files{disk})
			return func() { r.health.spool.Store(was) }
		}},
		"the disk is full": {errFullSpool.Error(), func(r *readiness) func() {
			was := r.health.spool.Load()
			r.health.spool.Store(&files{tight{was.Files}})
			return func() { r.health.spool.Store(was) }
		}},
		"nobody listens": {errNoSMTP.Error(), func(r *readiness) func() { r.end(); return nil }},
		"the queue hangs": {errNoQueue.Error(), func(r *readiness) func() {
			r.figures.queue.beat.Store(time.Now().Add(-silence - time.Minute).Unix())
			return func() { r.figures.queue.beat.Store(time.Now().Unix()) }
		}},
		"nobody looks after holds": {errNoSweep.Error(), func(r *readiness) func() {
			r.health.swept.Store(0)
			return func() { r.health.swept.Store(time.Now().Unix()) }
		}},
	} {
		t.Run(name, func(t *testing.T) {
			r := newReadiness(t)
			r.comes("before anything is broken", "")
			if c.harm == nil {
				return
			}
			undo := c.harm(r)
			r.comes("harmed", c.want)
			if undo == nil {
				return
			}
			undo()
			r.comes("mended", "")
		})
	}
}

// tight is a disk with less room than is left to others.
type tight struct{ spool.Files }

func (tight) Free() (int64, error) { return spoolRoom - 1, nil }

// waitFor looks until something is so.
func waitFor(t *testing.T, so func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.After(time.Minute); !so(); {
		select {
		case <-tick.C:
		case <-end:
			t.Fatal("waited in vain")
		}
	}
}

// TestReadyIsAskedSeldom: each answer costs a write, and anybody may ask.
func TestReadyIsAskedSeldom(t *testing.T) {
	r := newReadiness(t)
	r.comes("at first", "")
	r.health.asked = time.Now().Add(time.Hour) // at once is at once on a slow machine too
	must(t, r.store.Close())
	if err := r.ready(t.Context()); err != nil {
		t.Errorf("asked again at once: %v", err)
	}
	r.comes("asked later", errNoDatabase.Error())
}
