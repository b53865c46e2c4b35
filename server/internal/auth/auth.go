// Package auth tells who a request comes from, and so on behalf of which organisation it may act.
//
// There are three ways: a device token (256 random bits, obtained once for an enrolment code, kept hashed, revocable at once), an access
// token of an OpenID Connect issuer (RS256 only), and on a demo server an identity without any credential that works from the same machine
// only. Whoever is found is an Identity: issuer and subject, never an address, with the one organisation that the credential belongs to.
// Beside package relay this is the only place that makes a store.Org.
//
// It does not decide what an identity may do beyond its roles, and writes no HTTP answers: Problem gives the words for them.
//
// # Limits
//
// A bearer token is at most 16 KiB, key sets and metadata of an issuer at most 1 MiB and 10 s; a key set is fetched at most once in 5
// minutes for unknown keys and once a day otherwise. RSA keys under 2048 bits are not used. An address may try 10 codes in 10 minutes.
package auth

import (
	"context"
	"fmt"
	"slices"

	"sekisho/server/internal/store"
)

// Role is something an identity may do.
type Role string

// The roles.
const (
	RoleSender   Role = "sender"   // own mails
	RoleApprover Role = "approver" // mails assigned for approval
	RoleAuditor  Role = "auditor"  // reads what was recorded
	RoleAdmin    Role = "admin"    // configures
)

// Roles returns all roles.
func Roles() []Role { return []Role{RoleSender, RoleApprover, RoleAuditor, RoleAdmin} }

// Identity is who a request comes from.
type Identity struct {
	Org      store.Org // the only organisation it may act for
	Issuer   string    // who vouches for Subject
	Subject  string    // opaque, stable, unique at Issuer
	Account  string    // mail address, lower case; empty: unknown
	Hint     bool      // Account comes from a claim that its owner may change: for display and matching, not for permission
	Roles    []Role
	Language string // ja, en; empty: unknown
	Name     string
	Device   string // the device's identifier; empty: not a device token
}

// Who returns issuer and subject as the store keeps them.
func (i Identity) Who() store.Who { return store.Who{Issuer: i.Issuer, Subject: i.Subject} }

// Has reports whether the identity has a role.
func (i Identity) Has(r Role) bool { return slices.Contains(i.Roles, r) }

type contextKey struct{}

// WithIdentity returns a context that FromContext finds i in. Tests of handlers use it; else Middleware does.
func WithIdentity(ctx context.Context, i Identity) context.Context {
	return context.WithValue(ctx, contextKey{}, i)
}

// FromContext returns the identity that Middleware found.
func FromContext(ctx context.Context) (Identity, bool) {
	i, ok := ctx.Value(contextKey{}).(Identity)
	return i, ok
}

// Require returns the identity if it has the role, else an *Error with CodeMissing or CodeRole.
func Require(ctx context.Context, r Role) (Identity, error) {
	i, ok := FromContext(ctx)
	if !ok {
		return Identity{}, refuse(CodeMissing, "the request has no bearer token")
	}
	if !i.Has(r) {
		return Identity{}, refuse(CodeRole, "the role %q is needed", r)
	}
	return i, nil
}

// organizations is what Operator needs of the store.
type organizations interface {
	Organizations(ctx context.Context) ([]store.Organization, error)
}

// Operator returns an organisation for whoever runs the program where the data is: being able to open the database and the master key is the
// credential. Commands and start-up use it, never a request. An unknown organisation gives store.ErrNotFound.
func Operator(ctx context.Context, st organizations, id string) (store.Org, error) {
	all, err := st.Organizations(ctx)
	if err != nil {
		return store.Org{}, fmt.Errorf("look up organisation: %w", err)
	}
	for _, o := range all {
		if o.ID == id {
			return store.OrgOf(id), nil
		}
	}
	return store.Org{}, fmt.Errorf("organisation %q: %w", id, store.ErrNotFound)
}

// known returns those of names that are roles.
func known(names []string) []Role {
	var out []Role
	for _, r := range Roles() {
		if slices.Contains(names, string(r)) {
			out = append(out, r)
		}
	}
	return out
}
