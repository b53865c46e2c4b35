package pass

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// MaxDocument is the largest signed policy that is read, in octets.
const MaxDocument = 32 << 20

// documentType keeps a pass from being taken for a policy, and the other way round (RFC 8725, 3.11).
const documentType = "sekisho-policy"

// Document is an organisation's whole policy, for devices that judge by themselves.
type Document struct {
	Organization string
	Version      int64  // the number in the organisation's store
	Hash         string // of the text: policy.Version
	Text         string // the policy in its canonical form
	IssuedAt     time.Time
	ExpiresAt    time.Time // it counts before this moment
}

// documentWire is the form of a Document in the token.
type documentWire struct {
	jwt.RegisteredClaims
	Organization string `json:"org"`
	Version      int64  `json:"version"`
	Hash         string `json:"hash"`
	Text         string `json:"policy"`
}

// SignDocument signs a policy as a compact EdDSA JWS (RFC 7515, RFC 8037).
func SignDocument(key ed25519.PrivateKey, d Document) (string, error) {
	if len(key) != ed25519.PrivateKeySize || d.Organization == "" || d.Text == "" || !d.IssuedAt.Before(d.ExpiresAt) {
		return "", ErrIncomplete
	}
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, documentWire{
		RegisteredClaims: jwt.RegisteredClaims{IssuedAt: jwt.NewNumericDate(d.IssuedAt), ExpiresAt: jwt.NewNumericDate(d.ExpiresAt)},
		Organization:     d.Organization, Version: d.Version, Hash: d.Hash, Text: d.Text,
	})
	t.Header["typ"] = documentType
	token, err := t.SignedString(key)
	if err != nil {
		return "", fmt.Errorf("sign the policy: %w", err)
	}
	return token, nil
}

// VerifyDocument reads a signed policy and checks that key signed it for this organisation and that it is valid now. The error is one
// of this package's. Whether the text is a policy is for its reader to say.
func VerifyDocument(organization string, key ed25519.PublicKey, token string, now time.Time) (Document, error) {
	switch {
	case len(token) > MaxDocument:
		return Document{}, fmt.Errorf("%w: a policy of %d", ErrTooLong, len(token))
	case len(key) != ed25519.PublicKeySize:
		return Document{}, ErrForged
	case !oneForm(token):
		return Document{}, ErrMalformed
	}
	said := documentWire{}
	p := jwt.NewParser(jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}), jwt.WithoutClaimsValidation(), jwt.WithStrictDecoding())
	t, err := p.ParseWithClaims(token, &said, func(*jwt.Token) (any, error) { return key, nil })
	switch {
	case errors.Is(err, jwt.ErrTokenMalformed):
		return Document{}, ErrMalformed
	case err != nil || !t.Valid || t.Header["typ"] != documentType:
		return Document{}, ErrForged
	}
	return said.document(organization, now)
}

func (w documentWire) document(organization string, now time.Time) (Document, error) {
	switch {
	case w.IssuedAt == nil || w.ExpiresAt == nil || w.Text == "" || w.IssuedAt.Unix() <= 0 || !w.IssuedAt.Before(w.ExpiresAt.Time):
		return Document{}, ErrIncomplete
	case w.Organization != organization:
		return Document{}, ErrForeign
	case now.Before(w.IssuedAt.Add(-skew)):
		return Document{}, fmt.Errorf("%w: issued %s", ErrNotYet, w.IssuedAt.UTC().Format(time.RFC3339))
	case !now.Before(w.ExpiresAt.Time):
		return Document{}, fmt.Errorf("%w: %s", ErrExpired, w.ExpiresAt.UTC().Format(time.RFC3339))
	}
	return Document{w.Organization, w.Version, w.Hash, w.Text, w.IssuedAt.UTC(), w.ExpiresAt.UTC()}, nil
}
