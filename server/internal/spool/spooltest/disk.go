// Package spooltest is a disk in memory that fails as disks do: what was not synced is lost when the power goes, and any call can be
// made to fail. It is for tests.
package spooltest

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"sync"
	"time"

	"sekisho/server/internal/spool"
)

// Disk keeps two states of its files: what programs see, and what is there after the power was cut. It is safe for many goroutines.
type Disk struct {
	// Fail is asked before every call ("create", "write", "sync", "close", "open", "rename", "remove", "syncdir", "list", "free"); an
	// error is the call's. Nil: nothing fails.
	Fail func(call, name string) error
	// Now dates files; nil: time.Now.
	Now func() time.Time

	mu    sync.Mutex
	seen  map[string]*content // names as programs see them
	names map[string]*content // names that a sync of the folder made durable
	calls []string
}

// content is a file's octets, whatever its names are.
type content struct {
	now     []byte
	synced  []byte
	changed time.Time
}

// New returns an empty disk.
func New() *Disk { return &Disk{seen: map[string]*content{}, names: map[string]*content{}} }

// Cut cuts the power: what was not synced is gone, octets and names. Files that are open write into nothing afterwards.
func (d *Disk) Cut() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.seen = map[string]*content{}
	for name, c := range d.names {
		kept := &content{now: bytes.Clone(c.synced), synced: bytes.Clone(c.synced), changed: c.changed}
		d.seen[name], d.names[name] = kept, kept
	}
}

// Calls returns what was called so far, in order: "create NAME", "sync NAME", …
func (d *Disk) Calls() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]string(nil), d.calls...)
}

// Flip changes one octet of a file: from the front, or with a negative place from the end.
func (d *Disk) Flip(name string, place int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	b := d.seen[name].now
	b[(place+len(b))%len(b)] ^= 1
}

// Shorten cuts octets from a file's end.
func (d *Disk) Shorten(name string, by int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := d.seen[name]
	c.now = c.now[:max(len(c.now)-by, 0)]
}

// call notes a call and returns the error that it is to have. The lock is held while it is noted only.
func (d *Disk) call(call, name string) error {
	d.mu.Lock()
	d.calls = append(d.calls, call+" "+name)
	fail := d.Fail
	d.mu.Unlock()
	if fail == nil {
		return nil
	}
	return fail(call, name)
}

func (d *Disk) now() time.Time {
	if d.Now != nil {
		return d.Now()
	}
	return time.Now()
}

// Create makes a file.
func (d *Disk) Create(name string) (spool.Writer, error) {
	if err := d.call("create", name); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.seen[name] != nil {
		return nil, fmt.Errorf("create %s: %w", name, fs.ErrExist)
	}
	c := &content{changed: d.now()}
	d.seen[name] = c
	return &file{disk: d, name: name, c: c}, nil
}

// Open opens a file.
func (d *Disk) Open(name string) (io.ReadCloser, error) {
	if err := d.call("open", name); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	c := d.seen[name]
	if c == nil {
		return nil, fmt.Errorf("open %s: %w", name, fs.ErrNotExist)
	}
	return io.NopCloser(bytes.NewReader(bytes.Clone(c.now))), nil
}

// Rename renames a file; the disk forgets the new name and remembers the old one until Sync.
func (d *Disk) Rename(from, to string) error {
	if err := d.call("rename", from+" "+to); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	c := d.seen[from]
	if c == nil {
		return fmt.Errorf("rename %s: %w", from, fs.ErrNotExist)
	}
	delete(d.seen, from)
	d.seen[to] = c
	return nil
}

// Remove deletes a file.
func (d *Disk) Remove(name string) error {
	if err := d.call("remove", name); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.seen[name] == nil {
		return fmt.Errorf("remove %s: %w", name, fs.ErrNotExist)
	}
	delete(d.seen, name)
	return nil
}

// Sync makes all names durable.
func (d *Disk) Sync() error {
	if err := d.call("syncdir", ""); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.names = map[string]*content{}
	for name, c := range d.seen {
		d.names[name] = c
	}
	return nil
}

// List names all files.
func (d *Disk) List() ([]spool.Entry, error) {
	if err := d.call("list", ""); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	var all []spool.Entry
	for name, c := range d.seen {
		all = append(all, spool.Entry{Name: name, Changed: c.changed})
	}
	return all, nil
}

// Free has room for ever unless Fail says otherwise.
func (d *Disk) Free() (int64, error) {
	if err := d.call("free", ""); err != nil {
		return 0, nil //nolint:nilerr // the failure of this call is a disk without room
	}
	return 1 << 50, nil
}

// file is a file being written.
type file struct {
	disk *Disk
	name string
	c    *content
}

func (f *file) Write(p []byte) (int, error) {
	if err := f.disk.call("write", f.name); err != nil {
		return 0, err
	}
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	f.c.now, f.c.changed = append(f.c.now, p...), f.disk.now()
	return len(p), nil
}

func (f *file) Sync() error {
	if err := f.disk.call("sync", f.name); err != nil {
		return err
	}
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	f.c.synced = bytes.Clone(f.c.now)
	return nil
}

func (f *file) Close() error { return f.disk.call("close", f.name) }
