package httpapi

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"time"
)

const (
	keepUpload   = 10 * time.Minute // how long an upload waits for its check
	sweepUploads = time.Minute      // how often expired ones are removed
	maxUploads   = 1000             // waiting or on their way at once
	maxOwn       = 100              // of one person
	uploadOctets = 10_000_000_000   // of all, on disk
	ownOctets    = 1_000_000_000    // of one person
)

// uploads keeps files on disk, outside any folder that is served. Expired ones go within a minute, and all of them when the
// process starts or ends. One person cannot take the others' places, nor all the room.
type uploads struct {
	dir string
	max int64 // octets of one
	now func() time.Time

	mu     sync.Mutex
	all    map[string]*upload
	taken  held            // by all that wait or are on their way
	owned  map[string]held // of it, by owner
	timer  *time.Timer     // for the next sweep; nil: nothing waits
	closed bool
}

// held is how many files somebody has, and how large they are in octets.
type held struct {
	files  int
	octets int64
}

func newUploads(dir string, limit int64, now func() time.Time) (*uploads, error) {
	if err := os.RemoveAll(dir); err != nil {
		return nil, fmt.Errorf("clear uploads: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder for uploads: %w", err)
	}
	return &uploads{dir: dir, max: limit, now: now, all: make(map[string]*upload), owned: make(map[string]held)}, nil
}

// place is the room that one upload takes up from its first octet on. A request need not say how long it is, so room is taken
// as the octets come.
type place struct {
	uploads *uploads
	owner   string
	octets  int64
}

// place takes a place for one more of owner's, if there is one.
func (u *uploads) place(owner string) (*place, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.dropExpired()
	if u.closed || u.owned[owner].files >= maxOwn || u.taken.files >= maxUploads {
		return nil, errBusy
	}
	u.take(owner, 1, 0)
	return &place{uploads: u, owner: owner}, nil
}

// Write takes room for b, or gives errBusy. One file of the largest size always fits where nothing else is.
func (p *place) Write(b []byte) (int, error) {
	u, n := p.uploads, int64(len(b))
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.owned[p.owner].octets+n > max(ownOctets, u.max+1) || u.taken.octets+n > max(uploadOctets, u.max+1) {
		return 0, errBusy
	}
	u.take(p.owner, 0, n)
	p.octets += n
	return len(b), nil
}

// leave gives the place back.
func (p *place) leave() {
	p.uploads.mu.Lock()
	defer p.uploads.mu.Unlock()
	p.uploads.take(p.owner, -1, -p.octets)
}

// keep leaves the place to a file that came whole, until it expires.
func (p *place) keep(id string, up *upload) error {
	u := p.uploads
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.closed {
		return errBusy
	}
	up.expires = u.now().Add(keepUpload)
	u.all[id] = up
	if u.timer == nil {
		u.timer = time.AfterFunc(sweepUploads, u.sweep)
	}
	return nil
}

func (u *uploads) take(owner string, files int, octets int64) {
	u.taken.files, u.taken.octets = u.taken.files+files, u.taken.octets+octets
	own := u.owned[owner]
	own.files, own.octets = own.files+files, own.octets+octets
	if u.owned[owner] = own; own == (held{}) {
		delete(u.owned, owner)
	}
}

// sweep removes what has expired, and comes back while there are others.
func (u *uploads) sweep() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.closed {
		return
	}
	u.dropExpired()
	if len(u.all) == 0 {
		u.timer = nil
		return
	}
	u.timer.Reset(sweepUploads)
}

// dropExpired leaves what cannot be removed for the next time: it still takes up its room.
func (u *uploads) dropExpired() {
	for id, up := range u.all {
		if !u.now().After(up.expires) {
			continue
		}
		if err := os.Remove(up.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			continue
		}
		delete(u.all, id)
		u.take(up.owner, -1, -up.size)
	}
}

// close removes all files and ends the timer. A sweep that has begun removes nothing more.
func (u *uploads) close() error {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.closed = true
	if u.timer != nil {
		u.timer.Stop()
	}
	return os.RemoveAll(u.dir)
}
