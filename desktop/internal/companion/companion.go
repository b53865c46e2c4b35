// Package companion is the desktop companion put together, without any window: accounts, policy, the local SMTP server, the queue
// of mails that wait for their sender. The window and the command line are written against it.
//
// It promises that nothing passes unchecked while it runs: where something it needs is missing it says so (State.Trouble) and mail
// programs are told to try again, and a window that is not there, or a locked screen, is never a yes.
package companion

import (
	"log/slog"
	"time"
)

// Options say how a Companion runs. The zero value is that of an ordinary installation.
type Options struct {
	// State is the folder for everything that is written; empty: the system's own places.
	State string
	// PolicyFile is a policy on this machine; empty: the server's, or the sample policy where there is no server.
	PolicyFile string
	// Listen are addresses with STARTTLS; nil: 127.0.0.1:1587 and [::1]:1587.
	Listen []string
	// ListenTLS are addresses that begin with TLS; nil: 127.0.0.1:1465 and [::1]:1465.
	ListenTLS []string
	Version   string
	Log       *slog.Logger // nil: none
}

// The kinds of State.
const (
	Starting    = "starting"
	Protecting  = "protecting"
	Paused      = "paused"
	Unreachable = "unreachable" // the organisation's server does not answer; its last policy judges
	Troubled    = "trouble"
)

// State is what there is to know at a glance.
type State struct {
	Kind   string    `json:"kind"` // starting, protecting, paused, unreachable, trouble
	Since  time.Time `json:"since"`
	Until  time.Time `json:"until,omitzero"` // paused: when the pause ends
	Reason string    `json:"reason"`         // paused: the person's words
	// Waiting are the mails that wait for their sender, Held those that wait in the outbox.
	Waiting int       `json:"waiting"`
	Held    int       `json:"held"`
	Server  string    `json:"server"` // the organisation's server; empty: none
	Trouble []Trouble `json:"trouble"`
}

// Trouble is one thing that does not work. Each code has a sentence in both languages, which names its arguments.
type Trouble struct {
	Code string            `json:"code"`
	Args map[string]string `json:"args"`
}
