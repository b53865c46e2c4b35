package shim

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"time"

	"sekisho/desktop/internal/confirm"
	"sekisho/server/check"
	"sekisho/server/gate"
	"sekisho/server/policy"
)

// Decide judges a mail, asks its sender where the policy asks, and says what becomes of it. It waits as long as the mail program is
// known to wait, and no longer than ctx.
func (s *Shim) Decide(ctx context.Context, t *gate.Transaction) gate.Decision {
	m, err := s.read(t)
	if err != nil {
		s.log.Error("read mail", slog.String("id", t.ID), slog.Any("error", err))
		return gate.Decision{Reply: gate.Undecided(t.ID)}
	}
	if err := m.find(ctx); err != nil {
		return m.failed(err)
	}
	defer m.release()
	sent, err := s.ledger.sent(ctx, m.key)
	switch {
	case err != nil:
		return m.unanswered(err)
	case sent:
		return m.again()
	}
	decision, cannot := check.Decide(*m.entry.Verdict, m.settings(), m.door(), false)
	m.entry.Decision, m.entry.CannotCarryOut = decision, cannot
	if decision == check.Refuse {
		return m.stop(Refused, m.judge.Refusal(m.entry.Verdict, cannot, t.ID))
	}
	if decision == check.Ask && !m.paused(cannot) {
		if d, ok := m.ask(ctx, cannot); !ok {
			return d
		}
	}
	return m.leave(ctx)
}

// release frees a mail whose decision is not made in the end, because something panicked.
func (m *mail) release() {
	if fault := recover(); fault != nil {
		if m.claimed {
			m.s.ledger.end(m.key, false)
		}
		panic(fault)
	}
}

// paused tells whether nobody is asked because of a pause. What nobody can carry out is asked about all the same.
func (m *mail) paused(cannot []string) bool {
	if m.s.o.Paused == nil || len(cannot) > 0 {
		return false
	}
	reason, on := m.s.o.Paused()
	if on {
		m.entry.Paused = reason
	}
	return on
}

// ask puts the question and waits. ok: a person said yes.
func (m *mail) ask(ctx context.Context, cannot []string) (d gate.Decision, ok bool) {
	q := m.questionFor(cannot)
	m.question = &q
	ctx, cancel := context.WithDeadlineCause(ctx, m.until, errPatience)
	defer cancel()
	defer m.s.opened.put(&q, m.t.Spool)()
	a, err := m.s.o.Queue.Ask(ctx, q)
	switch {
	case errors.Is(err, confirm.ErrFull):
		return m.stop(Unanswered, full(m.t.ID)), false
	case err != nil:
		return m.unanswered(err), false
	case !a.Send:
		return m.stop(Cancelled, cancelled(m.t.ID)), false
	}
	m.answer = &a
	given := check.Answers{}
	if c := m.entry.Verdict.Confirm; c != nil {
		given = check.Asked(a.Given, c)
	}
	m.entry.Given, m.entry.Question = &given, a.Mail
	return gate.Decision{}, true
}

func (m *mail) questionFor(cannot []string) confirm.Mail {
	return confirm.Mail{
		ID: m.t.ID, Account: m.account.ID, Login: m.t.Login, Fingerprint: m.key.account + " " + m.key.fingerprint,
		From: m.entry.Message.From.Address, Subject: m.entry.Message.Subject, Body: cut(m.entry.Message.Body, shown),
		Client: m.entry.Client, Size: m.entry.Size, Since: m.t.Time, Until: m.until,
		Verdict: *m.entry.Verdict, Decision: check.Ask, CannotCarryOut: cannot, TickAll: m.settings().Checklist.TickAll,
	}
}

// unanswered is the decision where nobody answered while the program waited.
func (m *mail) unanswered(err error) gate.Decision {
	outcome := Unanswered
	if errors.Is(err, gate.ErrHangUp) {
		outcome = Gone
	}
	return m.stop(outcome, gate.TooLate(m.t.ID))
}

// again is the decision about a mail that the upstream has from an earlier try.
func (m *mail) again() gate.Decision {
	m.repeat = true
	m.entry.Outcome, m.entry.Decision = Repeated, check.Send
	return m.decision(gate.Decision{Held: true, Reply: repeated(m.t.ID)})
}

