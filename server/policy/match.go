package policy

import "slices"

// result is what became of a rule that matched, or would have.
type result struct {
	rule   int32
	effect effect
	by     []string // what exempted it: except, unless, rule ids
	action rank
	used   bool // a finding was used
	evidence
}

type effect uint8

const (
	enforced effect = iota
	monitored
	exempted
)

var effectNames = [...]string{"enforced", "monitored", "exempted"}

// evidence is what a rule's conditions held on. Recipients and files are only kept where the rule needs them.
type evidence struct {
	people       []int32
	asked        bool // the rule asks about recipients
	files        []int32
	askedFiles   bool // the rule asks about attachments
	words        []string
	count, limit int64
}

// matchRules judges every rule: policy language 8, step 3.
func (e *evaluation) matchRules() {
	today := 0
	if e.p.dated {
		today = day(e.now.In(e.p.zone))
	}
	e.learning = e.p.learnUntil != 0 && today <= e.p.learnUntil
	for i := range e.p.rules {
		r := &e.p.rules[i]
		switch {
		case r.off:
			e.skip(r, "disabled")
		case !r.live(today):
			e.skip(r, "not-valid")
		case !e.isFor(r):
			e.skip(r, "not-for")
		case r.baseline:
			e.begin(r, nil)
			e.matchBaseline(r, n32(i))
		default:
			e.matchRule(r, n32(i))
		}
	}
}

func (r *rule) live(today int) bool {
	return (r.from == 0 || today >= r.from) && (r.until == 0 || today <= r.until)
}

// isFor reports whether the rule is about the sender. A language that nobody knows could be either.
func (e *evaluation) isFor(r *rule) bool {
	if len(r.languages) > 0 && e.f.Sender.Language != "" && !slices.Contains(r.languages, e.f.Sender.Language) {
		return false
	}
	if r.senders == none && len(r.groups) == 0 {
		return true
	}
	return r.senders != none && e.accountSets[r.senders] || e.inGroups(r.groups)
}

func (e *evaluation) inGroups(groups []string) bool {
	for _, g := range e.f.Sender.Groups {
		if slices.Contains(groups, g) {
			return true
		}
	}
	return false
}

func (e *evaluation) matchRule(r *rule, number int32) {
	if !r.mayHold(e) {
		e.tellWhy(r)
		return
	}
	unseen := e.without(r.except)
	e.begin(r, unseen)
	if !e.holdsAny(r.when, r.whenGiven, unseen) {
		e.turn(false)
		if unseen != nil && e.holdsAny(r.when, r.whenGiven, nil) {
			e.results = append(e.results, result{rule: number, effect: exempted, by: []string{"except"}, action: r.action})
		}
		return
	}
	e.turn(true)
	excused := r.unlessGiven && e.holdsAny(r.unless, true, nil)
	e.turn(false)
	if excused {
		e.results = append(e.results, result{rule: number, effect: exempted, by: []string{"unless"}, action: r.action})
		return
	}
	e.matched(r, number, unseen)
}

// mayHold asks only what is cheapest and rarest in each block. A recipient that the rule does not see counts here, as the
// rule may turn out to be exempted by it.
func (r *rule) mayHold(e *evaluation) bool {
	if !r.whenGiven {
		return true
	}
	for i := range r.when {
		b := &r.when[i]
		if b.needSet != none && e.setStart[b.needSet] == e.setStart[b.needSet+1] {
			continue
		}
		if b.needFlags != 0 && e.allFlags&b.needFlags == 0 {
			continue
		}
		return true
	}
	return false
}

// matched notes a match. The evidence is gathered in a second pass, because few rules match; that the only block holds is known.
func (e *evaluation) matched(r *rule, number int32, unseen []bool) {
	e.byRule[number] = n32(len(e.results))
	e.results = slices.Grow(e.results, 1)[:len(e.results)+1] // what is beyond the last is zero
	m := &e.results[len(e.results)-1]
	m.rule, m.action = number, r.action
	if e.monitors(r) {
		m.effect = monitored
	}
	for i := range r.when {
		if len(r.when) == 1 || e.holds(&r.when[i], unseen) {
			e.record(&r.when[i], unseen, r, m)
		}
	}
}

// monitors reports whether a match of the rule is only recorded: while the policy learns, that is every rule, the baseline too.
func (e *evaluation) monitors(r *rule) bool { return r.monitor || e.learning }

// without marks the recipients a rule does not see. Nil: it sees all of them.
func (e *evaluation) without(except int32) []bool {
	if except == none || len(e.members(except)) == 0 {
		return nil
	}
	e.unseen = slices.Grow(e.unseen[:0], len(e.people))[:len(e.people)]
	clear(e.unseen)
	for _, h := range e.members(except) {
		e.unseen[h.who] = true
	}
	for i := e.named; i < len(e.people); i++ {
		e.unseen[i] = e.unseen[i] || e.unseen[e.people[i].parent]
	}
	return e.unseen
}

