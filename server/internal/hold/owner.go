package hold

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sekisho/server/internal/store"
)

// Owner is whose a mail is, as far as the gateway can tell.
type Owner struct {
	Account string // mail address; what is told of the mail names it as this one's
	// Claimed: only the mail itself says so, and anybody inside can write what it says. Such an owner is told nothing of the mail and moves
	// nothing: approvers and operators decide.
	Claimed bool
	// Others may be behind the mail, too: who logged in, the return address, From. None of them approves it.
	Others []string
}

// ownerOf is whose a hold is.
func ownerOf(h store.Hold) Owner { return Owner{h.Account, h.Claimed, h.Others} }

// Asks is the address that stands behind "manager": who picks an owner must not pick the approver with it. Empty: nobody does.
func (o Owner) Asks() string {
	switch {
	case !o.Claimed:
		return o.Account
	case len(o.Others) > 0:
		return o.Others[0]
	}
	return ""
}

// acts tells whether an actor moves a mail as its sender.
func (a Actor) acts(o Owner) bool { return !o.Claimed && a.is(o.Account) }

// all are those who may be behind a mail.
func (o Owner) all() []string { return append([]string{o.Account}, o.Others...) }

// behind tells whether an address is that of somebody who may be behind a mail.
func (k *Keeper) behind(ctx context.Context, org store.Org, address string, o Owner) (bool, error) {
	for _, a := range o.all() {
		if own, err := k.same(ctx, org, address, a); err != nil || own {
			return own, err
		}
	}
	return false, nil
}

// same tells whether two addresses are one person's.
func (k *Keeper) same(ctx context.Context, org store.Org, a, b string) (bool, error) {
	if a == "" || b == "" || strings.EqualFold(a, b) {
		return a != "" && b != "", nil
	}
	first, err := k.People.Primary(ctx, org, a)
	if err != nil {
		return false, fmt.Errorf("look up %q: %w", a, err)
	}
	second, err := k.People.Primary(ctx, org, b)
	if err != nil {
		return false, fmt.Errorf("look up %q: %w", b, err)
	}
	return strings.EqualFold(first, second), nil
}

// tellable leaves out of notices those to an owner whom only the mail itself names.
func (o Owner) tellable(all []store.Notice) []store.Notice {
	if !o.Claimed {
		return all
	}
	return slices.DeleteFunc(all, func(n store.Notice) bool { return n.Kind != TellApprove && strings.EqualFold(n.To, o.Account) })
}

// named tells whether an actor bears one of the addresses of those who may be behind a mail.
func (o Owner) named(by Actor) bool { return slices.ContainsFunc(o.all(), by.is) }
