package outbound

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"

	"sekisho/server/gate"
	"sekisho/server/internal/spool"
	"sekisho/server/internal/store"
)

// give tries the servers one after another until one answers for the recipients.
func (q *Queue) give(ctx context.Context, m *outgoing, p part) map[string]fate {
	last, final := deferred("451 4.4.1 there is no server to send to"), len(p.hops) > 0
	for _, hop := range p.hops {
		g, security, err := q.try(ctx, hop, m, p.deliveries)
		var broken *brokenError
		switch {
		case errors.As(err, &broken):
			q.Log.LogAttrs(ctx, slog.LevelError, "read a mail to deliver", slog.String("message", m.ID), slog.Any("error", err))
			return all(p.deliveries, deferred("451 4.3.0 the stored mail cannot be read now"))
		case err == nil:
			return by(fates(p.deliveries, g), hop, security)
		case g.Lost:
			t := deferred(fmt.Sprintf("451 4.4.2 %s: the connection was lost while it answered", hop.Name))
			t.maybe = true
			return by(all(p.deliveries, t), hop, security)
		}
		q.Log.LogAttrs(ctx, slog.LevelWarn, "try a server", slog.String("server", hop.Name), slog.Any("error", err))
		t := untaken(hop, err)
		if t.state != store.DeliveryFailed {
			final = false
		}
		last = t
	}
	if last.state == store.DeliveryFailed && !final { // another server may take it later
		last = deferred("451 4." + strings.TrimPrefix(last.reply, "550 5."))
	}
	return all(p.deliveries, last)
}

// by writes down which server answered, over what.
func by(m map[string]fate, hop Hop, security string) map[string]fate {
	for to, t := range m {
		t.server, t.security = hop.Name, security
		m[to] = t
	}
	return m
}

// untaken is what becomes of a mail that a server could not be given. What is wrong with our own credentials is not for senders.
func untaken(hop Hop, err error) fate {
	var refusal *gate.ReplyError
	switch {
	case errors.Is(err, errLogin):
		return deferred(fmt.Sprintf("451 4.7.0 %s: %v", hop.Name, errLogin))
	case errors.Is(err, gate.ErrNoTLS) && hop.Final && errors.As(err, &refusal) && refusal.Reply.Code >= 500:
		return failed(fmt.Sprintf("550 5.7.10 %s gives no TLS, and this mail must not go without", hop.Name))
	case errors.Is(err, gate.ErrNoTLS):
		return deferred(fmt.Sprintf("451 4.7.10 %s gives no TLS now, and the mail must not go without (%s)", hop.Name, hop.Security))
	case errors.Is(err, gate.ErrHandshake):
		return deferred(fmt.Sprintf("451 4.7.10 %s: no connection that is protected as it must be (%s): %v", hop.Name, hop.Security, err))
	}
	return deferred(fmt.Sprintf("451 4.4.1 %s: %v", hop.Name, err))
}

// try gives the mail to one server, over a connection that is open already if there is one. One that turned out dead before
// anything was answered is replaced once.
func (q *Queue) try(ctx context.Context, hop Hop, m *outgoing, list []store.Delivery) (g gate.Given, security string, err error) {
	leave, err := q.hops.enter(ctx, hop.Name)
	if err != nil {
		return gate.Given{}, "", err
	}
	defer leave()
	k, used, err := q.pool.take(ctx, hop, q.connect)
	if err != nil {
		return gate.Given{}, "", err
	}
	g, err = q.over(ctx, k, m, list)
	if used && err != nil && !g.Lost {
		k.Drop()
		if k, err = q.connect(ctx, hop); err != nil {
			return gate.Given{}, "", err
		}
		g, err = q.over(ctx, k, m, list)
	}
	if err != nil || g.Reply.Code == 421 {
		k.Drop()
	} else {
		q.pool.put(hop.key(), k)
	}
	return g, reached(hop, k), err
}

// reached is how a connection came to be protected.
func reached(hop Hop, k *gate.Courier) string {
	if !k.Encrypted() {
		return SecurityClear
	}
	return cmp.Or(hop.Security, SecurityTLS)
}

// brokenError is about our own copy of a mail.
type brokenError struct{ error }

// over gives the mail over one connection.
func (q *Queue) over(ctx context.Context, k *gate.Courier, m *outgoing, list []store.Delivery) (gate.Given, error) {
	if m.UTF8 && !k.Extensions().SMTPUTF8 {
		return gate.Given{Reply: gate.Reply{Code: 550, Enhanced: "5.6.7", Text: "the next server takes no addresses or headers in UTF-8 (SMTPUTF8)"}}, nil
	}
	to := make([]string, len(list))
	for i, d := range list {
		to[i] = d.Recipient
	}
	fields, err := m.fields(ctx)
	if err != nil {
		return gate.Given{}, err
	}
	return k.Give(ctx, gate.Parcel{
		From: m.Sender, To: to, Size: m.Size + int64(len(fields)), EightBit: m.EightBit, UTF8: m.UTF8,
		Write: func(w io.Writer) error {
			r, err := q.Files.Open(ctx, q.Org, m.Message)
			if err != nil {
				return &brokenError{err}
			}
			defer r.Close() //nolint:errcheck // it was read
			if _, err := io.WriteString(w, fields); err != nil {
				return err
			}
			buf, _ := spareBuffers.Get().(*[32 << 10]byte)
			defer spareBuffers.Put(buf)
			_, err = io.CopyBuffer(w, reading{r}, buf[:])
			return err
		},
	})
}

// spareBuffers are for copying mails.
var spareBuffers = sync.Pool{New: func() any { return new([32 << 10]byte) }}

// reading marks the errors of our own copy: they are not the connection's.
type reading struct{ r io.Reader }

func (r reading) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = &brokenError{err}
	}
	return n, err
}

func all(list []store.Delivery, t fate) map[string]fate {
	m := make(map[string]fate, len(list))
	for _, d := range list {
		m[d.Recipient] = t
	}
	return m
}

// fates reads a server's answers.
func fates(list []store.Delivery, g gate.Given) map[string]fate {
	m := make(map[string]fate, len(list))
	for _, d := range list {
		reply, no := g.Refused[d.Recipient]
		if !no {
			reply = g.Reply
		}
		m[d.Recipient] = fateOf(reply)
	}
	return m
}

func fateOf(r gate.Reply) fate {
	switch {
	case r.Code >= 200 && r.Code < 300:
		return delivered(r.String())
	case r.Code >= 500:
		return failed(r.String())
	}
	return deferred(r.String())
}

// Spooled opens messages, of the spool's files or of the store.
type Spooled struct {
	Spool   *spool.Spool
	Records interface {
		Keys(ctx context.Context, org store.Org) (store.Keys, error)
		Body(ctx context.Context, org store.Org, message string) ([]byte, error)
	}
}

// Open opens a message under its organisation's key; its hash is compared at the end.
func (s Spooled) Open(ctx context.Context, org store.Org, m store.Message) (io.ReadCloser, error) {
	keys, err := s.Records.Keys(ctx, org)
	if err != nil {
		return nil, fmt.Errorf("read the mail key: %w", err)
	}
	key, err := s.Spool.Key(keys.Mail)
	if err != nil {
		return nil, err
	}
	if m.File != "" {
		return s.Spool.Read(spool.Name(m.File), key, m.Hash)
	}
	body, err := s.Records.Body(ctx, org, m.ID)
	if err != nil {
		return nil, err
	}
	return s.Spool.Unseal(body, key, m.Hash)
}
