package pass

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Why a pass is refused.
var (
	ErrTooLong    = errors.New("pass: longer than 900 octets")
	ErrMalformed  = errors.New("pass: malformed")
	ErrAlgorithm  = errors.New("pass: signed with another algorithm than EdDSA")
	ErrForged     = errors.New("pass: signature does not verify")
	ErrForeign    = errors.New("pass: made for another organisation")
	ErrNotYet     = errors.New("pass: not valid yet")
	ErrExpired    = errors.New("pass: expired")
	ErrIncomplete = errors.New("pass: a claim is missing")
)

// Claims are what a pass says. All but Marks are required. Times have whole seconds.
type Claims struct {
	Issuer       string // who signed: the server, or a device by its enrolment
	ID           string // of the pass, unique
	Organization string
	Door         string // where the mail was confirmed: outlook, desktop, gateway
	Transit      string // the transit fingerprint, of a device's pass under DeviceKey
	Marks        string // what was confirmed, where no record says it: see Marks
	IssuedAt     time.Time
	ExpiresAt    time.Time
}

// Signer is a private key and the name under which Keys has its public half.
type Signer struct {
	ID  string
	Key ed25519.PrivateKey
}

// Keys are an organisation's public keys by name.
type Keys struct {
	Organization string
	Public       map[string]ed25519.PublicKey
}

// wire is the form of Claims in the token.
type wire struct {
	jwt.RegisteredClaims
	Organization string `json:"org"`
	Door         string `json:"door"`
	Transit      string `json:"fp"`
	Marks        string `json:"ok,omitempty"`
}

// Sign makes a pass: a compact JWS. It fails with ErrIncomplete if a claim or the key is missing, and with ErrTooLong.
func Sign(s Signer, c Claims) (string, error) {
	w := wire{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: c.Issuer, ID: c.ID, IssuedAt: jwt.NewNumericDate(c.IssuedAt), ExpiresAt: jwt.NewNumericDate(c.ExpiresAt),
		},
		Organization: c.Organization, Door: c.Door, Transit: c.Transit, Marks: c.Marks,
	}
	if !w.complete() || len(s.Key) != ed25519.PrivateKeySize || s.ID == "" {
		return "", ErrIncomplete
	}
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, w)
	t.Header["kid"] = s.ID
	token, err := t.SignedString(s.Key)
	if err != nil {
		return "", fmt.Errorf("sign pass: %w", err)
	}
	if len(token) > maxToken {
		return "", fmt.Errorf("%w: it has %d", ErrTooLong, len(token))
	}
	return token, nil
}

// Verify reads a pass and checks that one of the keys signed it, for this organisation, and that it is valid now. The error
// is one of this package's.
func Verify(keys Keys, token string, now time.Time) (Claims, error) {
	if len(token) > maxToken {
		return Claims{}, fmt.Errorf("%w: it has %d", ErrTooLong, len(token))
	}
	if !oneForm(token) {
		return Claims{}, ErrMalformed
	}
	said := wire{}
	head, _, err := jwt.NewParser(jwt.WithStrictDecoding()).ParseUnverified(token, &said)
	switch {
	case errors.Is(err, jwt.ErrTokenUnverifiable):
		return Claims{}, ErrAlgorithm // one that jwt does not even know
	case err != nil:
		return Claims{}, ErrMalformed
	case head.Method != jwt.SigningMethodEdDSA:
		return Claims{}, ErrAlgorithm
	}
	key, ok := keys.Public[keyID(head)]
	switch {
	case !ok && said.Organization != keys.Organization:
		return Claims{}, ErrForeign // most likely theirs; it would not verify here in any case
	case !ok || !signed(token, key):
		return Claims{}, ErrForged
	case !said.complete():
		return Claims{}, ErrIncomplete
	case said.Organization != keys.Organization:
		return Claims{}, ErrForeign
	case now.Before(said.IssuedAt.Add(-skew)):
		return Claims{}, fmt.Errorf("%w: issued %s", ErrNotYet, said.IssuedAt.UTC().Format(time.RFC3339))
	case !now.Before(said.ExpiresAt.Time):
		return Claims{}, fmt.Errorf("%w: %s", ErrExpired, said.ExpiresAt.UTC().Format(time.RFC3339))
	}
	return said.claims(), nil
}

// oneForm tells whether a token is written in the letters of base64url and dots alone. The decoder skips line breaks, which
// would give one pass many forms.
func oneForm(token string) bool {
	return !strings.ContainsFunc(token, func(r rune) bool {
		return r != '.' && r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
}

// signed tells whether key signed the token. The method is pinned: a token does not choose how it is checked.
func signed(token string, key ed25519.PublicKey) bool {
	p := jwt.NewParser(jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}), jwt.WithoutClaimsValidation(), jwt.WithStrictDecoding())
	t, err := p.Parse(token, func(*jwt.Token) (any, error) { return key, nil })
	return err == nil && t.Valid
}

func keyID(t *jwt.Token) string {
	id, _ := t.Header["kid"].(string)
	return id
}

// complete tells whether no claim is missing and times are in order.
func (w wire) complete() bool {
	for _, s := range []string{w.Issuer, w.ID, w.Organization, w.Door, w.Transit} {
		if s == "" {
			return false
		}
	}
	return w.IssuedAt != nil && w.ExpiresAt != nil && w.IssuedAt.Unix() > 0 && w.IssuedAt.Before(w.ExpiresAt.Time)
}

func (w wire) claims() Claims {
	return Claims{
		Issuer: w.Issuer, ID: w.ID, Organization: w.Organization, Door: w.Door, Transit: w.Transit, Marks: w.Marks,
		IssuedAt: w.IssuedAt.UTC(), ExpiresAt: w.ExpiresAt.UTC(),
	}
}
