package policy

import "slices"

// exemptRules collects what all matching enforced rules exempt, then switches it off at once: policy language 8, step 4.
// So two rules that exempt each other are both off, whatever their order.
func (e *evaluation) exemptRules() {
	var off []exemption
	for i := range e.results {
		m := &e.results[i]
		if m.effect != enforced {
			continue
		}
		for _, target := range e.p.rules[m.rule].exempts {
			off = append(off, exemption{by: m.rule, target: target})
		}
	}
	for _, x := range off {
		for i := range e.results {
			m := &e.results[i]
			named := x.target == m.rule || x.target == none && m.rule != x.by
			if named && e.byRule[m.rule] != none && e.p.rules[m.rule].exempt {
				m.effect = exempted
				if by := e.p.rules[x.by].id; !slices.Contains(m.by, by) {
					m.by = append(m.by, by)
				}
			}
		}
	}
	e.dropExempted()
}

type exemption struct{ by, target int32 }

// dropExempted forgets what exempted rules used, and says of each that it was exempted, unless it only monitors.
func (e *evaluation) dropExempted() {
	if !slices.ContainsFunc(e.results, func(m result) bool { return m.effect == exempted }) {
		return
	}
	e.uses = slices.DeleteFunc(e.uses, func(u use) bool {
		return u.rule() != none && e.results[e.byRule[u.rule()]].effect == exempted
	})
	for i := range e.results {
		m := &e.results[i]
		if m.effect != exempted || e.monitors(&e.p.rules[m.rule]) {
			continue
		}
		for _, by := range m.by {
			e.found(codePolicyExempt, noTarget, word(argRule, e.p.rules[m.rule].id), word(argBy, by))
		}
	}
}
