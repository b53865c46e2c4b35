package policy

import (
	"time"
)

// combineHold puts the stages in time: waits by their position, then approvals. Nil: nothing is held.
func (e *evaluation) combineHold() *HoldVerdict {
	count := e.countStages()
	if count == 0 {
		return nil
	}
	stages := e.combineWaits(make([]Stage, 0, count))
	stages = e.combineApprovals(stages)
	if len(stages) == 0 {
		return nil
	}
	chain(stages)
	hold := &e.duties().hold
	hold.Stages = stages
	return hold
}

// countStages is how many stages there are where recipients need not be told apart and rules do not wait together.
func (e *evaluation) countStages() int {
	count := 0
	for _, a := range e.acting {
		count += len(a.r.hold)
		if a.r.approve != nil {
			count++
		}
	}
	return count
}

// chain lets a stage that would send hand over to the next instead, where one follows for any of its recipients.
func chain(stages []Stage) {
	for i := range stages {
		if stages[i].OnExpiry != "send" {
			continue
		}
		for k := i + 1; k < len(stages); k++ {
			if overlap(stages[i].Recipients, stages[k].Recipients) && !oneWait(&stages[i], &stages[k]) {
				stages[i].OnExpiry = "next"
				break
			}
		}
	}
}

// oneWait reports whether two stages are the same wait for different recipients.
func oneWait(a, b *Stage) bool {
	return a.Kind == "wait" && b.Kind == "wait" && len(a.Recipients) > 0 && !overlap(a.Recipients, b.Recipients)
}

func overlap(a, b []string) bool {
	if len(a) == 0 || len(b) == 0 {
		return true
	}
	for _, s := range a {
		if contains(b, s) {
			return true
		}
	}
	return false
}

// scoped is a rule and whom it holds, or whose copy it changes.
type scoped struct {
	rule int32
	all  bool
	who  []bool // by recipient, unless all
}

// group are recipients for whom the same rules count.
type group struct {
	rules []int32
	all   bool
	who   []int32
}

// maxPosition is how many stages a hold may have.
const maxPosition = 3

// combineWaits makes one wait for each position and recipient: the latest release of all rules, never their sum.
func (e *evaluation) combineWaits(stages []Stage) []Stage {
	e.scopes = e.scopes[:0]
	positions := 0
	for _, a := range e.acting {
		if positions = max(positions, len(a.r.hold)); len(a.r.hold) > 0 {
			e.scopes = append(e.scopes, e.scopeOf(a.m, a.r, false))
		}
	}
	groups := e.partition(e.scopes)
	if len(groups) == 0 {
		return stages
	}
	starts := make([]time.Time, 0, 4)
	for range groups {
		starts = append(starts, e.now)
	}
	for position := range min(positions, maxPosition) {
		for i, g := range groups {
			stages = append(stages, Stage{})
			end, waits := e.wait(&stages[len(stages)-1], g, position, starts[i])
			if waits {
				starts[i] = end
			} else {
				stages = stages[:len(stages)-1]
			}
		}
	}
	return stages
}

// wait merges the stages at one position of a group's rules. It starts when the one before has ended, and is false if there is
// nothing to wait for.
func (e *evaluation) wait(stage *Stage, g group, position int, start time.Time) (end time.Time, waits bool) {
	var adjust, least time.Duration
	for _, number := range g.rules {
		r := &e.p.rules[number]
		if position >= len(r.hold) {
			continue
		}
		duty := &r.hold[position]
		release, later := e.releaseOf(duty, start)
		if !later && (duty.calendar == none || start.Equal(e.now)) {
			continue // a calendar that is open by then may be closed when the stage before really ends
		}
		if !waits {
			stage.Kind, stage.OnExpiry, stage.Release, stage.Rules, stage.Recipients = "wait", "send", "sender", r.ids, e.labels(g)
			waits = true
		} else {
			stage.Rules = append(stage.Rules, r.id)
		}
		if duty.calendar != none {
			stage.Calendars = append(stage.Calendars, e.p.calendars[duty.calendar].name)
		} else if duty.For > least {
			least, stage.Least = duty.For, duty.written
		}
		if release.After(end) {
			end = release
			stage.For, stage.Until = duty.written, ""
			if duty.calendar != none {
				stage.For, stage.Until = "", e.writeRelease(duty.calendar, start, release)
			}
		}
		stage.OnExpiry = stricter(stage.OnExpiry, duty.OnExpiry, "ask", "discard")
		stage.Release = stricter(stage.Release, duty.Release, "nobody")
		adjust = max(adjust, duty.Adjust)
	}
	if stage.For != "" { // which is the longest
		stage.Least = ""
	}
	if adjust > 0 {
		stage.Adjust = FormatDuration(adjust)
	}
	return end, waits
}

// longestWait stands in for a calendar that never opens: the longest wait a policy can ask for.
const longestWait = 30 * 24 * time.Hour

// releaseOf is when a wait that starts at start ends. It is false if there is nothing to wait for.
func (e *evaluation) releaseOf(d *holdDuty, start time.Time) (time.Time, bool) {
	if d.calendar == none {
		return start.Add(d.For), d.For > 0
	}
	opens, ok := e.opensAfter(d.calendar, start)
	if !ok {
		return start.Add(longestWait), true
	}
	return opens, opens.After(start)
}

// writeRelease writes when a wait for a calendar ends; that of the first stage is known.
func (e *evaluation) writeRelease(calendar int32, start, release time.Time) string {
	if start.Equal(e.now) {
		if opens, ok := e.opensNow(calendar); ok && opens.Equal(release) {
			return e.writeOpens(calendar)
		}
	}
	return release.Format(time.RFC3339)
}

func (e *evaluation) opensAfter(calendar int32, start time.Time) (time.Time, bool) {
	if start.Equal(e.now) { // the first stage of a hold; any other starts when one has ended
		return e.opensNow(calendar)
	}
	return e.p.calendars[calendar].opens(start)
}

// stricter returns the one of a and b that comes later in order; what is not in it comes first.
func stricter(a, b string, order ...string) string {
	for i := len(order) - 1; i >= 0; i-- {
		if a == order[i] || b == order[i] {
			return order[i]
		}
	}
	return a
}

// labels names a group's recipients; nil stands for everyone.
func (e *evaluation) labels(g group) []string {
	if g.all {
		return nil
	}
	return e.labelsOf(g.who)
}
