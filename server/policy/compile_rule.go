package policy

import (
	"fmt"
	"slices"
	"time"
)

// rule is one rule, compiled.
type rule struct {
	src      *Rule
	id       string
	ids      []string // the id alone, as verdicts list it
	baseline bool
	action   rank // what it does, with defaults filled in
	off      bool // mode: disabled
	monitor  bool
	exempt   bool // another rule's exempt may switch it off

	from, until int // days as year*10000 + month*100 + day; 0: no bound
	senders     int32
	groups      []string
	languages   []string

	when, unless            []block
	whenGiven, unlessGiven  bool
	except                  int32
	confirm                 *confirmDuty
	hold                    []holdDuty
	approve                 *approveDuty
	change                  *Change
	changeKinds             uint16 // by bit: those of changeKinds that it may ask for
	remove                  int32  // set of change.removeRecipients
	onlyExempts, hasMessage bool
	ja, en                  pieces  // of the message
	exempts                 []int32 // rules, none for "*"
	scope                   scope
	keepsPeople             bool // scope or message name those who passed
}

type scope uint8

const (
	scopeMessage scope = iota
	scopeExternal
	scopeMatched
)

// rank is an action as a number, so that the stronger is the greater.
type rank uint8

var actions = [...]Action{ActionAllow, ActionNotify, ActionConfirm, ActionHold, ActionApprove, ActionBlock}

const (
	rankAllow rank = iota
	rankNotify
	rankConfirm
	rankHold
	rankApprove
	rankBlock
)

func rankOf(a string) rank {
	return rank(max(slices.Index(actions[:], Action(a)), 0)) //nolint:gosec // an index below six
}

const baselineID = "baseline"

func (c *compiler) compileRules() {
	if len(c.doc.Rules) > maxRules {
		c.fail("rules", fmt.Errorf("%d rules, more than %d: join some by lists", len(c.doc.Rules), maxRules))
		return
	}
	numbers := map[string]int32{baselineID: n32(len(c.doc.Rules))}
	for i := range c.doc.Rules {
		numbers[c.doc.Rules[i].ID] = n32(i)
	}
	c.p.rules = make([]rule, 0, len(c.doc.Rules)+1)
	for i := range c.doc.Rules {
		c.p.rules = append(c.p.rules, c.rule(&c.doc.Rules[i], numbers))
		c.p.dated = c.p.dated || c.p.rules[i].from != 0 || c.p.rules[i].until != 0
	}
	c.p.rules = append(c.p.rules, c.baseline())
}

func (c *compiler) rule(src *Rule, numbers map[string]int32) rule {
	id := src.ID
	r := rule{
		src: src, id: id, ids: []string{id}, off: src.Mode == "disabled", monitor: src.Mode == "monitor",
		from: day(src.Valid.From), until: day(src.Valid.Until),
		senders: c.set(inRule(id, "for.senders"), src.For.Senders), groups: src.For.Groups, languages: src.For.Languages,
		except: c.set(inRule(id, "except"), src.Except), remove: none,
		whenGiven: src.When.Set || len(src.When.Items) > 0, unlessGiven: src.Unless.Set || len(src.Unless.Items) > 0,
	}
	c.p.asksSender = c.p.asksSender || r.senders != none
	c.strict = len(src.Then.Exempt) == 0
	for i := range src.When.Items {
		r.when = append(r.when, c.block(inRule(id, "when"), &src.When.Items[i]))
	}
	c.strict = false
	for i := range src.Unless.Items {
		r.unless = append(r.unless, c.block(inRule(id, "unless"), &src.Unless.Items[i]))
	}
	c.then(&r, &src.Then, numbers)
	r.exempt = r.action != rankBlock
	if src.Exemptible != nil {
		r.exempt = *src.Exemptible
	}
	return r
}

func (c *compiler) then(r *rule, then *Then, numbers map[string]int32) {
	switch {
	case then.Action != "":
		r.action = rankOf(then.Action)
	case len(then.Exempt) == 0:
		r.action = rankNotify
	}
	for _, target := range then.Exempt {
		number, ok := numbers[target]
		if target == "*" {
			number, ok = none, true
		}
		if !ok {
			c.fail(inRule(r.id, "then.exempt"), fmt.Errorf("no rule %q", target))
			continue
		}
		r.exempts = append(r.exempts, number)
	}
	c.duties(r, then)
	if r.change = then.Change; r.change != nil {
		r.changeKinds = kindsAsked(r.change)
		r.remove = c.set(inRule(r.id, "then.change.removeRecipients"), r.change.RemoveRecipients)
	}
	switch then.Scope {
	case "external":
		r.scope = scopeExternal
	case "matched":
		r.scope = scopeMatched
	}
	r.ja, r.en = piecesOf(then.Message.JA), piecesOf(then.Message.EN)
	r.keepsPeople = r.scope == scopeMatched || r.ja.names(valueRecipients) || r.en.names(valueRecipients)
	r.hasMessage = then.Message.JA != "" || then.Message.EN != ""
	r.onlyExempts = len(r.exempts) > 0 && r.action == rankAllow && r.change == nil && len(then.Notify) == 0
}

// baseline is compiled like a rule; what it asks of the recipients is written in matchBaseline.
func (c *compiler) baseline() rule {
	return rule{
		src: &Rule{ID: baselineID}, id: baselineID, ids: []string{baselineID}, baseline: true, exempt: true, senders: none, remove: none,
		except: c.set("baseline.except", c.doc.Baseline.Except),
	}
}

func day(t time.Time) int {
	if t.IsZero() {
		return 0
	}
	return dayNumber(t.Date())
}

func dayNumber(year int, month time.Month, date int) int {
	return year*10000 + int(month)*100 + date
}
