package hold

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sekisho/server/internal/store"
)

// Directory is People by the organisation's directory and users.
type Directory struct {
	Store interface {
		Person(ctx context.Context, org store.Org, address string) (store.Person, error)
		PeopleIn(ctx context.Context, org store.Org, group string, limit int) ([]store.Person, error)
		Users(ctx context.Context, org store.Org) ([]store.User, error)
	}
}

// Approvers resolves a name of the policy.
func (d Directory) Approvers(ctx context.Context, org store.Org, name, sender string) ([]string, error) {
	group, isGroup := strings.CutPrefix(name, "group/")
	switch {
	case name == "administrators":
		return d.administrators(ctx, org)
	case name == "manager":
		p, err := d.Store.Person(ctx, org, strings.ToLower(sender))
		if errors.Is(err, store.ErrNotFound) || err == nil && p.Manager == "" {
			return nil, nil
		}
		return []string{strings.ToLower(p.Manager)}, err
	case isGroup:
		return addresses(d.Store.PeopleIn(ctx, org, group, maxApprovers))
	}
	return []string{strings.ToLower(name)}, nil
}

func addresses(people []store.Person, err error) ([]string, error) {
	var all []string
	for _, p := range people {
		all = append(all, p.Address)
	}
	return all, err
}

// administrators are the users who configure the organisation.
func (d Directory) administrators(ctx context.Context, org store.Org) ([]string, error) {
	users, err := d.Store.Users(ctx, org)
	if err != nil {
		return nil, fmt.Errorf("find administrators: %w", err)
	}
	var all []string
	for _, u := range users {
		if slices.Contains(u.Roles, "admin") && u.Disabled.IsZero() && u.Account != "" {
			all = append(all, u.Account)
		}
	}
	return all, nil
}

// Primary looks an address up among the aliases of the directory.
func (d Directory) Primary(ctx context.Context, org store.Org, address string) (string, error) {
	address = strings.ToLower(address)
	p, err := d.Store.Person(ctx, org, address)
	if errors.Is(err, store.ErrNotFound) || err == nil && p.AliasOf == "" {
		return address, nil
	}
	return p.AliasOf, err
}

// Deputies are those whom the directory names beside an approver.
func (d Directory) Deputies(ctx context.Context, org store.Org, approver string) ([]string, error) {
	p, err := d.Store.Person(ctx, org, approver)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return p.Deputies, err
}
