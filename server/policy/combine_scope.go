package policy

// scopeOf says whom a matching rule holds or whose copy it changes. A change leaves out the recipients the rule does not see.
func (e *evaluation) scopeOf(m *result, r *rule, change bool) scoped {
	s := scoped{rule: m.rule, who: make([]bool, e.named)}
	var unseen []bool
	if change || r.scope != scopeMessage {
		unseen = e.without(r.except)
	}
	matched := r.scope == scopeMatched && m.asked
	if unseen == nil && !matched && r.scope != scopeExternal {
		return scoped{rule: m.rule, all: true}
	}
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
// every rule counts for everyone, or there is nobody to tell apart, it is one group.
func (e *evaluation) partition(rules []scoped) []group {
	if len(rules) == 0 {
		return nil
	}
	whole := group{all: true}
	for _, s := range rules {
		whole.all = whole.all && s.all
		whole.rules = append(whole.rules, s.rule)
	}
	if whole.all {
		return []group{whole}
	}
	index := map[string]int{}
	var groups []group
	var key []byte
	reached := 0
	for i := range e.named {
		if !e.people[i].envelope {
			continue
		}
		reached++
		key = key[:0]
		var of []int32
		for n, s := range rules {
			if s.all || s.who[i] {
				key = append(key, byte(n), byte(n>>8))
				of = append(of, s.rule)
			}
		}
		if len(of) == 0 {
			continue
		}
		at, ok := index[string(key)]
		if !ok {
			at = len(groups)
			index[string(key)] = at
			groups = append(groups, group{rules: of})
		}
		groups[at].who = append(groups[at].who, int32(i))
	}
	// Scopes that cover everyone the mail reaches make no difference.
	if len(groups) == 1 && len(groups[0].who) == reached {
		groups[0].all = true
	}
	return groups
}
