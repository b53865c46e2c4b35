package pass_test

import (
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"
	"time"

	"sekisho/server/pass"
)

func TestDocument(t *testing.T) {
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	want := pass.Document{Organization: "akatsuki", Version: 7, Hash: "h", Text: "version: 1\n# 見本", IssuedAt: now, ExpiresAt: now.Add(time.Hour)}
	token, err := pass.SignDocument(key, want)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := pass.VerifyDocument("akatsuki", public, token, now.Add(time.Minute)); err != nil || got != want {
		t.Fatalf("got %+v (%v), want %+v", got, err, want)
	}
	parts := strings.Split(token, ".")
	other, otherKey, _ := ed25519.GenerateKey(nil)
	changed := want
	changed.Text += "\nrules: []"
	forged, _ := pass.SignDocument(otherKey, changed)
	ticket, _ := pass.Sign(pass.Signer{ID: "server", Key: key}, pass.Claims{Issuer: "server", ID: "1", Organization: "akatsuki", Door: "d", Transit: "t", IssuedAt: now, ExpiresAt: now.Add(time.Hour)})
	bad := func(name, org string, k ed25519.PublicKey, token string, at time.Time, want error) {
		t.Helper()
		if got, err := pass.VerifyDocument(org, k, token, at); !errors.Is(err, want) || got.Text != "" {
			t.Errorf("%s: got %+v and %v, want nothing and %v", name, got, err, want)
		}
	}
	bad("another organisation", "rival", public, token, now, pass.ErrForeign)
	bad("another key", "akatsuki", other, token, now, pass.ErrForged)
	bad("forged", "akatsuki", public, forged, now, pass.ErrForged)
	bad("no key", "akatsuki", nil, token, now, pass.ErrForged)
	bad("changed text", "akatsuki", public, parts[0]+"."+strings.Split(forged, ".")[1]+"."+parts[2], now, pass.ErrForged)
	bad("a pass", "akatsuki", public, ticket, now, pass.ErrForged)
	bad("expired", "akatsuki", public, token, now.Add(time.Hour), pass.ErrExpired)
	bad("from the future", "akatsuki", public, token, now.Add(-time.Hour), pass.ErrNotYet)
	bad("cut", "akatsuki", public, parts[0]+"."+parts[1], now, pass.ErrMalformed)
	bad("no algorithm", "akatsuki", public, "eyJhbGciOiJub25lIn0."+parts[1]+".", now, pass.ErrForged)
	bad("line breaks", "akatsuki", public, token[:9]+"\n"+token[9:], now, pass.ErrMalformed)
	bad("too long", "akatsuki", public, strings.Repeat("a", pass.MaxDocument+1), now, pass.ErrTooLong)
}

func TestDocumentNeedsAllOfIt(t *testing.T) {
	_, key, _ := ed25519.GenerateKey(nil)
	for name, d := range map[string]pass.Document{
		"no organisation": {Text: "x", IssuedAt: now, ExpiresAt: now.Add(1)},
		"no text":         {Organization: "a", IssuedAt: now, ExpiresAt: now.Add(1)},
		"no time":         {Organization: "a", Text: "x"},
	} {
		if _, err := pass.SignDocument(key, d); !errors.Is(err, pass.ErrIncomplete) {
			t.Errorf("%s: got %v, want ErrIncomplete", name, err)
		}
	}
}

func FuzzVerifyDocument(f *testing.F) {
	public, key, _ := ed25519.GenerateKey(nil)
	token, _ := pass.SignDocument(key, pass.Document{Organization: "a", Text: "x", IssuedAt: now, ExpiresAt: now.Add(time.Hour)})
	f.Add(token)
	f.Add("a.b.c")
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := pass.VerifyDocument("a", public, s, now); err == nil && s != token {
			t.Errorf("%q passes as %+v", s, d)
		}
		pass.Device(s)
	})
}
