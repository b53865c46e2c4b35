package accounts

import (
	"cmp"
	"errors"
	"slices"
	"testing"

	"sekisho/desktop/internal/account"
)

// TestAChangedAccountKeepsWhatItNeeds: mail programs go on with the local password they know, and nothing is left of another way to
// log in.
func TestAChangedAccountKeepsWhatItNeeds(t *testing.T) {
	for _, c := range []struct {
		name, from, to, password string
		want                     []string
	}{
		{"a new password", account.AuthPassword, account.AuthPassword, "q", []string{"local", "password"}},
		{"another name", account.AuthPassword, account.AuthPassword, "", []string{"local", "password"}},
		{"a password to keep", account.AuthPassthrough, account.AuthPassword, "q", []string{"local", "password"}},
		{"a password no more", account.AuthPassword, account.AuthPassthrough, "", nil},
		{"a sign-in instead", account.AuthPassword, account.AuthOAuth, "", []string{"local"}},
		{"a password instead of a sign-in", account.AuthOAuth, account.AuthPassword, "q", []string{"local", "password"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, v, _ := desk(t)
			first := ""
			if c.from == account.AuthPassword {
				first = "p"
			}
			before, err := d.Create(sample(c.from), first)
			if err != nil {
				t.Fatal(err)
			}
			if c.from == account.AuthOAuth {
				if err := v.Set(account.Token(before.ID), []byte("t")); err != nil {
					t.Fatal(err)
				}
			}
			local, _ := d.Local(before)
			a := before
			a.Name, a.Upstream, a.Auth, a.Provider = "田中", "new.example.co.jp:465", c.to, sample(c.to).Provider
			a.Security = account.SecurityImplicit
			if err := d.Change(a, c.password); err != nil {
				t.Fatal(err)
			}
			if got, err := d.Get(a.ID); err != nil || got != a {
				t.Errorf("the account is %+v, %v, want %+v", got, err, a)
			}
			if got := secrets(v, a.ID); !slices.Equal(got, c.want) {
				t.Errorf("the vault holds %q, want %q", got, c.want)
			}
			if now, _ := d.Local(a); local != "" && c.want != nil && now != local {
				t.Errorf("the local password is %q, want %q as before", now, local)
			}
			if kept, _ := v.Get(account.Password(a.ID)); c.to == account.AuthPassword && string(kept) != cmp.Or(c.password, first) {
				t.Errorf("the password kept is %q, want %q", kept, cmp.Or(c.password, first))
			}
		})
	}
}

func TestAChangeThatCannotBeIsNone(t *testing.T) {
	d, _, _ := desk(t)
	a, err := d.Create(sample(account.AuthPassthrough), "")
	if err != nil {
		t.Fatal(err)
	}
	fresh := a
	fresh.Auth = account.AuthPassword
	if err := d.Change(fresh, ""); !errors.Is(err, ErrPassword) {
		t.Errorf("an account that is to keep a password and is given none: %v, want ErrPassword", err)
	}
	if err := d.Change(a, "p"); !errors.Is(err, ErrPassword) {
		t.Errorf("an account that keeps no password and is given one: %v, want ErrPassword", err)
	}
	d.Vault = full{d.Vault}
	if err := d.Change(fresh, "p"); err == nil {
		t.Error("a password that cannot be kept is no error")
	}
	if got, _ := d.Get(a.ID); got != a {
		t.Errorf("after changes that failed the account is %+v, want %+v", got, a)
	}
	a.ID = "nobody"
	if err := d.Change(a, ""); !errors.Is(err, account.ErrUnknown) {
		t.Errorf("a change of nobody's account: %v, want ErrUnknown", err)
	}
}
