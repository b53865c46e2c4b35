package policy

import (
	"slices"
	"time"
)

// Waits are the bounds within which somebody may choose how long their own mails wait. Each mail still waits at least as long, and may
// be made to wait at most as long, as the rules say that hold it.
type Waits struct {
	Shortest time.Duration // the shortest wait that may be made longer, as it is where nobody chooses
	Longest  time.Duration // what a wait may be made at most (adjust); greater than Shortest
}

// Waits returns within which bounds a sender may choose, by the rules that are about them on the day of now. It is false where there is
// nothing to choose: without a gateway, which is what keeps mails, while settings.learnUntil lasts, and where no rule in force lets
// its first wait be made longer. What a rule asks of mails, in `when`, is not looked at.
func (p *Policy) Waits(s SenderFacts, now time.Time) (w Waits, ok bool) {
	today := day(now.In(p.zone))
	if !p.doc.Settings.Gateway.Present || p.learnUntil != 0 && today <= p.learnUntil {
		return Waits{}, false
	}
	for i := range p.rules {
		r := &p.rules[i]
		if r.off || r.monitor || !r.live(today) || !p.isFor(r, s) {
			continue
		}
		h := r.firstWait()
		if h == nil || h.Adjust <= h.For {
			continue
		}
		if !ok || h.For < w.Shortest {
			w.Shortest = h.For
		}
		w.Longest, ok = max(w.Longest, h.Adjust), true
	}
	return w, ok
}

// firstWait is the first wait for a time: one for a calendar is none while that is open. Nil: the rule has none.
func (r *rule) firstWait() *holdDuty {
	i := slices.IndexFunc(r.hold, func(h holdDuty) bool { return h.calendar == none })
	if i < 0 {
		return nil
	}
	return &r.hold[i]
}

// isFor reports what an evaluation's isFor does, of a sender without a mail.
func (p *Policy) isFor(r *rule, s SenderFacts) bool {
	if len(r.languages) > 0 && s.Language != "" && !slices.Contains(r.languages, s.Language) {
		return false
	}
	if r.senders == none && len(r.groups) == 0 {
		return true
	}
	if slices.ContainsFunc(s.Groups, func(g string) bool { return slices.Contains(r.groups, g) }) {
		return true
	}
	account, _ := normal(s.Account)
	if r.senders == none || account.IsZero() {
		return false
	}
	_, in := p.sets[r.senders].list.Match(account)
	return in
}
