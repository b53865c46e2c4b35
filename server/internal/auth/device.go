package auth

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"sekisho/server/internal/audit"
	"sekisho/server/internal/store"
)

// IssuerDevice is the issuer of people who are known by their devices only.
const IssuerDevice = "sekisho-device"

const (
	codeLife   = 24 * time.Hour // of an enrolment code, if nothing is said
	seenEvery  = time.Hour
	deviceName = 100 // characters
)

// deviceStore is what Devices needs of the store.
type deviceStore interface {
	Users(ctx context.Context, org store.Org) ([]store.User, error)
	AddEnrolment(ctx context.Context, org store.Org, u store.User, n store.Enrolment, e audit.Entry) error
	Enrol(ctx context.Context, org store.Org, n store.Enrolling) (store.Device, error)
	AddDevice(ctx context.Context, org store.Org, u store.User, n store.Enrolling) (store.Device, error)
	Token(ctx context.Context, org store.Org, token string) (store.Token, error)
	Devices(ctx context.Context, org store.Org) ([]store.Device, error)
	RevokeDevice(ctx context.Context, org store.Org, id string, e audit.Entry) error
	TouchDevice(ctx context.Context, org store.Org, id string, at time.Time) error
}

// Devices enrols devices and knows their tokens.
type Devices struct {
	store deviceStore
	now   func() time.Time
	tries *limiter
}

// NewDevices returns the devices of all organisations in st. A nil now is time.Now.
func NewDevices(st deviceStore, now func() time.Time) *Devices {
	if now == nil {
		now = time.Now
	}
	return &Devices{store: st, now: now, tries: newLimiter(now)}
}

// Owner is the person a code is made for.
type Owner struct {
	Account  string // mail address
	Name     string
	Language string // ja, en; empty: unknown
	Roles    []Role // none: sender
}

// NewCode makes a code with which one device of o may enrol once. valid 0 means 24 hours. by is who makes it; the zero Who is the operator.
func (d *Devices) NewCode(ctx context.Context, org store.Org, o Owner, valid time.Duration, by store.Who) (code string, expires time.Time, err error) {
	at := strings.LastIndexByte(o.Account, '@')
	if at < 1 || at == len(o.Account)-1 || strings.ContainsAny(o.Account, " \t\r\n") {
		return "", time.Time{}, fmt.Errorf("make enrolment code: %q is not a mail address: write it as person@example.co.jp", o.Account)
	}
	if valid <= 0 {
		valid = codeLife
	}
	user, err := d.owner(ctx, org, o)
	if err != nil {
		return "", time.Time{}, fmt.Errorf("make enrolment code: %w", err)
	}
	code, expires = newCode(org.ID()), d.now().Add(valid)
	err = d.store.AddEnrolment(ctx, org, user, store.Enrolment{Code: code, Creator: by.Subject, Expires: expires}, audit.Entry{
		Event: "device.code-made", Issuer: by.Issuer, Subject: by.Subject, Object: user.Who.Subject, Account: user.Account,
	})
	if err != nil {
		return "", time.Time{}, fmt.Errorf("make enrolment code: %w", err)
	}
	return code, expires, nil
}

// owner returns the person as they are known, or as a new one. All devices of one account are one person.
func (d *Devices) owner(ctx context.Context, org store.Org, o Owner) (store.User, error) {
	u := store.User{Who: store.Who{Issuer: IssuerDevice, Subject: store.NewID()}, Account: strings.ToLower(o.Account), Roles: []string{string(RoleSender)}}
	users, err := d.store.Users(ctx, org)
	if err != nil {
		return u, err
	}
	i := slices.IndexFunc(users, func(k store.User) bool { return k.Who.Issuer == IssuerDevice && k.Account == u.Account })
	if i >= 0 {
		u = users[i]
	}
	if o.Name != "" {
		u.Name = o.Name
	}
	if o.Language != "" {
		u.Language = o.Language
	}
	if len(o.Roles) > 0 {
		u.Roles = nil
		for _, r := range o.Roles {
			u.Roles = append(u.Roles, string(r))
		}
	}
	return u, nil
}

// Enrolment is what a device sends with its code.
type Enrolment struct {
	Code      string // as typed
	Name      string // what its owner calls the device, at most 100 characters
	PublicKey string // base64 of an Ed25519 public key, for passes signed offline; empty: none
}

