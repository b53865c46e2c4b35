package policy

import (
	"strings"
)

// verdict acts, combines and reports: policy language 8, steps 5 to 7.
func (e *evaluation) verdict() Verdict {
	e.findActing()
	e.settleHolds()
	door := e.doorDuty()
	v := Verdict{Action: ActionAllow, Changes: []ChangeVerdict{}, Notify: []string{}}
	blocked := e.removesAll()
	action := max(e.strongest(), door)
	if blocked {
		action = rankBlock
	}
	v.Action = actions[action]
	v.Notify = e.notify()
	e.tellFindings(door)
	if action < rankBlock {
		e.reserve(e.told + e.flagNames + e.attachments + e.countDuties())
		v.Confirm = e.combineConfirm(door)
		v.Hold = e.combineHold()
		v.Changes = e.combineChanges()
	}
	e.report(&v)
	return v
}

// duties are what a verdict asks for beside its lists. Nearly every mail that is asked about is held too, so they are one piece.
type duties struct {
	confirm ConfirmVerdict
	hold    HoldVerdict
}

func (e *evaluation) duties() *duties {
	if e.asks == nil {
		e.asks = &duties{}
	}
	return e.asks
}

// acting is an enforced rule that matched, and what became of it.
type acting struct {
	m *result
	r *rule
}

// findActing lists the enforced rules that matched, in the policy's order. Each duty looks through them.
func (e *evaluation) findActing() {
	e.acting = e.acting[:0]
	for i := range e.results {
		if m := &e.results[i]; m.effect == enforced {
			e.acting = append(e.acting, acting{m, &e.p.rules[m.rule]})
		}
	}
}

func (e *evaluation) strongest() rank {
	top := rankAllow
	for _, a := range e.acting {
		top = max(top, a.m.action)
	}
	return top
}

// settleHolds weakens a rule whose hold waits for a calendar that is open: it holds nothing, so it is not called a hold.
func (e *evaluation) settleHolds() {
	for _, a := range e.acting {
		if a.m.action != rankHold || e.waits(a.r) {
			continue
		}
		a.m.action = rankNotify
		if a.r.confirm != nil {
			a.m.action = rankConfirm
		}
	}
}

func (e *evaluation) waits(r *rule) bool {
	for i := range r.hold {
		if _, waits := e.releaseOf(&r.hold[i], e.now); waits {
			return true
		}
	}
	return false
}

// doorDuty is what a door adds that cannot reach its server, or that has no policy (settings.unreachable).
func (e *evaluation) doorDuty() rank {
	switch {
	case e.f.Offline == nil:
		return rankAllow
	case e.withoutPolicy():
		return rankBlock
	}
	return rankOf(orElse(e.p.doc.Settings.Unreachable, "confirm"))
}

// notify joins who is told, in the policy's order, each once.
func (e *evaluation) notify() []string {
	told := []string{}
	for _, a := range e.acting {
		for _, who := range a.r.src.Then.Notify {
			if _, text := normal(who); !contains(told, who) && !contains(told, text) {
				if strings.Contains(who, "@") {
					who = text
				}
				told = append(told, who)
			}
		}
	}
	return told
}

func contains(list []string, s string) bool {
	for _, one := range list {
		if one == s {
			return true
		}
	}
	return false
}
