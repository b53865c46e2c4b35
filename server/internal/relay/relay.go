// Package relay is the gateway's judgement: it decides about each mail that reaches the server's SMTP listener. It looks for
// what its sender confirmed, verifies passes, and has the engine judge what nobody has judged.
//
// It promises that nothing leaves under an address that is not the organisation's, and that a confirmation serves for
// exactly the mail it was given for: same sender, same transit fingerprint, each confirmed recipient once. A valid
// confirmation answers what was asked, never a block.
//
// A mail is accepted once it is in the spool and the store, and not before; what becomes of it then is for the packages hold and
// outbound. Any error of ours is a 4xx: the client keeps the mail.
package relay

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"sekisho/server/attach"
	"sekisho/server/check"
	"sekisho/server/gate"
	"sekisho/server/internal/audit"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/store"
	"sekisho/server/message"
	"sekisho/server/pass"
	"sekisho/server/policy"
)

// Records is what the gateway needs of the store.
type Records interface {
	Keys(ctx context.Context, org store.Org) (store.Keys, error)
	ConfirmationsInTransit(ctx context.Context, org store.Org, sender, transit string, now time.Time) ([]store.Confirmation, error)
	ConfirmationOfCheck(ctx context.Context, org store.Org, who store.Who, id string) (store.Confirmation, error)
	Device(ctx context.Context, org store.Org, id string) (store.Device, store.User, error)
	UsePass(ctx context.Context, org store.Org, jti, messageID string, addresses []string, expires time.Time, e audit.Entry) error
	UseConfirmation(ctx context.Context, org store.Org, id, messageID string, uses []store.Use, e audit.Entry) error
	Log(ctx context.Context, org store.Org, e audit.Entry) error
	RecordRefused(ctx context.Context, org store.Org, c store.Check, notices []store.Notice, e audit.Entry) error
	OwnSettings(ctx context.Context, org store.Org, account string) (store.OwnSettings, error)
	HeldBy(ctx context.Context, org store.Org, account string, claimed bool, rule string, since time.Time) (bool, error)
}

// Policies gives the policy in force.
type Policies interface {
	Current(ctx context.Context, org store.Org) (*policy.Policy, int64, error)
}

// Gateway decides for one organisation. Its fields must not change once in use.
type Gateway struct {
	Org      store.Org
	Records  Records
	Policies Policies
	Sources  []check.Source
	People   hold.People      // who a manager is
	PDF      attach.PDFReader // what it knows of the texts of PDF files; it must not wait. nil: nothing
	Now      func() time.Time // nil: time.Now
	Log      *slog.Logger
}

// mail is one mail on its way through the gateway.
type mail struct {
	*gate.Transaction
	message   *policy.Message
	policy    *policy.Policy
	verdict   policy.Verdict
	forms     forms
	facts     policy.Facts
	searched  policy.Searched
	settings  policy.Settings
	version   int64
	keys      store.Keys
	transit   string
	senders   []string // all that the mail says it is from
	messageID string
	forward   *message.Forwarding // a mailbox of ours sends it on by itself; nil: no
	token     string              // X-Sekisho-Pass as it came in; empty: none
	members   map[string][]string // of address lists, by the list's address
}

// outcome is what becomes of a mail.
type outcome struct {
	refusal     string            // why it is not taken; empty: it is
	class       string            // of the refusal, for figures
	unconfirmed *hold.Unconfirmed // it waits for its sender, because of
	why         string
}

// decide judges one mail.
func (g *Gateway) decide(ctx context.Context, t *gate.Transaction) (*mail, outcome, error) {
	m, err := g.read(ctx, t)
	if err != nil {
		return nil, outcome{}, err
	}
	for _, no := range []struct {
		class string
		says  func() string
	}{{"sender", m.foreign}, {"route", m.routed}, {"blocked", func() string { return g.refusal(m) }}} {
		if reason := no.says(); reason != "" {
			return m, outcome{refusal: reason, class: no.class}, nil
		}
	}
	stopped := m.stopForwarding()
	var cannot []string
	if m.forms, cannot, err = g.forms(ctx, m); err != nil {
		return m, outcome{}, err
	}
	if len(cannot) > 0 && m.settings.CannotCarryOut != "confirm" {
		return m, outcome{refusal: cannotDo(cannot), class: "cannot"}, nil
	}
	settings := m.settings.Gateway
	if stopped { // no one sits there who could confirm it
		return m, outcome{}, nil
	}
	if m.verdict.Confirm == nil && len(cannot) == 0 || settings.Confirm == "send" {
		return m, outcome{}, nil
	}
	why, err := g.useConfirmation(ctx, m)
	switch {
	case err != nil:
		return m, outcome{}, err
	case why == "":
		return m, outcome{}, nil
	case settings.Confirm == "ask" && m.owner().Claimed:
		m.askAdministrators()
		return m, outcome{}, nil
	case settings.Confirm == "ask" && !m.several():
		return m, outcome{why: why, unconfirmed: &hold.Unconfirmed{Within: policy.FormatDuration(settings.Within), OnExpiry: settings.OnExpiry}}, nil
	}
	return m, outcome{refusal: needed + why, class: "unconfirmed"}, nil
}