// Enrol uses a code up and returns the new device and its token, which is shown this once. remote is the address the request came from, for
// the limit on tries.
func (d *Devices) Enrol(ctx context.Context, remote string, e Enrolment) (store.Device, string, error) {
	if !d.tries.allow(remote) {
		return store.Device{}, "", refuse(CodeTooMany, "over %d tries in %s", triesAllowed, triesWindow)
	}
	name, key, err := e.check()
	if err != nil {
		return store.Device{}, "", err
	}
	id, code, err := parseCode(e.Code)
	if err != nil {
		return store.Device{}, "", err
	}
	token := newToken(id)
	// The code is the credential: if the organisation does not have it nothing is found.
	dev, err := d.store.Enrol(ctx, store.OrgOf(id), store.Enrolling{Code: code, DeviceID: store.NewID(), Name: name, PublicKey: key, Token: token})
	switch {
	case errors.Is(err, store.ErrNotFound):
		return store.Device{}, "", &Error{Code: CodeEnrolment, Reason: "the code is unknown or was used"}
	case errors.Is(err, store.ErrExpired):
		return store.Device{}, "", &Error{Code: CodeLate, Reason: "the code has expired"}
	case err != nil:
		return store.Device{}, "", err
	}
	d.tries.forget(remote)
	return dev, token, nil
}

// Add makes a device of somebody who has signed in, and returns it with its token, which is shown this once. A device cannot make
// devices: whoever stole a token would have more of them than can be revoked.
func (d *Devices) Add(ctx context.Context, id Identity, e Enrolment) (store.Device, string, error) {
	if id.Device != "" {
		return store.Device{}, "", refuse(CodeRole, "a device cannot enrol devices")
	}
	name, key, err := e.check()
	if err != nil {
		return store.Device{}, "", err
	}
	token := newToken(id.Org.ID())
	// Roles that a token claims are its issuer's to take away again; a device is a sender's.
	u := store.User{Who: id.Who(), Account: id.Account, Name: id.Name, Language: id.Language, Roles: []string{string(RoleSender)}}
	dev, err := d.store.AddDevice(ctx, id.Org, u, store.Enrolling{DeviceID: store.NewID(), Name: name, PublicKey: key, Token: token})
	return dev, token, err
}

func (e Enrolment) check() (name, key string, err error) {
	name = strings.TrimSpace(e.Name)
	if !utf8.ValidString(name) || utf8.RuneCountInString(name) > deviceName {
		return "", "", refuse(CodeDevice, "the device's name is longer than %d characters or not UTF-8", deviceName)
	}
	if e.PublicKey == "" {
		return name, "", nil
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(e.PublicKey)
	if err != nil || len(raw) != ed25519.PublicKeySize {
		return "", "", refuse(CodeDevice, "the public key is not 32 octets in base64")
	}
	return name, base64.StdEncoding.EncodeToString(raw), nil
}

// Identify returns who a device token stands for.
func (d *Devices) Identify(ctx context.Context, token string) (Identity, error) {
	id, err := parseToken(token)
	if err != nil {
		return Identity{}, err
	}
	// The token is the credential: it names the organisation, and only there its hash is looked up.
	org := store.OrgOf(id)
	k, err := d.store.Token(ctx, org, token)
	if errors.Is(err, store.ErrNotFound) {
		return Identity{}, refuse(CodeInvalid, "the device token is unknown")
	}
	if err != nil {
		return Identity{}, err
	}
	now := d.now()
	switch {
	case !k.Revoked.IsZero() || !k.Device.Revoked.IsZero():
		return Identity{}, refuse(CodeRevoked, "the device was revoked")
	case !k.User.Disabled.IsZero():
		return Identity{}, refuse(CodeRevoked, "the account is disabled")
	case !k.Expires.IsZero() && !k.Expires.After(now):
		return Identity{}, refuse(CodeExpired, "the device token has expired")
	}
	if now.Sub(k.Device.Seen) >= seenEvery {
		// Not worth refusing a request for.
		_ = d.store.TouchDevice(ctx, org, k.Device.ID, now)
	}
	return Identity{
		Org: org, Issuer: k.User.Who.Issuer, Subject: k.User.Who.Subject, Account: k.User.Account, Roles: known(k.User.Roles),
		Language: k.User.Language, Name: k.User.Name, Device: k.Device.ID,
	}, nil
}

// List returns all devices of the organisation, oldest first.
func (d *Devices) List(ctx context.Context, org store.Org) ([]store.Device, error) {
	return d.store.Devices(ctx, org)
}

// Revoke ends a device at once. Again gives store.ErrConflict, an unknown device store.ErrNotFound.
func (d *Devices) Revoke(ctx context.Context, org store.Org, id string, by store.Who) error {
	return d.store.RevokeDevice(ctx, org, id, audit.Entry{Event: "device.revoked", Issuer: by.Issuer, Subject: by.Subject, Object: id})
}
