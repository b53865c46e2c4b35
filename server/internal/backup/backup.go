// Package backup copies all that a server keeps, while it runs, and puts it back.
//
// A backup is a folder: the rows, the spool's files, the master key, the audit's checkpoints, and what the backup is (backup.json). It
// stands under its name only once it is whole. Short mails are in the rows. Rows and files are copied in an order that gives each row its file: files, then the rows of
// one moment, then the files that have come meanwhile. Mails that end meanwhile keep their file for at least an hour, which is how long a
// backup may take.
//
// Make looks at what it has made: each mail that waits and has a file has it there, and the audit chain of the copy is whole. Of PostgreSQL the copy is
// one that only PostgreSQL reads, and the chain of the running server is looked at instead.
//
// The folder has the master key, so it is as secret as the server: it is readable for its owner alone, and its mails are encrypted
// under that key. Nothing in it is overwritten, neither by Make nor by Restore.
package backup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"sekisho/server/internal/audit"
	"sekisho/server/internal/store"
)

// ErrThere is given where something would be overwritten.
var ErrThere = errors.New("backup: something is there already")

// Names in a backup and in a server's folder.
const (
	aboutName = "backup.json"
	MailName  = "mail" // the spool
)

// About says what a backup is.
type About struct {
	Version int       `json:"version"` // of this form: 1
	Made    time.Time `json:"made"`    // the moment of the rows, to about a second
	Rows    string    `json:"rows"`    // the file that has them
	Mails   int       `json:"mails"`   // files of the spool
	Audit   int64     `json:"audit"`   // rows of the audit, of all organisations
}

// Make copies the server of o into a new folder.
func Make(ctx context.Context, o store.Options, to string) (a About, err error) {
	if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
		return a, fmt.Errorf("%w: %s; name a folder that is not there yet", ErrThere, to)
	}
	part, err := os.MkdirTemp(filepath.Dir(to), "."+filepath.Base(to)+".part-") // mode 0700
	if err != nil {
		return a, fmt.Errorf("make backup: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(part)
		}
	}()
	if a, err = fill(ctx, o, part); err != nil {
		return a, err
	}
	if err := os.Rename(part, to); err != nil {
		return a, fmt.Errorf("make backup: %w", err)
	}
	return a, syncPath(filepath.Dir(to))
}

func fill(ctx context.Context, o store.Options, part string) (a About, err error) {
	mails := folder{from: filepath.Join(o.Dir, MailName), to: filepath.Join(part, MailName)}
	if err := mails.copyNew(ctx); err != nil {
		return a, err
	}
	before, err := os.ReadFile(filepath.Join(o.Dir, store.CheckpointName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return a, fmt.Errorf("copy the checkpoints: %w", err)
	}
	a = About{Version: 1, Made: time.Now().UTC().Truncate(time.Second)}
	rows, err := store.Snapshot(ctx, o, part)
	if err != nil {
		return a, err
	}
	a.Rows = rows.Name
	if err := mails.copyNew(ctx); err != nil {
		return a, err
	}
	if err := copyFile(filepath.Join(o.Dir, store.KeyName), filepath.Join(part, store.KeyName)); err != nil {
		return a, fmt.Errorf("copy the master key: %w", err)
	}
	a.Mails = mails.count
	l, err := newLooker(ctx, o, part, a)
	if err != nil {
		return a, err
	}
	defer l.close()
	if err := l.checkpoints(before, rows.Audit); err != nil {
		return a, err
	}
	if a.Audit, err = l.look(ctx); err != nil {
		return a, err
	}
	return a, a.write(part)
}

func (a About) write(dir string) error {
	text, err := json.MarshalIndent(a, "", "  ")
	if err != nil {
		return err
	}
	if err := writeFile(filepath.Join(dir, aboutName), append(text, '\n')); err != nil {
		return err
	}
	return syncPath(dir)
}

// Read tells what a folder is a backup of.
func Read(dir string) (a About, err error) {
	text, err := os.ReadFile(filepath.Join(dir, aboutName)) //nolint:gosec // the operator's own path
	if err != nil {
		return a, fmt.Errorf("%s is no backup: %w", dir, err)
	}
	if err := json.Unmarshal(text, &a); err != nil || a.Version != 1 {
		return a, fmt.Errorf("%s is no backup of this form: look at %s in it", dir, aboutName)
	}
	return a, nil
}

// Restored says what was put back.
type Restored struct {
	About       About
	Undelivered int // deliveries that will be made now, each marked as perhaps made before
}

// Restore puts a backup into the server of o, which must not be there yet: its folder has no files and its database no tables. The rows
// come last, so that what was cut off does not look like a server.
func Restore(ctx context.Context, o store.Options, from string) (r Restored, err error) {
	if r.About, err = Read(from); err != nil {
		return r, err
	}
	if o.URL == "" && r.About.Rows != store.DatabaseName || o.URL != "" && r.About.Rows != store.DumpName {
		return r, fmt.Errorf("the backup's rows are in %s, which is not of the kind of database that the configuration names", r.About.Rows)
	}
	if there, err := os.ReadDir(o.Dir); err == nil && len(there) > 0 {
		return r, fmt.Errorf("%w: %s has files; restore into an empty folder", ErrThere, o.Dir)
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return r, fmt.Errorf("make data folder: %w", err)
	}
	mails := folder{from: filepath.Join(from, MailName), to: filepath.Join(o.Dir, MailName)}
	if err := mails.copyNew(ctx); err != nil {
		return r, err
	}
	for _, name := range []string{store.KeyName, store.CheckpointName} {
		err := copyFile(filepath.Join(from, name), filepath.Join(o.Dir, name))
		if err != nil && (name == store.KeyName || !errors.Is(err, fs.ErrNotExist)) {
			return r, fmt.Errorf("restore: %w", err)
		}
	}
	if err := store.PutBack(ctx, o, from); err != nil {
		return r, err
	}
	r.Undelivered, err = mark(ctx, o)
	return r, err
}

// mark notes in each organisation's audit that its rows are from a backup.
func mark(ctx context.Context, o store.Options) (n int, err error) {
	st, err := store.Open(ctx, o)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	orgs, err := organisations(ctx, st)
	for i := 0; err == nil && i < len(orgs); i++ {
		var some int
		some, err = st.Restored(ctx, orgs[i], audit.Entry{Event: "server.restored"})
		n += some
	}
	return n, err
}
