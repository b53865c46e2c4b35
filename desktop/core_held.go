package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"sekisho/desktop/internal/outbox"
	"sekisho/desktop/internal/serversync"
)

// patience is how long what the window asks for may take, but for what a person does meanwhile.
const patience = 10 * time.Second

// Held implements heldBound.
func (s *service) Held() ([]Held, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	all, err := s.depot.Outbox.Held(ctx)
	out := make([]Held, 0, len(all))
	for _, h := range all {
		out = append(out, Held{
			ID: h.ID, From: h.From, Recipients: list(h.Recipients), Subject: h.Subject, Size: h.Size, Since: h.Since, Leaves: h.Leaves,
			Earliest: h.Earliest, Latest: h.Latest, Release: h.Release, Trouble: h.Trouble, Twice: h.Twice,
		})
	}
	return out, err
}

// SendNow implements heldBound.
func (s *service) SendNow(id string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return heldProblem(s.depot.Outbox.SendNow(ctx, id))
}

// Discard implements heldBound.
func (s *service) Discard(id string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return heldProblem(s.depot.Outbox.Discard(ctx, id))
}

// SetTime implements heldBound.
func (s *service) SetTime(id string, leaves time.Time) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return heldProblem(s.depot.Outbox.SetTime(ctx, id, leaves))
}

// heldProblem says what the window can say of a held mail.
func heldProblem(err error) error {
	switch {
	case errors.Is(err, outbox.ErrNotFound), errors.Is(err, outbox.ErrGone):
		return &Problem{Code: "gone", Args: map[string]string{}}
	case errors.Is(err, outbox.ErrTime), errors.Is(err, outbox.ErrFixed):
		return &Problem{Code: "time", Args: map[string]string{}, Detail: err.Error()}
	}
	return err
}

// Enrol implements selfBound: by a code or, without one, by signing in in the browser.
func (s *service) Enrol(e Enrolment) error {
	ctx, cancel := context.WithTimeout(context.Background(), 6*time.Minute)
	defer cancel()
	var err error
	if e.Code != "" {
		err = s.depot.Sync.Enrol(ctx, e.Server, e.Code)
	} else {
		err = s.depot.Sync.SignIn(ctx, e.Server, openBrowser, s.language())
	}
	if err == nil {
		return nil
	}
	s.log.Warn("enrol", slog.Any("error", err))
	why := serversync.Explain(err)
	return &Problem{Code: enrolCode(why), Args: map[string]string{}, Said: serversync.Say(s.language(), why, nil)}
}

// enrolCode is what the window calls a reason why an enrolment failed.
func enrolCode(why string) string {
	switch why {
	case "refused.code-invalid", "refused.code-expired", "refused.too-many-tries", "no-sign-in":
		return "code"
	case "unreachable", "bad-address", "no-sekisho":
		return "server"
	}
	return "internal"
}
