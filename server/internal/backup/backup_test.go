package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	postgresql "sekisho/e2e/support/postgres"
	"sekisho/server/gate"
	"sekisho/server/internal/audit"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/outbound"
	"sekisho/server/internal/spool"
	"sekisho/server/internal/store"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// house is a server's store and spool.
type house struct {
	t     *testing.T
	o     store.Options
	store *store.Store
	org   store.Org
	spool *spool.Spool
	key   spool.Key
}

func open(t *testing.T, o store.Options) *house {
	t.Helper()
	h := &house{t: t, o: o, org: store.OrgOf("main")}
	var err error
	h.store, err = store.Open(t.Context(), o)
	must(t, err)
	t.Cleanup(func() { _ = h.store.Close() })
	if err := h.store.CreateOrganization(t.Context(), store.Organization{ID: "main"}); !errors.Is(err, store.ErrConflict) {
		must(t, err)
	}
	files, err := spool.OpenFolder(filepath.Join(o.Dir, MailName))
	must(t, err)
	t.Cleanup(func() { _ = files.Close() })
	h.spool, err = spool.Open(spool.Options{Files: files})
	must(t, err)
	keys, err := h.store.Keys(t.Context(), h.org)
	must(t, err)
	h.key, err = spool.NewKey(keys.Mail)
	must(t, err)
	return h
}

// accept takes a mail as the gateway does: the file, then the rows. It waits for its sender, or is due; what is due has no file.
func (h *house) accept(id string, held bool) error {
	f, err := h.spool.Create(h.key)
	if err != nil {
		return err
	}
	_, _ = io.WriteString(f, "Subject: "+id+"\r\n\r\nx\r\n")
	var kept spool.Kept
	if held {
		kept.Name, err = f.Commit()
	} else {
		kept, err = f.Place()
	}
	if err != nil {
		return err
	}
	m := store.Message{ID: id, File: string(kept.Name), Body: kept.Body, Hash: f.SHA256(), Size: f.Size(), Sender: "sato@own.example", Account: "sato@own.example"}
	a := store.Accepted{Message: m, Deliveries: []store.Delivery{{ID: id, Recipient: "tanaka@other.example", Due: time.Now()}}}
	if held {
		a.Holds = []store.Hold{{ID: id, Stage: 1, State: store.HoldTimed, Stages: `[{"kind":"wait","for":"1h0m0s","onExpiry":"discard","release":"sender"}]`, Due: time.Now().Add(time.Hour)}}
		a.Deliveries[0].Hold, a.Deliveries[0].Due = id, time.Time{}
	}
	return h.store.AddMessage(context.Background(), h.org, a, audit.Entry{Event: "mail.accepted", Object: id})
}

// sink is the next server.
type sink struct{ got chan string }

func (s sink) Open(context.Context, gate.Peer) (gate.Session, error) { return s, nil }
func (sink) Extensions() gate.Extensions                             { return gate.Extensions{} }
func (sink) Close()                                                  {}
func (sink) Authenticate(context.Context, gate.Credentials) gate.Reply {
	return gate.Reply{Code: 502, Text: "no"}
}

func (s sink) Deliver(_ context.Context, t *gate.Transaction) gate.Reply {
	b, _ := io.ReadAll(t.Spool.Reader())
	subject, _, _ := strings.Cut(strings.TrimPrefix(string(b), "Subject: "), "\r\n")
	s.got <- subject
	return gate.Reply{Code: 250, Text: "stored"}
}

// deliver runs the restored server's queue until n mails have arrived.
func (h *house) deliver(n int) map[string]int {
	h.t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(h.t.Context(), "tcp", "127.0.0.1:0")
	must(h.t, err)
	s := sink{make(chan string, 100)}
	ctx, stop := context.WithCancel(h.t.Context())
	var work sync.WaitGroup
	work.Go(func() { _ = (&gate.Server{Host: "sink.example", Backend: s}).Serve(ctx, ln) })
	q := &outbound.Queue{
		Org: h.org, Records: h.store, Files: outbound.Spooled{Spool: h.spool, Records: h.store}, Alone: true, Log: slog.New(slog.DiscardHandler),
		Route: outbound.Smarthost{Hop: outbound.Hop{Name: "sink", Upstream: &gate.Upstream{Addr: ln.Addr().String()}}},
	}
	work.Go(func() { _ = q.Run(ctx) })
	got := map[string]int{}
	for range n {
		got[<-s.got]++
	}
	stop()
	work.Wait()
	return got
}

