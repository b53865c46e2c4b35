package serversync

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"sekisho/desktop/internal/shim"
	"sekisho/desktop/internal/store"
	"sekisho/server/api"
	"sekisho/server/pass"
	"sekisho/server/policy"
)

// The limits of one telling.
const (
	maxTold      = 50
	maxToldBytes = 1 << 20
)

// Run marks the mails whose end a crash has hidden, keeps the policy and tells the server what it does not know, until ctx ends. That
// this computer was enrolled, or left, by another process counts within a minute.
func (s *Sync) Run(ctx context.Context) error {
	refresh, tell := time.NewTicker(policyEach), time.NewTicker(tellEach)
	defer refresh.Stop()
	defer tell.Stop()
	switch err := s.finish(ctx); {
	case ctx.Err() != nil:
		return nil // we end before we have begun; the next run finds the same
	case err != nil:
		return err
	}
	s.keep(ctx)
	for {
		s.tell(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-refresh.C:
			s.keep(ctx)
			if err := s.o.Store.Sweep(ctx); err != nil {
				s.log.Error("forget what is old", slog.Any("error", err))
			}
		case <-s.look:
			s.keep(ctx)
		case <-s.wake:
		case <-tell.C:
			s.reload(ctx)
		}
	}
}

// keep asks for the policy.
func (s *Sync) keep(ctx context.Context) {
	if l := s.linked(); l != nil {
		if err := s.fetch(ctx, l); err != nil && ctx.Err() == nil {
			s.log.Warn("fetch the policy", slog.Any("error", err))
		}
	}
}

// tell empties the queue as far as the server takes it.
func (s *Sync) tell(ctx context.Context) {
	for {
		l := s.linked()
		if l == nil {
			return
		}
		more, err := s.tellSome(ctx, l)
		if err != nil {
			if ctx.Err() == nil {
				s.log.Warn("tell the server", slog.Any("error", err))
			}
			return
		}
		if !more {
			return
		}
	}
}

// tellSome tells the oldest of the queue. A whole telling that is refused for good is told again one by one, and what is refused alone
// is taken out: it would keep everything behind it.
func (s *Sync) tellSome(ctx context.Context, l *link) (more bool, err error) {
	all, err := s.o.Store.Waiting(ctx, maxTold)
	if err != nil || len(all) == 0 {
		return false, err
	}
	some := all[:1]
	size := len(all[0].Body)
	for _, q := range all[1:] {
		if size += len(q.Body); size > maxToldBytes {
			break
		}
		some = all[:len(some)+1]
	}
	err = s.tellThese(ctx, l, some)
	var refusal *refusedError
	if !errors.As(err, &refusal) || !refusal.final() {
		return true, err
	}
	for _, q := range some {
		err := s.tellThese(ctx, l, []store.Queued{q})
		switch {
		case errors.As(err, &refusal) && refusal.final():
			s.dropped(q.Mail, refusal.Error())
			err = s.o.Store.Told(ctx, q.N)
		case err != nil:
		}
		if err != nil {
			return false, err
		}
	}
	return true, nil
}

func (s *Sync) dropped(mail, why string) {
	s.log.Error("the server refused a record for good", slog.String("mail", mail), slog.String("why", why))
	s.mu.Lock()
	s.refusals++
	s.mu.Unlock()
	s.o.Changed()
}

// tellThese tells some of the queue at once, and takes out what the server has.
func (s *Sync) tellThese(ctx context.Context, l *link, some []store.Queued) error {
	in := s.telling()
	for _, q := range some {
		var err error
		if q.Kind == store.Record {
			var r api.DeviceRecord
			err = json.Unmarshal(q.Body, &r)
			in.Records = append(in.Records, r)
		} else {
			var o api.DeviceOutcome
			err = json.Unmarshal(q.Body, &o)
			in.Outcomes = append(in.Outcomes, o)
		}
		if err != nil {
			return fmt.Errorf("read the queue for the server: %w", err)
		}
	}
	out, err := s.post(ctx, l, in)
	if err != nil {
		return err
	}
	for _, t := range append(out.Records, out.Outcomes...) {
		if t.Refused != nil {
			s.dropped(t.Id, *t.Refused)
		}
	}
	told := make([]int64, len(some))
	for i, q := range some {
		told[i] = q.N
	}
	return s.o.Store.Told(ctx, told...)
}

