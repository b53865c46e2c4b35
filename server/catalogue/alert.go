package catalogue

import (
	"slices"
	"strconv"
	"strings"

	"sekisho/server/policy"
)

const (
	maxLines   = 20 // an alert of 500 characters has room for fewer
	maxTargets = 3  // named in a line
)

// Line is one thing that an alert says: a sentence, and whom or what it is about.
type Line struct {
	Severity policy.Severity
	Text     string
	Targets  []string // addresses or file names, at most three
	More     int      // targets that are not named
}

// Alert says in lang what a verdict found, for a place that shows a few hundred characters: what cannot be carried out and
// what is to be changed in the draft, then the words of enforced rules and the findings, worst first. It gives at most 20
// lines, and the number of those left out.
func Alert(lang string, v *policy.Verdict, cannot, toMake []string) (lines []Line, more int) {
	if lang != "en" {
		lang = "ja"
	}
	if len(cannot) > 0 {
		said := map[string]string{"ja": "この環境では行えない処置があります：", "en": "Not possible here: "}
		lines = append(lines, Line{Severity: policy.SeverityDanger, Text: said[lang] + duties(lang, cannot)})
	}
	if len(toMake) > 0 {
		said := map[string]string{"ja": "送信する前に変更します：", "en": "To be changed before it is sent: "}
		lines = append(lines, Line{Severity: policy.SeverityWarning, Text: said[lang] + duties(lang, toMake)})
	}
	points := points(lang, v)
	slices.SortStableFunc(points, func(a, b point) int { return rank(a.severity()) - rank(b.severity()) })
	for _, p := range points {
		if len(lines) == maxLines {
			more++
			continue
		}
		lines = append(lines, p.say(lang))
	}
	return lines, more
}

// point is a rule's words, or a finding that is put into words only if there is room for it.
type point struct {
	rule    Line
	finding *policy.Finding
}

func points(lang string, v *policy.Verdict) []point {
	all := make([]point, 0, len(v.Rules)+len(v.Findings))
	for i := range v.Rules {
		if l, ok := ruleLine(lang, v, &v.Rules[i]); ok {
			all = append(all, point{rule: l})
		}
	}
	for i := range v.Findings {
		if f := &v.Findings[i]; f.Severity != policy.SeverityHidden && f.Code != "policy.rule" {
			all = append(all, point{finding: f})
		}
	}
	return all
}

func (p point) severity() policy.Severity {
	if p.finding != nil {
		return p.finding.Severity
	}
	return p.rule.Severity
}

func (p point) say(lang string) Line {
	if p.finding == nil {
		return p.rule
	}
	l := Line{Severity: p.finding.Severity, Text: Sentence(lang, *p.finding)}
	l.Targets, l.More = targets(p.finding.Recipients, p.finding.Attachments)
	return l
}

// rank orders severities, the worst first.
func rank(s policy.Severity) int {
	switch s {
	case policy.SeverityDanger:
		return 0
	case policy.SeverityWarning:
		return 1
	case policy.SeverityInfo:
		return 2
	}
	return 3
}

// duties names actions and changes.
func duties(lang string, all []string) string {
	names := make([]string, len(all))
	for i, d := range all {
		if names[i] = Action(lang, policy.Action(d)); names[i] == "" {
			names[i] = Change(lang, d)
		}
	}
	return List(lang, names)
}

// ruleLine is what the organisation says in an enforced rule, as grave as the worst that the rule found.
func ruleLine(lang string, v *policy.Verdict, r *policy.RuleVerdict) (Line, bool) {
	if r.Effect != "enforced" || r.Message == nil {
		return Line{}, false
	}
	said := r.Message.JA
	if lang == "en" && r.Message.EN != "" || said == "" {
		said = r.Message.EN
	}
	if said == "" {
		return Line{}, false
	}
	l := Line{Severity: policy.SeverityWarning, Text: said}
	if r.Action == policy.ActionBlock {
		l.Severity = policy.SeverityDanger
	}
	all := policy.Finding{}
	for _, f := range v.Findings {
		if !slices.Contains(f.Rules, r.ID) {
			continue
		}
		if rank(f.Severity) < rank(l.Severity) {
			l.Severity = f.Severity
		}
		all.Recipients, all.Attachments = append(all.Recipients, f.Recipients...), append(all.Attachments, f.Attachments...)
		all.Args = append(all.Args, f.Args...)
	}
	if strings.Contains(said, "{") {
		l.Text = fillRule(lang, said, all)
	}
	return l, true
}

// fillRule fills in the words of a rule: {recipients} and {files} are those of its findings, other names their arguments.
func fillRule(lang, said string, all policy.Finding) string {
	for name, list := range map[string][]string{"recipients": all.Recipients, "files": all.Attachments} {
		said = strings.ReplaceAll(said, "{"+name+"}", strings.NewReplacer("{", "(", "}", ")").Replace(named(lang, list)))
	}
	return fill(lang, said, all)
}

func named(lang string, list []string) string {
	shown, more := targets(list, nil)
	said := List(lang, shown)
	switch {
	case more == 0:
		return said
	case lang == "en":
		return said + " and " + strconv.Itoa(more) + " more"
	}
	return said + " ほか " + strconv.Itoa(more) + " 件"
}

// targets are the first three of two lists, each once, and how many more there are.
func targets(a, b []string) (shown []string, more int) {
	seen := make(map[string]bool, min(len(a)+len(b), 16))
	for _, list := range [...][]string{a, b} {
		for _, t := range list {
			if seen[t] {
				continue
			}
			seen[t] = true
			if len(shown) < maxTargets {
				shown = append(shown, t)
			} else {
				more++
			}
		}
	}
	return shown, more
}