// matchBaseline judges what holds when no rule says more.
func (e *evaluation) matchBaseline(r *rule, number int32) {
	b := &e.p.doc.Baseline
	level := func(unseen []bool) rank {
		switch {
		case b.Meeting != "" && e.m.Kind != KindMail && e.m.Kind != "":
			return rankOf(b.Meeting)
		case e.externalLeft(unseen):
			return rankOf(orElse(b.External, "confirm"))
		}
		return rankOf(orElse(b.Internal, "allow"))
	}
	unseen := e.without(r.except)
	if action := level(unseen); action > rankAllow {
		e.byRule[number] = n32(len(e.results))
		m := result{rule: number, action: action}
		if e.monitors(r) {
			m.effect = monitored
		}
		e.results = append(e.results, m)
		return
	}
	if unseen == nil {
		return
	}
	if action := level(nil); action > rankAllow {
		e.results = append(e.results, result{rule: number, effect: exempted, by: []string{"except"}, action: action})
	}
}

func (e *evaluation) externalLeft(unseen []bool) bool {
	for i := range e.people {
		if r := &e.people[i]; r.external && r.envelope && (unseen == nil || !unseen[i]) && e.outside(n32(i), unseen) {
			return true
		}
	}
	return false
}

// outside reports whether a recipient is external by itself or by a member that the rule sees: an internal list whose only
// external member is excepted is internal for that rule.
func (e *evaluation) outside(who int32, unseen []bool) bool {
	r := &e.people[who]
	if !r.own || unseen == nil {
		return r.external
	}
	for i := e.named; i < len(e.people); i++ {
		if m := &e.people[i]; m.parent == who && !m.own && !unseen[i] {
			return true
		}
	}
	return false
}

// holdsAny joins blocks by OR. None given: always.
func (e *evaluation) holdsAny(blocks []block, given bool, unseen []bool) bool {
	if !given {
		return true
	}
	for i := range blocks {
		if e.holds(&blocks[i], unseen) {
			return true
		}
	}
	return false
}

// holds joins the conditions of a block by AND, cheap ones first.
func (e *evaluation) holds(b *block, unseen []bool) bool {
	if e.trace != nil {
		return e.trace.ask(e, b, unseen)
	}
	return e.holdsAll(b, unseen)
}

func (e *evaluation) holdsAll(b *block, unseen []bool) bool {
	return e.holdsPlain(b) &&
		(b.recipients == nil || e.holdsRecipients(b.recipients, unseen)) &&
		(b.files == nil || e.holdsFiles(b.files)) &&
		(b.findings == nil || e.holdsFindings(b.findings)) &&
		(b.personal == nil || e.saw("personalData", e.holdsPersonal(b.personal))) &&
		(b.expr == nil || e.saw("expr", e.asksExpr(b.expr, unseen))) &&
		(b.also == nil || e.holds(b.also, unseen)) &&
		(b.text == nil || e.asksText(b.text)) &&
		(b.names == nil || e.asksNames(b.names))
}

func (e *evaluation) holdsPlain(b *block) bool {
	if len(b.kinds) > 0 && !e.saw("kind", slices.Contains(b.kinds, e.kind())) {
		return false
	}
	if len(b.composes) > 0 && !e.saw("compose", slices.Contains(b.composes, e.compose())) {
		return false
	}
	if b.calendar != none && !e.saw("time", e.openNow(b.calendar) != b.outside) {
		return false
	}
	return b.sender == nil || e.holdsSender(b.sender)
}

func (e *evaluation) kind() string { return orElse(string(e.m.Kind), string(KindMail)) }

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// record notes what a block held on, and which findings it used or adds.
func (e *evaluation) record(b *block, unseen []bool, r *rule, m *result) {
	if b.recipients != nil {
		e.recordRecipients(b.recipients, unseen, r, m)
	}
	if b.files != nil {
		e.recordFiles(b.files, m)
	}
	if b.text != nil {
		e.recordText(b.text, m)
	}
	if b.personal != nil {
		e.recordPersonal(b.personal, m)
	}
	if b.names != nil {
		e.recordNames(b.names, m)
	}
	if b.sender != nil {
		e.useCodes(b.sender.is, "sender.", m)
	}
	if b.findings != nil {
		e.recordFindings(b.findings, m)
	}
	if b.calendar != none && b.outside {
		e.recordHours(b.calendar, m)
	}
	if b.also != nil {
		e.record(b.also, unseen, r, m)
	}
}

// add notes that a rule uses a finding. Only enforced rules do: the others are not to be heard of.
func (e *evaluation) add(m *result, finding, target int32) {
	if m.effect != enforced {
		return
	}
	m.used = true
	e.uses = append(e.uses, useOf(finding, target, m.rule))
}

func (e *evaluation) recordHours(calendar int32, m *result) {
	opens := word(argOpens, e.writeOpens(calendar))
	e.add(m, e.intern(codeTimeOutsideHours, word(argCalendar, e.p.calendars[calendar].name), opens), noTarget)
}
