package relay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"sekisho/server/check"
	"sekisho/server/gate"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/spool"
	"sekisho/server/internal/store"
	"sekisho/server/message"
)

// accept makes a mail ours: what is long is in a file on the disk, then all that becomes of the mail is in the store, what is short with it,
// and only then there is a yes. The store has the names of the files of one commit made durable together, before it commits. Until the file
// is placed the client may still leave, and nothing has happened; after that the mail is ours whether it hears so or not.
func (s *session) accept(ctx context.Context, m *mail, o outcome) error {
	groups, err := m.groups(o, s.d.Gateway.now())
	if err != nil {
		return err
	}
	a, err := s.accepted(ctx, m, o, groups)
	if err != nil {
		return err
	}
	names, err := s.files(ctx, m, &a)
	if err != nil {
		return err
	}
	// A caller that leaves does not undo what is queued to be saved: it is known only afterwards whether the mail is ours.
	err = s.d.Mails.AddMessage(context.WithoutCancel(ctx), s.d.Gateway.Org, a, m.entry("mail.accepted", o.details(groups)))
	if err != nil {
		if definite(err) {
			err = errors.Join(err, s.remove(names))
		}
		return fmt.Errorf("accept the mail: %w", err)
	}
	if s.d.Taken != nil {
		s.d.Taken(len(a.Notices) > 0)
	}
	return nil
}

// definite tells whether an error means that nothing was saved. What may have been saved keeps its file; the sweep removes files
// that no row names.
func definite(err error) bool {
	return errors.Is(err, store.ErrBusy) || errors.Is(err, store.ErrTooLong) || errors.Is(err, store.ErrClosed) || errors.Is(err, store.ErrInvalid) ||
		errors.Is(err, store.ErrUnsynced)
}

// accepted is what the store is to keep of a mail, but for its file.
func (s *session) accepted(ctx context.Context, m *mail, o outcome, groups []hold.Group) (store.Accepted, error) {
	g := s.d.Gateway
	owner := m.owner()
	if err := g.ownWaits(ctx, owner, groups); err != nil {
		return store.Accepted{}, err
	}
	begun, err := s.d.Holds.BeginFor(ctx, g.Org, owner, groups)
	if err != nil {
		return store.Accepted{}, err
	}
	tells, err := g.tells(ctx, m, owner)
	if err != nil {
		return store.Accepted{}, err
	}
	if told, err := g.toldOfForwarding(ctx, m, owner, begun.Holds); err != nil {
		return store.Accepted{}, err
	} else if told {
		begun.Notices = nil
	} else if owner.Claimed && len(begun.Holds) > 0 {
		tells = append(tells, store.Notice{ID: store.NewID(), Kind: hold.TellClaimed, To: owner.Account})
	}
	record, err := m.check(g, o.unconfirmed != nil)
	if err != nil {
		return store.Accepted{}, err
	}
	a := store.Accepted{
		Message: store.Message{ID: store.NewID(), CheckID: record.ID, Sender: m.returns(), MessageID: m.messageID, Account: owner.Account, TLS: m.tls()},
		Holds:   begun.Holds, Deliveries: begun.Deliveries, Asks: begun.Asks, Notices: begun.Notices, Check: &record, Files: s.d.Spool,
	}
	for _, n := range tells {
		n.Message = a.Message.ID
		a.Notices = append(a.Notices, n)
	}
	return a, nil
}

// groups parts the recipients by what they wait for. Who is added waits where everybody does, and nowhere else.
func (m *mail) groups(o outcome, now time.Time) ([]hold.Group, error) {
	groups, err := hold.Plan(m.keeps(), m.waits(o, now), o.unconfirmed, samePerson)
	if err != nil || len(m.forms.added) == 0 {
		return groups, err
	}
	i := slices.IndexFunc(groups, func(g hold.Group) bool { return len(g.Stages) == 0 })
	switch {
	case len(groups) == 0:
		return []hold.Group{{Recipients: m.forms.added}}, nil
	case i < 0:
		i = 0
	}
	groups[i].Recipients = append(groups[i].Recipients, m.forms.added...)
	return groups, nil
}

// files writes each form of the mail, and fills in what the store is to keep of them. All that are long are in files on the disk
// afterwards, but for their names, or none is there.
func (s *session) files(ctx context.Context, m *mail, a *store.Accepted) (names []spool.Name, err error) {
	defer func() {
		if err != nil {
			err = errors.Join(err, s.remove(names))
		}
	}()
	edition := map[string]string{}
	room := bodiesOctets
	for n, e := range m.forms.editions {
		row := a.Message
		if n > 0 {
			row.ID, row.VariantOf = store.NewID(), a.Message.ID
		}
		if err := s.write(ctx, m, e, &row, room); err != nil {
			return names, err
		}
		if row.File != "" {
			names = append(names, spool.Name(row.File))
		}
		room -= len(row.Body)
		for _, to := range e.to {
			edition[to] = row.ID
		}
		if n == 0 {
			a.Message = row
		} else {
			a.Variants = append(a.Variants, row)
		}
	}
	for i := range a.Deliveries {
		a.Deliveries[i].Message = edition[a.Deliveries[i].Recipient]
	}
	return names, nil
}

// bodiesOctets is how much of one mail's forms is kept in rows: with a copy for each of a thousand recipients they would be more than the
// store takes at once.
const bodiesOctets = 4 << 20

// write puts one form on the disk, or into the row if it is short and there is room.
func (s *session) write(ctx context.Context, m *mail, e edition, row *store.Message, room int) error {
	f, seen, err := s.file(ctx, m, e)
	if err != nil {
		return err
	}
	row.Hash, row.Size, row.EightBit, row.UTF8 = f.SHA256(), f.Size(), seen.eight, seen.utf8(m.From, e.to)
	if ctx.Err() != nil {
		f.Abort()
		return fmt.Errorf("accept the mail: %w", context.Cause(ctx))
	}
	if f.Size() <= spool.Short && f.Size() > int64(room) {
		name, err := f.Commit()
		row.File, row.Body = string(name), nil
		return err
	}
	kept, err := f.Place()
	row.File, row.Body = string(kept.Name), kept.Body
	return err
}

func (s *session) remove(names []spool.Name) error {
	var errs []error
	for _, n := range names {
		errs = append(errs, s.d.Spool.Remove(n))
	}
	return errors.Join(errs...)
}

// file writes the mail as it leaves into the spool: with our trace field, without what must not leave the house.
func (s *session) file(ctx context.Context, m *mail, e edition) (*spool.File, *octets, error) {
	key, err := s.d.Spool.Key(m.keys.Mail)
	if err != nil {
		return nil, nil, err
	}
	f, err := s.d.Spool.Create(key)
	if err != nil {
		return nil, nil, err
	}
	seen := &octets{w: f}
	o := message.OutgoingOptions{Trace: []string{gate.Received(s.d.Host, m.Transaction)}}
	if s.d.Passed != "" {
		o.Trace = append(o.Trace, s.d.Passed)
	}
	if err := message.Outgoing(contextReader{ctx, e.reader(m)}, seen, o); err != nil {
		f.Abort()
		return nil, nil, fmt.Errorf("write the mail: %w", err)
	}
	return f, seen, nil
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
	sender := m.account()
	c := store.Check{
		ID: store.NewID(), Who: store.Who{Issuer: "gateway", Subject: sender}, Time: g.now(), Door: "gateway", Intent: "send", Sender: sender,
		Draft: m.transit, Transit: m.transit, PolicyVersion: m.version, Action: string(m.verdict.Action),
	}
	if sent, ok := m.sent(g); ok && !waits && m.forward == nil {
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
