package httpapi

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// upload is one file that waits for its check. Only the person who sent it can name it.
type upload struct {
	owner   string
	path    string
	size    int64
	sha256  string
	expires time.Time
}

// add stores r's octets for owner.
func (u *uploads) add(owner string, r io.Reader) (string, *upload, error) {
	p, err := u.place(owner)
	if err != nil {
		return "", nil, err
	}
	id := randomID()
	up := &upload{owner: owner, path: filepath.Join(u.dir, id)}
	if err := up.write(r, u.max, p); err != nil {
		_ = os.Remove(up.path)
		p.leave()
		return "", nil, err
	}
	if err := p.keep(id, up); err != nil {
		_ = os.Remove(up.path)
		return "", nil, err
	}
	return id, up, nil
}

// write takes room for the octets before it puts them on disk.
func (up *upload) write(r io.Reader, limit int64, room io.Writer) error {
	f, err := os.OpenFile(up.path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("store upload: %w", err)
	}
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(room, f, h), io.LimitReader(r, limit+1))
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("store upload: %w", err)
	}
	if n > limit {
		return fmt.Errorf("%w: an upload has at most %d octets", errTooLarge, limit)
	}
	up.size, up.sha256 = n, hex.EncodeToString(h.Sum(nil))
	return nil
}

// of is what one person uploaded.
func (u *uploads) of(owner string) uploadSource { return uploadSource{u, owner} }

type uploadSource struct {
	uploads *uploads
	owner   string
}

type opened struct {
	content *os.File
	size    int64
	sha256  string
}

var errNoUpload = errors.New("no such upload, or it is older than 10 minutes; upload the file again")

func (s uploadSource) open(id string) (opened, error) {
	s.uploads.mu.Lock()
	defer s.uploads.mu.Unlock()
	up, ok := s.uploads.all[id]
	if !ok || up.owner != s.owner || s.uploads.now().After(up.expires) {
		return opened{}, errNoUpload
	}
	f, err := os.Open(up.path)
	if err != nil {
		return opened{}, fmt.Errorf("open upload: %w", err)
	}
	return opened{f, up.size, up.sha256}, nil
}

// named returns the id of an upload of this person with this content: a door that uploaded a file may go on to name it by
// its hash alone.
func (s uploadSource) named(sha256 string) (id string, ok bool) {
	if s.uploads == nil || sha256 == "" {
		return "", false
	}
	s.uploads.mu.Lock()
	defer s.uploads.mu.Unlock()
	for id, up := range s.uploads.all {
		if up.sha256 == sha256 && up.owner == s.owner && !s.uploads.now().After(up.expires) {
			return id, true
		}
	}
	return "", false
}

// randomID is 128 random bits in letters that a path may hold.
func randomID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}
