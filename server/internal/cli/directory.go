package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	entries "sekisho/server/internal/directory"
	"sekisho/server/internal/store"
)

// directory imports and shows who is in the organisation.
func directory(ctx context.Context, args []string, s Streams) int {
	if len(args) == 0 {
		return complain(s, "directory: say what to do: import F.csv, sync, show [ADDRESS]")
	}
	if asksForHelp(s, "directory", args[0]) {
		return exitOK
	}
	switch args[0] {
	case "import":
		return directoryImport(ctx, args[1:], s)
	case "sync":
		return directorySync(ctx, args[1:], s)
	case "show":
		return directoryShow(ctx, args[1:], s)
	}
	return complain(s, "directory: %q is not known; there are import, sync and show", args[0])
}

// directoryImport brings a table into the directory, all of it or nothing.
func directoryImport(ctx context.Context, args []string, s Streams) int {
	f := dataFlags("directory import")
	only := f.Bool("only", false, "take out whoever is not in the file")
	shrink := f.Bool("allow-shrink", false, "with --only: "+shrinkUsage)
	dry := f.Bool("dry-run", false, "read the file and say what is wrong in it; change nothing")
	if status, done := parse(f, args, s); done {
		return status
	}
	if f.NArg() != 1 {
		return complain(s, "directory import: name one CSV file, or - for standard input")
	}
	if *shrink && !*only {
		return complain(s, "directory import: --allow-shrink is for --only: nobody is taken out without that")
	}
	people, err := readDirectory(ctx, f.Arg(0), s)
	if err != nil {
		return complain(s, "directory import: %v", err)
	}
	if *dry {
		s.printf("%d entries can be imported\n", len(people))
		return exitOK
	}
	err = withStore(ctx, f, func(st *store.Store, org store.Org) error {
		done, err := bring(ctx, st, org, people, *only, *shrink, "directory.imported")
		if err == nil {
			tellChange(s, done)
		}
		return err
	})
	return report(s, "directory import", mayShrink(err))
}

// shownNames is how many addresses of each kind of change are printed.
const shownNames = 20

func names(s Streams, sign string, addresses []string) {
	for _, a := range addresses[:min(len(addresses), shownNames)] {
		s.printf("%s %s\n", sign, plain(a))
	}
	if n := len(addresses) - shownNames; n > 0 {
		s.printf("%s … and %d more\n", sign, n)
	}
}

// readDirectory reads a table; all its errors come in one line each, with the file's name.
func readDirectory(ctx context.Context, name string, s Streams) ([]store.Person, error) {
	r, err := open(ctx, name, s)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	people, err := entries.Read(r)
	if err == nil {
		return people, nil
	}
	var first *entries.Error
	if !errors.As(err, &first) {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	lines := strings.Split(err.Error(), "\n")
	for _, l := range lines[1:] {
		s.warnf("sekisho: %s: %s\n", plain(name), plain(l))
	}
	return nil, fmt.Errorf("%s: %s; nothing was changed", name, lines[0])
}

// directoryShow prints one entry, or all.
func directoryShow(ctx context.Context, args []string, s Streams) int {
	f := dataFlags("directory show")
	if status, done := parse(f, args, s); done {
		return status
	}
	if f.NArg() > 1 {
		return complain(s, "directory show: name one address, or none for all")
	}
	err := lookAtStore(ctx, f, func(st *store.Store, org store.Org) error {
		if f.NArg() == 1 {
			p, err := st.Person(ctx, org, f.Arg(0))
			if errors.Is(err, store.ErrNotFound) {
				return fmt.Errorf("%s is not in the directory", f.Arg(0))
			}
			if err == nil {
				printJSON(s, entryOf(p))
			}
			return err
		}
		for after := ""; ; {
			page, err := st.People(ctx, org, after, 500)
			if err != nil || len(page) == 0 {
				return err
			}
			for _, p := range page {
				printJSON(s, entryOf(p))
			}
			after = page[len(page)-1].Address
		}
	})
	return report(s, "directory show", err)
}

// entry is a directory's entry as JSON.
type entry struct {
	Address          string   `json:"address"`
	Kind             string   `json:"kind"`
	Name             string   `json:"name,omitempty"`
	Manager          string   `json:"manager,omitempty"`
	Groups           []string `json:"groups,omitempty"`
	PrivateAddresses []string `json:"privateAddresses,omitempty"`
	Members          []string `json:"members,omitempty"`
	Language         string   `json:"language,omitempty"`
	ObjectID         string   `json:"objectId,omitempty"` // at Entra, by which access tokens name the person
}

func entryOf(p store.Person) entry {
	return entry{p.Address, p.Kind, p.Name, p.Manager, p.Groups, p.PrivateAddresses, p.Members, p.Language, p.Who.Subject}
}
