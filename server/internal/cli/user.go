package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"sekisho/server/address"
	audits "sekisho/server/internal/audit"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/store"
	"sekisho/server/policy"
)

// user lists the people whom the server knows, and says what they may do.
func user(ctx context.Context, args []string, s Streams) int {
	if len(args) == 0 {
		return complain(s, "user: say what to do: list, set ADDRESS")
	}
	if asksForHelp(s, "user", args[0]) {
		return exitOK
	}
	switch args[0] {
	case "list":
		return userList(ctx, args[1:], s)
	case "set":
		return userSet(ctx, args[1:], s)
	}
	return complain(s, "user: %q is not known; there are list and set", args[0])
}

func userList(ctx context.Context, args []string, s Streams) int {
	f := dataFlags("user list")
	if status, done := parse(f, args, s); done {
		return status
	}
	if status, done := nothingElse(f, s); done {
		return status
	}
	err := lookAtStore(ctx, f, func(st *store.Store, org store.Org) error {
		list, err := st.Users(ctx, org)
		for _, u := range list {
			state := "active"
			if !u.Disabled.IsZero() {
				state = "disabled"
			}
			s.printf("%s\t%s\t%s\t%s\n", plain(u.Account), state, strings.Join(u.Roles, ","), plain(u.Name))
		}
		return err
	})
	return report(s, "user list", err)
}

// userChange is what is to become of a person.
type userChange struct {
	roles           []string // nil: as they are
	disable, enable bool
	wait            *string // how long the person's mails wait by their own wish; empty: as the policy says; nil: as it is
}

// userSet changes what a person may do. Who only signs in elsewhere is disabled there.
func userSet(ctx context.Context, args []string, s Streams) int {
	f := dataFlags("user set")
	var c userChange
	f.StringSliceVar(&c.roles, "role", nil, "all that the person may do: sender, approver, auditor, admin, with commas between them")
	f.BoolVar(&c.disable, "disable", false, "let the person's devices in no more, and take none of their passes")
	f.BoolVar(&c.enable, "enable", false, "undo --disable")
	wait := f.String("wait", "", "how long the person's mails wait, as 30m, where the policy lets a sender make waits longer; 0s: as it says")
	if status, done := parse(f, args, s); done {
		return status
	}
	if f.Changed("wait") {
		c.wait = wait
	}
	if f.NArg() != 1 {
		return complain(s, "user set: name one person by mail address")
	}
	a, err := address.Parse(f.Arg(0))
	if err != nil {
		return complain(s, "user set: %q is no mail address; write person@example.co.jp", f.Arg(0))
	}
	if err := c.check(); err != nil {
		return complain(s, "user set: %v", err)
	}
	err = withStore(ctx, f, func(st *store.Store, org store.Org) error { return c.make(ctx, st, org, strings.ToLower(a.String())) })
	return report(s, "user set", err)
}

func (c userChange) check() error {
	if c.roles == nil && !c.disable && !c.enable && c.wait == nil {
		return fmt.Errorf("say what to change: --role, --disable, --enable or --wait")
	}
	if c.wait != nil {
		if _, err := policy.ParseDuration(*c.wait); err != nil {
			return fmt.Errorf("--wait %q: write it as 10s, 30m or 2h", *c.wait)
		}
	}
	if c.disable && c.enable {
		return fmt.Errorf("--disable and --enable at once")
	}
	for _, r := range c.roles {
		if !slices.Contains(auth.Roles(), auth.Role(r)) {
			return fmt.Errorf("--role %q is not known; there are %s, %s, %s and %s", r, auth.RoleSender, auth.RoleApprover, auth.RoleAuditor, auth.RoleAdmin)
		}
	}
	return nil
}

// make changes all that is known under an address. A person with roles who is not known yet becomes so, for an administrator can be asked
// by mail before having a device.
func (c userChange) make(ctx context.Context, st *store.Store, org store.Org, account string) error {
	if c.wait != nil {
		if err := c.putWait(ctx, st, org, account); err != nil || c.roles == nil && !c.disable && !c.enable {
			return err
		}
	}
	all, err := st.Users(ctx, org)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(u store.User) bool { return !strings.EqualFold(u.Account, account) })
	if len(all) == 0 && (c.roles == nil || c.disable) {
		return fmt.Errorf("nobody is known as %s; `sekisho user list` shows who is", account)
	}
	if len(all) == 0 {
		all = []store.User{{Who: store.Who{Issuer: auth.IssuerDevice, Subject: store.NewID()}, Account: account}}
	}
	for _, u := range all {
		if c.roles != nil {
			u.Roles = c.roles
		}
		if c.enable {
			u.Disabled = time.Time{}
		}
		if c.disable && u.Disabled.IsZero() {
			u.Disabled = time.Now()
		}
		details := map[string]string{"roles": strings.Join(u.Roles, ","), "disabled": fmt.Sprint(!u.Disabled.IsZero())}
		if err := st.PutUser(ctx, org, u, audits.Entry{Event: "user.changed", Object: u.Who.Subject, Account: u.Account, Details: details}); err != nil {
			return err
		}
	}
	return nil
}

// putWait keeps how long a person's mails wait by their own wish.
func (c userChange) putWait(ctx context.Context, st *store.Store, org store.Org, account string) error {
	var own store.OwnSettings
	if d, err := policy.ParseDuration(*c.wait); err == nil && d > 0 {
		own.Wait = policy.FormatDuration(d)
	}
	return st.PutOwnSettings(ctx, org, account, own, audits.Entry{Event: "user.changed", Account: account, Details: map[string]string{"wait": *c.wait}})
}
