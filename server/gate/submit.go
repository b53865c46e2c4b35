package gate

import (
	"context"
	"errors"
	"io"
	"time"
)

// Submission is a mail that goes out without a client: one that was kept.
type Submission struct {
	ID         string // for the trace line and for answers
	From       string
	Mail       Mail
	Recipients []Recipient
	Content    io.Reader // whole lines in CRLF
}

var errSubmission = errors.New("gate: a mail to submit needs a way and recipients")

// Submit gives a mail to the upstream of a route, logged in with what the route keeps. Settled.Used is false where nothing was tried;
// its Reply is the upstream's own, or ours where there was none.
func (p *Proxy) Submit(ctx context.Context, r *Route, m Submission) (Settled, error) {
	if r == nil || len(m.Recipients) == 0 {
		return Settled{}, errSubmission
	}
	spool := NewSpool("", 1<<20)
	defer func() { _ = spool.Close() }()
	if _, err := io.Copy(spool, m.Content); err != nil {
		return Settled{}, err
	}
	if err := spool.Finish(); err != nil {
		return Settled{}, err
	}
	s := &proxySession{p: p, route: r}
	if r.Login != nil {
		s.cred = &Credentials{} // the route has its own
	}
	defer s.Close()
	t := &Transaction{ID: m.ID, Time: time.Now(), Helo: "localhost", ESMTP: true, From: m.From, Mail: m.Mail, Recipients: m.Recipients, Spool: spool, Account: r.Account}
	return s.relay(ctx, t, Decision{Send: true}, m.Recipients), nil
}
