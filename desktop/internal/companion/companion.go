// Package companion is the desktop companion put together, without any window: accounts, policy, the local SMTP server, the queue
// of mails that wait for their sender. The window and the command line are written against it.
//
// It promises that nothing passes unchecked while it runs: where something it needs is missing it says so (State.Trouble) and mail
// programs are told to try again, and a window that is not there, or a locked screen, is never a yes.
package companion

import (
	"context"
	"log/slog"
	"time"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/accounts"
	"sekisho/desktop/internal/locations"
	"sekisho/desktop/internal/secret"
	"sekisho/desktop/internal/shim"
	"sekisho/server/gate"
)

// Options say how a Companion runs. The zero value is that of an ordinary installation.
type Options struct {
	// State is the folder for everything that is written; empty: the system's own places.
	State string
	// PolicyFile is a policy on this machine; empty: the server's, or the sample policy where there is no server.
	PolicyFile string
	// Listen are addresses with STARTTLS; nil: 127.0.0.1:1587 and [::1]:1587; empty: none.
	Listen []string
	// ListenTLS are addresses that begin with TLS; nil: 127.0.0.1:1465 and [::1]:1465; empty: none.
	ListenTLS []string
	Version   string
	Log       *slog.Logger // nil: none

	// Attach adds what keeps history, holds mails and talks to the server. It is called once, by New. Nil: the last mails are in
	// memory, nothing is held, and there is no server.
	Attach func(context.Context, Base) (Parts, error)
	// Waits say how long mail programs wait for an answer, by a word of their names; an empty word means all. Nil: what is known.
	Waits map[string]time.Duration
	// Keychain is where the vault's key is; nil: the system's.
	Keychain secret.Keychain
}

// Base is what parts are built on.
type Base struct {
	Places   locations.Places
	Vault    *secret.Vault
	Accounts *accounts.Desk
	Version  string
	Log      *slog.Logger
	// Send gives a held mail to its account's server. It may be used once Run runs.
	Send func(context.Context, account.Account, gate.Submission) (gate.Settled, error)
	// Changed says that something of a topic is different now: Status, Held, History.
	Changed func(topic string)
}

// Parts are what Attach adds. Each may be nil.
type Parts struct {
	// Policy is the organisation's; where it has none (shim.Rules without an Engine) the file or the sample judges.
	Policy   shim.PolicySource
	Recorder shim.Recorder
	Outbox   shim.Outbox
	Gateway  shim.Gateway
	// Server tells which server there is and since when it does not answer; no name: none, zero: it does.
	Server func() (name string, unreachable time.Time)
	Held   func() int // mails in the outbox
	// LongestPause is what the policy allows; nil: an hour without a server, nothing with one.
	LongestPause func() time.Duration
	Trouble      func() []Trouble
	// Run works until ctx ends: sending, syncing. Its error ends the companion.
	Run   func(context.Context) error
	Close func() error // after everything else ended
}

// The topics of Subscribe.
const (
	Status   = "status"
	Mails    = "mails"
	HeldMail = "held"
	History  = "history"
	People   = "accounts"
)

// The codes of Trouble.
const (
	TroublePolicy   = "policy"   // the policy file cannot be used; the last good one judges. path, error
	TroubleNoPolicy = "noPolicy" // there was never a good one: nothing passes. path, error
	TroubleAccounts = "accounts" // the accounts cannot be read. error
)

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