func (s *Sync) telling() api.DeviceRecords {
	return api.DeviceRecords{Door: api.Door{Name: "desktop", Version: s.o.Version}, Records: []api.DeviceRecord{}, Outcomes: []api.DeviceOutcome{}}
}

// post tells, and checks that the answer is about what was told.
func (s *Sync) post(ctx context.Context, l *link, in api.DeviceRecords) (out api.RecordsTaken, err error) {
	ctx, cancel := context.WithTimeout(ctx, policyWait)
	defer cancel()
	_, _, err = l.client.ask(ctx, "POST", "/v1/records", "", in, &out)
	s.heard(err)
	if err == nil && (len(out.Records) != len(in.Records) || len(out.Outcomes) != len(in.Outcomes)) {
		err = fmt.Errorf("%w: it answers about something else", errUnreachable)
	}
	return out, err
}

// Confirmed tells the server of a confirmed mail before it leaves, and returns the pass for its gateway. Where the server cannot be
// asked the device signs one itself, if the policy lets it.
func (s *Sync) Confirmed(ctx context.Context, e shim.Entry) (string, error) {
	l := s.linked()
	if l == nil || e.Message == nil || e.Verdict == nil || e.Verdict.Confirm == nil || e.Given == nil {
		return "", nil
	}
	r, err := s.record(l, e)
	if err != nil {
		return "", err
	}
	asked, cancel := context.WithTimeout(ctx, passWait)
	defer cancel()
	in := s.telling()
	in.Records = append(in.Records, r)
	out, err := s.post(asked, l, in)
	if err != nil {
		poke(s.look)
		token, second := s.sign(l, e, r.Id)
		if second == nil && token != "" {
			return token, nil
		}
		return "", errors.Join(err, second)
	}
	taken := out.Records[0]
	if q, err := s.o.Store.QueuedRecord(ctx, r.Id); err == nil {
		if err := s.o.Store.Told(ctx, q.N); err != nil {
			s.log.Warn("take out of the queue", slog.Any("error", err)) // told again, it counts once
		}
	}
	if taken.Refused != nil {
		s.dropped(r.Id, *taken.Refused)
		return "", fmt.Errorf("the server refuses the record: %s", *taken.Refused)
	}
	if taken.Pass == nil {
		return "", nil
	}
	return *taken.Pass, nil
}

// sign makes a pass with the device's own key; empty: the policy does not take it.
func (s *Sync) sign(l *link, e shim.Entry, id string) (string, error) {
	settings, ok := s.settings()
	if !ok || !settings.Pass.Offline || !settings.Gateway.Present || e.Message.Kind != policy.KindMail && e.Message.Kind != "" {
		return "", nil
	}
	var to []string
	for _, r := range e.Verdict.Recipients {
		if r.Envelope && r.Address != "" {
			to = append(to, r.Address)
		}
	}
	now := s.o.Now().UTC().Truncate(time.Second)
	name := pass.DeviceSigner(l.Device)
	token, err := pass.Sign(pass.Signer{ID: name, Key: ed25519.NewKeyFromSeed(l.Key)}, pass.Claims{
		Issuer: name, ID: id, Organization: l.Organization, Door: "desktop", Transit: pass.Transit(l.Fingerprint, e.Message),
		Marks: pass.Marks(l.Fingerprint, to, e.Verdict.Confirm, e.Given.Reason != ""), IssuedAt: now, ExpiresAt: now.Add(settings.Pass.Gateway),
	})
	if err != nil {
		return "", fmt.Errorf("sign a pass: %w", err)
	}
	return token, nil
}
