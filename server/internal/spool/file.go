package spool

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
)

// Short is how many octets a mail may have to need no file: one block of age's.
const Short = block

// Kept is where a mail is: in a file of the spool, or with whoever wrote it.
type Kept struct {
	Name Name   // of the file; empty: there is none
	Body []byte // the mail, encrypted, to be kept by the caller and given to Unseal; nil: it is in the file
}

// File is a mail being written, by one goroutine. It is in memory until it is longer than Short.
type File struct {
	spool *Spool
	name  Name   // of the file, once there is one
	file  Writer // nil: there is none yet
	crypt *sealer
	sum   hash.Hash
	size  int64
	err   error // the first one; nothing is written after it
	ended bool
}

// disk takes a File's encrypted octets. The first of them make the file.
type disk struct{ *File }

func (d disk) Write(p []byte) (int, error) {
	if d.file == nil {
		name := newName()
		f, err := d.spool.files.Create(temporary + string(name))
		if err != nil {
			return 0, fmt.Errorf("create file: %w", err)
		}
		d.name, d.file = name, f
	}
	return d.file.Write(p)
}

// Write appends to the mail. After an error the mail can only be aborted.
func (f *File) Write(p []byte) (int, error) {
	if f.err != nil || f.ended {
		return 0, errors.Join(f.err, errEnded(f.ended))
	}
	n, err := f.crypt.Write(p)
	f.sum.Write(p[:n])
	f.size += int64(n)
	if err != nil {
		f.err = fmt.Errorf("write file: %w", full(err))
	}
	return n, f.err
}

// Size returns how many octets of mail were written.
func (f *File) Size() int64 { return f.size }

// SHA256 returns the hash of the mail, in hex, as the store keeps it.
func (f *File) SHA256() string { return hex.EncodeToString(f.sum.Sum(nil)) }

// Commit puts the mail on the disk, in a file of any length, and returns its name. After an error there is no such mail.
func (f *File) Commit() (Name, error) {
	name, err := f.place()
	if err != nil {
		return "", err
	}
	if err := f.spool.Sync(); err != nil {
		_ = f.spool.files.Remove(string(name))
		return "", err
	}
	return name, nil
}

// Place is Commit for those who save several mails together. A mail of at most Short octets is the caller's to keep: nothing of it is on the
// disk. A longer one is, and it has its name there once a call of Spool.Sync that begins afterwards has returned nil. After an error there
// is no such mail.
func (f *File) Place() (Kept, error) {
	if f.ended || f.file != nil || f.err != nil {
		name, err := f.place()
		return Kept{Name: name}, err
	}
	body := bytes.Clone(f.crypt.seal(true))
	f.end()
	return Kept{Body: body}, nil
}

func (f *File) place() (Name, error) {
	if f.ended {
		return "", errEnded(true)
	}
	if err := f.finish(); err != nil {
		f.Abort()
		return "", fmt.Errorf("commit file: %w", full(err))
	}
	f.end()
	if err := f.spool.files.Rename(temporary+string(f.name), string(f.name)); err != nil {
		_ = f.spool.files.Remove(temporary + string(f.name))
		return "", fmt.Errorf("commit file: %w", full(err))
	}
	return f.name, nil
}

// finish brings all octets to the disk under the temporary name.
func (f *File) finish() error {
	if f.err != nil {
		return f.err
	}
	if err := f.crypt.Close(); err != nil {
		return err
	}
	if err := f.file.Sync(); err != nil {
		return err
	}
	return f.file.Close()
}

// Abort forgets the mail. It may be called after Commit, when it does nothing.
func (f *File) Abort() {
	if f.ended {
		return
	}
	f.end()
	if f.file != nil {
		_ = f.file.Close()
		_ = f.spool.files.Remove(temporary + string(f.name))
	}
}

// end lets go of what writing needs.
func (f *File) end() {
	f.ended = true
	if f.crypt != nil {
		f.crypt.release()
	}
}

func errEnded(ended bool) error {
	if ended {
		return errors.New("spool: the file is finished")
	}
	return nil
}

// Read opens a mail. What comes before the end is not proven whole: only io.EOF says that all of it is what was written. Any
// difference, also from the hash that the store has (hex; empty: not compared), is ErrDamaged.
func (s *Spool) Read(name Name, key Key, hash string) (io.ReadCloser, error) {
	if !name.Valid() {
		return nil, fmt.Errorf("read %q: %w", name, ErrMissing)
	}
	f, err := s.files.Open(string(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read %s: %w", name, ErrMissing)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return s.unseal(string(name), f, key, hash)
}

// Unseal is Read for a mail that Place gave to its caller.
func (s *Spool) Unseal(body []byte, key Key, hash string) (io.ReadCloser, error) {
	return s.unseal("a mail without a file", io.NopCloser(bytes.NewReader(body)), key, hash)
}

func (s *Spool) unseal(name string, f io.ReadCloser, key Key, hash string) (io.ReadCloser, error) {
	r, err := newUnsealer(f, &s.seals, key)
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("read %s: %w: %w", name, ErrDamaged, err)
	}
	return &reader{name: name, file: f, r: r, sum: sha256.New(), want: hash}, nil
}

// reader compares the hash at the end.
type reader struct {
	name string
	file io.ReadCloser
	r    *unsealer
	sum  hash.Hash
	want string
}

func (r *reader) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	r.sum.Write(p[:n])
	switch {
	case err == nil:
		return n, nil
	case !errors.Is(err, io.EOF):
		return n, fmt.Errorf("read %s: %w: %w", r.name, ErrDamaged, err)
	case r.want != "" && hex.EncodeToString(r.sum.Sum(nil)) != r.want:
		return n, fmt.Errorf("read %s: %w: its hash differs", r.name, ErrDamaged)
	}
	return n, io.EOF
}

func (r *reader) Close() error {
	r.r.release()
	return r.file.Close()
}
