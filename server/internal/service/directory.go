package service

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"sekisho/server/internal/audit"
	"sekisho/server/internal/config"
	"sekisho/server/internal/directory"
	"sekisho/server/internal/directory/ldap"
	"sekisho/server/internal/store"
)

// ErrNoLDAP is a configuration that names no server for the directory.
var ErrNoLDAP = errors.New("ldap.url is empty: write in the configuration where the directory is")

// Directory is what is needed of the store to keep a directory in step with a server.
type Directory interface {
	People(ctx context.Context, org store.Org, after string, limit int) ([]store.Person, error)
	ImportPeople(ctx context.Context, org store.Org, people []store.Person, only bool, e audit.Entry) (store.DirectoryChange, error)
}

// ReadLDAP reads the directory that a configuration names, and merges it with the one that is kept. With shrink most
// of that may go, else that is a *store.ShrinkError.
func ReadLDAP(ctx context.Context, c config.LDAP, d Directory, org store.Org, shrink bool) ([]store.Person, error) {
	if c.URL == "" {
		return nil, ErrNoLDAP
	}
	s := ldap.Server{
		URL: c.URL, Authorities: c.Authorities, BindDN: c.BindDN, PasswordFile: c.PasswordFile, Base: c.Base, PeopleFilter: c.PeopleFilter, GroupFilter: c.GroupFilter,
	}
	read, err := s.Read(ctx)
	if err != nil {
		return nil, err
	}
	old, err := everybody(ctx, d, org)
	if err != nil {
		return nil, err
	}
	merged, err := directory.Merge(old, read) // its only error is that it shrinks
	if err != nil && !shrink {
		return nil, err
	}
	return merged, nil
}

func everybody(ctx context.Context, d Directory, org store.Org) (all []store.Person, err error) {
	for after := ""; ; {
		page, err := d.People(ctx, org, after, 1000)
		if err != nil || len(page) == 0 {
			return all, err
		}
		all = append(all, page...)
		after = page[len(page)-1].Address
	}
}

// syncDirectory reads the directory now and then. What goes wrong is logged, and leaves the directory as it is.
func (s *service) syncDirectory(ctx context.Context) error {
	every := s.config.LDAP.Interval()
	if s.config.LDAP.URL == "" || every <= 0 {
		return nil
	}
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		s.syncOnce(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
		}
	}
}

func (s *service) syncOnce(ctx context.Context) {
	people, err := ReadLDAP(ctx, s.config.LDAP, s.store, s.org, false)
	var done store.DirectoryChange
	if err == nil {
		done, err = s.store.ImportPeople(ctx, s.org, people, true, audit.Entry{Event: "directory.synced"})
	}
	var shrinks *store.ShrinkError
	switch {
	case ctx.Err() != nil:
	case errors.As(err, &shrinks):
		s.log.LogAttrs(ctx, slog.LevelError, "the LDAP server shows too little of the directory; if that is right, run `sekisho directory sync --allow-shrink`", slog.Int("gone", shrinks.Gone), slog.Int("before", shrinks.Before))
	case err != nil:
		s.log.LogAttrs(ctx, slog.LevelError, "read the directory from the LDAP server; it stays as it is", slog.Any("error", err))
	case len(done.Added)+len(done.Changed)+len(done.Removed) > 0:
		s.log.LogAttrs(ctx, slog.LevelInfo, "the directory has changed", slog.Int("added", len(done.Added)), slog.Int("changed", len(done.Changed)), slog.Int("removed", len(done.Removed)))
	}
}
