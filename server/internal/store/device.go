package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"sekisho/server/internal/audit"
)

// Device is a machine or add-in that may speak for one person.
type Device struct {
	ID        string
	Who       Who
	Name      string // what its owner calls it
	PublicKey string // base64, Ed25519, for passes signed offline; empty: none
	Created   time.Time
	Seen      time.Time // to the hour; zero: never
	Revoked   time.Time // zero: not
}

// Enrolment is the right to enrol one device, once. The code itself is never kept.
type Enrolment struct {
	Code    string // kept as its SHA-256
	Creator string // who made it
	Expires time.Time
}

const (
	insertEnrolment = `INSERT INTO enrolments (org, hash, issuer, subject, creator, created, expires) VALUES (?, ?, ?, ?, ?, ?, ?)`
	queryEnrolment  = `SELECT issuer, subject, expires, used FROM enrolments WHERE org = ? AND hash = ?`
	useEnrolment    = `UPDATE enrolments SET used = ?, device = ? WHERE org = ? AND hash = ? AND used = 0`
	insertDevice    = `INSERT INTO devices (org, id, issuer, subject, name, public_key, created) VALUES (?, ?, ?, ?, ?, ?, ?)`
	insertToken     = `INSERT INTO tokens (org, hash, device, created, expires) VALUES (?, ?, ?, ?, ?)`
)

// AddEnrolment saves the person and a code for one device of theirs, with an audit row.
func (s *Store) AddEnrolment(ctx context.Context, org Org, u User, n Enrolment, e audit.Entry) error {
	return s.logged(ctx, org, 0, e, func(ctx context.Context, t *tx, _ *audit.Entry) error {
		if err := t.putUser(ctx, org, u); err != nil {
			return err
		}
		_, err := t.exec(ctx, insertEnrolment, org.id, hashed(n.Code), u.Who.Issuer, u.Who.Subject, n.Creator, micros(t.now()), micros(n.Expires))
		if err != nil {
			return fmt.Errorf("add enrolment: %w", err)
		}
		return nil
	})
}

// Enrolling is what a device brings: the code, what it is called and the token it is to have.
type Enrolling struct {
	Code      string
	DeviceID  string // NewID
	Name      string
	PublicKey string
	Token     string    // kept as its SHA-256
	Expires   time.Time // of the token; zero: until revoked
}

// Enrol uses a code up and makes the device with its token, with an audit row. A code that is not there or was used gives ErrNotFound, one
// past its time ErrExpired.
func (s *Store) Enrol(ctx context.Context, org Org, n Enrolling) (Device, error) {
	d := Device{ID: n.DeviceID, Name: n.Name, PublicKey: n.PublicKey}
	e := audit.Entry{Event: "device.enrolled", Object: n.DeviceID}
	err := s.logged(ctx, org, len(n.Name)+len(n.PublicKey), e, func(ctx context.Context, t *tx, e *audit.Entry) (err error) {
		d.Created = t.now()
		if d.Who, err = t.useCode(ctx, org, n, d.Created); err != nil {
			return err
		}
		e.Issuer, e.Subject = d.Who.Issuer, d.Who.Subject
		_, err = t.exec(ctx, insertDevice, org.id, d.ID, d.Who.Issuer, d.Who.Subject, d.Name, d.PublicKey, micros(d.Created))
		if err != nil {
			return err
		}
		_, err = t.exec(ctx, insertToken, org.id, hashed(n.Token), d.ID, micros(d.Created), micros(n.Expires))
		return err
	})
	if err != nil {
		return Device{}, fmt.Errorf("enrol device: %w", err)
	}
	return d, nil
}

func (t *tx) useCode(ctx context.Context, org Org, n Enrolling, now time.Time) (Who, error) {
	var who Who
	var expires, used int64
	if err := t.row(ctx, queryEnrolment, []any{org.id, hashed(n.Code)}, &who.Issuer, &who.Subject, &expires, &used); err != nil {
		return Who{}, err
	}
	if used != 0 {
		return Who{}, ErrNotFound
	}
	if expires <= micros(now) {
		return Who{}, ErrExpired
	}
	_, err := t.exec(ctx, useEnrolment, micros(now), n.DeviceID, org.id, hashed(n.Code))
	return who, err
}

// Token is what is known of a device's token.
type Token struct {
	Device  Device
	User    User
	Expires time.Time // zero: never
	Revoked time.Time // zero: not; the device's revocation is in Device
}

const queryToken = `SELECT t.expires, t.revoked, d.id, d.name, d.public_key, d.created, d.seen, d.revoked, ` +
	`u.issuer, u.subject, u.account, u.name, u.language, u.roles, u.password_hash, u.created, u.disabled
FROM tokens t JOIN devices d ON d.org = t.org AND d.id = t.device
JOIN users u ON u.org = d.org AND u.issuer = d.issuer AND u.subject = d.subject WHERE t.org = ? AND t.hash = ?`

// Token returns what a token stands for, whether or not it still serves, or ErrNotFound. The look-up is by the token's SHA-256: how long it
// takes tells nothing of a token of 256 random bits. It may be given from memory, see fresh; Roles is not to be changed.
func (s *Store) Token(ctx context.Context, org Org, token string) (Token, error) {
	key := tokenKey{org, sha256.Sum256([]byte(token))}
	return remembered(s.fresh, s.fresh.tokens, key, func() (Token, error) { return s.readToken(ctx, key) })
}

