package store

import (
	"context"
	"testing"
)

func TestPersonOf(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	ctx := context.Background()
	must(t, s.PutPeople(ctx, org, []Person{
		{Address: "any@x.example", Who: Who{Subject: "s1"}},
		{Address: "one@x.example", Who: Who{Issuer: "https://i", Subject: "s2"}},
		{Address: "twin@x.example", Who: Who{Subject: "s3"}},
		{Address: "twin2@x.example", Who: Who{Issuer: "https://i", Subject: "s3"}},
		{Address: "list@x.example", Kind: KindList, Who: Who{Subject: "s4"}},
		{Address: "nobody@x.example"},
	}, entry("directory.imported")))
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
