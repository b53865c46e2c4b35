// Package spool keeps mails that never change, encrypted, and promises that a file is on the disk before it says so.
//
// A mail of one block has no file unless its caller wants one: Place gives it back encrypted, and the caller keeps it with the row that
// names it, which is one sync for both in place of three. A longer one is written to a temporary file in the spool's own folder, then
// synced, renamed, and the folder is synced: only then does Commit return without an error (design: 250 comes after that and after the row
// in the store). Commits that come together share one sync of the folder; so do mails whose rows are committed together, which are placed
// first and synced by who commits. An error of a sync is final for its mail: what the disk holds then is not known, so the file is given
// up and never tried again.
//
// Mails are in the age format (age-encryption.org/v1, X25519) under the organisation's mail key, so an operator who has the key
// (Identity) can read them with other tools. Those of one process and one hour share the file key in their header; what each is
// encrypted under is made of that and 128 random bits of its own. Each has its SHA-256 in the store; Read compares it at the end.
//
// It knows no rows: who asks it to sweep says which files are wanted.
//
// # Limits
//
// The size of a mail is the caller's to bound. One of at most Short octets needs no file. Create refuses (ErrFull) while less than
// Options.Reserve octets are free.
package spool

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"time"
)

// Errors that callers tell apart.
var (
	ErrFull    = errors.New("spool: too little room on the disk")
	ErrDamaged = errors.New("spool: the mail is not what was written")
	ErrMissing = errors.New("spool: the file is not there")
)

const (
	suffix    = ".age"
	temporary = ".new-" // how a file that is not finished begins
)

// Options say where a spool is.
type Options struct {
	Files   Files // the folder; nil is an error
	Reserve int64 // octets of the disk that are left to others; 0: 64 MiB, negative: all may be used
}

// Spool is a folder of mails. It may be used by many goroutines; the folder belongs to one process at a time.
type Spool struct {
	files   Files
	reserve int64

	mu     sync.Mutex
	keys   map[[32]byte]Key
	gather *folderSync // the sync of the folder that is to come; nil: nobody waits for one
	busy   bool        // one is running

	seals seals
}

// Open returns the spool in a folder.
func Open(o Options) (*Spool, error) {
	if o.Files == nil {
		return nil, errors.New("spool: no folder is named")
	}
	if o.Reserve == 0 {
		o.Reserve = 64 << 20
	}
	return &Spool{files: o.Files, reserve: o.Reserve, seals: seals{now: time.Now}}, nil
}

// Name names a file of the spool, in the store and nowhere else.
type Name string

func newName() Name {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return Name(strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b[:])) + suffix)
}

// Valid tells whether a name can be one of a spool: 26 letters and digits and ".age", so that no other file is ever named.
func (n Name) Valid() bool {
	id, ok := strings.CutSuffix(string(n), suffix)
	if !ok || len(id) != 26 {
		return false
	}
	return strings.Trim(id, "abcdefghijklmnopqrstuvwxyz234567") == ""
}

// Create begins a mail that only the owner of key can read. It must be ended by Commit, Place or Abort.
func (s *Spool) Create(key Key) (*File, error) {
	if free, err := s.files.Free(); err == nil && s.reserve > 0 && free < s.reserve {
		return nil, fmt.Errorf("create file: %w: %d MiB are left", ErrFull, free>>20)
	}
	f := &File{spool: s, sum: sha256.New()}
	seal, err := s.seals.take(key)
	if err == nil {
		f.crypt, err = newSealer(disk{f}, seal)
	}
	if err != nil {
		return nil, fmt.Errorf("begin encryption: %w", err)
	}
	return f, nil
}

// Remove deletes a mail. One that is gone already is no error.
func (s *Spool) Remove(name Name) error {
	if !name.Valid() {
		return fmt.Errorf("remove %q: %w", name, ErrMissing)
	}
	if err := s.files.Remove(string(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove file: %w", err)
	}
	return nil
}

// Sweep deletes files that were begun or finished before a time and that nobody wants: mails that were never accepted, since
// the row comes before the answer. wanted is asked about each finished file; an error of it ends the sweep. It returns how many
// files are gone.
func (s *Spool) Sweep(before time.Time, wanted func(Name) (bool, error)) (int, error) {
	entries, err := s.files.List()
	if err != nil {
		return 0, fmt.Errorf("list the spool: %w", err)
	}
	removed := 0
	for _, e := range entries {
		name, begun := strings.CutPrefix(e.Name, temporary)
		if !Name(name).Valid() || !e.Changed.Before(before) {
			continue
		}
		if !begun {
			if keep, err := wanted(Name(name)); err != nil {
				return removed, fmt.Errorf("sweep the spool: %w", err)
			} else if keep {
				continue
			}
		}
		if err := s.files.Remove(e.Name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return removed, fmt.Errorf("sweep the spool: %w", err)
		}
		removed++
	}
	return removed, nil
}