// leave lets the mail go, now or from the outbox. From here on it is written down.
func (m *mail) leave(ctx context.Context) gate.Decision {
	m.entry.Outcome = Sent
	if m.answer != nil {
		m.entry.Outcome = Confirmed
	}
	m.entry.Decision = check.Send
	sent, err := m.s.ledger.begin(ctx, m.key)
	switch {
	case err != nil:
		return m.unanswered(err)
	case sent:
		return m.again()
	}
	m.claimed = true
	if err := m.s.o.Recorder.Leaving(ctx, m.entry); err != nil {
		m.s.log.Error("record mail", slog.String("id", m.t.ID), slog.Any("error", err))
		return m.stop(Failed, unrecorded(m.t.ID))
	}
	now, groups := m.split()
	if len(groups) > 0 {
		if err := m.keep(ctx, groups); err != nil {
			m.s.log.Error("keep mail", slog.String("id", m.t.ID), slog.Any("error", err))
			return m.stop(Failed, notKept(m.t.ID))
		}
		if m.entry.Outcome = Held; len(now) == 0 {
			return m.decision(gate.Decision{Held: true, Reply: held(m.t.ID)})
		}
	}
	d := gate.Decision{Send: true, Recipients: now, Added: m.added(), Headers: m.pass(ctx)}
	if m.rewrite.Changes() {
		d.Rewrite = func(r io.Reader) io.Reader { return m.rewrite.Apply(r) }
	}
	if m.answer != nil && !m.answer.Kept && !time.Now().Before(m.until) { // the yes came in the last moment: the program would not hear the outcome
		return m.unanswered(errPatience)
	}
	return m.decision(d)
}

// pass has a confirmation told to the gateway behind us.
func (m *mail) pass(ctx context.Context) []gate.Header {
	if m.s.o.Gateway == nil || !m.settings().Gateway.Present || m.answer == nil {
		return nil
	}
	token, err := m.s.o.Gateway.Confirmed(ctx, m.entry)
	if err != nil {
		m.s.log.Warn("tell the gateway", slog.String("id", m.t.ID), slog.Any("error", err))
	}
	if token == "" {
		return nil
	}
	return []gate.Header{{Name: "X-Sekisho-Pass", Value: token}}
}

// split tells who gets the mail now, as addresses of the envelope, and who waits together.
func (m *mail) split() (now []string, groups []Group) {
	removed := m.removed()
	hold := m.entry.Verdict.Hold
	if !m.door().Hold || m.settings().Gateway.Present {
		hold = nil
	}
	at := map[string]int{}
	for _, r := range m.t.Recipients {
		if removed[normal(r.Address)] {
			continue
		}
		stages, name := stagesOf(hold, r.Address)
		if len(stages) == 0 {
			now = append(now, r.Address)
			continue
		}
		m.waiting = append(m.waiting, r.Address)
		i, ok := at[name]
		if !ok {
			i = len(groups)
			at[name] = i
			groups = append(groups, Group{Stages: stages})
		}
		groups[i].Recipients = append(groups[i].Recipients, r)
	}
	if len(now) == 0 && len(groups) > 0 { // whoever is added goes with those who wait
		for _, a := range m.added() {
			groups[0].Recipients = append(groups[0].Recipients, gate.Recipient{Address: a})
			m.waiting = append(m.waiting, a)
		}
	}
	return now, groups
}

// stagesOf are the waits of one recipient, and a name for them that is the same for all who wait the same.
func stagesOf(hold *policy.HoldVerdict, address string) (stages []policy.Stage, name string) {
	if hold == nil {
		return nil, ""
	}
	for i, stage := range hold.Stages {
		if stage.Kind == "wait" && concerns(stage.Recipients, address) {
			stages = append(stages, stage)
			name += string(rune('a' + i))
		}
	}
	return stages, name
}

func concerns(recipients []string, address string) bool {
	for _, r := range recipients {
		if normal(r) == normal(address) {
			return true
		}
	}
	return len(recipients) == 0
}

// keep has the outbox write the mail down.
func (m *mail) keep(ctx context.Context, groups []Group) error {
	if len(groups) > 0 {
		m.entry.Outcome = Held
	}
	kept, err := m.s.o.Outbox.Keep(ctx, Letter{Entry: m.entry, From: m.t.From, Mail: m.t.Mail, Groups: groups}, func(w io.Writer) error {
		_, err := io.Copy(w, m.reader())
		return err
	})
	m.kept = kept
	return err
}
