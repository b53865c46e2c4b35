package check

import "sekisho/server/policy"

// Decision is what a door does with a verdict now.
type Decision string

// The decisions.
const (
	Send   Decision = "send"
	Ask    Decision = "ask"    // show the checklist
	Refuse Decision = "refuse" // say why, send nothing
)

// Door is what a door can do by itself.
type Door struct {
	// Gateway tells that the mail passes a gateway next, which holds, asks approvers and makes changes.
	Gateway bool
	// Hold tells that the door can keep a mail and send it later.
	Hold bool
	// Changes are the changes (keys of the policy language) that the door makes itself, on the way.
	Changes map[string]bool
	// Make tells whether the door makes this very change on the way, in this mail; it goes before Changes. nil: Changes says.
	Make func(policy.ChangeVerdict) bool
	// Draft tells whether the door makes this change in the draft; the mail is checked once more then. nil: none.
	Draft func(policy.ChangeVerdict) bool
}

// makes tells whether the door makes a change on the way.
func (d Door) makes(c policy.ChangeVerdict) bool {
	if d.Make != nil {
		return d.Make(c)
	}
	return d.Changes[c.Kind]
}

// ToMake names the changes that the door is to make in the draft before anything else, in the order of the verdict. A
// gateway makes them instead where there is one.
func (d Door) ToMake(v policy.Verdict) []string {
	kinds := []string{}
	for _, c := range v.Changes {
		if !d.Gateway && d.Draft != nil && d.Draft(c) {
			kinds = append(kinds, c.Kind)
		}
	}
	return kinds
}

// Decide says what a door does with a verdict, and which duties and changes neither it nor a gateway can carry out.
// confirmed tells that a person has confirmed what the verdict asks.
//
// A block is refused. A duty that nobody can carry out is refused or asked about, as settings.cannotCarryOut says. What
// is left is asked, unless it was confirmed, and so is a change that the draft still lacks; notices never stop a mail.
func Decide(v policy.Verdict, s policy.Settings, d Door, confirmed bool) (Decision, []string) {
	if v.Action == policy.ActionBlock {
		return Refuse, []string{}
	}
	cannot := cannotCarryOut(v, d)
	if len(cannot) > 0 && s.CannotCarryOut != "confirm" {
		return Refuse, cannot
	}
	if !confirmed && (v.Confirm != nil || len(cannot) > 0) || len(d.ToMake(v)) > 0 {
		return Ask, cannot
	}
	return Send, cannot
}

// cannotCarryOut names duties and changes in the verdict's order, each once.
func cannotCarryOut(v policy.Verdict, d Door) []string {
	cannot := []string{}
	if d.Gateway {
		return cannot
	}
	seen := map[string]bool{}
	add := func(name string, can bool) {
		if !can && !seen[name] {
			seen[name] = true
			cannot = append(cannot, name)
		}
	}
	if v.Hold != nil {
		for _, stage := range v.Hold.Stages {
			if stage.Kind == "approval" {
				add("approve", false)
			} else {
				add("hold", d.Hold)
			}
		}
	}
	for _, c := range v.Changes {
		add(c.Kind, d.makes(c) || d.Draft != nil && d.Draft(c))
	}
	return cannot
}

// Covers reports whether what was confirmed includes everything that asks: each item, question and word, and a reason
// where one is wanted.
func Covers(given Answers, asks *policy.ConfirmVerdict) bool {
	return asks == nil || Missing(given, asks).Empty()
}

// Answers are what a person confirmed.
type Answers struct {
	Items     []policy.ConfirmItem `json:"items"`
	Questions []string             `json:"questions"`
	Words     []string             `json:"words"`
	Reason    string               `json:"reason"`
}

// Gaps are what a confirmation left out.
type Gaps struct {
	Items     []policy.ConfirmItem `json:"items"`
	Questions []string             `json:"questions"`
	Words     []string             `json:"words"`
	Reason    bool                 `json:"reason"`
}

// Empty reports whether nothing was left out.
func (g Gaps) Empty() bool {
	return len(g.Items) == 0 && len(g.Questions) == 0 && len(g.Words) == 0 && !g.Reason
}

// Missing compares answers with what was asked. The screen is not the guard; this is.
func Missing(given Answers, asks *policy.ConfirmVerdict) Gaps {
	return Gaps{
		Items:     without(asks.Items, given.Items),
		Questions: without(asks.Questions, given.Questions),
		Words:     without(asks.Words, given.Words),
		Reason:    asks.Reason && !written(given.Reason),
	}
}

// without returns the wanted that are not in the given, never nil.
func without[T comparable](wanted, given []T) []T {
	return pick(wanted, given, false)
}

// pick returns the wanted that are, or are not, in the given, never nil.
func pick[T comparable](wanted, given []T, in bool) []T {
	have := make(map[T]bool, len(given))
	for _, g := range given {
		have[g] = true
	}
	picked := []T{}
	for _, w := range wanted {
		if have[w] == in {
			picked = append(picked, w)
		}
	}
	return picked
}

// written reports whether a reason says anything: two characters that are no blanks.
func written(reason string) bool {
	n := 0
	for _, r := range reason {
		if r > ' ' && r != '\u3000' {
			n++
		}
	}
	return n >= 2
}

// Asked is what of the answers was asked for. Whoever answers more than was asked must not have it kept: a question that
// comes later would count as answered by somebody who never read it.
func Asked(given Answers, asks *policy.ConfirmVerdict) Answers {
	kept := Answers{
		Items: pick(asks.Items, given.Items, true), Questions: pick(asks.Questions, given.Questions, true), Words: pick(asks.Words, given.Words, true),
	}
	if asks.Reason {
		kept.Reason = given.Reason
	}
	return kept
}
