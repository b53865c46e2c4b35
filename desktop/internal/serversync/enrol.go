package serversync

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sekisho/desktop/internal/oauth"
	"sekisho/desktop/internal/policycache"
	"sekisho/server/api"
	"sekisho/server/pass"
)

// enrolmentName is the secret that holds an enrolment. It is one, so that there is a whole enrolment or none.
const enrolmentName = "device/enrolment"

// enrolment is what this computer knows of its organisation.
type enrolment struct {
	Server       string            `json:"server"`
	Device       string            `json:"device"`
	Token        string            `json:"token"`
	Organization string            `json:"organization"`
	PolicyKey    ed25519.PublicKey `json:"policyKey"` // pinned
	Fingerprint  pass.Key          `json:"fingerprint"`
	Key          []byte            `json:"key"`   // seed of the device's own key
	Facts        []byte            `json:"facts"` // seals what is remembered of people
	Since        time.Time         `json:"since"`
}

func (s *Sync) load() (e enrolment, ok bool, err error) {
	data, err := s.o.Secrets.Get(enrolmentName)
	if s.o.Missing != nil && errors.Is(err, s.o.Missing) {
		return e, false, nil
	}
	if err != nil {
		return e, false, fmt.Errorf("read the enrolment: %w", err)
	}
	if err := json.Unmarshal(data, &e); err != nil || !e.complete() {
		return e, false, errors.New("read the enrolment: it is damaged; remove it with `enrol --leave` and enrol again")
	}
	return e, true, nil
}

func (e enrolment) complete() bool {
	return e.Server != "" && e.Token != "" && e.Device != "" && e.Organization != "" && len(e.PolicyKey) == ed25519.PublicKeySize &&
		len(e.Key) == ed25519.SeedSize && len(e.Facts) == 32
}

// Enrol connects this computer with a server by a code, which serves once. The policy is here when it returns.
func (s *Sync) Enrol(ctx context.Context, server, code string) error {
	return s.enrol(ctx, server, func(c *client, public string) (d api.Device, err error) {
		_, _, err = c.ask(ctx, "POST", "/v1/devices", "", api.EnrolmentRequest{Code: code, Name: s.o.Name, PublicKey: &public}, &d)
		return d, err
	})
}

// SignIn connects this computer with a server by having its person sign in in their browser, which open opens. lang is the language of
// the page shown afterwards. Where the server offers no sign-in the error is ErrNoSignIn.
func (s *Sync) SignIn(ctx context.Context, server string, open func(address string) error, lang string) error {
	return s.enrol(ctx, server, func(c *client, public string) (d api.Device, err error) {
		var way api.SignIn
		if _, _, err := c.ask(ctx, "GET", "/v1/sign-in", "", nil, &way); err != nil {
			return d, err
		}
		if way.Issuer == "" {
			return d, ErrNoSignIn
		}
		provider, err := oauth.Find(ctx, s.o.HTTP, way.Issuer)
		if err != nil {
			return d, err
		}
		provider.Scopes = way.Scopes
		grant, err := oauth.Authorize(ctx, oauth.Request{Provider: provider, Client: oauth.Client{ID: way.ClientId}, Lang: lang, Open: open, HTTP: s.o.HTTP, Now: s.o.Now})
		if err != nil {
			return d, err
		}
		as := &client{http: c.http, server: c.server, token: grant.Token.AccessToken}
		_, _, err = as.ask(ctx, "POST", "/v1/devices/mine", "", api.NewDevice{Name: s.o.Name, PublicKey: &public}, &d)
		return d, err
	})
}

// enrol does what both ways have in common. Nothing is kept unless all of it succeeded.
func (s *Sync) enrol(ctx context.Context, server string, device func(c *client, public string) (api.Device, error)) error {
	origin, err := originOf(server)
	if err != nil {
		return err
	}
	if s.linked() != nil {
		return ErrEnrolled
	}
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		return fmt.Errorf("make a key: %w", err)
	}
	c := &client{http: s.o.HTTP, server: origin}
	d, err := device(c, base64.StdEncoding.EncodeToString(public))
	if err != nil {
		return fmt.Errorf("enrol at %s: %w", origin, err)
	}
	c.token = d.Token
	e := enrolment{Server: origin, Device: d.Id, Token: d.Token, Key: private.Seed(), Facts: make([]byte, 32), Since: s.o.Now().UTC()}
	_, _ = rand.Read(e.Facts) // never fails
	if err := e.pin(ctx, c); err != nil {
		return fmt.Errorf("enrol at %s: %w", origin, err)
	}
	return s.join(ctx, e)
}

// pin fetches the organisation's keys.
func (e *enrolment) pin(ctx context.Context, c *client) error {
	var k api.DeviceKeys
	if _, _, err := c.ask(ctx, "GET", "/v1/devices/mine", "", nil, &k); err != nil {
		return err
	}
	policyKey, err := base64.StdEncoding.DecodeString(k.PolicyKey)
	fingerprint, second := base64.StdEncoding.DecodeString(k.FingerprintKey)
	if err != nil || second != nil || len(fingerprint) != len(e.Fingerprint) {
		return fmt.Errorf("%w: it gave keys of another form", errUnreachable)
	}
	e.Organization, e.PolicyKey, e.Fingerprint = k.Organization, policyKey, pass.Key(fingerprint)
	if !e.complete() {
		return fmt.Errorf("%w: it gave keys of another form", errUnreachable)
	}
	return nil
}

// join fetches the policy, then keeps the enrolment: without a policy everything would be blocked.
func (s *Sync) join(ctx context.Context, e enrolment) error {
	l := s.connect(e)
	if err := s.fetch(ctx, l); err != nil {
		return fmt.Errorf("fetch the policy of %s: %w", e.Server, err)
	}
	data, err := json.Marshal(e)
	if err == nil {
		err = s.o.Secrets.Set(enrolmentName, data)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("keep the enrolment: %w", err), l.cache.Remove())
	}
	s.mu.Lock()
	s.link, s.revoked, s.unreachable, s.reached = l, false, time.Time{}, s.o.Now()
	s.mu.Unlock()
	s.o.Changed()
	poke(s.wake)
	return nil
}

// Leave forgets the server. What was not told is not told any more; the history stays.
func (s *Sync) Leave(ctx context.Context) error {
	if err := s.o.Secrets.Delete(enrolmentName); err != nil {
		return fmt.Errorf("forget the enrolment: %w", err)
	}
	cache := policycache.Open(s.o.Policy, policycache.Pin{}, s.o.Now)
	s.mu.Lock()
	s.link, s.revoked, s.unreachable = nil, false, time.Time{}
	s.mu.Unlock()
	s.o.Changed()
	return errors.Join(cache.Remove(), s.o.Store.DropQueue(ctx))
}

// reload takes up what another process changed.
func (s *Sync) reload(ctx context.Context) {
	e, ok, err := s.load()
	l := s.linked()
	if err != nil || !ok && l == nil || ok && l != nil && e.Token == l.Token {
		return // what cannot be read now is read later; until then the link stays as it is
	}
	var fresh *link
	if ok {
		fresh = s.connect(e)
	}
	s.mu.Lock()
	s.link, s.revoked, s.unreachable = fresh, false, time.Time{}
	s.mu.Unlock()
	s.o.Changed()
	s.keep(ctx)
}
