package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	audits "sekisho/server/internal/audit"
	"sekisho/server/internal/config"
	"sekisho/server/internal/service"
	"sekisho/server/internal/store"
)

// directorySync reads the directory from the LDAP server that the configuration names.
func directorySync(ctx context.Context, args []string, s Streams) int {
	f := dataFlags("directory sync")
	shrink := f.Bool("allow-shrink", false, shrinkUsage)
	dry := f.Bool("dry-run", false, "read the server and say whether it can be done; change nothing")
	if status, done := parse(f, args, s); done {
		if status == exitOK {
			s.printf("\n%s", syncExplained)
		}
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
		people, err := service.ReadLDAP(ctx, c.LDAP, st, org, *shrink)
		if err != nil {
			return err
		}
		if *dry {
			s.printf("%d entries; nothing was changed\n", len(people))
			return nil
		}
		done, err := bring(ctx, st, org, people, true, *shrink, "directory.synced")
		if err == nil {
			tellChange(s, done)
		}
		return err
	})
	return report(s, "directory sync", mayShrink(err))
}

// syncExplained is what people have to know who keep a table beside the server.
const syncExplained = `Of everyone whom the server shows, its word counts: name, manager, groups, members and kind, also where it says none. A group
that only a table gave somebody is theirs until the next sync; groups are never joined. What the server does not say stays as it was:
deputies, private addresses, language, and who somebody is for the sign-in. People, lists and other addresses whom the server does not
show are taken out; contacts stay. So keep groups that approve in the server, and run imports of tables for what it does not know.
`

const shrinkUsage = "also when more than half of the directory, and at least 10 entries, would be taken out"

// bring puts a list into the directory; with only, it is the whole of it, and with shrink most of what was there may go.
func bring(ctx context.Context, st *store.Store, org store.Org, people []store.Person, only, shrink bool, event string) (store.DirectoryChange, error) {
	e := audits.Entry{Event: event}
	if shrink {
		return st.ReplacePeople(ctx, org, people, e)
	}
	return st.ImportPeople(ctx, org, people, only, e)
}

// mayShrink adds to the refusal of a list what to do.
func mayShrink(err error) error {
	var shrinks *store.ShrinkError
	if errors.As(err, &shrinks) {
		return fmt.Errorf("%w: look at the list, or, if that is right, run it again with --allow-shrink", err)
	}
	return err
}

func tellChange(s Streams, done store.DirectoryChange) {
	s.printf("%d added, %d changed, %d taken out, %d as before\n", len(done.Added), len(done.Changed), len(done.Removed), done.Unchanged)
	names(s, "+", done.Added)
	names(s, "*", done.Changed)
	names(s, "-", done.Removed)
}
