package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"

	"sekisho/server/internal/auth"
	"sekisho/server/internal/config"
	"sekisho/server/internal/service"
	"sekisho/server/internal/store"
)

// dataFlags are the flags of commands that work on the server's data, with the server running or not.
func dataFlags(name string) *pflag.FlagSet {
	f := flags(name)
	config.Register(f)
	return f
}

// withStore opens the data that the configuration names and calls f with the organisation's key to it.
func withStore(ctx context.Context, fs *pflag.FlagSet, f func(*store.Store, store.Org) error) error {
	return withData(ctx, fs, store.Open, f)
}

// lookAtStore is withStore for commands that must change nothing, not even by opening.
func lookAtStore(ctx context.Context, fs *pflag.FlagSet, f func(*store.Store, store.Org) error) error {
	return withData(ctx, fs, store.OpenReadOnly, f)
}

// errDatabaseGone: checkpoints are only written beside a database.
var errDatabaseGone = errors.New("the database " + store.DatabaseName + " is gone, while its checkpoints are still there; put it back")

type openStore func(context.Context, store.Options) (*store.Store, error)

func withData(ctx context.Context, fs *pflag.FlagSet, open openStore, f func(*store.Store, store.Org) error) (err error) {
	c, err := config.Load(fs, os.Environ())
	if err != nil {
		return err
	}
	o, err := service.StoreOptions(c, nil)
	if err == nil && o.URL == "" {
		err = databaseThere(o.Dir)
	}
	if err != nil {
		return err
	}
	st, err := open(ctx, o)
	if err != nil {
		return err
	}
	defer func() {
		if closed := st.Close(); err == nil {
			err = closed
		}
	}()
	org, err := auth.Operator(ctx, st, c.Organization.ID)
	if err != nil {
		return err
	}
	return f(st, org)
}

// databaseThere looks for the database. Opening would make a new one, and a trail that was taken away must not look like one that never was.
func databaseThere(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, store.DatabaseName)); err != nil {
		if _, left := os.Stat(filepath.Join(dir, store.CheckpointName)); left == nil {
			return errDatabaseGone
		}
		return fmt.Errorf("%w; name the server's folder with --data-dir, or run `sekisho serve` once to make it", err)
	}
	return nil
}
