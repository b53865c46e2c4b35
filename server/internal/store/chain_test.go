package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sekisho/server/internal/audit"
)

// tamper runs SQL as somebody would who can write the database.
func tamper(t *testing.T, dir, query string, args ...any) {
	t.Helper()
	if usesPostgres() {
		query = strings.ReplaceAll(query, "instr(", "strpos(")
	}
	_, err := raw(t, dir).Exec(query, args...)
	must(t, err)
}

// filled makes a closed store with ten audit rows and a checkpoint of them.
func filled(t *testing.T, dir string) {
	t.Helper()
	s, org := open(t, dir, func() time.Time { return noon })
	for i := range 9 {
		e := entry("check.recorded")
		e.Object = fmt.Sprint("c", i)
		must(t, s.Log(context.Background(), org, e))
	}
	must(t, s.Close())
}

func TestTamperingIsFound(t *testing.T) {
	for name, c := range map[string]struct {
		sql, want string
	}{
		"flipped byte":       {`UPDATE audit SET event = 'check.recorde' WHERE n = 5`, "row 5: the contents do not match the chain value"},
		"flipped clear text": {`UPDATE audit SET personal = replace(personal, 'tanaka', 'suzuki') WHERE n = 5`, "row 5: the clear text of a recipient does not match its hash"},
		"broken JSON":        {`UPDATE audit SET personal = '{' WHERE n = 5`, "row 5: details or personal values are not JSON"},
		"broken value":       {`UPDATE audit SET value = 'x' WHERE n = 5`, "row 5: the chain value is not 64 hex digits"},
		"removed middle":     {`DELETE FROM audit WHERE n = 5`, "row 5: missing: the next row is 6"},
		"removed tail":       {`DELETE FROM audit WHERE n > 7`, "row 8: missing: rows 8 to 10 were there at the checkpoint of 2026-04-01T12:00:00Z"},
		"all removed":        {`DELETE FROM audit`, "row 1: missing: rows 1 to 10 were there at the checkpoint of 2026-04-01T12:00:00Z"},
		"swapped rows":       {`UPDATE audit SET n = CASE n WHEN 4 THEN 105 WHEN 5 THEN 104 END WHERE n IN (4, 5); UPDATE audit SET n = n - 100 WHERE n > 100`, "row 4: the contents do not match the chain value"},
		"erased by hand":     {`UPDATE audit SET personal = replace(personal, '"clear":"tanaka@example.com","salt":"' || substr(personal, instr(personal, 'tanaka@example.com","salt":"') + 28, 32) || '",', '') WHERE n = 5`, "row 5: a value was erased and no row tells of it"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			filled(t, dir)
			tamper(t, dir, c.sql)
			s, org := open(t, dir, func() time.Time { return noon })
			if _, err := s.VerifyAudit(context.Background(), org); err == nil || err.Error() != c.want || !audit.IsBroken(err) {
				t.Errorf("VerifyAudit:\n got %v\nwant %s", err, c.want)
			}
		})
	}
}

