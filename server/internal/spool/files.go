package spool

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Files is the layer below: one folder of files. Tests put one in its place that loses what was not synced, or fails.
type Files interface {
	// Create makes a file that must not be there yet and that nobody else can read.
	Create(name string) (Writer, error)
	Open(name string) (io.ReadCloser, error)
	Rename(from, to string) error
	// Remove deletes a file; one that is not there is fs.ErrNotExist.
	Remove(name string) error
	// Sync makes the names in the folder durable.
	Sync() error
	// List names the spool's files. Others are left out.
	List() ([]Entry, error)
	// Free returns how many octets the disk can still take.
	Free() (int64, error)
}

// Writer is a file being written.
type Writer interface {
	io.Writer
	// Sync makes what was written durable. After an error nothing is known of the file.
	Sync() error
	Close() error
}

// Entry is one file.
type Entry struct {
	Name    string
	Changed time.Time
}

// Folder is a folder of the system.
type Folder struct {
	path string
	dir  *os.File
}

// OpenFolder opens a folder, and makes it if it is not there, readable for nobody else. The folder above is synced then.
func OpenFolder(path string) (*Folder, error) {
	_, err := os.Stat(path)
	made := errors.Is(err, fs.ErrNotExist)
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("make the spool's folder: %w", err)
	}
	if made {
		if err := syncPath(filepath.Dir(path)); err != nil {
			return nil, fmt.Errorf("make the spool's folder: %w", err)
		}
	}
	d, err := os.Open(path) // #nosec G304 -- the folder that the administrator named
	if err != nil {
		return nil, fmt.Errorf("open the spool's folder: %w", err)
	}
	return &Folder{path: path, dir: d}, nil
}

func syncPath(path string) error {
	d, err := os.Open(path) // #nosec G304 -- a folder above the administrator's
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Close lets go of the folder.
func (d *Folder) Close() error { return d.dir.Close() }

// Create makes a file.
func (d *Folder) Create(name string) (Writer, error) {
	return os.OpenFile(filepath.Join(d.path, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) // #nosec G304 -- a Name of ours
}

// Open opens a file.
func (d *Folder) Open(name string) (io.ReadCloser, error) {
	return os.Open(filepath.Join(d.path, name)) // #nosec G304 -- a Name of ours
}

// Rename gives a file its name.
func (d *Folder) Rename(from, to string) error {
	return os.Rename(filepath.Join(d.path, from), filepath.Join(d.path, to))
}

// Remove deletes a file.
func (d *Folder) Remove(name string) error { return os.Remove(filepath.Join(d.path, name)) }

// Sync makes the names durable.
func (d *Folder) Sync() error { return d.dir.Sync() }

// List names the files.
func (d *Folder) List() ([]Entry, error) {
	all, err := os.ReadDir(d.path)
	if err != nil {
		return nil, err
	}
	entries := make([]Entry, 0, len(all))
	for _, e := range all {
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // gone meanwhile
		}
		if err != nil {
			return nil, err
		}
		if info.Mode().IsRegular() && strings.HasSuffix(e.Name(), suffix) {
			entries = append(entries, Entry{e.Name(), info.ModTime()})
		}
	}
	return entries, nil
}

// full says so where the disk has no room.
func full(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, errQuota) {
		return fmt.Errorf("%w: %w", ErrFull, err)
	}
	return err
}