// refusal says why a mail cannot go whatever anybody confirmed; empty: it may.
func (g *Gateway) refusal(m *mail) string {
	if m.verdict.Action == policy.ActionBlock {
		return "送信を中止しました / blocked: " + why(m.verdict, policy.ActionBlock)
	}
	return ""
}

func (g *Gateway) logRefusal(ctx context.Context, m *mail) error {
	if tells, err := g.tells(ctx, m, m.owner()); err != nil || len(tells) > 0 && m.verdict.Action == policy.ActionBlock {
		return errors.Join(err, g.recordRefusal(ctx, m, tells))
	}
	return g.Records.Log(ctx, g.Org, m.entry("mail.refused", map[string]string{"reply": "550 5.7.1"}))
}

func (g *Gateway) read(ctx context.Context, t *gate.Transaction) (*mail, error) {
	pol, version, err := g.Policies.Current(ctx, g.Org)
	if err != nil {
		return nil, fmt.Errorf("read the policy: %w", err)
	}
	keys, err := g.Records.Keys(ctx, g.Org)
	if err != nil {
		return nil, fmt.Errorf("read the keys: %w", err)
	}
	msg, err := message.Read(attach.WithPDF(ctx, g.PDF), t.Spool.Reader(), &message.Envelope{From: t.From, To: t.Addresses()})
	if err != nil {
		return nil, fmt.Errorf("read the mail: %w", err)
	}
	if strings.Contains(t.Login, "@") {
		msg.Account = t.Login
	}
	forward, err := forwardedOut(t, pol)
	if err != nil {
		return nil, err
	}
	if forward != nil {
		msg.Account, msg.Compose = forward.Owner, "auto-forward"
	}
	m := &mail{Transaction: t, message: msg, forward: forward, policy: pol, version: version, keys: keys, settings: pol.Document().Settings}
	m.verdict, m.facts, m.searched = check.RunSearched(ctx, &check.Engine{Policy: pol, Now: g.Now}, msg, policy.Facts{}, g.Sources...)
	m.members = m.facts.Members
	m.transit = pass.Transit(keys.Fingerprint, msg)
	m.messageID, m.token = header(t, "Message-ID"), header(t, pass.Header)
	m.senders, err = senders(m)
	return m, err
}

// header returns the first field of that name within the first 256 KiB, unfolded; empty: none. A pass is never encoded.
func header(t *gate.Transaction, name string) string {
	s := bufio.NewScanner(t.Spool.Reader())
	s.Buffer(make([]byte, 0, 4096), 64<<10)
	var value string
	found := false
	for read := 0; read < 256<<10 && s.Scan(); {
		line := strings.TrimSuffix(s.Text(), "\r")
		read += len(line) + 2
		switch {
		case line == "":
			return strings.TrimSpace(value)
		case found && (line[0] == ' ' || line[0] == '\t'):
			value += strings.TrimSpace(line)
		case found:
			return strings.TrimSpace(value)
		default:
			field, rest, ok := strings.Cut(line, ":")
			if ok && strings.EqualFold(strings.TrimSpace(field), name) {
				value, found = rest, true
			}
		}
	}
	return strings.TrimSpace(value)
}

// why is the reason in both languages, from the strongest rule that says something.
func why(v policy.Verdict, action policy.Action) string {
	for _, r := range v.Rules {
		if r.Effect == "enforced" && r.Action == action && r.Message != nil && (r.Message.JA != "" || r.Message.EN != "") {
			if r.Message.JA == r.Message.EN {
				return r.Message.JA
			}
			return r.Message.In("ja") + " / " + r.Message.In("en")
		}
	}
	for _, r := range v.Rules {
		if r.Effect == "enforced" && r.Action == action {
			return r.ID
		}
	}
	return string(v.Action)
}

func (m *mail) entry(event string, details map[string]string) audit.Entry {
	details = m.forwardDetails(details)
	o, account := m.owner(), m.account()
	if o.Claimed && len(o.Others) > 0 {
		account = o.Others[0] // whom the connection shows
	}
	return audit.Entry{
		Event: event, Door: "gateway", Object: m.ID, Action: string(m.verdict.Action), PolicyVersion: m.version, Details: details,
		Account: account, Recipients: m.Addresses(), MailSubject: m.message.Subject,
	}
}

func cannotDo(kinds []string) string {
	return "この関門ではできない処置です / not sent, this gateway cannot: " + strings.Join(kinds, ", ")
}
