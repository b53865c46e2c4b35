package gate

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// errBudget ends a decision that takes too long.
var errBudget = errors.New("gate: nobody decided in time")

// Deliver has the mail decided upon and, if it may go, relays it.
func (s *proxySession) Deliver(ctx context.Context, t *Transaction) Reply {
	budget := s.p.Budget
	if budget <= 0 {
		budget = 50 * time.Second
	}
	ask, cancel := context.WithTimeoutCause(ctx, budget, errBudget)
	defer cancel()
	if s.route != nil {
		t.Account = s.route.Account
	}
	d := s.decision(ask, t)
	t.Outcome.Fingerprint, t.Outcome.Verdict, t.Told = d.Fingerprint, d.Verdict, d.Told
	return d.settle(ctx, s.carryOut(ctx, ask, t, d))
}

// carryOut does what was decided, unless it is too late for that.
func (s *proxySession) carryOut(ctx, ask context.Context, t *Transaction, d Decision) Settled {
	if ask.Err() != nil { // no relaying starts now, whatever the answer was
		return Settled{Reply: tooLate(context.Cause(ask), t.ID)}
	}
	switch {
	case d.Held && d.Settle != nil && d.Reply.positive():
		return Settled{Used: true, Reply: d.Reply}
	case !d.Send && (d.Held || d.Reply.Code < 400 || d.Reply.Code > 599):
		return Settled{Used: true, Reply: undecided(t.ID)}
	case !d.Send:
		return Settled{Used: true, Reply: d.Reply}
	}
	recipients, err := choose(t, d)
	if err != nil {
		s.p.log().Error("decide", slog.String("id", t.ID), slog.Any("error", err))
		return Settled{Reply: undecided(t.ID)}
	}
	return s.relay(ctx, t, d, recipients)
}

// decision waits for the Decider, closing the upstream's connection when that takes long: servers drop idle ones. An answer that
// comes when nobody waits any more is settled where it was made.
func (s *proxySession) decision(ctx context.Context, t *Transaction) Decision {
	answer := make(chan Decision)
	s.p.deciding.Go(func() {
		d := s.p.ask(ctx, t)
		select {
		case answer <- d:
		case <-ctx.Done():
			d.settle(ctx, Settled{Reply: tooLate(context.Cause(ctx), t.ID)})
		}
	})
	keep := s.p.Keep
	if keep <= 0 {
		keep = 2 * time.Second
	}
	idle := time.NewTimer(keep)
	defer idle.Stop()
	for {
		select {
		case d := <-answer:
			return d
		case <-ctx.Done():
			return Decision{}
		case <-idle.C:
			s.hangUp()
		}
	}
}

// ask calls the Decider. A panic is an answer too: no.
func (p *Proxy) ask(ctx context.Context, t *Transaction) (d Decision) {
	defer func() {
		if v := recover(); v != nil {
			p.log().Error("decider panicked", slog.String("id", t.ID), slog.String("kind", fmt.Sprintf("%T", v)))
			d = Decision{Reply: undecided(t.ID)}
		}
	}()
	return p.Decider.Decide(ctx, t)
}

func undecided(id string) Reply {
	return notice(451, "4.3.0", "判定できないため送信していません", "not sent, the mail could not be judged; try again", "", id)
}

func tooLate(cause error, id string) Reply {
	switch {
	case errors.Is(cause, errBudget):
		return notice(451, "4.7.1", "確認されなかったため送信していません", "not confirmed, not sent", "", id)
	case errors.Is(cause, ErrShutdown):
		return notice(451, "4.3.2", "終了中のため送信していません", "not sent, shutting down", "", id)
	}
	return notice(451, "4.4.2", "接続が切れたため送信していません", "not sent, the client hung up", "", id)
}

// choose returns who gets the mail: the recipients a decision names, in the mail's order, then those it adds. One that the mail does
// not have is an error, and so is an added address that is none.
func choose(t *Transaction, d Decision) ([]Recipient, error) {
	chosen, err := named(t, d.Recipients)
	if err != nil {
		return nil, err
	}
	there := map[string]bool{}
	for _, r := range chosen {
		there[r.Address] = true
	}
	for _, a := range d.Added {
		if refusal := checkPath(a, t.Mail.SMTPUTF8); refusal != nil {
			return nil, fmt.Errorf("gate: decision adds a recipient: %s", refusal)
		}
		if !there[a] {
			there[a] = true
			chosen = append(chosen, Recipient{Address: a})
		}
	}
	if len(chosen) == 0 {
		return nil, errors.New("gate: decision to send to nobody")
	}
	return chosen, nil
}

func named(t *Transaction, addresses []string) ([]Recipient, error) {
	if addresses == nil {
		return append([]Recipient(nil), t.Recipients...), nil
	}
	wanted := make(map[string]bool, len(addresses))
	for _, a := range addresses {
		wanted[a] = false
	}
	var chosen []Recipient
	for _, r := range t.Recipients {
		if _, ok := wanted[r.Address]; ok {
			wanted[r.Address] = true
			chosen = append(chosen, r)
		}
	}
	for _, found := range wanted {
		if !found {
			return nil, errors.New("gate: decision for a recipient that the mail does not have")
		}
	}
	return chosen, nil
}
