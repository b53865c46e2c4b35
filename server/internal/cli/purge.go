package cli

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"sekisho/server/internal/backup"
	"sekisho/server/internal/config"
	"sekisho/server/internal/service"
	"sekisho/server/internal/spool"
	"sekisho/server/internal/store"
)

// purgeCommand takes away now what the server would take away within the hour, or says what that is.
func purgeCommand(ctx context.Context, args []string, s Streams) int {
	f := dataFlags("purge")
	dry := f.Bool("dry-run", false, "only say what would go")
	if status, done := parse(f, args, s); done {
		return status
	}
	if status, done := nothingElse(f, s); done {
		return status
	}
	c, err := config.Load(f, os.Environ())
	if err != nil {
		return report(s, "purge", err)
	}
	now := time.Now()
	if *dry {
		return report(s, "purge", lookAtStore(ctx, f, func(st *store.Store, org store.Org) error {
			p, err := st.WouldPurge(ctx, org, service.Retained(c.Retention, now))
			if err == nil {
				s.printf("would go: %s, %s, %s, %s of the audit\n", plural(p.Files, "file"), plural(p.Mails, "mail"), plural(p.Checks, "check"), plural(p.Audit, "row"))
			}
			return err
		}))
	}
	return report(s, "purge", withStore(ctx, f, func(st *store.Store, org store.Org) error {
		files, err := spool.OpenFolder(filepath.Join(c.DataDir, backup.MailName))
		if err != nil {
			return err
		}
		defer files.Close() //nolint:errcheck // nothing was written
		mails, err := spool.Open(spool.Options{Files: files})
		if err != nil {
			return err
		}
		// A server may be accepting mails whose files have no row yet.
		p, others, err := service.Purge(ctx, st, org, mails, c.Retention, now.Add(-time.Hour), now)
		if err == nil {
			if others > 0 {
				s.warnf("sekisho: %s of the spool stay: they belong to another organisation or another database\n", plural(others, "file"))
			}
			s.printf("gone: %s, %s, %s, %s of the audit\n", plural(p.Files, "file"), plural(p.Mails, "mail"), plural(p.Checks, "check"), plural(p.Audit, "row"))
		}
		return err
	}))
}
