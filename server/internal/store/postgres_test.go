package store

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	postgresql "sekisho/e2e/support/postgres"
)

func TestNumbered(t *testing.T) {
	for query, want := range map[string]string{
		`SELECT 1`:                               `SELECT 1`,
		`a = ? AND b IN (?, ?)`:                  `a = $1 AND b IN ($2, $3)`,
		`a LIKE ? ESCAPE '\' AND b = '?' || ?`:   `a LIKE $1 ESCAPE '\' AND b = '?' || $2`,
		`a = 'it''s ?' AND b = ?`:                `a = 'it''s ?' AND b = $1`,
		strings.Repeat("?", 12):                  `$1$2$3$4$5$6$7$8$9$10$11$12`,
		`UPDATE t SET a = '' WHERE 関 = ? -- '?'`: `UPDATE t SET a = '' WHERE 関 = $1 -- '?'`,
	} {
		if got := numbered(query); got != want {
			t.Errorf("numbered(%q)\n got %s\nwant %s", query, got, want)
		}
	}
}

func TestPlainValues(t *testing.T) {
	given := []any{"a", int64(1), "x\x00y", "\xe9", nil, true}
	got := plain(given)
	if got[2] != "x\uFFFDy" || got[3] != "\uFFFD" || got[0] != "a" || got[1] != int64(1) || len(got) != 6 {
		t.Errorf("plain = %q", got)
	}
	if given[2] != "x\x00y" {
		t.Error("the caller's values were changed")
	}
}

// What no text of the database can hold is replaced, found again by what was given, and breaks no chain.
func TestOddText(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	ctx := context.Background()
	e := entry("odd\xff")
	e.Object, e.Recipients, e.MailSubject = "x\x00", []string{"a\xe9@y.example"}, "\xff\x00"
	e.Details = map[string]string{"reply": "550 caf\xe9", "k\x00": "v"}
	must(t, s.PutUser(ctx, org, User{Who: Who{"i", "s\x00\xff"}, Account: "A@x.example", Name: "\x00"}, e))
	if _, err := s.User(ctx, org, Who{"i", "s\x00\xff"}); err != nil {
		t.Error(err)
	}
	if r, err := s.VerifyAudit(ctx, org); err != nil || r.Rows != 2 {
		t.Errorf("VerifyAudit = %+v, %v", r, err)
	}
}

// onServer opens a store on a PostgreSQL of the test's own, behind a wire that can be cut.
func onServer(t *testing.T) (*Store, Org, *postgresql.Server, *wire) {
	t.Helper()
	if !usesPostgres() {
		t.Skip("PostgreSQL's; see TestOnPostgreSQL")
	}
	server := &postgresql.Server{Sync: true}
	must(t, server.Start())
	t.Cleanup(func() { must(t, server.Remove()) })
	url, err := server.Database()
	must(t, err)
	folder, w := strings.TrimPrefix(url[strings.Index(url, "host="):], "host="), &wire{}
	w.listen(t, filepath.Join(folder, ".s.PGSQL.5432"))
	s, err := Open(t.Context(), Options{Dir: t.TempDir(), URL: strings.Replace(url, folder, w.folder, 1)})
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	must(t, s.CreateOrganization(t.Context(), Organization{ID: "alpha"}))
	return s, Org{"alpha"}, server, w
}

// wire passes octets between a store and the server until it sees what it waits for.
type wire struct {
	folder           string
	cutAnswer, cutIt atomic.Pointer[string] // in what the server says, in what it hears
}

func (w *wire) listen(t *testing.T, to string) {
	t.Helper()
	w.folder = t.TempDir()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "unix", filepath.Join(w.folder, ".s.PGSQL.5432"))
	must(t, err)
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			s, err := (&net.Dialer{}).DialContext(context.Background(), "unix", to)
			if err != nil {
				_ = c.Close()
				continue
			}
			go pass(c, s, &w.cutIt)
			go pass(s, c, &w.cutAnswer)
		}
	}()
}

// pass copies until what it waits for comes, which it keeps to itself: then, and at the end, both sides are cut off.
func pass(from, to net.Conn, until *atomic.Pointer[string]) {
	defer from.Close() //nolint:errcheck // it is cut
	defer to.Close()   //nolint:errcheck // it is cut
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		if mark := until.Load(); mark != nil && bytes.Contains(buffer[:n], []byte(*mark)) {
			until.Store(nil)
			return
		}
		if _, werr := to.Write(buffer[:n]); werr != nil || errors.Is(err, io.EOF) || err != nil {
			return
		}
	}
}