// roundTrip copies a server while it takes mail, restores it elsewhere, and has the mail delivered there.
func roundTrip(t *testing.T, from, to store.Options) {
	h := open(t, from)
	must(t, h.accept("held", true))
	must(t, h.accept("due", false))
	ctx, stop := context.WithCancel(t.Context())
	var work sync.WaitGroup
	began := make(chan struct{}, 1)
	work.Go(func() { // mails come all the time
		for i := 0; ctx.Err() == nil; i++ {
			if err := h.accept(fmt.Sprint("n", i), true); err != nil {
				t.Error(err)
			}
			if i%10 == 0 {
				_ = h.store.Checkpoint(ctx)
			}
			select {
			case began <- struct{}{}:
			default:
			}
		}
	})
	<-began
	dir := filepath.Join(t.TempDir(), "backup")
	a, err := Make(t.Context(), from, dir)
	stop()
	work.Wait()
	must(t, err)
	if a.Mails < 3 || a.Audit < 4 {
		t.Errorf("the backup has %+v, want at least 3 mails and 4 rows of audit", a)
	}
	private(t, dir)
	must(t, h.store.Close())

	r, err := Restore(t.Context(), to, dir)
	must(t, err)
	if r.Undelivered < 3 {
		t.Errorf("%d deliveries wait, want at least 3", r.Undelivered)
	}
	private(t, to.Dir)
	again := open(t, to)
	keeper := &hold.Keeper{Records: again.store, People: hold.Directory{Store: again.store}}
	must(t, keeper.Release(t.Context(), again.org, "held", hold.Actor{Operator: true}))
	if got := again.deliver(2); got["held"] != 1 || got["due"] != 1 {
		t.Errorf("the restored server delivered %v, want held and due", got)
	}
	list, err := again.store.Deliveries(t.Context(), again.org, "held")
	must(t, err)
	if !list[0].MaybeSent {
		t.Error("what the old server may have sent since is not marked")
	}
	if _, err := again.store.VerifyAudit(t.Context(), again.org); err != nil {
		t.Errorf("the restored audit: %v", err)
	}
	if _, err := Restore(t.Context(), to, dir); !errors.Is(err, ErrThere) {
		t.Errorf("Restore over a server = %v, want ErrThere", err)
	}
	if _, err := Make(t.Context(), from, dir); !errors.Is(err, ErrThere) {
		t.Errorf("Make over a backup = %v, want ErrThere", err)
	}
}

// private wants every file to be its owner's only.
func private(t *testing.T, dir string) {
	t.Helper()
	must(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err == nil && path != dir && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	}))
}

func TestRoundTrip(t *testing.T) {
	roundTrip(t, store.Options{Dir: t.TempDir()}, store.Options{Dir: t.TempDir()})
}

func TestRoundTripOfPostgreSQL(t *testing.T) {
	postgresql.URL(t) // skips where there is none
	server := &postgresql.Server{}
	must(t, server.Start())
	t.Cleanup(func() { must(t, server.Remove()) })
	from, err := server.Database()
	must(t, err)
	to, err := server.Database()
	must(t, err)
	roundTrip(t, store.Options{Dir: t.TempDir(), URL: from}, store.Options{Dir: t.TempDir(), URL: to})
	o := store.Options{Dir: t.TempDir(), URL: to}
	if err := store.PutBack(t.Context(), o, t.TempDir()); !errors.Is(err, store.ErrThere) {
		t.Errorf("PutBack over tables = %v, want ErrThere", err)
	}
}

func TestMain(m *testing.M) { os.Exit(postgresql.Main(m)) }

// A backup that lacks a file of a mail that waits is none.
func TestABackupWithoutAFileIsNone(t *testing.T) {
	h := open(t, store.Options{Dir: t.TempDir()})
	must(t, h.accept("held", true))
	m, err := h.store.Message(t.Context(), h.org, "held")
	must(t, err)
	must(t, h.spool.Remove(spool.Name(m.File)))
	dir := filepath.Join(t.TempDir(), "backup")
	if _, err := Make(t.Context(), h.o, dir); err == nil || !strings.Contains(err.Error(), "a mail that waits has no file") {
		t.Errorf("Make = %v, want that a file is missing", err)
	}
	left, err := os.ReadDir(filepath.Dir(dir))
	if err != nil || len(left) != 0 {
		t.Errorf("%v is left, %v; want nothing", left, err)
	}
}

func TestWhatIsNoBackup(t *testing.T) {
	for name, text := range map[string]string{"nothing": "", "other form": `{"version":2}`, "no JSON": "x"} {
		dir := t.TempDir()
		if text != "" {
			must(t, os.WriteFile(filepath.Join(dir, aboutName), []byte(text), 0o600))
		}
		if _, err := Restore(t.Context(), store.Options{Dir: t.TempDir()}, dir); err == nil || !strings.Contains(err.Error(), "no backup") {
			t.Errorf("%s: Restore = %v, want that it is none", name, err)
		}
	}
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, aboutName), []byte(`{"version":1,"rows":"database.dump"}`), 0o600))
	if _, err := Restore(t.Context(), store.Options{Dir: t.TempDir()}, dir); err == nil || !strings.Contains(err.Error(), "not of the kind") {
		t.Errorf("PostgreSQL into SQLite = %v", err)
	}
}
