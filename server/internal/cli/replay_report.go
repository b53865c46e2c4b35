package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sekisho/server/catalogue"
	"sekisho/server/policy"
)

const (
	maxExamples = 10 // of verdicts that change
	maxBad      = 5  // of records that cannot be read
)

// replayReport is what a policy would change.
type replayReport struct {
	Checked    int             `json:"checked"`
	Changed    int             `json:"changed"`    // verdicts whose action would be another one
	Undecided  int             `json:"undecided"`  // not decidable: they hang on texts that nobody searched then
	Unreadable int             `json:"unreadable"` // records or mails that could not be read
	Compared   bool            `json:"compared"`   // there was a verdict to compare with
	Actions    []actionCount   `json:"actions"`
	Changes    []actionChange  `json:"changes"`
	Rules      []ruleCount     `json:"rules"`
	Examples   []replayExample `json:"examples"`
	Bad        []string        `json:"bad,omitempty"`
}

type actionCount struct {
	Action policy.Action `json:"action"`
	Before int           `json:"before"`
	After  int           `json:"after"`
}

type actionChange struct {
	From  policy.Action `json:"from"`
	To    policy.Action `json:"to"`
	Count int           `json:"count"`
}

// ruleCount is how often a rule acted, or only monitored: what it would do.
type ruleCount struct {
	ID        string `json:"id"`
	Before    int    `json:"before"`
	After     int    `json:"after"`
	Undecided int    `json:"undecided"`
}

// replayExample is one mail of which the verdict would be another one.
type replayExample struct {
	Time       string        `json:"time,omitempty"`
	Sender     string        `json:"sender"`
	Recipients []string      `json:"recipients"`
	Subject    string        `json:"subject"`
	From       policy.Action `json:"from"`
	To         policy.Action `json:"to"`
	Rules      []string      `json:"rules"` // that act now and did not, or did and do not
}

func (r *replayReport) rule(id string) *ruleCount {
	for i := range r.Rules {
		if r.Rules[i].ID == id {
			return &r.Rules[i]
		}
	}
	r.Rules = append(r.Rules, ruleCount{ID: id})
	return &r.Rules[len(r.Rules)-1]
}

func (r *replayReport) action(a policy.Action) *actionCount {
	for i := range r.Actions {
		if r.Actions[i].Action == a {
			return &r.Actions[i]
		}
	}
	r.Actions = append(r.Actions, actionCount{Action: a})
	return &r.Actions[len(r.Actions)-1]
}

func (r *replayReport) unreadable(name string, err error) {
	r.Unreadable++
	if len(r.Bad) < maxBad {
		r.Bad = append(r.Bad, fmt.Sprintf("%s: %v", name, err))
	}
}

// add counts one mail. A nil before is none to compare with.
func (r *replayReport) add(at time.Time, m *policy.Message, before *policy.Verdict, after *policy.Replayed) {
	r.Checked++
	for _, id := range after.Undecided {
		r.rule(id).Undecided++
	}
	now := acting(&after.Verdict)
	for _, id := range now {
		r.rule(id).After++
	}
	if before == nil {
		r.action(after.Verdict.Action).After++
		return
	}
	r.Compared = true
	then := acting(before)
	for _, id := range then {
		r.rule(id).Before++
	}
	r.action(before.Action).Before++
	if !after.Decided {
		r.Undecided++
		return
	}
	r.action(after.Verdict.Action).After++
	if before.Action != after.Verdict.Action {
		r.changed(at, m, before.Action, after.Verdict.Action, difference(then, now))
	}
}

// acting are the rules that did something.
func acting(v *policy.Verdict) []string {
	var ids []string
	for _, rule := range v.Rules {
		if rule.Effect == "enforced" {
			ids = append(ids, rule.ID)
		}
	}
	return ids
}

