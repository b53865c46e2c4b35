// Package client sets up the mail programs of this computer so that they send through the companion, and undoes that.
//
// Thunderbird is set up by itself: while it is closed, its prefs.js gets one more outgoing server for each account, and the
// identities of that address use it; the servers that were there stay. Apple Mail gets a configuration profile; all other programs
// get instructions with the words of their menus, in Japanese and English.
//
// It promises that nothing is changed while Thunderbird runs or could start, that what will change can be seen before, that each
// value that was there is written down before it is changed, and that undoing restores those octet by octet and leaves alone what
// the person changed later. Undoing twice changes nothing. It never writes a password into a mail program, and does not touch how
// mail is read.
//
// # Limits
//
// A file of preferences has at most 16 MiB, profiles.ini 1 MiB and 200 profiles, the record of changes 16 MiB.
package client

import (
	"context"
	"errors"
	"runtime"
	"time"

	"sekisho/desktop/internal/locations"
)

// The limits, in octets and numbers.
const (
	maxPrefs    = 16 << 20
	maxIni      = 1 << 20
	maxProfiles = 200
	maxRecord   = 16 << 20
)

// Errors, which come wrapped in what and where.
var (
	ErrRunning   = errors.New("client: the mail program is running; close it first")
	ErrUnknown   = errors.New("client: no such mail program or profile")
	ErrNoAccount = errors.New("client: the profile has no identity with the address of an account here")
	ErrUserJS    = errors.New("client: user.js sets the outgoing server at each start")
	ErrPrefs     = errors.New("client: the preferences cannot be read")
	ErrIncoming  = errors.New("client: the server for reading mail is to be named, as host:port")
)

// Way is how mail programs reach the companion for one account.
type Way struct {
	Account, Address, Name string // the account's ID, mail address and name
	Login                  string
	// Password is the one that the companion made; empty where the provider's own is passed on.
	Password      string
	Host          string
	StartTLS, TLS int // ports; 0: the companion does not listen so
}

// port is the one to use, and whether TLS comes by STARTTLS.
func (w Way) port() (port int, startTLS bool) {
	if w.StartTLS != 0 {
		return w.StartTLS, true
	}
	return w.TLS, false
}

// Desk sets up the mail programs of one person.
type Desk struct {
	Places    locations.Places
	Ways      []Way
	Authority Authority
	System    string              // as runtime.GOOS; empty: the one that runs
	Env       func(string) string // as os.Getenv
	Certutil  string              // NSS's certutil; empty: there is none, and the person imports the certificate
	Now       func() time.Time    // nil: time.Now
	Window    bool                // guides name what the window has, not commands
}

func (d *Desk) system() string {
	if d.System == "" {
		return runtime.GOOS
	}
	return d.System
}

func (d *Desk) now() time.Time {
	if d.Now == nil {
		return time.Now()
	}
	return d.Now()
}

// The mail programs that are set up by themselves.
const (
	Thunderbird = "thunderbird"
	Apple       = "apple"
)

// The states of a mail program.
const (
	Ready  = "ready"  // all identities of our accounts send through the companion
	Partly = "partly" // some do
	Absent = "absent" // none does
)

// Program is a mail program, or one profile of it, as it is now.
type Program struct {
	ID      string // Thunderbird or Apple
	Profile string // names the profile; empty where there is one
	State   string // Ready, Partly or Absent
	Running bool   // it has to be closed before it can be changed
	Undo    bool   // there is something to undo
}

// Programs lists the mail programs that can be set up by themselves, the profile that a person uses first. One whose files cannot be
// read is left out.
func (d *Desk) Programs(ctx context.Context) ([]Program, error) {
	free, err := d.lock(ctx) // looking at a profile's lock would free it for whoever changes the profile in this process
	if err != nil {
		return nil, err
	}
	defer free()
	r, err := d.record()
	if err != nil {
		return nil, err
	}
	list := []Program{}
	for _, p := range d.Profiles() {
		prefs, err := readPrefs(p.prefs())
		if err != nil {
			continue
		}
		_, recorded := r.of(p.Dir)
		list = append(list, Program{ID: Thunderbird, Profile: p.Name, State: d.state(prefs), Running: running(p.Dir), Undo: recorded})
	}
	if d.system() == "darwin" {
		list = append(list, Program{ID: Apple, State: Absent})
	}
	return list, nil
}
