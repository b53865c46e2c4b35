package confirm

import "time"

// answered is a yes that waits for its mail to come again.
type answered struct {
	mail   Mail
	answer Answer
	leaves *time.Timer
}

// keep remembers a yes for the rest of its time. What the mail lacked when it was answered counts as answered with it.
func (q *Queue) keep(m Mail, a Answer) {
	k := keyOf(&m)
	rest := Remember - time.Since(a.at)
	if !a.Send || !k.known() || rest <= 0 || len(q.answered) >= maxWaiting {
		return
	}
	q.forget(k)
	m.Connected, m.Until = false, a.at.Add(Remember)
	kept := &answered{mail: m, answer: a}
	kept.leaves = time.AfterFunc(rest, func() {
		q.mu.Lock()
		gone := q.answered[k] == kept
		if gone {
			delete(q.answered, k)
		}
		q.mu.Unlock()
		if gone {
			q.tell()
		}
	})
	q.answered[k] = kept
}

func (q *Queue) forget(k key) {
	if old := q.answered[k]; old != nil {
		old.leaves.Stop()
		delete(q.answered, k)
	}
}

// take uses a remembered yes up, if it covers what m asks: a policy may have come that asks more. One that does not is forgotten.
func (q *Queue) take(m Mail) (Answer, bool) {
	k := keyOf(&m)
	kept := q.answered[k]
	if kept == nil || !k.known() {
		return Answer{}, false
	}
	q.forget(k)
	if kept.answer.covers(&m) != nil || !within(m.CannotCarryOut, kept.mail.CannotCarryOut) {
		return Answer{}, false
	}
	a := kept.answer
	a.Kept = true
	return a, true
}

// within reports whether every duty was among those the person was told of.
func within(duties, told []string) bool {
	for _, d := range duties {
		found := false
		for _, t := range told {
			found = found || t == d
		}
		if !found {
			return false
		}
	}
	return true
}

// GiveBack returns an answer that Ask gave and nothing was sent for: the program hung up in that moment, or the server refused the
// mail. It serves the next try within the rest of its Remember.
func (q *Queue) GiveBack(m Mail, a Answer) {
	q.mu.Lock()
	q.keep(m, a)
	q.mu.Unlock()
	q.tell()
}

// Answered returns the mails that a person said yes to and that did not come again yet, the oldest first: they go out when they
// are sent again before Until.
func (q *Queue) Answered() []Mail {
	q.mu.Lock()
	defer q.mu.Unlock()
	list := make([]Mail, 0, len(q.answered))
	for _, a := range q.answered {
		list = append(list, a.mail)
	}
	return sorted(list)
}