// difference are the names that only one of two lists has.
func difference(a, b []string) []string {
	out := []string{}
	for _, s := range append(slices.Clone(a), b...) {
		if slices.Contains(a, s) != slices.Contains(b, s) {
			out = append(out, s)
		}
	}
	return out
}

func (r *replayReport) changed(at time.Time, m *policy.Message, from, to policy.Action, rules []string) {
	r.Changed++
	i := slices.IndexFunc(r.Changes, func(c actionChange) bool { return c.From == from && c.To == to })
	if i < 0 {
		i = len(r.Changes)
		r.Changes = append(r.Changes, actionChange{From: from, To: to})
	}
	r.Changes[i].Count++
	if len(r.Examples) == maxExamples {
		return
	}
	e := replayExample{Sender: m.From.Address, Recipients: []string{}, Subject: m.Subject, From: from, To: to, Rules: rules}
	if !at.IsZero() {
		e.Time = at.UTC().Format(time.RFC3339)
	}
	for _, to := range m.Recipients {
		e.Recipients = append(e.Recipients, to.Address)
	}
	r.Examples = append(r.Examples, e)
}

// finish puts the lists in the order in which they are read: actions by strength, changes by how many.
func (r *replayReport) finish() {
	order := []policy.Action{policy.ActionAllow, policy.ActionNotify, policy.ActionConfirm, policy.ActionHold, policy.ActionApprove, policy.ActionBlock}
	slices.SortFunc(r.Actions, func(a, b actionCount) int { return slices.Index(order, a.Action) - slices.Index(order, b.Action) })
	slices.SortStableFunc(r.Changes, func(a, b actionChange) int { return b.Count - a.Count })
	if r.Changes == nil {
		r.Changes = []actionChange{}
	}
	if r.Examples == nil {
		r.Examples = []replayExample{}
	}
	if r.Actions == nil {
		r.Actions = []actionCount{}
	}
}

// text is the report for people.
func (r *replayReport) text(lang string) string {
	t := &teller{lang: lang}
	t.line(0, "replay.checked", "count", strconv.Itoa(r.Checked), "changed", strconv.Itoa(r.Changed))
	if r.Undecided > 0 {
		t.line(0, "replay.undecided", "count", strconv.Itoa(r.Undecided))
	}
	if r.Unreadable > 0 {
		t.line(0, "replay.unreadable", "count", strconv.Itoa(r.Unreadable))
		for _, bad := range r.Bad {
			say(&t.b, "  %s", bad)
		}
	}
	t.line(0, "replay.actions")
	for _, a := range r.Actions {
		t.counted(catalogue.Action(lang, a.Action)+" ("+string(a.Action)+")", a.Before, a.After, 0, r.Compared)
	}
	for _, c := range r.Changes {
		t.line(1, "replay.change", "from", catalogue.Action(lang, c.From), "to", catalogue.Action(lang, c.To), "count", strconv.Itoa(c.Count))
	}
	t.line(0, "replay.rules")
	for _, c := range r.Rules {
		t.counted(c.ID, c.Before, c.After, c.Undecided, r.Compared)
	}
	if len(r.Examples) > 0 {
		t.line(0, "replay.examples")
	}
	for _, e := range r.Examples {
		t.line(1, "replay.example", "time", e.Time, "sender", e.Sender, "recipients", t.list(e.Recipients), "subject", e.Subject)
		t.line(2, "replay.because", "from", catalogue.Action(lang, e.From), "to", catalogue.Action(lang, e.To), "rules", t.list(e.Rules))
	}
	return t.b.String()
}

// counted writes one line of a table.
func (t *teller) counted(name string, before, after, undecided int, compared bool) {
	key := "replay.count"
	if !compared {
		key = "replay.count.only"
	}
	said := t.words(key, "name", name, "before", strconv.Itoa(before), "after", strconv.Itoa(after))
	if undecided > 0 {
		said += t.words("replay.count.undecided", "count", strconv.Itoa(undecided))
	}
	say(&t.b, "  %s", strings.TrimRight(said, " "))
}
