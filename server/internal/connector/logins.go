package connector

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/bcrypt"

	"sekisho/server/internal/auth"
	"sekisho/server/internal/input"
)

var errTries = errors.New("connector: too many wrong passwords")

// What a hash may cost at most.
const (
	mostMemory  = 256 << 10 // KiB
	mostTime    = 10
	mostThreads = 16
	mostCost    = 14 // of bcrypt
	atATime     = 2
	fileMost    = 1 << 20
	lookEvery   = 2 * time.Second
)

// Logins is a file of users and their passwords' hashes, "user:hash" a line, as `sekisho config password` and `htpasswd -B` write it. It
// is read anew when it changes; what cannot be read then leaves the old one in force.
type Logins struct {
	file  string
	now   func() time.Time
	tries *auth.Tries
	turns chan struct{}

	mu      sync.Mutex
	hashes  map[string]hash
	looked  time.Time
	changed time.Time
	size    int64
}

// OpenLogins reads a file of users. now may be nil.
func OpenLogins(file string, now func() time.Time) (*Logins, error) {
	if now == nil {
		now = time.Now
	}
	l := &Logins{file: file, now: now, tries: auth.NewTries(now), turns: make(chan struct{}, atATime)}
	hashes, err := l.read()
	if err != nil {
		return nil, err
	}
	l.hashes, l.looked = hashes, now()
	return l, nil
}

// Right tells whether a user has that password. Who has tried too often hears errTries.
func (l *Logins) Right(ctx context.Context, remote netip.AddrPort, user, password string) (bool, error) {
	if !l.tries.Allow(remote.String()) {
		return false, errTries
	}
	select {
	case l.turns <- struct{}{}:
		defer func() { <-l.turns }()
	case <-ctx.Done():
		return false, context.Cause(ctx)
	}
	h, known := l.hash(user)
	right := h.is(password) && known // compared in any case: how long it takes does not tell who is known
	if right {
		l.tries.Right(remote.String())
	}
	return right, nil
}

// hash is a user's; for nobody one that fits no password.
func (l *Logins) hash(user string) (hash, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now := l.now(); now.Sub(l.looked) >= lookEvery {
		l.looked = now
		if info, err := os.Stat(l.file); err == nil && (!info.ModTime().Equal(l.changed) || info.Size() != l.size) {
			if hashes, err := l.read(); err == nil {
				l.hashes = hashes
			}
		}
	}
	h, ok := l.hashes[user]
	if !ok {
		h = nobody
	}
	return h, ok
}

// nobody costs what a hash of Hash costs.
var nobody = hash{memory: 64 << 10, time: 3, threads: 4, salt: make([]byte, 16), sum: make([]byte, 32)}

func (l *Logins) read() (map[string]hash, error) {
	info, err := os.Stat(l.file)
	if err == nil && info.Size() > fileMost {
		err = fmt.Errorf("%s: a file of passwords has at most %d octets", l.file, fileMost)
	}
	if err != nil {
		return nil, fmt.Errorf("read passwords: %w", err)
	}
	text, err := input.Read(l.file)
	if err != nil {
		return nil, fmt.Errorf("read passwords: %w", err)
	}
	hashes, err := parse(l.file, text)
	if err == nil {
		l.changed, l.size = info.ModTime(), info.Size()
	}
	return hashes, err
}

// parse reads the lines of a file. Errors name the line and never what is on it.
func parse(file string, text []byte) (map[string]hash, error) {
	all := map[string]hash{}
	lines := bufio.NewScanner(bytes.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		user, written, _ := strings.Cut(line, ":")
		if _, twice := all[user]; twice || user == "" {
			return nil, fmt.Errorf("%s:%d: the user name is missing, or there twice", file, n)
		}
		h, err := parseHash(written)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, n, err)
		}
		all[user] = h
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s: there is no user; write a line with `sekisho config password USER`", file)
	}
	return all, nil
}

// hash is what is kept of a password: bcrypt's own text, or argon2id with its numbers.
type hash struct {
	bcrypt  []byte
	memory  uint32 // KiB
	time    uint32
	threads uint8
	salt    []byte
	sum     []byte
}

var errHash = errors.New("after the user name there must be an argon2id or bcrypt hash; make the line with `sekisho config password USER`")

func parseHash(s string) (hash, error) {
	if strings.HasPrefix(s, "$2") {
		cost, err := bcrypt.Cost([]byte(s))
		if err != nil {
			return hash{}, errHash
		}
		if cost > mostCost {
			return hash{}, fmt.Errorf("bcrypt's cost is %d, the most is %d", cost, mostCost)
		}
		return hash{bcrypt: []byte(s)}, nil
	}
	p := strings.Split(s, "$")
	if len(p) != 6 || p[1] != "argon2id" || p[2] != "v=19" {
		return hash{}, errHash
	}
	var h hash
	n, err := numbers(p[3])
	if err != nil {
		return hash{}, err
	}
	h.memory, h.time, h.threads = n[0], n[1], uint8(n[2]) //nolint:gosec // numbers bounds it
	var saltErr, sumErr error
	h.salt, saltErr = base64.RawStdEncoding.DecodeString(p[4])
	h.sum, sumErr = base64.RawStdEncoding.DecodeString(p[5])
	if saltErr != nil || sumErr != nil || len(h.salt) < 8 || len(h.sum) < 16 || len(h.salt) > 64 || len(h.sum) > 64 {
		return hash{}, errHash
	}
	return h, nil
}

// numbers reads "m=65536,t=3,p=4".
func numbers(s string) (n [3]uint32, err error) {
	parts := strings.Split(s, ",")
	if len(parts) != 3 {
		return n, errHash
	}
	for i, name := range []string{"m=", "t=", "p="} {
		digits, ok := strings.CutPrefix(parts[i], name)
		v, err := strconv.ParseUint(digits, 10, 32)
		if !ok || err != nil || v == 0 {
			return n, errHash
		}
		if most := [...]uint64{mostMemory, mostTime, mostThreads}[i]; v > most {
			return n, fmt.Errorf("argon2id's %s%d is more than %d", name, v, most)
		}
		n[i] = uint32(v)
	}
	return n, nil
}

// is compares.
func (h hash) is(password string) bool {
	if h.bcrypt != nil {
		return bcrypt.CompareHashAndPassword(h.bcrypt, []byte(password)) == nil
	}
	sum := argon2.IDKey([]byte(password), h.salt, h.time, h.memory, h.threads, uint32(len(h.sum))) //nolint:gosec // at most 64
	return subtle.ConstantTimeCompare(sum, h.sum) == 1
}

// Hash makes the hash of a password, for a line of the file: argon2id with 64 MiB, three times over, by four (RFC 9106, 4).
func Hash(password string) string {
	const memory, times, threads = 64 << 10, 3, 4
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails
	sum := argon2.IDKey([]byte(password), salt, times, memory, threads, 32)
	e := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", memory, times, threads, e.EncodeToString(salt), e.EncodeToString(sum))
}
