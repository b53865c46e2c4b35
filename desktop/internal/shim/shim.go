// Package shim is the outgoing mail server on this machine: what gate does for any upstream, for the accounts of one person. A login
// chooses the account and with it the upstream; a mail is judged, asked about in the queue of package confirm where the policy asks,
// changed where it says so, and relayed; the program that sent it hears what the upstream said.
//
// # Promises
//
//   - It owns no mail. A program is told yes only after the upstream said yes, or after the outbox has the mail on disk. Past a
//     program's patience, after its hang-up, without an answer or with one that leaves something out, nothing is sent.
//   - An answer is asked for once and used once. What the upstream accepted without the program hearing so is not sent again when it
//     comes again within 15 minutes: it is answered yes, and said so (Options.Events).
//   - Where the app keeps an account's login, a mail program needs the local password, always; the kept one leaves only to the
//     upstream. Where it does not, the program's own login is passed on and forgotten with the connection.
//   - Nobody is asked at RCPT: programs repeat that by themselves.
//
// What a policy wants and nothing here can do is refused or asked about, as its settings.cannotCarryOut says. It judges nothing by
// itself: check does.
//
// # Limits
//
// Those of gate. Programs are waited for as long as they wait, less 10 seconds and what relaying takes: 60 seconds where nothing is
// known of them. 1,000 mails are remembered for their repeats. 64 KiB of a mail's text are shown.
package shim

import (
	"context"
	"io"
	"log/slog"
	"time"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/confirm"
	"sekisho/server/check"
	"sekisho/server/gate"
	"sekisho/server/pass"
	"sekisho/server/policy"
)

// Accounts are whom we send for. account.Store is one.
type Accounts interface {
	List() ([]account.Account, error)
	// ByLogin returns account.ErrUnknown for a login of nobody.
	ByLogin(login string) (account.Account, error)
}

// Secrets holds what accounts log in with. secret.Vault is one.
type Secrets interface {
	// Get returns a secret by its name: account.Password, account.Local.
	Get(name string) ([]byte, error)
}

// Tokens gives an access token that is valid now, for an account whose Auth is oauth. oauth.Keeper is one.
type Tokens interface {
	// Token returns oauth.ErrSignIn where the person must sign in; other errors may pass.
	Token(ctx context.Context, a account.Account) (string, error)
	// Refused says that the server did not take a token: the next is another.
	Refused(a account.Account, token string)
}

// Rules is the policy in force and what comes with it.
type Rules struct {
	Engine  *check.Engine
	Facts   policy.Facts // what is known of every mail: Offline where the server cannot be reached
	Sources []check.Source
}

// PolicySource says by what rules a mail is judged now. It is asked once for each mail and must be quick. An error stops the mail.
type PolicySource interface {
	Rules(ctx context.Context, a account.Account) (Rules, error)
}

// Recorder writes down what becomes of mails.
type Recorder interface {
	// Leaving is called before anything of a mail leaves, or is kept in the outbox. An error stops the mail, which its program is told
	// to send again: nothing goes out unrecorded. A mail whose end is missing after a crash may have left.
	Leaving(ctx context.Context, e Entry) error
	// Ended is called for every mail that was judged or tried, with its outcome; it may run after the program was answered. It comes
	// a second time, with Unheard set, where that turns out later.
	Ended(ctx context.Context, e Entry) error
}

// Gateway tells the organisation's gateway that a mail was confirmed here.
type Gateway interface {
	// Confirmed is called before a confirmed mail leaves, where a gateway is present. It returns the pass for the mail's header; empty:
	// none. An error costs the pass, not the mail: the gateway then asks.
	Confirmed(ctx context.Context, e Entry) (token string, err error)
}

// Outbox keeps mails that the policy holds.
type Outbox interface {
	// Keep writes a mail to disk, durably; write gives it the octets to send later. Nothing is sent before Commit.
	Keep(ctx context.Context, l Letter, write func(io.Writer) error) (Kept, error)
}

// Kept is a mail in the outbox that is not yet to be sent.
type Kept interface {
	// Commit makes the mail one that waits, durably.
	Commit(ctx context.Context) error
	// Abort forgets it. It may be called after a failed Commit.
	Abort()
}

// Letter is a mail for the outbox.
type Letter struct {
	Entry  Entry
	From   string    // of the envelope
	Mail   gate.Mail // its parameters
	Groups []Group   // who waits together; everyone else gets the mail now
}

// Group are the recipients who wait through the same stages, which are waits and no approvals.
type Group struct {
	Recipients []gate.Recipient
	Stages     []policy.Stage
}

// The outcomes of an Entry.
const (
	Sent       = "sent"       // accepted upstream, nothing was asked
	Confirmed  = "confirmed"  // accepted upstream, a person said yes
	Held       = "held"       // in the outbox, all or some of it
	Cancelled  = "cancelled"  // a person said no
	Refused    = "refused"    // the policy stops it
	Unanswered = "unanswered" // nobody answered in time
	Gone       = "gone"       // the mail program left
	Failed     = "failed"     // the upstream refused it, or something here is broken
	Doubtful   = "doubtful"   // the upstream may have it: the connection ended before its answer
	Repeated   = "repeated"   // upstream has it from an earlier try; not sent again
)

// Entry is what is known of one mail, for the history and for audit.
type Entry struct {
	ID          string
	Time        time.Time // when it was read whole
	Account     account.Account
	Login       string
	Client      string // what the mail program calls itself; empty: nothing
	From        string // of the envelope
	Recipients  []string
	MessageID   string
	Size        int64
	Fingerprint string          // the draft's; empty: not judged
	Message     *policy.Message // as judged, with its text; nil: not judged
	Verdict     *policy.Verdict // nil: not judged
	Policy      string          // the version that judged
	Facts       policy.Facts    // what the verdict rests on, for the record
	Searched    policy.Searched // what a record keeps of the texts that it does not keep

	Decision       check.Decision
	CannotCarryOut []string
	Given          *check.Answers // what a person confirmed; nil: nobody did
	Question       string         // the ID under which the queue asked what Given answers; a repeat may have another than it
	Paused         string         // the reason of the pause during which nobody was asked; empty: none
	Changes        []string       // the changes made here, by the policy language's names

	Outcome string // one of the constants
	Reply   string // what the program was told
	Relayed string // SHA-256 in hex of the octets the upstream got; empty: none
	Unheard bool   // the program may not have heard the answer
}

// Event is something the person should be told although nobody asks.
type Event struct {
	Kind  string // an outcome: repeated, failed, doubtful, held
	Entry Entry
}

// Options are what a Shim works with.
type Options struct {
	Accounts Accounts
	Secrets  Secrets
	Tokens   Tokens
	Policy   PolicySource
	Queue    *confirm.Queue
	Recorder Recorder
	Outbox   Outbox  // nil: nothing is held here
	Gateway  Gateway // nil: no gateway is told
	// Paused returns the reason of the pause that is on. Nil: there is never one.
	Paused func() (reason string, on bool)
	// Events is called from many goroutines and must not wait. Nil: nobody is told.
	Events func(Event)

	Host string   // our name to programs and in Received lines; empty: localhost
	Key  pass.Key // for fingerprints of mails; zero: one made for this process
	// Waits are how many seconds mail programs wait for an answer, by the beginning of their names; added to what is known.
	Waits map[string]time.Duration
	// Upstream changes how an upstream is reached, for tests and special roots. Nil: as the account says.
	Upstream func(*gate.Upstream)
	Log      *slog.Logger // faults, never secrets, subjects or contents; nil: none
}
