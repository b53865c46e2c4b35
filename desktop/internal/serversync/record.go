package serversync

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"sekisho/desktop/internal/shim"
	"sekisho/desktop/internal/store"
	"sekisho/server/api"
	"sekisho/server/check"
	"sekisho/server/history"
)

// Leaving writes down a mail that is about to leave, and queues it for the server.
func (s *Sync) Leaving(ctx context.Context, e shim.Entry) error {
	row := s.row(e)
	row.Outcome, row.Reply, row.Ended = "", "", time.Time{}
	queued, err := s.queued(e, true)
	if err != nil {
		return err
	}
	if err := s.o.Store.SaveMail(ctx, row, nil, queued...); err != nil {
		return err
	}
	return nil // the server is told at its end, or by Confirmed
}

// Ended writes down what became of a mail. A mail that left teaches the history, once.
func (s *Sync) Ended(ctx context.Context, e shim.Entry) error {
	row := s.row(e)
	before, err := s.o.Store.Mail(ctx, row.ID)
	known := err == nil
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	again := known && before.Outcome != ""
	if again { // it says only that the program did not hear; meanwhile the outbox may have ended the mail
		row.Outcome, row.Reply, row.Ended = before.Outcome, before.Reply, before.Ended
	}
	var queued []store.Queued
	var learn *history.Sent
	if !again {
		if queued, err = s.queued(e, !known); err != nil {
			return err
		}
		if e.Verdict != nil {
			queued = append(queued, s.outcome(row.ID, e.Outcome, e.Reply, e.Unheard, row.Ended)...)
		}
		if e.Outcome == shim.Sent || e.Outcome == shim.Confirmed {
			learn = s.Teaches(e.Message, e.Fingerprint)
		}
	}
	if err := s.o.Store.SaveMail(ctx, row, learn, queued...); err != nil {
		return err
	}
	poke(s.wake)
	return nil
}

// finish marks the mails that were leaving when the program ended: the upstream may have them.
func (s *Sync) finish(ctx context.Context) error {
	mails, err := s.o.Store.Unfinished(ctx, s.began)
	if err != nil {
		return fmt.Errorf("look for mails of a former run: %w", err)
	}
	for _, m := range mails {
		m.Outcome, m.Ended = shim.Doubtful, s.o.Now()
		if err := s.o.Store.SaveMail(ctx, m, nil, s.outcome(m.ID, m.Outcome, "", false, m.Ended)...); err != nil {
			return err
		}
	}
	return nil
}

// row is the history's view of a mail.
func (s *Sync) row(e shim.Entry) store.Mail {
	m := store.Mail{
		ID: store.MailID(e.ID, e.Time), Time: e.Time, Account: e.Account.ID, Login: e.Login, From: e.From, Recipients: e.Recipients, Client: e.Client,
		MessageID: e.MessageID, Size: e.Size, Policy: e.Policy, Paused: e.Paused, Changes: e.Changes, Outcome: e.Outcome, Reply: e.Reply, Unheard: e.Unheard,
		Ended: s.o.Now(),
	}
	if e.Message != nil {
		m.From, m.Subject = e.Message.From.Address, e.Message.Subject
	}
	if e.Verdict != nil {
		m.Action = string(e.Verdict.Action)
		if data, err := json.Marshal(e.Verdict); err == nil { // verdicts always marshal
			m.Verdict = data
		}
	}
	return m
}

// queued is the record to tell the server, if there is one and it was not told.
func (s *Sync) queued(e shim.Entry, want bool) ([]store.Queued, error) {
	l := s.linked()
	if l == nil || !want || e.Verdict == nil || e.Message == nil {
		return nil, nil
	}
	r, err := s.record(l, e)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("write a record: %w", err)
	}
	return []store.Queued{{Kind: store.Record, Mail: r.Id, Body: body}}, nil
}

// maxPaused is how much of the reason of a pause is told, in characters.
const maxPaused = 200

func (s *Sync) record(l *link, e shim.Entry) (r api.DeviceRecord, err error) {
	r = api.DeviceRecord{Id: store.MailID(e.ID, e.Time), At: e.Time.UTC()}
	if c, err := l.cache.Current(); err == nil && c.Policy.Version() == e.Policy {
		r.PolicyVersion = c.Version
	}
	for _, part := range []struct {
		from any
		into *json.RawMessage
	}{{check.Keep(e.Message, &e.Searched), &r.Message}, {e.Facts, &r.Facts}, {e.Verdict, &r.Verdict}} {
		if *part.into, err = json.Marshal(part.from); err != nil {
			return r, fmt.Errorf("write a record: %w", err)
		}
	}
	if g := e.Given; g != nil {
		asked := check.Answers{}
		if e.Verdict.Confirm != nil {
			asked = check.Asked(*g, e.Verdict.Confirm)
		}
		r.Answers = &api.ConfirmationRequest{Items: asked.Items, Questions: &asked.Questions, Words: &asked.Words}
		if asked.Reason != "" {
			r.Answers.Reason = &asked.Reason
		}
	}
	if e.Paused != "" {
		words := []rune(e.Paused)
		paused := string(words[:min(len(words), maxPaused)])
		r.Paused = &paused
	}
	return r, nil
}

// outcome is what to tell the server of a mail's end.
func (s *Sync) outcome(mail, outcome, reply string, unheard bool, at time.Time) []store.Queued {
	if s.linked() == nil {
		return nil
	}
	class := replyClass(reply)
	o := api.DeviceOutcome{Id: mail, At: at.UTC(), Outcome: api.DeviceOutcomeOutcome(outcome)}
	if class != "" {
		o.Reply = &class
	}
	if unheard {
		o.Unheard = &unheard
	}
	body, err := json.Marshal(o)
	if err != nil {
		return nil // it always marshals
	}
	return []store.Queued{{Kind: store.Outcome, Mail: mail, Body: body}}
}

// HeldEnded is what to tell the server of a held mail's end, for the outbox.
func (s *Sync) HeldEnded(mail, outcome, reply string, at time.Time) []store.Queued {
	poke(s.wake)
	return s.outcome(mail, outcome, reply, false, at)
}

var replyStart = regexp.MustCompile(`^[245][0-9]{2}([ -][245]\.[0-9]{1,3}\.[0-9]{1,3})?`)

// replyClass is the code and the enhanced code of a reply: what stands behind them may name people.
func replyClass(reply string) string {
	return strings.Replace(replyStart.FindString(reply), "-", " ", 1)
}
