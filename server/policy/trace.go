package policy

import (
	"time"
)

// Trace is how a verdict came about, step by step, as the evaluation that made it saw it.
type Trace struct {
	Now        time.Time         `json:"now"`      // in the organisation's time zone
	Learning   bool              `json:"learning"` // settings.learnUntil has not passed
	Account    string            `json:"account"`  // whose mail it is for `for` and `sender`
	From       string            `json:"from"`
	Kind       string            `json:"kind"`
	Compose    string            `json:"compose"`
	Facts      []string          `json:"facts"`   // the facts that were there, by their keys
	Unknown    []string          `json:"unknown"` // those that were not: detectors that need them said nothing
	Recipients []TracedRecipient `json:"recipients"`
	Rules      []TracedRule      `json:"rules"` // every rule, in the policy's order, the baseline last
	Added      []int             `json:"added"` // findings of the verdict, by their place in it, that no detector found: conditions added them
}

// TracedRecipient is one recipient, named or member of a list, and why it counts as what it counts as.
type TracedRecipient struct {
	Address   string   `json:"address"`
	Field     Field    `json:"field"`
	Envelope  bool     `json:"envelope"`
	Internal  bool     `json:"internal"`
	Why       string   `json:"why"`            // entry, sender-domain, no-entry, unreadable, no-address, member
	By        string   `json:"by,omitempty"`   // the entry, or the member
	List      string   `json:"list,omitempty"` // the list it is a member of
	Company   string   `json:"company"`        // what companies are counted by
	CompanyBy string   `json:"companyBy"`      // own, partner, address, domain
	Flags     []string `json:"flags"`
}

// TracedRule is what became of one rule.
type TracedRule struct {
	ID     string        `json:"id"`
	State  string        `json:"state"`            // disabled, not-valid, not-for, no-match, enforced, monitored, exempted
	Action Action        `json:"action,omitempty"` // of a rule that matched
	When   []TracedBlock `json:"when"`             // blocks that were looked at; none for a rule without when
	Except []string      `json:"except,omitempty"` // recipients the rule did not see
	Unless []TracedBlock `json:"unless,omitempty"`
	By     []string      `json:"by,omitempty"`   // what exempted it: except, unless, rule ids
	Then   string        `json:"then,omitempty"` // what it does, as policies write it
	For    string        `json:"for,omitempty"`  // whom it is for, or valid, where that decided
}

// TracedBlock is one block of conditions, asked until the first that does not hold.
type TracedBlock struct {
	Held  bool         `json:"held"`
	Steps []TracedStep `json:"steps"`
}

// TracedStep is one condition and what it was compared with.
type TracedStep struct {
	Key  string   `json:"key"` // as in the policy language: "recipients.any"
	Held bool     `json:"held"`
	Want string   `json:"want"` // as policies write it
	Got  []string `json:"got"`  // what passed, or the number; none: nothing did
}

// tracer writes a Trace while a mail is judged.
type tracer struct {
	to     *Trace
	shapes shapes
	blocks *[]TracedBlock // where blocks go; nil: nobody listens
	block  *block         // being asked
	unseen []bool
	depth  int // blocks within blocks
}

// saw tells the trace, if somebody listens, what became of a condition, and returns held.
func (e *evaluation) saw(key string, held bool) bool {
	if e.trace != nil {
		e.trace.step(e, key, held)
	}
	return held
}

func (t *tracer) step(e *evaluation, key string, held bool) {
	if t.blocks == nil || t.block == nil || len(*t.blocks) == 0 {
		return
	}
	at := &(*t.blocks)[len(*t.blocks)-1]
	at.Steps = append(at.Steps, TracedStep{Key: key, Held: held, Want: t.want(t.block.src, key), Got: e.compared(key, t.block, t.unseen)})
}

// ask is holds while somebody listens.
func (t *tracer) ask(e *evaluation, b *block, unseen []bool) bool {
	if t.blocks == nil {
		return e.holdsAll(b, unseen)
	}
	if t.depth == 0 {
		*t.blocks = append(*t.blocks, TracedBlock{Steps: []TracedStep{}})
	}
	outer, before := t.block, t.unseen
	t.block, t.unseen = b, unseen
	t.depth++
	held := e.holdsAll(b, unseen)
	t.depth--
	t.block, t.unseen = outer, before
	if t.depth == 0 {
		(*t.blocks)[len(*t.blocks)-1].Held = held
	}
	return held
}

