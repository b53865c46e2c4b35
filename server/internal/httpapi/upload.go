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
	"sync"
	"time"
)

const (
	keepUpload = 10 * time.Minute // how long an upload waits for its check
	maxUploads = 1000             // waiting at once
	maxOwn     = 100              // of one person, waiting or on their way
)

// upload is one file that waits for its check. Only the person who sent it can name it.
type upload struct {
	owner   string
	path    string
	size    int64
	sha256  string
	expires time.Time
}

// uploads keeps files on disk, outside any folder that is served. Expired ones go when the next one comes, and all of
// them when the process starts or ends.
type uploads struct {
	dir string
	max int64 // octets of one
	now func() time.Time

	mu     sync.Mutex
	all    map[string]*upload
	coming map[string]int // by owner: on their way
}

func newUploads(dir string, limit int64, now func() time.Time) (*uploads, error) {
	if err := os.RemoveAll(dir); err != nil {
		return nil, fmt.Errorf("clear uploads: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder for uploads: %w", err)
	}
	return &uploads{dir: dir, max: limit, now: now, all: make(map[string]*upload), coming: make(map[string]int)}, nil
}

// add stores r's octets for owner.
func (u *uploads) add(owner string, r io.Reader) (string, *upload, error) {
	if !u.room(owner) {
		return "", nil, errBusy
	}
	defer u.came(owner)
	id := randomID()
	up := &upload{owner: owner, path: filepath.Join(u.dir, id), expires: u.now().Add(keepUpload)}
	if err := up.write(r, u.max); err != nil {
		_ = os.Remove(up.path)
		return "", nil, err
	}
	u.mu.Lock()
	u.all[id] = up
	u.mu.Unlock()
	return id, up, nil
}

func (up *upload) write(r io.Reader, limit int64) error {
	f, err := os.OpenFile(up.path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("store upload: %w", err)
	}
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, h), io.LimitReader(r, limit+1))
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

// room drops what has expired and takes a place for one more of owner's, if there is one. One person cannot take the
// others' places.
func (u *uploads) room(owner string) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	own, all := u.coming[owner], 0
	for id, up := range u.all {
		if u.now().After(up.expires) {
			_ = os.Remove(up.path)
			delete(u.all, id)
		} else if up.owner == owner {
			own++
		}
	}
	for _, n := range u.coming {
		all += n
	}
	if own >= maxOwn || len(u.all)+all >= maxUploads {
		return false
	}
	u.coming[owner]++
	return true
}

// came gives back the place that an upload had on its way.
func (u *uploads) came(owner string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.coming[owner]--; u.coming[owner] == 0 {
		delete(u.coming, owner)
	}
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

func (u *uploads) close() error { return os.RemoveAll(u.dir) }

// randomID is 128 random bits in letters that a path may hold.
func randomID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}
