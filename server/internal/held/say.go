package held

import (
	"slices"
	"strings"

	"sekisho/server/address"
	"sekisho/server/catalogue"
	"sekisho/server/policy"
)

// Findings says in lang what is wrong with the mail, worst first, and how much more there is.
func (m *Mail) Findings(lang string) ([]catalogue.Line, int) {
	lines, more := catalogue.Alert(lang, &m.verdict, nil, nil)
	if len(m.hidden) == 0 {
		return lines, more
	}
	return slices.DeleteFunc(lines, func(l catalogue.Line) bool { return m.tells(l.Text) }), more
}

// Question is what a rule asks the sender in its own words.
func (m *Mail) Question(lang, rule string) string {
	for _, r := range m.verdict.Rules {
		if r.ID == rule && r.Message != nil {
			return r.Message.In(lang)
		}
	}
	return rule
}

// narrow leaves of a verdict what concerns the recipients who wait in this hold.
func (m *Mail) narrow(all policy.Verdict) {
	shown := map[string]bool{}
	for _, r := range m.Recipients {
		shown[normal(r.Address)] = true
	}
	for _, r := range all.Recipients {
		if !shown[normal(r.Address)] {
			m.hidden = append(m.hidden, r)
		}
	}
	m.verdict = policy.Verdict{Action: all.Action, Rules: all.Rules}
	for _, f := range all.Findings {
		about := slices.DeleteFunc(slices.Clone(f.Recipients), func(a string) bool { return !shown[normal(a)] })
		if len(f.Recipients) > 0 && len(about) == 0 {
			continue
		}
		f.Recipients = about
		m.verdict.Findings = append(m.verdict.Findings, f)
	}
}

// tells reports whether a sentence names a recipient who is not shown: address, display name, or a domain or company that nobody
// who is shown has.
func (m *Mail) tells(text string) bool {
	text = strings.ToLower(text)
	names := func(s string) bool { return len([]rune(s)) > 1 && strings.Contains(text, strings.ToLower(s)) }
	for _, h := range m.hidden {
		local, domain, _ := strings.Cut(normal(h.Address), "@")
		if names(h.Address) || names(local+"@") || names(h.Name) || names(h.Company) && !m.shows(domain) || names(domain) && !m.shows(domain) {
			return true
		}
	}
	return false
}

func (m *Mail) shows(domain string) bool {
	return slices.ContainsFunc(m.Recipients, func(r Recipient) bool { return strings.HasSuffix(normal(r.Address), "@"+domain) })
}

func normal(a string) string {
	if p, err := address.Parse(a); err == nil {
		return p.String()
	}
	return strings.ToLower(a)
}
