package backup

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"sekisho/server/internal/audit"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/store"
)

// looker reads the rows that were copied, or, of PostgreSQL, those of the running server.
type looker struct {
	st   *store.Store
	orgs []store.Org
	part string
	dir  string // the server's
	own  bool   // st is the copy
}

func newLooker(ctx context.Context, o store.Options, part string, a About) (*looker, error) {
	l := &looker{part: part, dir: o.Dir, own: a.Rows == store.DatabaseName}
	at := o
	if l.own {
		at = store.Options{Dir: part}
	}
	var err error
	if l.st, err = store.OpenReadOnly(ctx, at); err != nil {
		return nil, fmt.Errorf("look at the copy: %w", err)
	}
	if l.orgs, err = organisations(ctx, l.st); err != nil {
		return nil, errors.Join(err, l.st.Close())
	}
	return l, nil
}

// close also takes away what reading left beside the copy.
func (l *looker) close() {
	_ = l.st.Close()
	for _, more := range []string{"-wal", "-shm"} {
		_ = os.Remove(filepath.Join(l.part, store.DatabaseName+more))
	}
}

func organisations(ctx context.Context, st *store.Store) (orgs []store.Org, err error) {
	all, err := st.Organizations(ctx)
	for i := 0; err == nil && i < len(all); i++ {
		var org store.Org
		org, err = auth.Operator(ctx, st, all[i].ID)
		orgs = append(orgs, org)
	}
	return orgs, err
}

// checkpoints copies those that were there before the rows were copied, and of those that came meanwhile the ones that the rows reach: the
// file is ahead of the rows, and would else say that rows are missing.
func (l *looker) checkpoints(before []byte, rows map[string]int64) error {
	now, err := os.ReadFile(filepath.Join(l.dir, store.CheckpointName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("copy the checkpoints: %w", err)
	}
	out := bytes.Clone(before)
	if more, is := bytes.CutPrefix(now, before); is {
		for line := range bytes.Lines(more) {
			var c audit.Checkpoint
			if json.Unmarshal(line, &c) == nil && c.Count <= rows[c.Org] {
				out = append(out, line...)
			}
		}
	}
	if len(out) == 0 {
		return nil
	}
	return writeFile(filepath.Join(l.part, store.CheckpointName), out)
}

// look reads the copy as a restored server would, and counts the rows of the audit.
func (l *looker) look(ctx context.Context) (rows int64, err error) {
	for _, org := range l.orgs {
		r, err := l.st.VerifyAudit(ctx, org)
		if err != nil {
			return rows, fmt.Errorf("the audit of organisation %q: %w", org.ID(), err)
		}
		rows += r.Rows
		if l.own {
			if err := l.files(ctx, org); err != nil {
				return rows, err
			}
		}
	}
	return rows, nil
}

const filesPage = 1000

// files looks for the file of each mail that waits.
func (l *looker) files(ctx context.Context, org store.Org) error {
	for after := ""; ; {
		list, err := l.st.WaitingFiles(ctx, org, after, filesPage)
		if err != nil {
			return err
		}
		for _, name := range list {
			if _, err := os.Stat(filepath.Join(l.part, MailName, filepath.Base(name))); err != nil {
				return fmt.Errorf("a mail that waits has no file: %w", err)
			}
			after = name
		}
		if len(list) < filesPage {
			return nil
		}
	}
}
