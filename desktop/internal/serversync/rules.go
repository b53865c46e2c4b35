package serversync

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/shim"
	"sekisho/server/api"
	"sekisho/server/check"
	"sekisho/server/policy"
)

// nothing is a policy of nobody's, for judging where there is none: with Facts.Offline that says so, everything is blocked.
const nothing = "version: 1\norganization: {domains: []}\n"

// Rules is the organisation's policy and what it is judged with. Without an organisation there is no engine, and what is usual
// comes from the history on this computer.
func (s *Sync) Rules(context.Context, account.Account) (shim.Rules, error) {
	l := s.linked()
	if l == nil {
		return shim.Rules{Sources: []check.Source{local{s}}}, nil
	}
	c, err := l.cache.Current()
	if err == nil {
		return shim.Rules{Engine: &check.Engine{Policy: c.Policy, Now: s.o.Now}, Sources: []check.Source{remote{s, l}}}, nil
	}
	poke(s.look)
	empty, parse := policy.Parse("none", []byte(nothing), nil)
	if parse != nil {
		return shim.Rules{}, errors.Join(err, parse)
	}
	s.log.Warn("no policy of the organisation counts", slog.Any("error", err))
	return shim.Rules{Engine: &check.Engine{Policy: empty, Now: s.o.Now}, Facts: policy.Facts{Offline: &policy.Offline{Since: s.away(l)}}}, nil
}

// away is since when the server has not answered, as far as is known.
func (s *Sync) away(l *link) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case !s.unreachable.IsZero():
		return s.unreachable
	case !s.reached.IsZero():
		return s.reached
	}
	if c, err := l.cache.Current(); err == nil {
		return c.IssuedAt
	}
	return time.Time{}
}

// remote asks the server for facts.
type remote struct {
	s *Sync
	l *link
}

// Name is what facts.incomplete calls it.
func (remote) Name() string { return "history" }

// Gather asks for a second. Where the server is not there the policy's settings.unreachable counts, where it is slow the fact is late;
// either way what is remembered serves instead.
func (r remote) Gather(ctx context.Context, m *policy.Message) (func(*policy.Facts), error) {
	asked, cancel := context.WithTimeout(ctx, factsWait)
	defer cancel()
	var f policy.Facts
	_, _, err := r.l.client.ask(asked, "POST", "/v1/facts", "", question(m), &f)
	r.s.heard(err)
	if err == nil {
		if err := r.s.remember(ctx, r.l, m, f); err != nil {
			r.s.log.Warn("remember facts", slog.Any("error", err))
		}
		return func(into *policy.Facts) { merge(into, f) }, nil
	}
	poke(r.s.look)
	kept, recall := r.s.recall(context.WithoutCancel(ctx), r.l, m)
	if recall != nil {
		r.s.log.Warn("recall facts", slog.Any("error", recall))
	}
	_, since := r.s.Server()
	return func(into *policy.Facts) {
		merge(into, kept)
		if !since.IsZero() {
			into.Offline = &policy.Offline{Since: since, Policy: true}
			return
		}
		into.Late = append(into.Late, r.Name())
	}, nil
}

// question is what the server is asked: addresses and names alone.
func question(m *policy.Message) api.FactsRequest {
	q := api.FactsRequest{From: mailbox(m.From.Address, m.From.Name), Recipients: []api.DraftRecipient{}}
	if m.Account != "" {
		q.Account = &m.Account
	}
	for _, r := range m.Recipients {
		if r.Address == "" && r.Name == "" {
			continue
		}
		b := mailbox(r.Address, r.Name)
		q.Recipients = append(q.Recipients, api.DraftRecipient{Address: b.Address, Name: b.Name, Field: api.DraftRecipientField(r.Field)})
	}
	ms := int(factsWait / time.Millisecond * 9 / 10)
	q.DeadlineMs = &ms
	return q
}

func mailbox(address, name string) api.Mailbox {
	if name == "" {
		return api.Mailbox{Address: address}
	}
	return api.Mailbox{Address: address, Name: &name}
}

// merge puts what the server said into the facts. What the program itself knows stands.
func merge(into *policy.Facts, f policy.Facts) {
	if f.History != nil {
		into.History = f.History
	}
	into.People = append(into.People, f.People...)
	into.Contacts = append(into.Contacts, f.Contacts...)
	into.Known = append(into.Known, f.Known...)
	into.Late = append(into.Late, f.Late...)
	if f.Members != nil {
		into.Members = f.Members
	}
	if f.Links != nil {
		into.Links = f.Links
	}
	language := into.Sender.Language
	into.Sender = f.Sender
	if into.Sender.Language == "" {
		into.Sender.Language = language
	}
}

// fetch asks for the policy.
func (s *Sync) fetch(ctx context.Context, l *link) error {
	ctx, cancel := context.WithTimeout(ctx, policyWait)
	defer cancel()
	var d api.PolicyDocument
	tag, changed, err := l.client.ask(ctx, "GET", "/v1/policy/document", l.cache.Known(), nil, &d)
	if errors.Is(err, errLate) { // it had twenty seconds
		err = fmt.Errorf("%w: %w", errUnreachable, err)
	}
	s.heard(err)
	if err != nil || !changed {
		return err
	}
	if err := l.cache.Put(tag, d.Document); err != nil {
		return fmt.Errorf("take the policy: %w", err)
	}
	s.o.Changed()
	return nil
}
