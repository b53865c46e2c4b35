// Package accounts is what a person does with their accounts: add one by its address, try it, sign in, take it away. The window and
// the command line both call it, and may run at the same time.
//
// It puts together package account (the file, discovery, trials), the vault and package oauth, and promises that an account and its
// secrets come and go together: an account whose secrets could not be kept is not added, and one that is removed leaves none.
// Where the app logs in at the upstream by itself, mail programs need a local password, which is made here.
package accounts

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/locations"
	"sekisho/desktop/internal/oauth"
	"sekisho/desktop/internal/secret"
)

// ErrPassword is the error of an account with a kept password that was given none.
var ErrPassword = errors.New("accounts: a password is needed")

// Vault is what accounts keep their secrets in. secret.Vault is one.
type Vault interface {
	oauth.Vault
	account.Vault
}

// Desk works on one installation's accounts. It is safe for concurrent use.
type Desk struct {
	*account.Store
	Vault      Vault
	Tokens     *oauth.Keeper
	Discoverer account.Discoverer
	Trial      account.Trial
}

// Open opens the accounts of an installation. Its vault was opened before.
func Open(p locations.Places, v Vault) (*Desk, error) {
	store, err := account.Open(p.Accounts())
	if err != nil {
		return nil, err
	}
	return &Desk{Store: store, Vault: v, Tokens: oauth.New(oauth.At(p, v))}, nil
}

// Find returns an account by its ID, its login or its address, in that order, or account.ErrUnknown.
func (d *Desk) Find(name string) (account.Account, error) {
	all, err := d.List()
	if err != nil {
		return account.Account{}, err
	}
	for _, is := range []func(account.Account) bool{
		func(a account.Account) bool { return a.ID == name },
		func(a account.Account) bool { return strings.EqualFold(a.Login, name) },
		func(a account.Account) bool { return strings.EqualFold(a.Address, name) },
	} {
		for _, a := range all {
			if is(a) {
				return a, nil
			}
		}
	}
	return account.Account{}, fmt.Errorf("%w: %q; `sekisho-desktop account list` shows them", account.ErrUnknown, name)
}

// Create adds an account. The password is that at the upstream, and kept for an account whose Auth is password; other accounts have
// none. Errors are those of account.Store.Add, ErrPassword and the vault's.
func (d *Desk) Create(a account.Account, password string) (account.Account, error) {
	if (a.Auth == account.AuthPassword) != (password != "") {
		return account.Account{}, fmt.Errorf("%w for an account that keeps one, and for no other", ErrPassword)
	}
	a, err := d.Add(a)
	if err != nil {
		return a, err
	}
	if err := d.keep(a, password); err != nil {
		return a, errors.Join(fmt.Errorf("keep the account's secrets: %w", err), d.Remove(a.ID, d.Vault))
	}
	return a, nil
}

func (d *Desk) keep(a account.Account, password string) error {
	if a.Auth == account.AuthPassthrough {
		return nil
	}
	if password != "" {
		if err := d.Vault.Set(account.Password(a.ID), []byte(password)); err != nil {
			return err
		}
	}
	return d.Vault.Set(account.Local(a.ID), []byte(account.NewLocalPassword()))
}

// Change gives the account of a.ID what a says. A password that is not empty takes the place of the one that is kept; an account that
// keeps one from now on needs it. What the new way to log in does not need is forgotten. Errors are those of account.Store.Update,
// ErrPassword and the vault's.
func (d *Desk) Change(a account.Account, password string) error {
	before, err := d.Get(a.ID)
	if err != nil {
		return err
	}
	keeps := a.Auth == account.AuthPassword
	if !keeps && password != "" || keeps && password == "" && before.Auth != account.AuthPassword {
		return fmt.Errorf("%w for an account that keeps one, and for no other", ErrPassword)
	}
	if err := d.Update(a); err != nil {
		return err
	}
	if err := d.rekeep(before, a, password); err != nil {
		return errors.Join(fmt.Errorf("keep the account's secrets: %w", err), d.Update(before))
	}
	return nil
}

