package relay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"sekisho/server/check"
	"sekisho/server/gate"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/spool"
	"sekisho/server/internal/store"
	"sekisho/server/message"
)

// accept makes a mail ours: the file is on the disk, then all that becomes of it is in the store, and only then there is a yes. Until
// the file is committed the client may still leave, and nothing has happened; after that the mail is ours whether it hears so or not.
func (s *session) accept(ctx context.Context, m *mail, o outcome) error {
	groups, err := hold.Plan(m.Addresses(), m.verdict.Hold, o.unconfirmed, samePerson)
	if err != nil {
		return err
	}
	a, err := s.accepted(ctx, m, o, groups)
	if err != nil {
		return err
	}
	f, err := s.file(ctx, m)
	if err != nil {
		return err
	}
	a.Message.Hash, a.Message.Size = f.SHA256(), f.Size()
	if err := ctx.Err(); err != nil {
		f.Abort()
		return fmt.Errorf("accept the mail: %w", context.Cause(ctx))
	}
	name, err := f.Commit()
	if err != nil {
		return err
	}
	a.Message.File = string(name)
	// A caller that leaves does not undo what is queued to be saved: it is known only afterwards whether the mail is ours.
	err = s.d.Mails.AddMessage(context.WithoutCancel(ctx), s.d.Gateway.Org, a, m.entry("mail.accepted", o.details(groups)))
	if err != nil {
		if definite(err) {
			err = errors.Join(err, s.d.Spool.Remove(name))
		}
		return fmt.Errorf("accept the mail: %w", err)
	}
	return nil
}

// definite tells whether an error means that nothing was saved. What may have been saved keeps its file; the sweep removes files
// that no row names.
func definite(err error) bool {
	return errors.Is(err, store.ErrBusy) || errors.Is(err, store.ErrTooLong) || errors.Is(err, store.ErrClosed) || errors.Is(err, store.ErrInvalid)
}

// accepted is what the store is to keep of a mail, but for its file.
func (s *session) accepted(ctx context.Context, m *mail, o outcome, groups []hold.Group) (store.Accepted, error) {
	g := s.d.Gateway
	account := strings.ToLower(m.message.From.Address)
	begun, err := s.d.Holds.Begin(ctx, g.Org, account, groups)
	if err != nil {
		return store.Accepted{}, err
	}
	record, err := m.check(g, o.unconfirmed != nil)
	if err != nil {
		return store.Accepted{}, err
	}
	a := store.Accepted{
		Message: store.Message{ID: store.NewID(), CheckID: record.ID, Sender: m.From, MessageID: m.messageID, Account: account},
		Holds:   begun.Holds, Deliveries: begun.Deliveries, Asks: begun.Asks, Notices: begun.Notices, Check: &record,
	}
	return a, nil
}

// file writes the mail as it leaves into the spool: with our trace field, without what must not leave the house.
func (s *session) file(ctx context.Context, m *mail) (*spool.File, error) {
	key, err := spool.NewKey(m.keys.Mail)
	if err != nil {
		return nil, err
	}
	f, err := s.d.Spool.Create(key)
	if err != nil {
		return nil, err
	}
	o := message.OutgoingOptions{Trace: []string{gate.Received(s.d.Host, m.Transaction)}}
	if err := message.Outgoing(contextReader{ctx, m.Spool.Reader()}, f, o); err != nil {
		f.Abort()
		return nil, fmt.Errorf("write the mail: %w", err)
	}
	return f, nil
}

// contextReader ends with its context.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (r contextReader) Read(p []byte) (int, error) {
	if r.ctx.Err() != nil {
		return 0, context.Cause(r.ctx)
	}
	return r.r.Read(p)
}

// samePerson compares an address of the envelope with one of a verdict.
func samePerson(envelope, label string) bool { return normal(envelope) == normal(label) }

// check is the record of the gateway's own check, with what the sender's history learns of a mail that nobody needs to confirm.
func (m *mail) check(g *Gateway, waits bool) (store.Check, error) {
	sender := strings.ToLower(m.message.From.Address)
	c := store.Check{
		ID: store.NewID(), Who: store.Who{Issuer: "gateway", Subject: sender}, Time: g.now(), Door: "gateway", Intent: "send", Sender: sender,
		Draft: m.transit, Transit: m.transit, PolicyVersion: m.version, Action: string(m.verdict.Action),
	}
	if sent, ok := m.sent(g); ok && !waits {
		c.Teaches = &sent
	}
	for _, part := range []struct {
		name string
		from any
		to   *json.RawMessage
	}{
		{"message", check.Keep(m.message, &m.searched), &c.Message},
		{"facts", m.facts, &c.Facts},
		{"verdict", m.verdict, &c.Verdict},
		{"trace", m.verdict.Rules, &c.Trace},
	} {
		b, err := json.Marshal(part.from)
		if err != nil {
			return c, fmt.Errorf("record the %s: %w", part.name, err)
		}
		*part.to = b
	}
	return c, nil
}

// details say in the audit what an accepted mail waits for.
func (o outcome) details(groups []hold.Group) map[string]string {
	d := map[string]string{}
	for _, g := range groups {
		for _, s := range g.Stages {
			d[s.Kind] = fmt.Sprint(len(g.Recipients))
		}
	}
	if o.unconfirmed != nil {
		d["unconfirmed"] = o.why
	}
	return d
}
