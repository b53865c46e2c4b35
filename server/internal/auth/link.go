package auth

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"sekisho/server/internal/store"
)

// CodeLink is the refusal of a link that is not ours.
const CodeLink = "link-invalid"

const (
	linkSecret = 24 // octets of chance
	linkSeal   = 16 // octets of the signature
	linkMost   = 200
)

// linkStore is what Links needs of the store.
type linkStore interface {
	Keys(ctx context.Context, org store.Org) (store.Keys, error)
	Link(ctx context.Context, org store.Org, token string) (store.Link, error)
}

// Links makes and knows the tokens of the links in notices: the organisation, chance, and a signature under a key of the
// organisation, so that what nobody made is refused before the store is asked.
type Links struct {
	store linkStore
	tries *limiter
}

// NewLinks returns the links of all organisations in st. A nil now is time.Now.
func NewLinks(st linkStore, now func() time.Time) *Links {
	if now == nil {
		now = time.Now
	}
	return &Links{store: st, tries: newLimiter(now)}
}

// New makes the token of a link. It stands for nothing before it is in the store.
func (l *Links) New(ctx context.Context, org store.Org) (string, error) {
	raw := make([]byte, linkSecret)
	_, _ = rand.Read(raw) // never fails: crypto/rand ends the program instead
	seal, err := l.seal(ctx, org, raw)
	if err != nil {
		return "", err
	}
	return org.ID() + "." + base64.RawURLEncoding.EncodeToString(append(raw, seal...)), nil
}

// seal signs a link's octets for one organisation.
func (l *Links) seal(ctx context.Context, org store.Org, raw []byte) ([]byte, error) {
	keys, err := l.store.Keys(ctx, org)
	if err != nil {
		return nil, err
	}
	return mac(mac(keys.Fingerprint[:], []byte("sekisho link 1")), []byte(org.ID()+"."), raw)[:linkSeal], nil
}

func mac(key []byte, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

// Form returns what a form on a link's page carries beside the link, so that only a page of ours can send it.
func (l *Links) Form(ctx context.Context, org store.Org, token string) (string, error) {
	seal, err := l.seal(ctx, org, []byte("form "+token))
	return base64.RawURLEncoding.EncodeToString(seal), err
}

// Open returns the link of a token and the organisation it acts for. An *Error says that there is none, or that its address has
// tried too many that there were not; a good one is never refused for others' tries.
func (l *Links) Open(ctx context.Context, remote, token string) (store.Org, store.Link, error) {
	org, err := l.org(ctx, token)
	if err == nil {
		var k store.Link
		if k, err = l.store.Link(ctx, org, token); err == nil {
			return org, k, nil
		}
	}
	var refused *Error
	if !errors.As(err, &refused) && !errors.Is(err, store.ErrNotFound) {
		return store.Org{}, store.Link{}, err
	}
	if !l.tries.allow(remote) {
		return store.Org{}, store.Link{}, refuse(CodeTooMany, "over %d tries in %s", triesAllowed, triesWindow)
	}
	return store.Org{}, store.Link{}, refuse(CodeLink, "there is no such link")
}

// org returns whose link a token is, if we made it.
func (l *Links) org(ctx context.Context, token string) (store.Org, error) {
	id, secret, ok := strings.Cut(token, ".")
	raw, err := base64.RawURLEncoding.Strict().DecodeString(secret)
	if !ok || err != nil || len(token) > linkMost || len(raw) != linkSecret+linkSeal || strings.ContainsAny(secret, "\r\n") {
		return store.Org{}, refuse(CodeLink, "the link is damaged")
	}
	// The signature is the credential: it is by a key that only this organisation has.
	org := store.OrgOf(id)
	seal, err := l.seal(ctx, org, raw[:linkSecret])
	if err != nil {
		return store.Org{}, err
	}
	if !hmac.Equal(seal, raw[linkSecret:]) {
		return store.Org{}, refuse(CodeLink, "the link is forged")
	}
	return org, nil
}
