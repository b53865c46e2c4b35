package main

import (
	"context"
	"errors"
	"os"
	"runtime"
	"time"

	"sekisho/desktop/internal/client"
)

// clients is the desk that sets up the mail programs of this computer, as accounts and ports are now.
func (s *service) clients() (*client.Desk, error) {
	authority, err := client.ReadAuthority(s.places.Certificate())
	if err != nil {
		return nil, err
	}
	accounts, err := s.companion.Accounts().List()
	if err != nil {
		return nil, err
	}
	d := &client.Desk{Places: s.places, Authority: authority, Env: os.Getenv, Certutil: client.FindCertutil(runtime.GOOS)}
	for _, a := range accounts {
		local, err := s.Local(a.ID)
		if err != nil {
			return nil, err
		}
		d.Ways = append(d.Ways, client.Way{
			Account: a.ID, Address: a.Address, Name: a.Name, Login: a.Login, Password: local.Password,
			Host: local.Host, StartTLS: local.StartTLS, TLS: local.TLS,
		})
	}
	return d, nil
}

// setupTime bounds the set-up of a mail program.
const setupTime = time.Minute

// ClientSetup implements programBound.
func (s *service) ClientSetup() ([]Program, error) {
	d, err := s.clients()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), setupTime)
	defer cancel()
	all, err := d.Programs(ctx)
	if err != nil {
		return nil, err
	}
	views := make([]Program, 0, len(all))
	for _, p := range all {
		views = append(views, Program(p))
	}
	return views, nil
}

// ApplyClientSetup implements programBound.
func (s *service) ApplyClientSetup(id, profile string) error {
	if id != client.Thunderbird {
		return &Problem{Code: "unavailable", Args: map[string]string{}}
	}
	d, err := s.clients()
	if err != nil {
		return err
	}
	found, err := d.Find(profile)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), setupTime)
	defer cancel()
	applied, err := d.Apply(ctx, found)
	s.news.tell("programs")
	return errors.Join(err, applied.Trouble)
}

// UndoClientSetup implements programBound.
func (s *service) UndoClientSetup(id, profile string) error {
	if id != client.Thunderbird {
		return &Problem{Code: "unavailable", Args: map[string]string{}}
	}
	d, err := s.clients()
	if err != nil {
		return err
	}
	found, err := d.Find(profile)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), setupTime)
	defer cancel()
	_, err = d.Undo(ctx, found.Dir)
	s.news.tell("programs")
	return err
}