func (s *Store) readToken(ctx context.Context, key tokenKey) (Token, error) {
	var k Token
	var expires, revoked, created, seen, gone int64
	user, err := readUser(func(into ...any) error {
		own := []any{&expires, &revoked, &k.Device.ID, &k.Device.Name, &k.Device.PublicKey, &created, &seen, &gone}
		return s.row(ctx, queryToken, key.org.id, hex.EncodeToString(key.hash[:])).Scan(append(own, into...)...)
	})
	if err != nil {
		return Token{}, fmt.Errorf("token: %w", err)
	}
	k.User, k.Device.Who = user, user.Who
	k.Expires, k.Revoked = moment(expires), moment(revoked)
	k.Device.Created, k.Device.Seen, k.Device.Revoked = moment(created), moment(seen), moment(gone)
	return k, nil
}

const (
	queryDevices = `SELECT id, issuer, subject, name, public_key, created, seen, revoked FROM devices WHERE org = ? ORDER BY created, id`
	revokeDevice = `UPDATE devices SET revoked = ? WHERE org = ? AND id = ? AND revoked = 0`
	revokeTokens = `UPDATE tokens SET revoked = ? WHERE org = ? AND device = ? AND revoked = 0` //nolint:gosec // a query, no credential
	queryRevoked = `SELECT revoked FROM devices WHERE org = ? AND id = ?`
	touchDevice  = `UPDATE devices SET seen = ? WHERE org = ? AND id = ? AND seen < ?`
)

// Devices returns all devices, oldest first, revoked ones too.
func (s *Store) Devices(ctx context.Context, org Org) ([]Device, error) {
	return collect(ctx, s, func(scan scanner) (d Device, err error) {
		var created, seen, revoked int64
		err = scan(&d.ID, &d.Who.Issuer, &d.Who.Subject, &d.Name, &d.PublicKey, &created, &seen, &revoked)
		d.Created, d.Seen, d.Revoked = moment(created), moment(seen), moment(revoked)
		return d, err
	}, queryDevices, org.id)
}

const queryDevice = `SELECT d.id, d.name, d.public_key, d.created, d.seen, d.revoked, u.issuer, u.subject, u.account, u.name, u.language, u.roles, u.password_hash,
u.created, u.disabled FROM devices d JOIN users u ON u.org = d.org AND u.issuer = d.issuer AND u.subject = d.subject WHERE d.org = ? AND d.id = ?`

// Device returns a device and whose it is, whether or not they still serve, or ErrNotFound.
func (s *Store) Device(ctx context.Context, org Org, id string) (d Device, u User, err error) {
	var created, seen, gone int64
	u, err = readUser(func(into ...any) error {
		return s.row(ctx, queryDevice, org.id, id).Scan(append([]any{&d.ID, &d.Name, &d.PublicKey, &created, &seen, &gone}, into...)...)
	})
	if err != nil {
		return Device{}, User{}, fmt.Errorf("device %q: %w", id, err)
	}
	d.Who, d.Created, d.Seen, d.Revoked = u.Who, moment(created), moment(seen), moment(gone)
	return d, u, nil
}

// AddDevice makes a device of a person who proved in another way who they are, with its token and an audit row. The person is saved where
// they are not known yet, and kept as they are where they are. n.Code is not used.
func (s *Store) AddDevice(ctx context.Context, org Org, u User, n Enrolling) (Device, error) {
	d := Device{ID: n.DeviceID, Who: u.Who, Name: n.Name, PublicKey: n.PublicKey}
	e := audit.Entry{Event: "device.enrolled", Object: n.DeviceID, Issuer: u.Who.Issuer, Subject: u.Who.Subject}
	err := s.logged(ctx, org, len(n.Name)+len(n.PublicKey), e, func(ctx context.Context, t *tx, _ *audit.Entry) error {
		d.Created = t.now()
		var known string
		err := t.row(ctx, `SELECT subject FROM users WHERE org = ? AND issuer = ? AND subject = ?`, []any{org.id, u.Who.Issuer, u.Who.Subject}, &known)
		if errors.Is(err, ErrNotFound) {
			err = t.putUser(ctx, org, u)
		}
		if err == nil {
			_, err = t.exec(ctx, insertDevice, org.id, d.ID, u.Who.Issuer, u.Who.Subject, d.Name, d.PublicKey, micros(d.Created))
		}
		if err == nil {
			_, err = t.exec(ctx, insertToken, org.id, hashed(n.Token), d.ID, micros(d.Created), micros(n.Expires))
		}
		return err
	})
	if err != nil {
		return Device{}, fmt.Errorf("add device: %w", err)
	}
	return d, nil
}

// RevokeDevice ends a device and all its tokens, with an audit row. Again gives ErrConflict, an unknown device ErrNotFound.
func (s *Store) RevokeDevice(ctx context.Context, org Org, id string, e audit.Entry) error {
	return s.logged(ctx, org, 0, e, func(ctx context.Context, t *tx, _ *audit.Entry) error {
		now := micros(t.now())
		n, err := t.exec(ctx, revokeDevice, now, org.id, id)
		if err == nil && n == 0 {
			var revoked int64
			if err = t.row(ctx, queryRevoked, []any{org.id, id}, &revoked); err == nil {
				err = ErrConflict
			}
		}
		if err == nil {
			_, err = t.exec(ctx, revokeTokens, now, org.id, id)
		}
		if err != nil {
			return fmt.Errorf("revoke device %q: %w", id, err)
		}
		return nil
	})
}

// TouchDevice notes that a device was seen. It is not worth waiting for: callers do it at most once an hour for a device.
func (s *Store) TouchDevice(ctx context.Context, org Org, id string, at time.Time) error {
	err := s.do(ctx, 0, func(ctx context.Context, t *tx) error {
		_, err := t.exec(ctx, touchDevice, micros(at), org.id, id, micros(at))
		return err
	})
	if errors.Is(err, ErrBusy) {
		return nil // it will be seen again
	}
	return err
}
