package shim

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"

	"sekisho/server/gate"
)

// settle takes in what became of the decision, and returns what the program is told instead; no code: nothing else.
func (m *mail) settle(ctx context.Context, st gate.Settled) gate.Reply {
	reply := st.Reply
	hungUp := errors.Is(context.Cause(ctx), gate.ErrHangUp)
	if !st.Used {
		m.entry.Outcome = Unanswered
		if hungUp {
			m.entry.Outcome = Gone
		}
	}
	if st.Tried {
		m.relayed(st)
	}
	if own := m.settleKept(st); own.Code != 0 {
		reply = own
	}
	at := st.Used && reply.Code/100 == 2
	if m.answer != nil && !at && !st.Lost && !st.Sent {
		m.s.o.Queue.GiveBack(*m.question, *m.answer)
	}
	if m.claimed {
		m.s.ledger.end(m.key, at && hungUp)
	}
	m.entry.Reply, m.entry.Unheard, m.entry.Relayed = reply.String(), hungUp && at, m.t.Outcome.Relayed
	m.record()
	m.event()
	return reply
}

// relayed takes in what the upstream did.
func (m *mail) relayed(st gate.Settled) {
	switch {
	case st.Sent:
		m.s.paces.measured(m.account.ID, m.t.Spool.Size(), st.Took)
	case st.Lost:
		m.entry.Outcome = Doubtful
	default:
		m.entry.Outcome = Failed
	}
}

// settleKept has the outbox keep its part for good, or forget it, as the rest of the mail fared.
func (m *mail) settleKept(st gate.Settled) gate.Reply {
	if m.kept == nil {
		return gate.Reply{}
	}
	if !st.Used || st.Tried && !st.Sent || st.Reply.Code/100 != 2 {
		m.kept.Abort()
		return gate.Reply{}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	err := m.kept.Commit(ctx)
	if err == nil {
		return gate.Reply{}
	}
	m.s.log.Error("keep mail", slog.String("id", m.t.ID), slog.Any("error", err))
	m.kept.Abort()
	m.entry.Outcome = Failed
	if st.Tried {
		return half(strings.Join(m.waiting, ", "), m.t.ID)
	}
	return notKept(m.t.ID)
}

// told learns whether the program heard the answer.
func (m *mail) told(err error) {
	accepted := strings.HasPrefix(m.entry.Reply, "2")
	switch {
	case !accepted:
	case err == nil && m.repeat:
		m.s.ledger.heard(m.key)
	case err != nil:
		m.s.ledger.lost(m.key)
		if !m.entry.Unheard {
			m.entry.Unheard = true
			m.record()
		}
	}
}

// record writes the mail's end down, without anybody waiting for it.
func (m *mail) record() {
	e, s := m.entry, m.s
	s.records.add(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := s.o.Recorder.Ended(ctx, e); err != nil {
			s.log.Error("record the end of a mail", slog.String("id", e.ID), slog.Any("error", err))
		}
	})
}

// records writes one after the other, in the order in which mails ended.
type records struct {
	mu     sync.Mutex
	queue  []func()
	busy   bool
	writer sync.WaitGroup
}

func (r *records) add(write func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.queue = append(r.queue, write)
	if !r.busy {
		r.busy = true
		r.writer.Go(r.run)
	}
}

func (r *records) run() {
	for {
		r.mu.Lock()
		if len(r.queue) == 0 {
			r.busy = false
			r.mu.Unlock()
			return
		}
		next := r.queue[0]
		r.queue = r.queue[1:]
		r.mu.Unlock()
		next()
	}
}

func (r *records) wait() { r.writer.Wait() }

// event tells the person what nobody asks about.
func (m *mail) event() {
	switch m.entry.Outcome {
	case Repeated, Failed, Doubtful, Held:
		if m.s.o.Events != nil {
			m.s.o.Events(Event{m.entry.Outcome, m.entry})
		}
	}
}
