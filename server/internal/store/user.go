package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"sekisho/server/internal/audit"
)

// User is a person as an issuer names them.
type User struct {
	Who          Who
	Account      string // mail address, lower case; a hint, no identity
	Name         string
	Language     string   // ja, en; empty: unknown
	Roles        []string // sender, approver, auditor, admin
	PasswordHash string   // argon2id, for local accounts; empty: none
	Created      time.Time
	Disabled     time.Time // zero: may sign in
}

const (
	userColumns = `issuer, subject, account, name, language, roles, password_hash, created, disabled`
	queryUser   = `SELECT ` + userColumns + ` FROM users WHERE org = ? AND issuer = ? AND subject = ?`
	queryUsers  = `SELECT ` + userColumns + ` FROM users WHERE org = ? ORDER BY account, issuer, subject`
	upsertUser  = `INSERT INTO users (org, ` + userColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (org, issuer, subject) DO UPDATE SET account = excluded.account, name = excluded.name, language = excluded.language,
roles = excluded.roles, password_hash = excluded.password_hash, disabled = excluded.disabled`
)

// PutUser makes or changes a person, with an audit row. Created is kept from the first time.
func (s *Store) PutUser(ctx context.Context, org Org, u User, e audit.Entry) error {
	return s.logged(ctx, org, len(u.Name), e, func(ctx context.Context, t *tx, _ *audit.Entry) error {
		return t.putUser(ctx, org, u)
	})
}

func (t *tx) putUser(ctx context.Context, org Org, u User) error {
	if u.Created.IsZero() {
		u.Created = t.now()
	}
	_, err := t.exec(ctx, upsertUser, org.id, u.Who.Issuer, u.Who.Subject, strings.ToLower(u.Account), u.Name, u.Language, list(u.Roles),
		u.PasswordHash, micros(u.Created), micros(u.Disabled))
	if err != nil {
		return fmt.Errorf("put user: %w", err)
	}
	return nil
}

// User returns a person, or ErrNotFound.
func (s *Store) User(ctx context.Context, org Org, who Who) (User, error) {
	u, err := readUser(s.row(ctx, queryUser, org.id, who.Issuer, who.Subject).Scan)
	if err != nil {
		return User{}, fmt.Errorf("user %q of %q: %w", who.Subject, who.Issuer, err)
	}
	return u, nil
}

// Users returns all people by account.
func (s *Store) Users(ctx context.Context, org Org) ([]User, error) {
	return collect(ctx, s, readUser, queryUsers, org.id)
}

func readUser(scan scanner) (u User, err error) {
	var roles string
	var created, disabled int64
	err = scan(&u.Who.Issuer, &u.Who.Subject, &u.Account, &u.Name, &u.Language, &roles, &u.PasswordHash, &created, &disabled)
	if err != nil {
		return User{}, err
	}
	u.Created, u.Disabled = moment(created), moment(disabled)
	if err := json.Unmarshal([]byte(roles), &u.Roles); err != nil {
		return User{}, fmt.Errorf("roles: %w", err)
	}
	return u, nil
}