// rule begins a rule; what becomes of it is written at the end.
func (t *tracer) rule(r *rule, state string) *TracedRule {
	t.to.Rules = append(t.to.Rules, TracedRule{ID: r.id, State: state, When: []TracedBlock{}})
	at := &t.to.Rules[len(t.to.Rules)-1]
	switch state {
	case "not-for":
		at.For = t.flow(r.src.For)
	case "not-valid":
		at.For = t.flow(r.src.Valid)
	}
	return at
}

// skip notes a rule that was not looked at.
func (e *evaluation) skip(r *rule, state string) {
	if e.trace != nil {
		e.trace.rule(r, state)
	}
}

// begin makes the trace listen to a rule's when.
func (e *evaluation) begin(r *rule, unseen []bool) {
	if e.trace == nil {
		return
	}
	at := e.trace.rule(r, "no-match")
	for i := range unseen {
		if unseen[i] {
			at.Except = append(at.Except, e.people[i].label())
		}
	}
	e.trace.blocks = &at.When
}

// tellWhy shows why a rule did not match that was not looked at closely: the trace asks its conditions all the same, and what
// they say decides nothing.
func (e *evaluation) tellWhy(r *rule) {
	if e.trace == nil {
		return
	}
	unseen := e.without(r.except)
	e.begin(r, unseen)
	e.holdsAny(r.when, r.whenGiven, unseen)
	e.turn(false)
}

// turn makes the trace listen to unless, or to nothing; what is gone counts the other way there.
func (e *evaluation) turn(unless bool) {
	if e.past != nil {
		e.past.inUnless = unless
	}
	if e.trace == nil {
		return
	}
	e.trace.blocks = nil
	if unless {
		e.trace.blocks = &e.trace.to.Rules[len(e.trace.to.Rules)-1].Unless
	}
}

// finish writes what is known at the end: who the recipients are, and what became of the rules.
func (t *tracer) finish(e *evaluation) {
	t.to.Now, t.to.Learning = e.now.In(e.p.zone), e.learning
	t.to.Account, t.to.From, t.to.Kind, t.to.Compose = e.accountText, e.fromText, e.kind(), e.compose()
	t.to.Facts, t.to.Unknown = factNames(e.f)
	t.to.Recipients = []TracedRecipient{}
	for i := range e.people {
		t.to.Recipients = append(t.to.Recipients, e.traced(n32(i)))
	}
	for i := range e.results {
		m := &e.results[i]
		r := &e.p.rules[m.rule]
		for k := range t.to.Rules {
			if at := &t.to.Rules[k]; at.ID == r.id {
				at.State, at.Action, at.By = effectNames[m.effect], actions[m.action], m.by
				if !r.baseline {
					then := r.src.Then
					then.Message = Text{}
					at.Then = t.flow(then)
				}
			}
		}
	}
}

// traced says of a recipient why it is internal or external and whose company it counts for.
func (e *evaluation) traced(who int32) TracedRecipient {
	r := &e.people[who]
	t := TracedRecipient{Address: r.label(), Field: r.field(), Envelope: r.envelope, Internal: !r.external, Company: r.company, Why: "no-entry", CompanyBy: "domain", Flags: []string{}}
	t.Flags = r.flags.appendNames(t.Flags)
	item, listed := e.inSet(e.p.own, who)
	switch {
	case r.own && r.external:
		t.Why, t.By = "member", e.outsideMember(who)
	case listed:
		t.Why, t.By = "entry", e.p.sets[e.p.own].items[item]
	case r.own:
		t.Why = "sender-domain"
	case r.text == "":
		t.Why = "no-address"
	case r.addr.IsZero():
		t.Why = "unreadable"
	}
	switch {
	case r.own:
		t.CompanyBy = "own"
	case r.partner != none:
		t.CompanyBy, t.By = "partner", orElse(t.By, e.p.partners[r.partner].name)
	case r.company == r.label():
		t.CompanyBy = "address"
	}
	if r.parent != none {
		t.List = e.people[r.parent].label()
	}
	return t
}

func (e *evaluation) outsideMember(list int32) string {
	for i := e.named; i < len(e.people); i++ {
		if m := &e.people[i]; m.parent == list && m.external {
			return m.label()
		}
	}
	return ""
}
