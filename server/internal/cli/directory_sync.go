package cli

import (
	"context"
	"os"

	audits "sekisho/server/internal/audit"
	"sekisho/server/internal/config"
	"sekisho/server/internal/service"
	"sekisho/server/internal/store"
)

// directorySync reads the directory from the LDAP server that the configuration names.
func directorySync(ctx context.Context, args []string, s Streams) int {
	f := dataFlags("directory sync")
	force := f.Bool("force", false, "also when more than half of the directory would be taken out")
	dry := f.Bool("dry-run", false, "read the server and say whether it can be done; change nothing")
	if status, done := parse(f, args, s); done {
		return status
	}
	if status, done := nothingElse(f, s); done {
		return status
	}
	c, err := config.Load(f, os.Environ())
	if err != nil {
		return complain(s, "directory sync: %v", err)
	}
	err = withStore(ctx, f, func(st *store.Store, org store.Org) error {
		people, err := service.ReadLDAP(ctx, c.LDAP, st, org, *force)
		if err != nil {
			return err
		}
		if *dry {
			s.printf("%d entries; nothing was changed\n", len(people))
			return nil
		}
		done, err := st.ImportPeople(ctx, org, people, true, audits.Entry{Event: "directory.synced"})
		if err == nil {
			tellChange(s, done)
		}
		return err
	})
	return report(s, "directory sync", err)
}

func tellChange(s Streams, done store.DirectoryChange) {
	s.printf("%d added, %d changed, %d taken out, %d as before\n", len(done.Added), len(done.Changed), len(done.Removed), done.Unchanged)
	names(s, "+", done.Added)
	names(s, "*", done.Changed)
	names(s, "-", done.Removed)
}
