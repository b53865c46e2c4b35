package store

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestMasterKeyErrors(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(path string) error
		want  string
	}{
		"missing":  {os.Remove, "is missing, but the database has keys under it: put it back from your backup"},
		"readable": {func(p string) error { return os.Chmod(p, 0o644) }, "has mode 0644 and others can read it: chmod 600 it"},
		"damaged":  {func(p string) error { return os.WriteFile(p, []byte("x"), 0o600) }, "is not 32 octets in base64: put it back from your backup"},
	} {
		dir := t.TempDir()
		s, _ := open(t, dir, nil)
		must(t, s.Close())
		path := filepath.Join(dir, keyName)
		must(t, c.spoil(path))
		_, err := Open(context.Background(), at(t, dir))
		if !errors.Is(err, ErrInvalid) || !strings.HasSuffix(err.Error(), c.want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: Open = %v, want %q", name, err, c.want)
		}
	}
}

func TestAnotherMasterKeyOpensNothing(t *testing.T) {
	dir := t.TempDir()
	s, _ := open(t, dir, nil)
	must(t, s.Close())
	other := base64.StdEncoding.EncodeToString(make([]byte, 32))
	must(t, os.WriteFile(filepath.Join(dir, keyName), []byte(other), 0o600))
	s, err := Open(context.Background(), at(t, dir))
	must(t, err)
	_, err = s.Keys(context.Background(), Org{"alpha"})
	if !errors.Is(err, ErrInvalid) || !strings.HasSuffix(err.Error(), "does not open: the master key is not the one of this database") {
		t.Errorf("Keys = %v", err)
	}
	wantErr(t, "Log without the keys", s.Log(context.Background(), Org{"alpha"}, entry("x")), ErrInvalid)
	must(t, s.Close()) // nothing was added, so no checkpoint is due
}

func TestWrappedKeysAreBoundToTheirRow(t *testing.T) {
	dir := t.TempDir()
	s, _ := open(t, dir, nil)
	must(t, s.CreateOrganization(context.Background(), Organization{ID: "bravo"}))
	must(t, s.Close())
	// Somebody gives alpha the audit key of bravo.
	tamper(t, dir, `UPDATE organization_keys SET wrapped = (SELECT wrapped FROM organization_keys WHERE org = 'bravo' AND kind = 'audit')
WHERE org = 'alpha' AND kind = 'audit'`)
	s, err := Open(context.Background(), at(t, dir))
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	if _, err := s.Keys(context.Background(), Org{"alpha"}); !errors.Is(err, ErrInvalid) {
		t.Errorf("Keys = %v, want ErrInvalid", err)
	}
	if _, err := s.Keys(context.Background(), Org{"bravo"}); err != nil {
		t.Errorf("Keys of the other = %v", err)
	}
}

func TestKeysDifferAndAreNotInTheDatabase(t *testing.T) {
	dir := t.TempDir()
	s, org := open(t, dir, nil)
	must(t, s.CreateOrganization(context.Background(), Organization{ID: "bravo"}))
	a, err := s.Keys(context.Background(), org)
	must(t, err)
	b, err := s.Keys(context.Background(), Org{"bravo"})
	must(t, err)
	if a.Audit == b.Audit || a.Fingerprint == b.Fingerprint || a.Mail == b.Mail || a.Pass.Equal(b.Pass) || a.Checkpoint.Equal(b.Checkpoint) {
		t.Error("two organisations have a key in common")
	}
	if a.Pass.Equal(a.Checkpoint) || a.Audit == a.Mail || a.Audit == a.Fingerprint {
		t.Error("two purposes have a key in common")
	}
	must(t, s.Close())
	text := fmt.Sprint(rowsOf(t, raw(t, dir), "organization_keys", "alpha"))
	for _, key := range [][]byte{a.Audit[:], a.Mail[:], a.Pass.Seed()} {
		if strings.Contains(text, string(key)) || strings.Contains(text, base64.StdEncoding.EncodeToString(key)) {
			t.Error("a key is in the database in clear")
		}
	}
	_, err = s.Keys(context.Background(), Org{"nobody"})
	if err == nil {
		t.Error("Keys of nobody = nil")
	}
}

func TestKeyFileElsewhere(t *testing.T) {
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "keys", "master")
	o := at(t, dir)
	o.KeyFile = file
	s, err := Open(context.Background(), o)
	must(t, err)
	must(t, s.Close())
	if _, err := os.Stat(file); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, keyName)); err == nil {
		t.Error("a second key was made beside the database")
	}
}
