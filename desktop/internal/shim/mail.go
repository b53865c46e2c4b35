package shim

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/confirm"
	"sekisho/server/check"
	"sekisho/server/gate"
	"sekisho/server/message"
	"sekisho/server/policy"
)

// shown is how much of a mail's text a window gets.
const shown = 64 << 10

// mail is one mail on its way through.
type mail struct {
	s       *Shim
	t       *gate.Transaction
	entry   Entry
	account account.Account
	rules   Rules
	judge   *gate.Judge
	rewrite *message.Rewrite // nil: nothing is changed
	key     key
	until   time.Time // when relaying must have begun

	question *confirm.Mail   // what was asked; nil: nothing
	answer   *confirm.Answer // the yes; nil: there was none, or none was needed
	kept     Kept            // what the outbox has; nil: nothing
	waiting  []string        // whose copies it has
	claimed  bool            // the ledger knows that it is being relayed
	repeat   bool            // the upstream has it already
}

// read begins with what can be told without the policy.
func (s *Shim) read(t *gate.Transaction) (*mail, error) {
	h, err := message.ReadHeader(t.Spool.Reader())
	if err != nil {
		return nil, fmt.Errorf("read header: %w", err)
	}
	m := &mail{s: s, t: t, entry: Entry{
		ID: t.ID, Time: t.Time, Login: t.Login, Client: clientOf(h), From: t.From, Recipients: t.Addresses(), Size: t.Spool.Size(),
		Fingerprint: "", Decision: check.Refuse, Outcome: Failed,
	}}
	if ids := h.Values("message-id"); len(ids) > 0 {
		m.entry.MessageID = cut(ids[0], 1000)
	}
	return m, nil
}

// find takes up account, policy and verdict.
func (m *mail) find(ctx context.Context) (err error) {
	if m.account, err = m.s.byID(m.t.Account); err != nil {
		return fmt.Errorf("find account: %w", err)
	}
	m.entry.Account = m.account
	wait := waitOf(m.entry.Client, m.s.o.Waits) - margin - m.s.paces.need(m.account.ID, m.t.Spool.Size())
	m.until = m.t.Time.Add(wait)
	if m.rules, err = m.s.o.Policy.Rules(ctx, m.account); err != nil {
		return fmt.Errorf("find policy: %w", err)
	}
	m.judge = &gate.Judge{Engine: m.rules.Engine, Sources: m.rules.Sources, Facts: m.rules.Facts, Key: m.s.o.Key, Account: m.account.Address}
	g, err := m.judge.Judge(ctx, m.t)
	if err != nil {
		return err
	}
	m.entry.Message, m.entry.Verdict, m.entry.Fingerprint = g.Message, &g.Verdict, g.Fingerprint
	m.entry.Facts, m.entry.Searched = g.Facts, g.Searched
	m.entry.Policy = m.rules.Engine.Policy.Version()
	m.key = key{m.account.ID, m.t.Login, g.Fingerprint}
	return m.plan(ctx)
}

func (s *Shim) byID(id string) (account.Account, error) {
	list, err := s.o.Accounts.List()
	if err != nil {
		return account.Account{}, err
	}
	for _, a := range list {
		if a.ID == id {
			return a, nil
		}
	}
	return account.Account{}, account.ErrUnknown
}

func (m *mail) settings() policy.Settings { return m.rules.Engine.Policy.Document().Settings }

// door is what can be done here for this mail.
func (m *mail) door() check.Door {
	return check.Door{
		Gateway: m.settings().Gateway.Present,
		Hold:    m.s.o.Outbox != nil && keeps(m.account),
		Make:    m.makes,
	}
}

// reader is the mail as it leaves, but for what gate takes out and puts on top.
func (m *mail) reader() io.Reader {
	if m.rewrite == nil {
		return m.t.Spool.Reader()
	}
	return m.rewrite.Apply(m.t.Spool.Reader())
}

// failed is the decision where the mail could not be judged.
func (m *mail) failed(err error) gate.Decision {
	m.s.log.Error("judge mail", slog.String("id", m.t.ID), slog.Any("error", err))
	return m.stop(Failed, gate.Undecided(m.t.ID))
}

// stop is a decision that sends nothing.
func (m *mail) stop(outcome string, r gate.Reply) gate.Decision {
	m.entry.Outcome = outcome
	return m.decision(gate.Decision{Reply: r})
}

// decision completes d with what every one of them has.
func (m *mail) decision(d gate.Decision) gate.Decision {
	d.Fingerprint, d.Verdict, d.Settle, d.Told = m.entry.Fingerprint, m.entry.Verdict, m.settle, m.told
	return d
}

// errPatience ends a wait when a program is about to give up.
var errPatience = errors.New("shim: the mail program is about to give up")
