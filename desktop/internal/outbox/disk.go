package outbox

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"sekisho/desktop/internal/locations"
)

// layer is the file system as far as the outbox uses it. Tests put one in its place that loses what was not synced.
type layer interface {
	MakeFolder(dir string) error
	// Create makes a new file for its owner alone.
	Create(dir, name string) (file, error)
	Open(dir, name string) (io.ReadCloser, error)
	Rename(dir, from, to string) error
	// Remove removes a file. One that is not there is no error.
	Remove(dir, name string) error
	SyncFolder(dir string) error
	List(dir string) ([]string, error)
}

type file interface {
	io.Writer
	Sync() error
	Close() error
}

// disk is the real one.
type disk struct{}

func (disk) MakeFolder(dir string) error { return locations.MakeFolder(dir) }

func (disk) Create(dir, name string) (file, error) {
	return os.OpenFile(filepath.Join(dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // a name of ours
}

func (disk) Open(dir, name string) (io.ReadCloser, error) {
	return os.Open(filepath.Join(dir, name)) //nolint:gosec // a name of ours
}

func (disk) Rename(dir, from, to string) error {
	return os.Rename(filepath.Join(dir, from), filepath.Join(dir, to))
}

func (disk) Remove(dir, name string) error {
	if err := os.Remove(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// SyncFolder makes names durable. Windows cannot sync a folder and has names in its journal.
func (disk) SyncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir) //nolint:gosec // our folder
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func (disk) List(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	var names []string
	for _, e := range entries {
		if e.Type().IsRegular() {
			names = append(names, e.Name())
		}
	}
	return names, err
}