// copyFiles copies the database as it is on the disk now.
func copyFiles(t *testing.T, from, to string, names ...string) {
	t.Helper()
	for _, name := range names {
		b, err := os.ReadFile(filepath.Join(from, name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		must(t, err)
		must(t, os.WriteFile(filepath.Join(to, name), b, 0o600))
	}
}

func TestOldCopyPutBackIsFound(t *testing.T) {
	sqliteOnly(t, "there the database is a file")
	dir, keep := t.TempDir(), t.TempDir()
	now := func() time.Time { return noon }
	s, org := open(t, dir, now)
	must(t, s.Log(context.Background(), org, entry("early")))
	must(t, s.Close())
	copyFiles(t, dir, keep, DatabaseName)
	s, org = open(t, dir, now)
	must(t, s.Log(context.Background(), org, entry("embarrassing")))
	must(t, s.Close())

	copyFiles(t, keep, dir, DatabaseName)
	s, org = open(t, dir, now)
	_, err := s.VerifyAudit(context.Background(), org)
	if want := "row 3: missing: rows 3 to 3 were there at the checkpoint of 2026-04-01T12:00:00Z"; err == nil || err.Error() != want {
		t.Errorf("old copy:\n got %v\nwant %s", err, want)
	}
	must(t, s.Log(context.Background(), org, entry("harmless"))) // the server itself writes on, with the key
	_, err = s.VerifyAudit(context.Background(), org)
	const want = "row 3: the value is not that of the checkpoint of 2026-04-01T12:00:00Z: the chain was rewritten or an old copy of the database was put back"
	if err == nil || err.Error() != want {
		t.Errorf("old copy, written on:\n got %v\nwant %s", err, want)
	}
}

func TestCutCheckpointFileIsFound(t *testing.T) {
	dir := t.TempDir()
	filled(t, dir)
	must(t, os.Remove(filepath.Join(dir, CheckpointName)))
	s, org := open(t, dir, nil)
	_, err := s.VerifyAudit(context.Background(), org)
	if want := "the checkpoint of 2026-04-01T12:00:00Z at 10 rows is missing from the checkpoint file"; err == nil || err.Error() != want {
		t.Errorf("VerifyAudit = %v, want %s", err, want)
	}
}

func TestEraseAudit(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	ctx := context.Background()
	keys, err := s.Keys(ctx, org)
	must(t, err)
	must(t, s.do(ctx, 0, func(ctx context.Context, t *tx) (err error) {
		for i := 0; i < 700 && err == nil; i++ { // more than a page
			e := entry("check.recorded")
			e.Recipients = []string{"suzuki@example.com", "Tanaka@example.com"}[:1+i%2]
			err = t.append(ctx, org, keys, prepare(e))
		}
		return err
	}))
	must(t, s.Checkpoint(ctx))
	n, err := s.EraseAudit(ctx, org, "tanaka@example.com", audit.Entry{Issuer: sato.Issuer, Subject: sato.Subject})
	if err != nil || n != 350 {
		t.Fatalf("EraseAudit = %d, %v, want 350", n, err)
	}
	kept, erased := 0, 0
	for r, err := range s.AuditRows(ctx, org, 0) {
		must(t, err)
		if r.Event == audit.EventErased {
			erased++
			continue
		}
		text := strings.ToLower(fmt.Sprint(r))
		if strings.Contains(text, "tanaka") {
			t.Fatalf("row %d still has the address: %s", r.N, text)
		}
		if strings.Contains(text, "suzuki@example.com") {
			kept++
		}
	}
	if kept != 700 || erased == 0 {
		t.Errorf("%d rows keep the other address, want 700; %d rows tell of the erasure", kept, erased)
	}
	r, err := s.VerifyAudit(ctx, org)
	if err != nil || r.Erased != 350 || r.Checkpoints != 1 {
		t.Errorf("VerifyAudit = %+v, %v, want 350 erased values, 1 checkpoint", r, err)
	}
	before := r.Rows
	if n, err := s.EraseAudit(ctx, org, "tanaka@example.com", audit.Entry{}); n != 0 || err != nil {
		t.Errorf("EraseAudit again = %d, %v, want 0", n, err)
	}
	if r, err := s.VerifyAudit(ctx, org); err != nil || r.Rows != before {
		t.Errorf("erasing nothing made a row: %+v, %v", r, err)
	}
}

func TestCheckpointEveryHour(t *testing.T) {
	sqliteOnly(t, "a bubble waits for ever for a server")
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		s, err := Open(context.Background(), Options{Dir: dir})
		must(t, err)
		must(t, s.CreateOrganization(context.Background(), Organization{ID: "alpha"}))
		checkpoints := func() int {
			synctest.Wait()
			list, err := audit.ReadCheckpoints(s.CheckpointFile(), "alpha")
			must(t, err)
			return len(list)
		}
		time.Sleep(audit.CheckpointEvery - time.Second)
		if got := checkpoints(); got != 0 {
			t.Errorf("%d checkpoints before the hour, want 0", got)
		}
		time.Sleep(2 * time.Second)
		if got := checkpoints(); got != 1 {
			t.Errorf("%d checkpoints after the hour, want 1", got)
		}
		time.Sleep(10 * audit.CheckpointEvery)
		if got := checkpoints(); got != 1 {
			t.Errorf("%d checkpoints with nothing new, want 1", got)
		}
		must(t, s.Log(context.Background(), Org{"alpha"}, entry("x")))
		must(t, s.Close())
		if got := checkpoints(); got != 2 {
			t.Errorf("%d checkpoints after Close, want 2", got)
		}
	})
}

func TestCheckpointEveryThousandRows(t *testing.T) {
	sqliteOnly(t, "a bubble waits for ever for a server")
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(context.Background(), Options{Dir: t.TempDir()})
		must(t, err)
		ctx, org := context.Background(), Org{"alpha"}
		must(t, s.CreateOrganization(ctx, Organization{ID: "alpha"}))
		keys, err := s.Keys(ctx, org)
		must(t, err)
		add := func(n int) int {
			must(t, s.do(ctx, 0, func(ctx context.Context, tx *tx) error {
				for range n {
					if err := tx.append(ctx, org, keys, prepare(audit.Entry{Event: "x"})); err != nil {
						return err
					}
				}
				return nil
			}))
			synctest.Wait()
			list, err := audit.ReadCheckpoints(s.CheckpointFile(), "alpha")
			must(t, err)
			return len(list)
		}
		if got := add(audit.CheckpointRows - 2); got != 0 {
			t.Errorf("%d checkpoints after 999 rows, want 0", got)
		}
		if got := add(1); got != 1 {
			t.Errorf("%d checkpoints after 1,000 rows, want 1", got)
		}
		must(t, s.Close())
	})
}

func TestCommittedIsOnDiskWithoutClose(t *testing.T) {
	sqliteOnly(t, "there the database is a file")
	dir, crashed := t.TempDir(), t.TempDir()
	s, org := open(t, dir, nil)
	must(t, s.RecordCheck(context.Background(), org, testCheck("c1"), entry("x")))
	copyFiles(t, dir, crashed, DatabaseName, DatabaseName+"-wal", keyName)
	s, org = open(t, crashed, nil)
	if _, err := s.Check(context.Background(), org, sato, "c1"); err != nil {
		t.Errorf("after a crash: %v", err)
	}
}

func TestChainOfTwoProcesses(t *testing.T) {
	dir := t.TempDir()
	a, org := open(t, dir, nil)
	b, _ := open(t, dir, nil)
	for range 5 {
		must(t, a.Log(context.Background(), org, entry("a")))
		must(t, b.Log(context.Background(), org, entry("b")))
	}
	if r, err := a.VerifyAudit(context.Background(), org); err != nil || r.Rows != 11 {
		t.Errorf("VerifyAudit = %+v, %v, want 11 rows in one chain", r, err)
	}
}
