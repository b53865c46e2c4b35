// Package serversync is the companion's side of the organisation's server: it enrols this device, fetches the signed policy, asks for
// what only the server knows of a mail's people, and tells it of every mail that was judged here. Without a server it keeps the
// history, and teaches it what is usual.
//
// It promises that what becomes of a mail is in the store before the server is told, that it is told until it has answered, and that
// what is told twice counts once: the ids are made here. No text and no content of a mail leaves this computer; for facts not even its
// subject does. What the server's key did not sign judges nothing: without a policy that counts, the policy language blocks.
//
// # Limits
//
// Facts are waited for 1 second, the pass for the gateway 2; both calls carry on to nobody afterwards. The policy is asked for every 5
// minutes, the queue told every minute while something is in it. One telling has at most 50 mails and 1 MiB. An answer is read up to
// 33 MiB, which is a policy.
package serversync

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"sekisho/desktop/internal/policycache"
	"sekisho/desktop/internal/shim"
	"sekisho/desktop/internal/store"
	"sekisho/server/policy"
)

// What callers may ask for with errors.Is.
var (
	ErrServer   = errors.New("serversync: the server's address cannot be used")
	ErrEnrolled = errors.New("serversync: this computer is enrolled already")
	ErrNoSignIn = errors.New("serversync: the server offers no sign-in; ask your administrator for a code")
)

const (
	factsWait  = time.Second
	passWait   = 2 * time.Second
	policyWait = 20 * time.Second
	policyEach = 5 * time.Minute
	tellEach   = time.Minute
)

// Secrets keeps what only this person may read. secret.Vault is one.
type Secrets interface {
	Get(name string) ([]byte, error)
	Set(name string, value []byte) error
	Delete(name string) error
}

// Options are what a Sync works with.
type Options struct {
	Store   *store.Store
	Secrets Secrets
	Missing error  // what Secrets.Get returns where there is no such secret: secret.ErrNotFound
	Policy  string // the file of the signed policy
	Name    string // what the person calls this computer
	Version string // of this program
	HTTP    *http.Client
	Now     func() time.Time
	Log     *slog.Logger
	// Changed is called when Server or Trouble say something else. It must not wait. Nil: nobody wants to know.
	Changed func()
}

// Sync is one installation's link to a server, or to none. Make it with Open; it is safe for concurrent use.
type Sync struct {
	o     Options
	log   *slog.Logger
	began time.Time
	wake  chan struct{} // something is to be told
	look  chan struct{} // the server is to be asked whether it is there

	mu          sync.Mutex
	link        *link     // nil: not enrolled
	unreachable time.Time // since when; zero: it answered last time
	reached     time.Time // when it answered last
	revoked     bool      // the server refuses the device's token
	refusals    int       // what the server refused for good since the start
}

// link is an enrolment at work.
type link struct {
	enrolment
	client *client
	cache  *policycache.Cache
}

// Open opens the link of an enrolled computer, if it is one. Several may be open, as the command line's beside the program's; one runs.
func Open(o Options) (*Sync, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.HTTP == nil {
		o.HTTP = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	}
	if o.Changed == nil {
		o.Changed = func() {}
	}
	s := &Sync{o: o, log: o.Log, began: o.Now(), wake: make(chan struct{}, 1), look: make(chan struct{}, 1)}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	e, ok, err := s.load()
	if err != nil {
		return nil, err
	}
	if ok {
		s.link = s.connect(e)
	}
	return s, nil
}

func (s *Sync) connect(e enrolment) *link {
	pin := policycache.Pin{Organization: e.Organization, Key: e.PolicyKey}
	return &link{e, &client{http: s.o.HTTP, server: e.Server, token: e.Token}, policycache.Open(s.o.Policy, pin, s.o.Now)}
}

// linked is the link of now; nil: there is no server.
func (s *Sync) linked() *link {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.link
}

// Server tells which server there is, and since when it does not answer.
func (s *Sync) Server() (name string, unreachable time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.link == nil {
		return "", time.Time{}
	}
	return s.link.Server, s.unreachable
}

// Trouble is one thing that does not work. Say has a sentence for its code.
type Trouble struct {
	Code string
	Args map[string]string
}

// Trouble lists what does not work.
func (s *Sync) Trouble() []Trouble {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []Trouble
	if s.link == nil {
		return nil
	}
	if s.revoked {
		list = append(list, Trouble{"revoked", map[string]string{"server": s.link.Server}})
	}
	if _, err := s.link.cache.Current(); err != nil {
		list = append(list, Trouble{"no-organisation-policy", map[string]string{"server": s.link.Server, "error": err.Error()}})
	}
	if s.refusals > 0 {
		list = append(list, Trouble{"records-refused", map[string]string{"count": fmt.Sprint(s.refusals)}})
	}
	return list
}

// settings are those of the policy that counts; ok is false without one.
func (s *Sync) settings() (policy.Settings, bool) {
	if l := s.linked(); l != nil {
		if c, err := l.cache.Current(); err == nil {
			return c.Policy.Document().Settings, true
		}
	}
	return policy.Settings{}, false
}

// LongestPause is what the organisation's policy allows; an hour without an organisation.
func (s *Sync) LongestPause() time.Duration {
	if s.linked() == nil {
		return time.Hour
	}
	settings, _ := s.settings()
	return settings.Desktop.Pause
}

// heard notes what came of a call.
func (s *Sync) heard(err error) {
	s.mu.Lock()
	was, now := s.unreachable, s.o.Now()
	var refusal *refusedError
	switch {
	case err == nil, errors.As(err, &refusal):
		s.reached, s.unreachable = now, time.Time{}
		s.revoked = refusal != nil && refusal.Status == http.StatusUnauthorized || s.revoked && err != nil
	case errors.Is(err, errUnreachable) && s.unreachable.IsZero():
		s.unreachable = now
	}
	changed := was != s.unreachable
	s.mu.Unlock()
	if changed {
		s.o.Changed()
	}
}

// poke wakes Run without waiting for it.
func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

var (
	_ shim.Recorder     = (*Sync)(nil)
	_ shim.Gateway      = (*Sync)(nil)
	_ shim.PolicySource = (*Sync)(nil)
)
