package main

import (
	"context"
	"errors"
	"net"
	"os/exec"
	"runtime"
	"strconv"
	"time"

	"sekisho/desktop/internal/account"
)

// Accounts implements accountBound. Whether one has to sign in is what is known without asking its provider.
func (s *service) Accounts() ([]Account, error) {
	all, err := s.companion.Accounts().List()
	if err != nil {
		return nil, err
	}
	views := make([]Account, 0, len(all))
	for _, a := range all {
		views = append(views, s.viewAccount(a))
	}
	return views, nil
}

func (s *service) viewAccount(a account.Account) Account {
	v := Account{
		ID: a.ID, Address: a.Address, Name: a.Name, Login: a.Login, Upstream: a.Upstream, Security: a.Security, Auth: a.Auth, Provider: a.Provider,
	}
	if a.Auth == account.AuthOAuth {
		in, err := s.companion.Accounts().SignedIn(a)
		v.SignIn = err == nil && !in
	}
	return v
}

// Discover implements accountBound.
func (s *service) Discover(address string) (Proposal, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	found, err := s.companion.Accounts().Discoverer.Find(ctx, address)
	if errors.Is(err, account.ErrNothing) {
		return Proposal{Address: address}, nil
	}
	if err != nil {
		return Proposal{}, s.said(err)
	}
	best := found[0]
	a := best.Account
	return Proposal{
		Address: address, Login: a.Login, Upstream: a.Upstream, Security: a.Security, Auth: a.Auth, Provider: a.Provider,
		Source: best.Source, Ask: best.Ask,
	}, nil
}

// AddAccount implements accountBound.
func (s *service) AddAccount(n NewAccount) (Account, error) {
	a := account.Account{
		Address: n.Address, Name: n.Name, Login: n.Login, Upstream: n.Upstream, Security: n.Security, Auth: n.Auth,
	}
	if a.Auth == account.AuthOAuth {
		a.Provider = n.Provider
	}
	made, err := s.companion.Accounts().Create(a, n.Password)
	if err != nil {
		return Account{}, s.said(err)
	}
	return s.viewAccount(made), nil
}

// ChangeAccount implements accountBound. The address stays: another one is another account.
func (s *service) ChangeAccount(id string, n NewAccount) (Account, error) {
	desk := s.companion.Accounts()
	a, err := desk.Get(id)
	if err != nil {
		return Account{}, err
	}
	a.Name, a.Login, a.Upstream, a.Security, a.Auth, a.Provider = n.Name, n.Login, n.Upstream, n.Security, n.Auth, ""
	if a.Auth == account.AuthOAuth {
		a.Provider = n.Provider
	}
	if err := desk.Change(a, n.Password); err != nil {
		return Account{}, s.said(err)
	}
	if a, err = desk.Get(id); err != nil {
		return Account{}, err
	}
	return s.viewAccount(a), nil
}

// said gives an error that has a sentence in the person's language that sentence.
func (s *service) said(err error) error {
	var invalid *account.InvalidError
	if !errors.As(err, &invalid) {
		return err
	}
	said := account.Say(s.language(), invalid.Code, map[string]string{"value": invalid.Value})
	return &Problem{Code: "account", Args: map[string]string{}, Said: said}
}

// TestAccount implements accountBound.
func (s *service) TestAccount(id string) (TestResult, error) {
	desk := s.companion.Accounts()
	a, err := desk.Get(id)
	if err != nil {
		return TestResult{}, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	result, err := desk.Test(ctx, a, "")
	if err != nil {
		return TestResult{}, err
	}
	view := TestResult{OK: result.OK}
	if n := len(result.Steps); n > 0 {
		view.Said = result.Steps[n-1].Say(s.language())
	}
	return view, nil
}

// RemoveAccount implements accountBound.
func (s *service) RemoveAccount(id string) error {
	desk := s.companion.Accounts()
	a, err := desk.Get(id)
	if err != nil {
		return err
	}
	return desk.Erase(a)
}

// SignIn implements accountBound.
func (s *service) SignIn(id string) error {
	desk := s.companion.Accounts()
	a, err := desk.Get(id)
	if err != nil {
		return err
	}
	const patience = 5 * time.Minute
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_, err = desk.SignIn(ctx, a, openBrowser, s.language())
	s.news.tell("accounts")
	return err
}

// openBrowser opens a provider's page in the person's browser.
func openBrowser(address string) error {
	name, args := "xdg-open", []string{address}
	switch runtime.GOOS {
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", address}
	case "darwin":
		name = "open"
	}
	cmd := exec.Command(name, args...) //nolint:gosec,noctx // the address is made from a provider's; the browser outlives us
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { _ = cmd.Wait() }() // so that it leaves no zombie
	return nil
}

// Local implements accountBound.
func (s *service) Local(id string) (Local, error) {
	desk := s.companion.Accounts()
	a, err := desk.Get(id)
	if err != nil {
		return Local{}, err
	}
	password, err := desk.Local(a)
	if err != nil {
		return Local{}, err
	}
	start, implicit := s.flags.addresses()
	return Local{
		Host: "127.0.0.1", TLS: port(implicit), StartTLS: port(start), Login: a.Login, Password: password, Certificate: s.places.Certificate(),
	}, nil
}

// port is that of the first address; 0 where there is none.
func port(addresses []string) int {
	if len(addresses) == 0 {
		return 0
	}
	_, text, _ := net.SplitHostPort(addresses[0])
	n, _ := strconv.Atoi(text)
	return n
}