// A COMMIT that the server did, and whose answer was lost, is saved, and the caller is told so: not told, it would give the mail again.
func TestTheAnswerToACommitIsLost(t *testing.T) {
	s, org, _, w := onServer(t)
	mark := "COMMIT\x00Z" // the tag, and ready for the next
	w.cutAnswer.Store(&mark)
	if err := s.RecordCheck(t.Context(), org, testCheck("c1"), entry("x")); err != nil {
		t.Errorf("RecordCheck = %v, want nil: it is saved", err)
	}
	if w.cutAnswer.Load() != nil {
		t.Fatal("nothing was cut")
	}
	if _, err := s.Check(t.Context(), org, sato, "c1"); err != nil {
		t.Error(err)
	}
	must(t, s.Log(t.Context(), org, entry("y")))
	if r, err := s.VerifyAudit(t.Context(), org); err != nil || r.Rows != 3 {
		t.Errorf("VerifyAudit = %+v, %v, want 3 rows", r, err)
	}
}

// A COMMIT that never reached the server is not saved, and the next transaction goes over a new connection.
func TestACommitIsLost(t *testing.T) {
	s, org, _, w := onServer(t)
	must(t, s.Log(t.Context(), org, entry("x"))) // its statements are prepared now
	mark := "COMMIT"
	w.cutIt.Store(&mark)
	s.writer.tx.statements[`COMMIT`].Close() //nolint:errcheck // so that its text goes over the wire once more
	delete(s.writer.tx.statements, `COMMIT`)
	wantErr(t, "RecordCheck", s.RecordCheck(t.Context(), org, testCheck("c1"), entry("x")), ErrCommit)
	if w.cutIt.Load() != nil {
		t.Fatal("nothing was cut")
	}
	must(t, s.RecordCheck(t.Context(), org, testCheck("c1"), entry("x")))
	if r, err := s.VerifyAudit(t.Context(), org); err != nil || r.Rows != 3 {
		t.Errorf("VerifyAudit = %+v, %v, want 3 rows", r, err)
	}
}

func TestTheServerGoesAwayAndComesBack(t *testing.T) {
	s, org, server, _ := onServer(t)
	must(t, s.Log(t.Context(), org, entry("before")))
	must(t, server.Stop())
	wantErr(t, "Log without a server", s.Log(t.Context(), org, entry("x")), ErrCommit)
	if s.Ready(t.Context()) == nil {
		t.Error("Ready without a server = nil")
	}
	must(t, server.Start())
	must(t, s.Log(t.Context(), org, entry("after")))
	must(t, s.Ready(t.Context()))
	if r, err := s.VerifyAudit(t.Context(), org); err != nil || r.Rows != 3 {
		t.Errorf("VerifyAudit = %+v, %v, want 3 rows", r, err)
	}
}

// Two that start at once on an empty database make its tables and keys once.
func TestTwoStartAtOnce(t *testing.T) {
	if !usesPostgres() {
		t.Skip("a folder with SQLite belongs to one server")
	}
	o, errs := at(t, t.TempDir()), make(chan error, 2)
	for range 2 {
		go func() {
			s, err := Open(context.Background(), o)
			if err == nil {
				if err = s.CreateOrganization(context.Background(), Organization{ID: "alpha"}); errors.Is(err, ErrConflict) {
					err = nil
				}
				err = errors.Join(err, s.Log(context.Background(), Org{"alpha"}, entry("x")), s.Close())
			}
			errs <- err
		}()
	}
	must(t, errors.Join(<-errs, <-errs))
	s, org := open(t, o.Dir, nil)
	if r, err := s.VerifyAudit(t.Context(), org); err != nil || r.Rows != 3 {
		t.Errorf("VerifyAudit = %+v, %v, want one chain of 3 rows", r, err)
	}
}

func TestBadDatabaseURL(t *testing.T) {
	_, err := Open(t.Context(), Options{Dir: t.TempDir(), URL: "postgres://sekisho:open-sesame@h:port/x"})
	if !errors.Is(err, ErrInvalid) || strings.Contains(err.Error(), "sesame") {
		t.Errorf("Open = %v, want ErrInvalid without the password", err)
	}
}

// Two that write at once wait for each other: while one is in its transaction the other waits, and then goes on behind it.
func TestTwoWriteAtOnce(t *testing.T) {
	if !usesPostgres() {
		t.Skip("PostgreSQL's; see TestOnPostgreSQL")
	}
	dir := t.TempDir()
	a, org := open(t, dir, nil)
	b, _ := open(t, dir, nil)
	keys, err := a.Keys(t.Context(), org)
	must(t, err)
	entered, leave, errs := make(chan struct{}), make(chan struct{}), make(chan error, 2)
	go func() {
		errs <- a.do(context.Background(), 0, func(ctx context.Context, t *tx) error {
			err := t.append(ctx, org, keys, prepare(entry("a")))
			close(entered)
			<-leave
			return err
		})
	}()
	<-entered
	go func() { errs <- b.Log(context.Background(), org, entry("b")) }()
	for waiting := 0; waiting == 0; {
		must(t, a.read.QueryRow(`SELECT COUNT(*) FROM pg_locks WHERE NOT granted`).Scan(&waiting))
	}
	close(leave)
	must(t, errors.Join(<-errs, <-errs))
	if r, err := a.VerifyAudit(t.Context(), org); err != nil || r.Rows != 3 {
		t.Errorf("VerifyAudit = %+v, %v, want 3 rows in one chain", r, err)
	}
}
