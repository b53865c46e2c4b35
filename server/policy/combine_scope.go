package policy

import "slices"

// scopeOf says whom a matching rule holds or whose copy it changes. A change leaves out the recipients the rule does not see.
func (e *evaluation) scopeOf(m *result, r *rule, change bool) scoped {
	var unseen []bool
	if change || r.scope != scopeMessage {
		unseen = e.without(r.except)
	}
	matched := r.scope == scopeMatched && m.asked
	if unseen == nil && !matched && r.scope != scopeExternal {
		return scoped{rule: m.rule, all: true}
	}
	s := scoped{rule: m.rule, who: e.marks(e.named)}
	for i := range e.named {
		p := &e.people[i]
		s.who[i] = p.envelope && !matched && (r.scope != scopeExternal || p.external) && (unseen == nil || !unseen[i])
	}
	if matched {
		e.markMatched(m, s.who)
	}
	return s
}

// markMatched marks who passed a rule's conditions; for a member it is the list that is held.
func (e *evaluation) markMatched(m *result, who []bool) {
	for _, at := range m.people {
		if parent := e.people[at].parent; parent != none {
			at = parent
		}
		who[at] = who[at] || e.people[at].envelope
	}
}

// partition groups the mail's recipients by the rules that count for them, in the order of the first of each group. Where
// every rule counts for everyone, or there is nobody to tell apart, it is one group. What it returns holds until the next call.
func (e *evaluation) partition(rules []scoped) []group {
	if len(rules) == 0 {
		return nil
	}
	of := e.numbers(len(rules))
	all := true
	for _, s := range rules {
		all = all && s.all
		of = append(of, s.rule)
	}
	groups := e.groups[:0]
	if all {
		e.groups = append(groups, group{all: true, rules: of})
		return e.groups
	}
	reached := 0
	for i := range e.named {
		if !e.people[i].envelope {
			continue
		}
		reached++
		of = of[:0]
		for _, s := range rules {
			if s.all || s.who[i] {
				of = append(of, s.rule)
			}
		}
		if len(of) == 0 {
			continue
		}
		at := groupOf(groups, of)
		if at < 0 {
			at = len(groups)
			groups = append(groups, group{rules: append(e.numbers(len(of)), of...), who: e.numbers(e.named)})
		}
		groups[at].who = append(groups[at].who, n32(i))
	}
	// Scopes that cover everyone the mail reaches make no difference.
	if len(groups) == 1 && len(groups[0].who) == reached {
		groups[0].all = true
	}
	e.groups = groups
	return groups
}

// groupOf looks from the last group, because recipients with the same rules tend to stand together.
func groupOf(groups []group, rules []int32) int {
	for i := len(groups) - 1; i >= 0; i-- {
		if slices.Equal(groups[i].rules, rules) {
			return i
		}
	}
	return -1
}
