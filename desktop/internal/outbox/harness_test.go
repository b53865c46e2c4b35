package outbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"filippo.io/age"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/shim"
	"sekisho/desktop/internal/store"
	"sekisho/server/gate"
	"sekisho/server/history"
	"sekisho/server/policy"
)

// office is an outbox at work, with an upstream that does as it is told.
type office struct {
	t    *testing.T
	dir  string
	key  *age.X25519Identity
	st   *store.Store
	box  *Outbox
	on   layer
	skew atomic.Int64 // by which the clock was set
	stop context.CancelFunc
	done chan error

	mu      sync.Mutex
	sent    []string // "recipients: text", in order
	at      []time.Time
	answers []answer // the next ones; empty: 250
	removed bool     // the account is
}

type answer struct {
	settled gate.Settled
	err     error
}

var (
	yes     = answer{settled: gate.Settled{Used: true, Tried: true, Sent: true, Reply: gate.Reply{Code: 250, Enhanced: "2.0.0", Text: "ok"}}}
	busy    = answer{settled: gate.Settled{Used: true, Tried: true, Reply: gate.Reply{Code: 451, Enhanced: "4.4.1", Text: "later"}}}
	noLogin = answer{settled: gate.Settled{Used: true, Tried: true, Reply: gate.Reply{Code: 454, Enhanced: "4.7.0", Text: "renew it"}}}
	nobody  = answer{settled: gate.Settled{Used: true, Tried: true, Reply: gate.Reply{Code: 550, Enhanced: "5.1.1", Text: "no such user"}}}
	lost    = answer{settled: gate.Settled{Used: true, Tried: true, Lost: true, Reply: gate.Reply{Code: 451, Enhanced: "4.4.2", Text: "lost"}}}
	down    = answer{err: errors.New("no route to host")}
)

func newOffice(t *testing.T) *office {
	t.Helper()
	key, err := age.GenerateX25519Identity()
	must(t, err)
	return (&office{t: t, dir: t.TempDir(), key: key, on: disk{}}).start()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (o *office) now() time.Time { return time.Now().Add(time.Duration(o.skew.Load())) }

// start opens store and outbox, as after a start of the program, and lets it run.
func (o *office) start() *office {
	o.t.Helper()
	o.open()
	ctx, stop := context.WithCancel(context.Background())
	o.stop, o.done = stop, make(chan error, 1)
	go func() { o.done <- o.box.Run(ctx) }()
	return o
}

func (o *office) open() {
	o.t.Helper()
	var err error
	o.st, err = store.Open(o.t.Context(), store.Options{Path: filepath.Join(o.dir, "db"), Now: o.now})
	must(o.t, err)
	o.box, err = openOn(o.t.Context(), Options{
		Dir: filepath.Join(o.dir, "outbox"), Store: o.st, Key: o.key, Accounts: o, Sender: o, Now: o.now,
		Teaches: func(e shim.Entry) *history.Sent {
			return &history.Sent{Account: e.From, From: e.From, To: []policy.Mailbox{{Address: "tanaka@b.example"}}}
		},
		Ended: func(mail, outcome, _ string, _ time.Time) []store.Queued {
			return []store.Queued{{Kind: store.Outcome, Mail: mail, Body: []byte(fmt.Sprintf("%q", outcome))}}
		},
	}, o.on)
	must(o.t, err)
}

// close ends the program.
func (o *office) close() {
	o.t.Helper()
	o.stop()
	must(o.t, <-o.done)
	must(o.t, o.st.Close())
}

func (o *office) Get(id string) (account.Account, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.removed {
		return account.Account{}, account.ErrUnknown
	}
	return account.Account{ID: id, Auth: account.AuthPassword}, nil
}

func (o *office) Send(_ context.Context, a account.Account, m gate.Submission) (gate.Settled, error) {
	text, err := io.ReadAll(m.Content)
	if err != nil {
		return gate.Settled{}, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	next := yes
	if len(o.answers) > 0 {
		next, o.answers = o.answers[0], o.answers[1:]
	}
	var to []string
	for _, r := range m.Recipients {
		to = append(to, r.Address)
	}
	o.at = append(o.at, o.now())
	if next.settled.Sent {
		o.sent = append(o.sent, a.ID+" "+m.From+" "+strings.Join(to, ",")+": "+string(text))
	}
	return next.settled, next.err
}

// will has the upstream answer so.
func (o *office) will(answers ...answer) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.answers = answers
}

// tries are the times at which a mail was given to the upstream.
func (o *office) tries() []time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.at)
}

func (o *office) arrived() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return strings.Join(o.sent, "|")
}

const text = "Subject: 見積\r\n\r\nHello\r\n"

func wait(d string, change func(*policy.Stage)) policy.Stage {
	s := policy.Stage{Kind: "wait", For: d, OnExpiry: "send", Release: "sender"}
	if change != nil {
		change(&s)
	}
	return s
}

func group(to string, stages ...policy.Stage) shim.Group {
	return shim.Group{Recipients: []gate.Recipient{{Address: to}}, Stages: stages}
}

// letterOf is a mail as the shim hands it over, whose history is there.
func (o *office) letterOf(id string, groups ...shim.Group) shim.Letter {
	e := shim.Entry{
		ID: id, Time: o.now(), Account: account.Account{ID: "a1"}, Login: "sato", From: "sato@own.example", Size: int64(len(text)),
		Message: &policy.Message{From: policy.Mailbox{Address: "sato@own.example"}, Subject: "見積"},
	}
	return shim.Letter{Entry: e, From: "sato@own.example", Groups: groups}
}

// hold puts a mail into the outbox.
func (o *office) hold(id string, groups ...shim.Group) {
	o.t.Helper()
	l := o.letterOf(id, groups...)
	must(o.t, o.st.SaveMail(o.t.Context(), store.Mail{ID: store.MailID(id, l.Entry.Time), Time: l.Entry.Time, Outcome: "held"}, nil))
	k, err := o.box.Keep(o.t.Context(), l, func(w io.Writer) error { _, err := io.WriteString(w, text); return err })
	must(o.t, err)
	must(o.t, k.Commit(o.t.Context()))
}

// only is the one held mail.
func (o *office) only() Held {
	o.t.Helper()
	all, err := o.box.Held(o.t.Context())
	must(o.t, err)
	if len(all) != 1 {
		o.t.Fatalf("%d mails are held, want one: %+v", len(all), all)
	}
	return all[0]
}

// empty wants nothing left, in rows or files.
func (o *office) empty() {
	o.t.Helper()
	all, err := o.box.Held(o.t.Context())
	must(o.t, err)
	names, err := o.on.List(filepath.Join(o.dir, "outbox"))
	must(o.t, err)
	if len(all)+len(names) != 0 {
		o.t.Errorf("left: %+v, files %v", all, names)
	}
}

// past is what the history says became of the mails.
func (o *office) past() string {
	o.t.Helper()
	mails, _, err := o.st.Mails(o.t.Context(), store.Filter{})
	must(o.t, err)
	var all []string
	for _, m := range mails {
		all = append(all, m.Outcome)
	}
	return strings.Join(all, " ")
}
