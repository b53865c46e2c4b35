package auth

import (
	"context"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"time"
)

const (
	fetchTime    = 10 * time.Second
	fetchSize    = 1 << 20        // octets of metadata or key set
	keysFresh    = 24 * time.Hour // then they are fetched again
	keysEarliest = 5 * time.Minute
	keyBits      = 2048 // RSA keys with fewer are not used
	keysMost     = 100  // of one set
)

// keySet holds an issuer's signing keys. They roll without notice: a key nobody knows is looked for again, but not at every forged token.
type keySet struct {
	issuer   string // as configured; may hold {tenantid}
	metadata string
	client   *http.Client
	now      func() time.Time

	fetching sync.Mutex // one fetch at a time
	tried    time.Time  // last try; under fetching

	mu      sync.Mutex
	keys    map[string]signingKey // by kid
	fetched time.Time             // last success
}

type signingKey struct {
	public *rsa.PublicKey
	issuer string // may hold {tenantid}; empty: the set is for one issuer
}

func newKeySet(issuer, metadata string, client *http.Client, now func() time.Time) *keySet {
	return &keySet{issuer: issuer, metadata: metadata, client: client, now: now}
}

// key returns the key with which iss of tenant may sign. Old keys go on serving while the issuer cannot be reached, and while somebody else
// fetches new ones.
func (s *keySet) key(ctx context.Context, kid, iss, tenant string) (*rsa.PublicKey, error) {
	k, ok, fetched := s.look(kid)
	var err error
	switch {
	case !ok:
		s.fetching.Lock()
		err = s.refreshOnce(ctx, kid)
		s.fetching.Unlock()
	case s.now().Sub(fetched) >= keysFresh && s.fetching.TryLock():
		_ = s.refreshOnce(ctx, "") // the old key serves
		s.fetching.Unlock()
	}
	if k, ok, fetched = s.look(kid); !ok && (err != nil || fetched.IsZero()) {
		return nil, &Error{Code: CodeUnreachable, Reason: "the issuer's keys cannot be fetched", Err: err}
	}
	if !ok {
		return nil, refuse(CodeInvalid, "the token is signed with a key the issuer does not have")
	}
	// A key of the consumers' directory must not sign for a company's.
	if k.issuer != "" && strings.ReplaceAll(k.issuer, tenantMark, tenant) != iss {
		return nil, refuse(CodeInvalid, "the key belongs to another issuer")
	}
	return k.public, nil
}

func (s *keySet) look(kid string) (k signingKey, ok bool, fetched time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k, ok = s.keys[kid]
	return k, ok, s.fetched
}

// refreshOnce fetches the keys unless kid is there by now or the last try was a short time ago. It needs fetching.
func (s *keySet) refreshOnce(ctx context.Context, kid string) error {
	now := s.now()
	if _, ok, _ := s.look(kid); ok || now.Sub(s.tried) < keysEarliest {
		return nil
	}
	s.tried = now
	return s.refresh(ctx, now)
}

func (s *keySet) refresh(ctx context.Context, now time.Time) error {
	// The caller may leave; the keys are for all.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), fetchTime)
	defer cancel()
	var meta struct {
		Issuer string `json:"issuer"`
		Keys   string `json:"jwks_uri"`
	}
	if err := s.fetch(ctx, s.metadata, &meta); err != nil {
		return err
	}
	if !s.speaksFor(meta.Issuer) {
		return fmt.Errorf("metadata %s: it is of issuer %q, want %q", s.metadata, meta.Issuer, s.issuer)
	}
	if !secure(meta.Keys) {
		return fmt.Errorf("metadata %s: jwks_uri %q is not https", s.metadata, meta.Keys)
	}
	var set jwks
	if err := s.fetch(ctx, meta.Keys, &set); err != nil {
		return err
	}
	keys := set.usable()
	if len(keys) == 0 {
		return fmt.Errorf("key set %s: no RSA signing key in it", meta.Keys)
	}
	s.mu.Lock()
	s.keys, s.fetched = keys, now
	s.mu.Unlock()
	return nil
}

// speaksFor compares the metadata's issuer with ours (OpenID Connect Discovery 1.0, section 4.3). Entra's metadata of one
// tenant names that tenant where the common one has {tenantid}.
func (s *keySet) speaksFor(issuer string) bool {
	before, after, template := strings.Cut(s.issuer, tenantMark)
	if issuer == s.issuer || !template {
		return issuer == s.issuer
	}
	tenant, ok := strings.CutPrefix(issuer, before)
	if !ok {
		return false
	}
	tenant, ok = strings.CutSuffix(tenant, after)
	return ok && guid.MatchString(tenant)
}

func (s *keySet) fetch(ctx context.Context, url string, into any) (err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return fmt.Errorf("fetch %s: %w", url, err)
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("fetch %s: status %d", url, resp.StatusCode)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, fetchSize+1))
	if err != nil {
		return fmt.Errorf("fetch %s: %w", url, err)
	}
	if len(body) > fetchSize {
		return fmt.Errorf("fetch %s: over %d octets", url, fetchSize)
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("fetch %s: %w", url, err)
	}
	return nil
}

// jwks is a key set (RFC 7517, section 5) with Entra's issuer of a key.
type jwks struct {
	Keys []struct {
		ID       string `json:"kid"`
		Type     string `json:"kty"`
		Use      string `json:"use"`
		Modulus  string `json:"n"`
		Exponent string `json:"e"`
		Issuer   string `json:"issuer"`
	} `json:"keys"`
}

// usable returns the RSA signing keys by kid, at most keysMost. Others are for other purposes and skipped.
func (s jwks) usable() map[string]signingKey {
	out := map[string]signingKey{}
	for _, k := range s.Keys {
		if k.Type != "RSA" || (k.Use != "" && k.Use != "sig") || k.ID == "" || len(out) >= keysMost {
			continue
		}
		if public := rsaKey(k.Modulus, k.Exponent); public != nil {
			out[k.ID] = signingKey{public: public, issuer: k.Issuer}
		}
	}
	return out
}

func rsaKey(modulus, exponent string) *rsa.PublicKey {
	n, err := base64.RawURLEncoding.DecodeString(modulus)
	if err != nil {
		return nil
	}
	e, err := base64.RawURLEncoding.DecodeString(exponent)
	if err != nil || len(e) == 0 || len(e) > 4 {
		return nil
	}
	key := &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(e).Int64())}
	if key.N.BitLen() < keyBits || key.N.BitLen() > 8*keyBits || key.E < 3 || key.E%2 == 0 {
		return nil
	}
	return key
}
