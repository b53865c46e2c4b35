package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/pflag"

	"sekisho/server/internal/backup"
	"sekisho/server/internal/config"
	"sekisho/server/internal/service"
	"sekisho/server/internal/store"
)

// backupCommand copies a server while it runs.
func backupCommand(ctx context.Context, args []string, s Streams) int {
	f := dataFlags("backup DIR")
	if status, done := parse(f, args, s); done {
		return status
	}
	if f.NArg() != 1 {
		return complain(s, "backup: name one folder that is not there yet, as /var/backups/sekisho-2026-11-23")
	}
	o, err := configured(f)
	if err == nil && o.URL == "" {
		err = databaseThere(o.Dir)
	}
	if err != nil {
		return report(s, "backup", err)
	}
	a, err := backup.Make(ctx, o, f.Arg(0))
	if err != nil {
		return report(s, "backup", err)
	}
	s.printf("%s has all rows, with them short mails, and %s of longer ones; the audit trail in it is whole: %d rows\n"+
		"it has the master key too, in clear: keep it where only those may read who may read every mail\n", f.Arg(0), plural(a.Mails, "file"), a.Audit)
	return exitOK
}

// restoreCommand makes a server of a backup.
func restoreCommand(ctx context.Context, args []string, s Streams) int {
	f := dataFlags("restore DIR")
	if status, done := parse(f, args, s); done {
		return status
	}
	if f.NArg() != 1 {
		return complain(s, "restore: name the folder of a backup; it is restored into --data-dir, which must be empty")
	}
	o, err := configured(f)
	if err != nil {
		return report(s, "restore", err)
	}
	r, err := backup.Restore(ctx, o, f.Arg(0))
	if err != nil {
		if !errors.Is(err, backup.ErrThere) && !errors.Is(err, os.ErrNotExist) {
			err = fmt.Errorf("%w; empty %s before you try again", err, o.Dir)
		}
		return report(s, "restore", err)
	}
	s.printf("%s is as it was at %s: %s of longer mails, %d rows of audit\n", o.Dir, r.About.Made.Local().Format("2006-01-02 15:04:05"), plural(r.About.Mails, "file"), r.About.Audit)
	if r.Undelivered > 0 {
		s.printf("%d deliveries were not made then. Those that the old server made since are made again when you start this one; "+
			"each is marked as perhaps sent. `sekisho hold list` shows what waits for people\n", r.Undelivered)
	}
	return exitOK
}

// configured is where the configuration says the data are.
func configured(f *pflag.FlagSet) (store.Options, error) {
	c, err := config.Load(f, os.Environ())
	if err != nil {
		return store.Options{}, err
	}
	return service.StoreOptions(c, nil)
}
