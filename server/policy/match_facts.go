package policy

import (
	"slices"
	"strings"
)

func (e *evaluation) holdsSender(s *senderCondition) bool {
	switch {
	case s.in != none && !e.saw("sender.in", e.accountSets[s.in]),
		s.notIn != none && !e.saw("sender.notIn", !e.accountSets[s.notIn]),
		s.from != none && !e.saw("sender.from", e.fromSets[s.from]),
		s.notFrom != none && !e.saw("sender.notFrom", !e.fromSets[s.notFrom]),
		len(s.groups) > 0 && !e.saw("sender.groups", e.inGroups(s.groups)),
		len(s.notGroups) > 0 && !e.saw("sender.notGroups", !e.inGroups(s.notGroups)):
		return false
	}
	return len(s.is) == 0 || e.saw("sender.is", slices.ContainsFunc(s.is, func(flag string) bool { return e.hasCode("sender." + flag) }))
}

// covers reports whether a code is the one written, or in the area written as "area.*".
func covers(written, code string) bool {
	if area, ok := strings.CutSuffix(written, "*"); ok {
		return strings.HasPrefix(code, area)
	}
	return written == code
}

// detected calls yield for each finding that a detector wrote, until it returns false. Rules' findings are never asked about.
func (e *evaluation) detected(yield func(f *finding) bool) {
	for i := range e.findings {
		if f := &e.findings[i]; !f.byRule && !yield(f) {
			return
		}
	}
}

func (e *evaluation) hasCode(written string) bool {
	has := false
	e.detected(func(f *finding) bool {
		has = covers(written, f.code.String())
		return !has
	})
	return has
}

func (e *evaluation) holdsFindings(q *FindingsCondition) bool {
	if len(q.Any) > 0 && !e.saw("findings.any", slices.ContainsFunc(q.Any, e.hasCode)) {
		return false
	}
	if len(q.All) > 0 && !e.saw("findings.all", !slices.ContainsFunc(q.All, func(written string) bool { return !e.hasCode(written) })) {
		return false
	}
	if len(q.None) > 0 && !e.saw("findings.none", !slices.ContainsFunc(q.None, e.hasCode)) {
		return false
	}
	return q.AtLeast == "" || e.saw("findings.atLeast", e.atLeast(Severity(q.AtLeast), nil))
}

// atLeast reports whether a detector's finding is at least so bad, and hands each such finding to use.
func (e *evaluation) atLeast(least Severity, use func(f *finding)) bool {
	any := false
	e.detected(func(f *finding) bool {
		if e.weight(f) >= severityRank(least) {
			any = true
			if use == nil {
				return false
			}
			use(f)
		}
		return true
	})
	return any
}

// weight is a finding's severity for rules: as in the table and the settings, and less if nobody is external.
func (e *evaluation) weight(f *finding) int {
	info := &e.p.codes[f.code]
	if !e.anyExternal && !info.star {
		return rankInfo
	}
	return info.inner
}

func (e *evaluation) recordFindings(q *FindingsCondition, m *result) {
	for _, list := range [...][]string{q.Any, q.All} {
		e.useCodes(list, "", m)
	}
	if q.AtLeast != "" {
		var bad []string
		e.atLeast(Severity(q.AtLeast), func(f *finding) { bad = append(bad, f.code.String()) })
		e.useCodes(bad, "", m)
	}
}

// useCodes uses all that detectors wrote under the given codes.
func (e *evaluation) useCodes(written []string, area string, m *result) {
	if len(written) == 0 || m.effect != enforced {
		return
	}
	for _, u := range e.uses {
		if u.rule() == none && slices.ContainsFunc(written, func(w string) bool { return covers(area+w, e.findings[u.finding()].code.String()) }) {
			e.add(m, u.finding(), u.target())
		}
	}
}

// useFound uses what detectors wrote under a code at one target.
func (e *evaluation) useFound(code code, target int32, m *result) {
	if m.effect != enforced {
		return
	}
	for _, u := range e.uses {
		if u.rule() == none && u.target() == target && e.findings[u.finding()].code == code {
			e.add(m, u.finding(), u.target())
		}
	}
}
