package policy

import (
	"slices"
	"strings"
)

// administrators decide where nobody else is left.
const administrators = "administrators"

// combineApprovals makes the approvals in the order of their rules. Two of them with equal deciders and need are one, with
// what is stricter of the rest.
func (e *evaluation) combineApprovals(stages []Stage) []Stage {
	first := len(stages)
	for _, a := range e.acting {
		if a.r.approve == nil {
			continue
		}
		stages = append(stages, Stage{})
		last := len(stages) - 1
		e.approve(&stages[last], a.m, a.r)
		for i := first; i < last; i++ {
			if same := &stages[i]; same.Need == stages[last].Need && slices.Equal(same.Approvers, stages[last].Approvers) {
				mergeApproval(same, &stages[last], a.r)
				stages = stages[:last]
				break
			}
		}
	}
	for i := first; i < len(stages); i++ {
		stages[i].Within = e.shortestWithin(&stages[i])
	}
	return stages
}

// approve fills in a stage as one rule wants it.
func (e *evaluation) approve(stage *Stage, m *result, r *rule) {
	d := r.approve
	stage.Kind, stage.OnExpiry, stage.Need, stage.Rules = "approval", d.onExpiry, d.need, r.ids
	stage.Deputies, stage.Reason = d.deputies, d.reason
	stage.Approvers, stage.Else = e.deciders(d.by), e.deciders(d.otherwise)
	if len(stage.Approvers) == 0 {
		stage.Approvers, stage.Else = stage.Else, nil
	}
	if len(stage.Approvers) == 0 {
		stage.Approvers = []string{administrators}
	}
	e.scopes = append(e.scopes[:0], e.scopeOf(m, r, false))
	if groups := e.partition(e.scopes); len(groups) > 0 {
		stage.Recipients = e.labels(groups[0])
	}
}

// deciders resolves the manager and keeps the sender out: nobody approves their own mail. Groups stay names, because only
// the directory knows who is in them.
func (e *evaluation) deciders(written []string) []string {
	if len(written) == 0 {
		return nil
	}
	out := e.cut(len(written))
	for _, who := range written {
		name := who
		switch {
		case who == "manager":
			name = e.manager()
		case !strings.HasPrefix(who, "group/"):
			if _, name = normal(who); e.isSender(name) {
				name = e.manager()
			}
		}
		if name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// manager is the sender's, "manager" if only the directory can tell, or empty if that is the sender again.
func (e *evaluation) manager() string {
	if e.f.Sender.Manager == "" {
		return "manager"
	}
	_, text := normal(e.f.Sender.Manager)
	if e.isSender(text) {
		return ""
	}
	return text
}

func (e *evaluation) isSender(text string) bool {
	return text != "" && (text == e.accountText || text == e.fromText)
}

func mergeApproval(into, more *Stage, r *rule) {
	into.OnExpiry = stricter(into.OnExpiry, more.OnExpiry, "escalate", "discard")
	into.Deputies = into.Deputies && more.Deputies
	into.Reason = into.Reason || more.Reason
	into.Rules = append(into.Rules, r.id)
	for _, who := range more.Else {
		if !slices.Contains(into.Else, who) {
			into.Else = append(into.Else, who)
		}
	}
	if into.Recipients == nil || more.Recipients == nil {
		into.Recipients = nil
		return
	}
	for _, who := range more.Recipients {
		if !slices.Contains(into.Recipients, who) {
			into.Recipients = append(into.Recipients, who)
		}
	}
}

// shortestWithin is the shortest of the times that a stage's rules give.
func (e *evaluation) shortestWithin(s *Stage) string {
	shortest, written := longestWait*100, ""
	for _, a := range e.acting {
		if d := a.r.approve; d != nil && (d.within < shortest || written == "") && slices.Contains(s.Rules, a.r.id) {
			shortest, written = d.within, d.writtenWithin
		}
	}
	return written
}
