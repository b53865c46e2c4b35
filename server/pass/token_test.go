package pass_test

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"sekisho/server/pass"
)

var now = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

func signer(id string, seed byte) (pass.Signer, ed25519.PublicKey) {
	k := ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune(seed)), ed25519.SeedSize)))
	return pass.Signer{ID: id, Key: k}, k.Public().(ed25519.PublicKey)
}

func claims() pass.Claims {
	return pass.Claims{
		Issuer: "https://sekisho.akatsuki.example", ID: "0197f6c0-0000-7000-8000-000000000001", Organization: "akatsuki", Door: "outlook",
		Transit: "t1:" + strings.Repeat("a", 43) + ".ffff", IssuedAt: now, ExpiresAt: now.Add(24 * time.Hour),
	}
}

func mustSign(t testing.TB, s pass.Signer, c pass.Claims) string {
	t.Helper()
	token, err := pass.Sign(s, c)
	if err != nil {
		t.Fatalf("Sign: got %v, want a pass", err)
	}
	return token
}

func TestPassRoundTrip(t *testing.T) {
	s, public := signer("k1", 'a')
	keys := pass.Keys{Organization: "akatsuki", Public: map[string]ed25519.PublicKey{"k1": public}}
	token := mustSign(t, s, claims())
	for _, at := range []time.Time{now.Add(-2 * time.Minute), now, now.Add(24*time.Hour - time.Second)} {
		got, err := pass.Verify(keys, token, at)
		if err != nil || got != claims() {
			t.Errorf("at %s: got %+v (%v), want %+v", at, got, err, claims())
		}
	}
	if len(token) > 900 {
		t.Errorf("got %d octets, want at most 900", len(token))
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	if err != nil || strings.Contains(string(payload), "@") || strings.Contains(string(payload), `"sub"`) {
		t.Errorf("got payload %s (%v), want no address and no subject", payload, err)
	}
}

// handmade builds a token that Sign would not.
func handmade(header, payload string, sign func(string) []byte) string {
	b64 := base64.RawURLEncoding.EncodeToString
	head := b64([]byte(header)) + "." + b64([]byte(payload))
	return head + "." + b64(sign(head))
}

func TestVerifyRefuses(t *testing.T) {
	ours, public := signer("k1", 'a')
	theirs, _ := signer("k9", 'b')
	impostor, _ := signer("k1", 'c')
	keys := pass.Keys{Organization: "akatsuki", Public: map[string]ed25519.PublicKey{"k1": public}}
	token := mustSign(t, ours, claims())
	edit := func(f func(*pass.Claims)) pass.Claims {
		c := claims()
		f(&c)
		return c
	}
	const payload = `{"iss":"i","jti":"j","org":"akatsuki","door":"d","fp":"t1:x","iat":1795428000,"exp":1795514400}`
	eddsa := func(s string) []byte { return ed25519.Sign(ours.Key, []byte(s)) }
	mac := func(s string) []byte {
		h := hmac.New(sha256.New, public)
		h.Write([]byte(s))
		return h.Sum(nil)
	}
	none := func(string) []byte { return nil }
	tests := []struct {
		name, token string
		want        error
		text        string
	}{
		{"no token", "", pass.ErrMalformed, "pass: malformed"},
		{"two pieces", "a.b", pass.ErrMalformed, "pass: malformed"},
		{"not base64", "a.b.%", pass.ErrMalformed, "pass: malformed"},
		{"not JSON", handmade("x", "y", eddsa), pass.ErrMalformed, "pass: malformed"},
		{"too long", strings.Repeat("a", 901), pass.ErrTooLong, "pass: longer than 900 octets: it has 901"},
		{"signature of another", mustSign(t, impostor, claims()), pass.ErrForged, "pass: signature does not verify"},
		{"changed payload", swap(token, mustSign(t, ours, edit(func(c *pass.Claims) { c.Door = "gateway" }))), pass.ErrForged, "pass: signature does not verify"},
		{"no signature", token[:strings.LastIndex(token, ".")+1], pass.ErrForged, "pass: signature does not verify"},
		{"unknown key", mustSign(t, theirs, claims()), pass.ErrForged, "pass: signature does not verify"},
		{"no key named", handmade(`{"alg":"EdDSA"}`, payload, eddsa), pass.ErrForged, "pass: signature does not verify"},
		{"their key, their organisation", mustSign(t, theirs, edit(func(c *pass.Claims) { c.Organization = "rival" })), pass.ErrForeign, "pass: made for another organisation"},
		{"our key, their organisation", mustSign(t, ours, edit(func(c *pass.Claims) { c.Organization = "rival" })), pass.ErrForeign, "pass: made for another organisation"},
		{"alg none", handmade(`{"alg":"none","kid":"k1"}`, payload, none), pass.ErrAlgorithm, "pass: signed with another algorithm than EdDSA"},
		{"alg HS256 with the public key", handmade(`{"alg":"HS256","kid":"k1"}`, payload, mac), pass.ErrAlgorithm, "pass: signed with another algorithm than EdDSA"},
		{"alg unheard of", handmade(`{"alg":"X","kid":"k1"}`, payload, eddsa), pass.ErrAlgorithm, "pass: signed with another algorithm than EdDSA"},
		{"no alg", handmade(`{"kid":"k1"}`, payload, eddsa), pass.ErrAlgorithm, "pass: signed with another algorithm than EdDSA"},
		{"no exp", handmade(`{"alg":"EdDSA","kid":"k1"}`, strings.Replace(payload, `"exp"`, `"x"`, 1), eddsa), pass.ErrIncomplete, "pass: a claim is missing"},
		{"no fp", handmade(`{"alg":"EdDSA","kid":"k1"}`, strings.Replace(payload, `"fp"`, `"x"`, 1), eddsa), pass.ErrIncomplete, "pass: a claim is missing"},
		{"expired", mustSign(t, ours, edit(func(c *pass.Claims) { c.IssuedAt, c.ExpiresAt = now.Add(-time.Hour), now })), pass.ErrExpired, "pass: expired: 2026-11-23T10:00:00Z"},
		{"not yet", mustSign(t, ours, edit(func(c *pass.Claims) { c.IssuedAt = now.Add(121 * time.Second) })), pass.ErrNotYet, "pass: not valid yet: issued 2026-11-23T10:02:01Z"},
	}
	for _, tt := range tests {
		got, err := pass.Verify(keys, tt.token, now)
		if !errors.Is(err, tt.want) || err.Error() != tt.text || got != (pass.Claims{}) {
			t.Errorf("%s: got %+v and error %q, want none and %q", tt.name, got, err, tt.text)
		}
	}
	if _, err := pass.Verify(keys, handmade(`{"alg":"EdDSA","kid":"k1"}`, payload, eddsa), now); err != nil {
		t.Errorf("the handmade token as it should be: got %v, want it to verify", err)
	}
}

// swap puts the payload of one token into another.
func swap(token, other string) string {
	a, b := strings.Split(token, "."), strings.Split(other, ".")
	return a[0] + "." + b[1] + "." + a[2]
}

func TestSignRefuses(t *testing.T) {
	s, _ := signer("k1", 'a')
	tests := []struct {
		name   string
		signer pass.Signer
		change func(*pass.Claims)
		want   error
	}{
		{"no issuer", s, func(c *pass.Claims) { c.Issuer = "" }, pass.ErrIncomplete},
		{"no id", s, func(c *pass.Claims) { c.ID = "" }, pass.ErrIncomplete},
		{"no organisation", s, func(c *pass.Claims) { c.Organization = "" }, pass.ErrIncomplete},
		{"no door", s, func(c *pass.Claims) { c.Door = "" }, pass.ErrIncomplete},
		{"no fingerprint", s, func(c *pass.Claims) { c.Transit = "" }, pass.ErrIncomplete},
		{"no time", s, func(c *pass.Claims) { c.IssuedAt = time.Time{} }, pass.ErrIncomplete},
		{"ends before it begins", s, func(c *pass.Claims) { c.ExpiresAt = c.IssuedAt }, pass.ErrIncomplete},
		{"no key", pass.Signer{ID: "k1"}, func(*pass.Claims) {}, pass.ErrIncomplete},
		{"key without name", pass.Signer{Key: s.Key}, func(*pass.Claims) {}, pass.ErrIncomplete},
		{"too long", s, func(c *pass.Claims) { c.Issuer = strings.Repeat("x", 600) }, pass.ErrTooLong},
	}
	for _, tt := range tests {
		c := claims()
		tt.change(&c)
		if got, err := pass.Sign(tt.signer, c); !errors.Is(err, tt.want) || got != "" {
			t.Errorf("%s: got %q and %v, want nothing and %v", tt.name, got, err, tt.want)
		}
	}
}

func FuzzVerify(f *testing.F) {
	s, public := signer("k1", 'a')
	keys := pass.Keys{Organization: "akatsuki", Public: map[string]ed25519.PublicKey{"k1": public}}
	token := mustSign(f, s, claims())
	f.Add(token)
	f.Add(handmade(`{"alg":"none"}`, `{}`, func(string) []byte { return nil }))
	f.Add("a.b.c")
	f.Fuzz(func(t *testing.T, in string) {
		got, err := pass.Verify(keys, in, now)
		switch {
		case err == nil && in != token:
			t.Errorf("Verify(%q): got %+v, want it refused: nobody signed it", in, got)
		case err != nil && got != (pass.Claims{}):
			t.Errorf("Verify(%q): got claims %+v beside error %v", in, got, err)
		}
	})
}
