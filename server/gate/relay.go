package gate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"
)

// relay gives the mail to the upstream and returns its answer. A connection from before the decision that turns out dead is
// replaced once, as long as nothing of the mail was sent.
func (s *proxySession) relay(ctx context.Context, t *Transaction, d Decision, recipients []Recipient) Settled {
	began, reused := time.Now(), s.up != nil
	reply, err := s.attempt(ctx, t, d, recipients)
	var no *refusedError
	var lacks *lacksError
	stale := err != nil && !errors.As(err, &no) && !errors.As(err, &lacks) || no != nil && no.reply.Code == 421
	if reused && stale && !errors.Is(err, errLost) && !errors.Is(err, errNotLines) && ctx.Err() == nil {
		s.discard()
		reply, err = s.attempt(ctx, t, d, recipients)
	}
	if err != nil || reply.Code == 421 {
		s.discard()
	}
	if err == nil {
		return Settled{Used: true, Tried: true, Reply: reply, Sent: reply.positive(), Took: time.Since(began)}
	}
	s.p.log().Warn("relay", slog.String("id", t.ID), slog.Any("error", err))
	return Settled{Used: true, Tried: true, Reply: s.explain(ctx, t, err), Lost: errors.Is(err, errLost), Took: time.Since(began)}
}

// attempt opens what is not open, and gives envelope and content.
func (s *proxySession) attempt(ctx context.Context, t *Transaction, d Decision, recipients []Recipient) (Reply, error) {
	if s.up == nil {
		if err := s.reopen(ctx); err != nil {
			return Reply{}, err
		}
	}
	release := s.up.guard(ctx)
	defer release()
	if err := s.up.envelope(t, recipients); err != nil {
		return Reply{}, err
	}
	reply, sum, err := s.up.content(ctx, release, true, func(w io.Writer) error { return s.p.write(w, t, d) })
	t.Outcome.Relayed = sum
	return reply, err
}

// reopen connects and logs in as before.
func (s *proxySession) reopen(ctx context.Context) error {
	if s.cred == nil {
		up, err := s.connect(ctx)
		s.up = up
		return err
	}
	reply, err := s.logIn(ctx, *s.cred)
	if err != nil || !reply.positive() {
		return cmpErr(err, reply)
	}
	return nil
}

// explain says why a mail was not sent, or may have been.
func (s *proxySession) explain(ctx context.Context, t *Transaction, err error) Reply {
	var no *refusedError
	var own *ReplyError
	var lacks *lacksError
	switch {
	case errors.Is(err, errLost):
		return notice(451, "4.4.2", "送信済みの可能性があります", "the connection was lost while sending; it may have been sent already", "", t.ID)
	case ctx.Err() != nil:
		return tooLate(context.Cause(ctx), t.ID)
	case errors.Is(err, errNotLines):
		return undecided(t.ID)
	case errors.As(err, &no):
		return no.explain(t)
	case errors.As(err, &lacks):
		return lacks.explain(t.ID)
	case errors.As(err, &own):
		return passOn(own.Reply, "upstream refused the connection", t.ID)
	}
	return unreachable(s.route.Upstream.Addr, t.ID)
}

// explain names the address the upstream refused. Nobody got the mail.
func (e *refusedError) explain(t *Transaction) Reply {
	who := "sender <" + t.From + ">"
	if e.address != "" {
		who = "<" + e.address + ">"
	}
	if !isASCII(who) && !t.Mail.SMTPUTF8 {
		who = fmt.Sprintf("%+q", who)
	}
	return passOn(e.reply, who, t.ID)
}

// passOn keeps the class of an upstream's refusal: 4xx can be tried again.
func passOn(r Reply, who, id string) Reply {
	code, enhanced := 550, "5.7.1"
	if r.transient() {
		code, enhanced = 451, "4.7.1"
	}
	return notice(code, enhanced, "誰にも送信していません", "sent to nobody, refused", who+" "+r.String(), id)
}