// rekeep has the vault hold what a needs, after before: the local password stays as mail programs know it.
func (d *Desk) rekeep(before, a account.Account, password string) error {
	if before.Auth == a.Auth && before.Provider == a.Provider {
		if password == "" {
			return nil
		}
		return d.SetPassword(a, password)
	}
	if before.Auth == account.AuthPassthrough {
		return d.keep(a, password)
	}
	if err := d.Tokens.Forget(a.ID); err != nil {
		return err
	}
	if a.Auth == account.AuthPassthrough {
		return d.Vault.DeleteBelow(account.Secrets(a.ID))
	}
	if password != "" {
		return d.SetPassword(a, password)
	}
	return d.Vault.Delete(account.Password(a.ID))
}

// Local returns the password with which mail programs log in here for an account; empty where they use the upstream's own.
func (d *Desk) Local(a account.Account) (string, error) {
	if a.Auth == account.AuthPassthrough {
		return "", nil
	}
	password, err := d.Vault.Get(account.Local(a.ID))
	return string(password), err
}

// Renew makes a new local password in place of the one that got into wrong hands.
func (d *Desk) Renew(a account.Account) (string, error) {
	if a.Auth == account.AuthPassthrough {
		return "", nil
	}
	password := account.NewLocalPassword()
	return password, d.Vault.Set(account.Local(a.ID), []byte(password))
}

// Test tries an account's upstream with what is kept for it. A passthrough account is tried with the password given, or without a
// login where that is empty. An error is one of the vault's or of oauth; what the upstream said is the result.
func (d *Desk) Test(ctx context.Context, a account.Account, password string) (account.Result, error) {
	credentials := account.Credentials{Password: password}
	switch a.Auth {
	case account.AuthPassword:
		if password != "" {
			break // one that is not kept yet
		}
		kept, err := d.Vault.Get(account.Password(a.ID))
		if err != nil {
			return account.Result{}, err
		}
		credentials.Password = string(kept)
	case account.AuthOAuth:
		token, err := d.Tokens.Token(ctx, a)
		if err != nil {
			return account.Result{}, err
		}
		credentials = account.Credentials{Token: token}
	}
	result := d.Trial.Try(ctx, a, credentials)
	if failure, failed := result.Failure(); failed && failure.Code == "try.auth-token" {
		d.Tokens.Refused(a, credentials.Token)
	}
	return result, nil
}

// SignIn has the account's person sign in in their browser, which open opens. The identity is who did.
func (d *Desk) SignIn(ctx context.Context, a account.Account, open func(address string) error, lang string) (oauth.Identity, error) {
	if a.Auth != account.AuthOAuth {
		return oauth.Identity{}, fmt.Errorf("accounts: %s logs in with a password; there is nothing to sign in", a.Address)
	}
	return d.Tokens.SignIn(ctx, a, open, lang)
}

// SignedIn tells, without asking anybody, whether an account can send without its person signing in first.
func (d *Desk) SignedIn(a account.Account) (bool, error) {
	if a.Auth != account.AuthOAuth {
		return true, nil
	}
	return d.Tokens.SignedIn(a.ID)
}

// SetPassword keeps a new password for an account that keeps one.
func (d *Desk) SetPassword(a account.Account, password string) error {
	if a.Auth != account.AuthPassword || password == "" {
		return fmt.Errorf("%w for an account that keeps one, and for no other", ErrPassword)
	}
	return d.Vault.Set(account.Password(a.ID), []byte(password))
}

// Erase removes an account with all its secrets.
func (d *Desk) Erase(a account.Account) error {
	if err := d.Tokens.Forget(a.ID); err != nil {
		return err
	}
	return d.Remove(a.ID, d.Vault)
}

var _ Vault = (*secret.Vault)(nil)
