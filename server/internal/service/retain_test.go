package service

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"sekisho/server/internal/auth"
	"sekisho/server/internal/config"
	"sekisho/server/internal/spool"
	"sekisho/server/internal/store"
)

// TestASlipTakesNoMailAway: with another organization.id, or before another database, the mails in the spool are nobody's by the rows, and
// yet they are waited for. What is our own and has no row goes, and so does what is no mail.
func TestASlipTakesNoMailAway(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "mail")
	files, err := spool.OpenFolder(folder)
	must(t, err)
	defer files.Close() //nolint:errcheck // the test is over
	mails, err := spool.Open(spool.Options{Files: files, Reserve: -1})
	must(t, err)
	put := func(st *store.Store, org store.Org) spool.Name {
		t.Helper()
		keys, err := st.Keys(t.Context(), org)
		must(t, err)
		key, err := mails.Key(keys.Mail)
		must(t, err)
		f, err := mails.Create(key)
		must(t, err)
		_, err = f.Write([]byte("From: sato@minato.example\r\n\r\nwaits\r\n"))
		must(t, err)
		name, err := f.Commit()
		must(t, err)
		return name
	}
	open := func(ids ...string) (*store.Store, []store.Org) {
		t.Helper()
		st, err := store.Open(t.Context(), store.Options{Dir: t.TempDir()})
		must(t, err)
		t.Cleanup(func() { must(t, st.Close()) })
		var orgs []store.Org
		for _, id := range ids {
			must(t, st.CreateOrganization(t.Context(), store.Organization{ID: id, Name: id}))
			org, err := auth.Operator(t.Context(), st, id)
			must(t, err)
			orgs = append(orgs, org)
		}
		return st, orgs
	}
	here, orgs := open("main", "mian")
	elsewhere, others := open("main")
	slipped, replaced, ours := put(here, orgs[0]), put(elsewhere, others[0]), put(here, orgs[1])
	const noMail = "aaaaaaaaaaaaaaaaaaaaaaaaaa.age"
	must(t, os.WriteFile(filepath.Join(folder, noMail), []byte("no mail"), 0o600))

	now := time.Now()
	gone, kept, err := Purge(t.Context(), here, orgs[1], mails, config.Default().Retention, now.Add(time.Hour), now)
	if err != nil || gone.Files != 2 || kept != 2 {
		t.Errorf("%d files gone, %d of others kept, %v; want 2 and 2", gone.Files, kept, err)
	}
	for name, want := range map[spool.Name]bool{slipped: true, replaced: true, ours: false, noMail: false} {
		if _, err := os.Stat(filepath.Join(folder, string(name))); (err == nil) != want {
			t.Errorf("%s is there: %v, want %v", name, err == nil, want)
		}
	}
}
