package account

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"sekisho/desktop/internal/locations"
)

// The limits of a store.
const (
	MaxAccounts = 100
	maxFile     = 1 << 20
	lockWait    = 10 * time.Second
)

// Store is the file of accounts. It is safe for concurrent use, also by several processes.
type Store struct {
	path string

	mu       sync.Mutex
	seen     fs.FileInfo // of the file as it was read; nil: there was none
	accounts []Account
	watchers map[int]func()
	next     int
}

// file is what the file holds.
type file struct {
	Format   int       `json:"format"` // 1
	Accounts []Account `json:"accounts"`
}

// Open reads the accounts of path. A file that is not there is an empty one; one that is wrong is an error that says where, and is
// left as it is.
func Open(path string) (*Store, error) {
	s := &Store{path: path, watchers: map[int]func(){}}
	if err := s.Refresh(); err != nil {
		return nil, err
	}
	return s, nil
}

// List returns all accounts in the order in which they were added.
func (s *Store) List() ([]Account, error) {
	err := s.Refresh()
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.accounts), err
}

// Get returns an account by its ID, or ErrUnknown.
func (s *Store) Get(id string) (Account, error) {
	return s.find(func(a Account) bool { return a.ID == id }, id)
}

// ByLogin returns the account of a login, or ErrUnknown. Case does not count: no mail server we know gives two people one name.
func (s *Store) ByLogin(login string) (Account, error) {
	return s.find(func(a Account) bool { return strings.EqualFold(a.Login, login) }, login)
}

func (s *Store) find(is func(Account) bool, name string) (Account, error) {
	all, err := s.List()
	if err != nil {
		return Account{}, err
	}
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], nil
	}
	return Account{}, fmt.Errorf("%w: %q", ErrUnknown, name)
}

// Add checks an account, gives it an ID and keeps it. The error is an *InvalidError, ErrLogin, ErrLimit or the file system's.
func (s *Store) Add(a Account) (Account, error) {
	a.ID = newID()
	a, err := a.normal()
	if err != nil {
		return Account{}, err
	}
	return a, s.change(func(all []Account) ([]Account, error) {
		if len(all) >= MaxAccounts {
			return nil, fmt.Errorf("%w: there are %d already; remove one first", ErrLimit, len(all))
		}
		return append(all, a), unique(all, a)
	})
}

// Update replaces the account of a.ID, or returns ErrUnknown; other errors as Add.
func (s *Store) Update(a Account) error {
	a, err := a.normal()
	if err != nil {
		return err
	}
	return s.change(func(all []Account) ([]Account, error) {
		i := slices.IndexFunc(all, func(b Account) bool { return b.ID == a.ID })
		if i < 0 {
			return nil, fmt.Errorf("%w: %q", ErrUnknown, a.ID)
		}
		all[i] = a
		return all, unique(all, a)
	})
}

// Vault is what Remove needs of secret.Vault.
type Vault interface{ DeleteBelow(prefix string) error }

// Remove deletes an account and its secrets, the secrets first: what is left after a crash can be removed again.
func (s *Store) Remove(id string, vault Vault) error {
	if _, err := s.Get(id); err != nil {
		return err
	}
	if err := vault.DeleteBelow(Secrets(id)); err != nil {
		return fmt.Errorf("remove the account's secrets: %w", err)
	}
	return s.change(func(all []Account) ([]Account, error) {
		return slices.DeleteFunc(all, func(a Account) bool { return a.ID == id }), nil
	})
}

func unique(all []Account, a Account) error {
	for _, b := range all {
		if b.ID != a.ID && strings.EqualFold(b.Login, a.Login) {
			return fmt.Errorf("%w: %q belongs to the account %s; give this one another login or change that one", ErrLogin, a.Login, b.Address)
		}
	}
	return nil
}

// change applies a change to what the file holds now, under the lock that other processes heed.
func (s *Store) change(apply func([]Account) ([]Account, error)) error {
	ctx, cancel := context.WithTimeout(context.Background(), lockWait)
	defer cancel()
	release, err := locations.Lock(ctx, s.path)
	if err != nil {
		return err
	}
	err = s.rewrite(apply)
	release()
	if err == nil {
		err = s.Refresh()
	}
	return err
}

func (s *Store) rewrite(apply func([]Account) ([]Account, error)) error {
	all, _, err := read(s.path)
	if err != nil {
		return err
	}
	if all, err = apply(all); err != nil {
		return err
	}
	data, err := json.MarshalIndent(file{Format: 1, Accounts: all}, "", "  ")
	if err != nil {
		return err
	}
	return locations.Write(s.path, append(data, '\n'))
}

// Refresh reads the file again if it is another than the one that was read, and tells those who subscribed. Each reading call does
// so by itself; whoever shows accounts calls it now and then to see what another process changed.
func (s *Store) Refresh() error {
	s.mu.Lock()
	info, err := os.Stat(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		info, err = nil, nil
	}
	if err != nil || same(s.seen, info) {
		s.mu.Unlock()
		return err
	}
	s.accounts, s.seen, err = read(s.path)
	watchers := make([]func(), 0, len(s.watchers))
	for _, w := range s.watchers {
		watchers = append(watchers, w)
	}
	s.mu.Unlock()
	for _, w := range watchers {
		w()
	}
	return err
}

// same tells whether two looks at a path saw one file: each change makes a new one.
func same(a, b fs.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size()
}

// Subscribe has f called after each change, in the goroutine that made or found it. Cancel ends that.
func (s *Store) Subscribe(f func()) (cancel func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.next
	s.next++
	s.watchers[n] = f
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.watchers, n)
	}
}

// read reads a file of accounts.
func read(path string) ([]Account, fs.FileInfo, error) {
	f, err := os.Open(path) //nolint:gosec // a file of ours
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read accounts: %w", err)
	}
	defer func() { _ = f.Close() }() // nothing was written
	info, err := f.Stat()
	if err != nil {
		return nil, nil, fmt.Errorf("read accounts: %w", err)
	}
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, nil, fmt.Errorf("read accounts: %w", err)
	}
	all, err := parse(data)
	if err != nil {
		return nil, nil, fmt.Errorf("read accounts %s: %w; mend the file or move it away", path, err)
	}
	return all, info, nil
}

func parse(data []byte) ([]Account, error) {
	if len(data) > maxFile {
		return nil, fmt.Errorf("it is larger than %d octets", maxFile)
	}
	var f file
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return nil, err
	}
	if f.Format != 1 {
		return nil, fmt.Errorf("its format is %d; this program reads 1", f.Format)
	}
	if len(f.Accounts) > MaxAccounts {
		return nil, fmt.Errorf("%w: %d; %d are the most", ErrLimit, len(f.Accounts), MaxAccounts)
	}
	for i, a := range f.Accounts {
		normal, err := a.normal()
		if err == nil {
			err = unique(f.Accounts[:i], normal)
		}
		if err != nil {
			return nil, fmt.Errorf("account %d (%s): %w", i+1, a.Address, err)
		}
		f.Accounts[i] = normal
	}
	return f.Accounts, nil
}

func newID() string {
	id := make([]byte, 6)
	_, _ = rand.Read(id) // never fails
	return hex.EncodeToString(id)
}
