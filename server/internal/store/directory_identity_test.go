package store

import (
	"context"
	"testing"
)

func TestPersonOf(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	ctx := context.Background()
	_, err := s.ImportPeople(ctx, org, []Person{
		{Address: "any@x.example", Who: Who{Subject: "s1"}},
		{Address: "one@x.example", Who: Who{Issuer: "https://i", Subject: "s2"}},
		{Address: "twin@x.example", Who: Who{Subject: "s3"}},
		{Address: "twin2@x.example", Who: Who{Issuer: "https://i", Subject: "s3"}},
		{Address: "list@x.example", Kind: KindList, Who: Who{Subject: "s4"}},
		{Address: "nobody@x.example"},
	}, false, entry("directory.imported"))
	must(t, err)
	for who, want := range map[Who]string{
		{Issuer: "https://i", Subject: "s1"}:     "any@x.example",
		{Issuer: "https://i", Subject: "s2"}:     "one@x.example",
		{Issuer: "https://other", Subject: "s2"}: "",
		{Issuer: "https://i", Subject: "s3"}:     "",
		{Issuer: "https://i", Subject: "s4"}:     "",
		{Issuer: "https://i", Subject: ""}:       "",
		{Issuer: "https://i", Subject: "S1"}:     "",
	} {
		got, err := s.PersonOf(ctx, org, who)
		if got.Address != want {
			t.Errorf("PersonOf(%+v) = %q, %v, want %q", who, got.Address, err, want)
		}
		if want == "" {
			wantErr(t, "PersonOf", err, ErrNotFound)
		}
	}
	other := OrgOf("other")
	if got, err := s.PersonOf(ctx, other, Who{Issuer: "https://i", Subject: "s1"}); err == nil {
		t.Errorf("another organisation finds %+v", got)
	}
}

func TestImportNamesIdentities(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	ctx := context.Background()
	_, err := s.ImportPeople(ctx, org, []Person{{Address: "a@x.example", Who: Who{Issuer: "https://i", Subject: "s1"}}}, false, entry("directory.imported"))
	must(t, err)
	for _, c := range []struct {
		subject, want string
		changed       int
	}{{"", "s1", 0}, {"s1", "s1", 0}, {"s2", "s2", 1}, {"", "s2", 0}} {
		done, err := s.ImportPeople(ctx, org, []Person{{Address: "a@x.example", Kind: KindPerson, Who: Who{Subject: c.subject}}}, true, entry("directory.imported"))
		must(t, err)
		got, err := s.PersonOf(ctx, org, Who{Issuer: "https://i", Subject: c.want})
		if err != nil || got.Address != "a@x.example" || len(done.Changed) != c.changed {
			t.Errorf("after an import with %q: %+v, %v, %d changed, want identity %q, %d changed", c.subject, got, err, len(done.Changed), c.want, c.changed)
		}
	}
}

// TestImportNamesIssuers: the same identifier at another issuer is somebody else.
func TestImportNamesIssuers(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	ctx := context.Background()
	for _, c := range []struct {
		issuer, want   string
		added, changed int
	}{{"https://i", "https://i", 1, 0}, {"", "https://i", 0, 0}, {"https://i", "https://i", 0, 0}, {"https://j", "https://j", 0, 1}} {
		done, err := s.ImportPeople(ctx, org, []Person{{Address: "a@x.example", Kind: KindPerson, Who: Who{c.issuer, "s1"}}}, true, entry("directory.imported"))
		must(t, err)
		got, err := s.Person(ctx, org, "a@x.example")
		if want := (Who{c.want, "s1"}); err != nil || got.Who != want || len(done.Added) != c.added || len(done.Changed) != c.changed {
			t.Errorf("after an import from %q: %+v, %v, %+v; want %+v, %d changed", c.issuer, got.Who, err, done, want, c.changed)
		}
	}
}
