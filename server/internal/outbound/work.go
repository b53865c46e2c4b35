package outbound

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"sekisho/server/internal/audit"
	"sekisho/server/internal/store"
)

// fate is what became of one recipient in one attempt.
type fate struct {
	state string // delivered, deferred or failed
	reply string // the server's words, or ours
	maybe bool   // the server may have it all the same

	server, security string // who answered, over what; empty: nobody did
}

func delivered(reply string) fate { return fate{state: store.DeliveryDelivered, reply: reply} }
func deferred(reply string) fate  { return fate{state: store.DeliveryDeferred, reply: reply} }
func failed(reply string) fate    { return fate{state: store.DeliveryFailed, reply: reply} }

// perTransaction is how many recipients a mail is given for at a time: every server takes 100 (RFC 5321, 4.5.3.1.8).
const perTransaction = 100

// work delivers one message to those who are due, server by server, and writes each result down at once.
func (q *Queue) work(ctx context.Context, l store.Leased) {
	ctx, lost := context.WithCancel(ctx)
	defer lost()
	stop := q.keepLease(ctx, l, lost)
	defer stop()
	mail := q.outgoing(l.Message)
	for _, g := range q.parts(ctx, l.Message.TLS, l.Deliveries) {
		fates := g.fates
		if fates == nil {
			fates = q.give(ctx, mail, g)
		}
		if ctx.Err() != nil { // somebody else has the lease: what we know is of no use any more
			return
		}
		q.finish(ctx, l.Message, g.deliveries, fates)
	}
}

// keepLease renews a lease until stop is called. A lease that is lost ends the work.
func (q *Queue) keepLease(ctx context.Context, l store.Leased, lost func()) (stop func()) {
	ticker := time.NewTicker(renews)
	done := make(chan struct{})
	var ended atomic.Bool
	go func() {
		for {
			select {
			case <-done:
				return
			case <-ticker.C:
				err := q.Records.Renew(ctx, q.Org, l, q.now().Add(lease))
				if errors.Is(err, store.ErrConflict) && !ended.Load() {
					lost()
				}
			}
		}
	}()
	return func() { ended.Store(true); ticker.Stop(); close(done) }
}

// part are recipients of one message who are reached through the same servers.
type part struct {
	deliveries []store.Delivery
	hops       []Hop
	fates      map[string]fate // known without asking a server; nil: not yet
}

// route is what is known of the way to a domain.
type route struct {
	hops []Hop
	err  error
	most int // recipients in one transaction
}

// parts finds the servers of each recipient. Recipients whose servers are the same go together.
func (q *Queue) parts(ctx context.Context, level string, list []store.Delivery) []part {
	var all []part
	at, routes := map[string]int{}, map[string]route{}
	for _, d := range list {
		domain := strings.ToLower(d.Recipient[strings.LastIndexByte(d.Recipient, '@')+1:])
		r, known := routes[domain]
		if !known {
			r = q.routeTo(ctx, domain, level)
			routes[domain] = r
		}
		key := routeKey(r)
		i, known := at[key]
		if !known || len(all[i].deliveries) >= r.most {
			i = len(all)
			at[key] = i
			all = append(all, part{hops: r.hops})
		}
		p := &all[i]
		p.deliveries = append(p.deliveries, d)
		if r.err != nil {
			if p.fates == nil {
				p.fates = map[string]fate{}
			}
			p.fates[d.Recipient] = unroutable(domain, r.err)
		}
	}
	return all
}

func (q *Queue) routeTo(ctx context.Context, domain, level string) route {
	r := route{most: q.PerMail}
	if n := q.PerDomain[domain]; n > 0 {
		r.most = min(n, r.most)
	}
	if r.hops, r.err = q.Route.Hops(ctx, domain, level); r.err == nil && len(r.hops) == 0 {
		r.err = errNoServer
	}
	return r
}

var errNoServer = errors.New("there is no server to send to")

func routeKey(r route) string {
	if r.err != nil {
		return "error"
	}
	keys := make([]string, len(r.hops))
	for i, h := range r.hops {
		keys[i] = h.key()
	}
	return fmt.Sprint(r.most, " to ", strings.Join(keys, ", "))
}

func unroutable(domain string, err error) fate {
	var never *PermanentError
	var bare *unprotectedError
	switch {
	case errors.As(err, &never):
		return failed("550 " + never.Error())
	case errors.As(err, &bare):
		return deferred("451 4.7.10 " + bare.Error())
	}
	return deferred(fmt.Sprintf("451 4.4.3 no way to %s is known now: %v", domain, err))
}

// finish writes down what became of recipients. While the store does not answer it tries again: what is not written down would be
// sent once more.
func (q *Queue) finish(ctx context.Context, m store.Message, list []store.Delivery, fates map[string]fate) {
	f, e := q.finished(m, list, fates)
	for wait := 50 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
		err := q.Records.Finish(ctx, q.Org, f, e)
		if err == nil {
			return
		}
		q.Log.LogAttrs(ctx, slog.LevelError, "write down a delivery", slog.String("message", m.ID), slog.Any("error", err))
		if ctx.Err() != nil || errors.Is(err, store.ErrConflict) || errors.Is(err, store.ErrClosed) || errors.Is(err, store.ErrInvalid) {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// finished makes the rows: each recipient's next state, and what the sender is told of those who failed or are late.
func (q *Queue) finished(m store.Message, list []store.Delivery, fates map[string]fate) (store.Finished, audit.Entry) {
	now := q.now()
	var f store.Finished
	events, late, gone := map[string]string{}, map[string]string{}, map[string]string{}
	var who []string
	for _, d := range list {
		t := fates[d.Recipient]
		move := store.DeliveryMove{ID: d.ID, From: store.DeliverySending, Attempt: d.Attempt, To: t.state, Reply: t.reply, MaybeSent: t.maybe}
		if t.state == store.DeliveryDeferred {
			var again bool
			if move.Due, again = q.Schedule.next(d.Began, now, d.Attempt); !again {
				move.To, move.Due = store.DeliveryFailed, time.Time{}
			} else if q.Schedule.tells(d.Began, d.Changed, now) {
				late[d.Recipient] = t.reply
			}
		}
		if move.To == store.DeliveryFailed {
			gone[d.Recipient] = t.reply
		}
		f.Moves = append(f.Moves, move)
		events[move.To] += "+"
		who = append(who, d.Recipient)
	}
	if m.Kind == store.KindMail {
		f.Notices = append(told(TellFailed, m, gone), told(TellDelayed, m, late)...)
	}
	details := map[string]string{}
	if len(list) > 0 { // they went together
		if t := fates[list[0].Recipient]; t.server != "" {
			details["server"], details["security"] = t.server, t.security
		}
	}
	for state, n := range events {
		details[state] = fmt.Sprint(len(n))
	}
	return f, audit.Entry{Event: "mail.attempted", Door: "gateway", Object: m.ID, Details: details, Account: m.Account, Recipients: who}
}

// What senders are told of deliveries, by the name of the notice. Args are the recipients and the last reply for each.
const (
	TellFailed  = "delivery.failed"
	TellDelayed = "delivery.delayed"
)

func told(kind string, m store.Message, recipients map[string]string) []store.Notice {
	if len(recipients) == 0 {
		return nil
	}
	return []store.Notice{{ID: store.NewID(), Kind: kind, Message: m.ID, To: m.Sender, Args: recipients}}
}
