package policy

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"sekisho/server/address"
)

// Lint returns what is doubtful in a document that Load accepts, in the order of the file. Now decides whether a rule's valid
// has ended. Results are those of the document's own tests, by which a rule that no test touches is found; nil means that
// they are run here, with an empty file in place of each real one.
func Lint(doc *Document, now time.Time, results []TestResult) []Problem {
	if results == nil {
		results = testsWithoutFiles(doc)
	}
	l := &linter{doc: doc, shapes: shapes{}, said: map[Problem]bool{}}
	l.entryForms()
	l.wordForms()
	l.partners()
	for i := range doc.Rules {
		l.rule(&doc.Rules[i], item("/rules", i), now)
	}
	l.forwarding(now)
	l.learning(now)
	l.untouched(results)
	sortProblems(l.problems)
	return l.problems
}

func testsWithoutFiles(doc *Document) []TestResult {
	p, err := Compile(doc)
	if err != nil {
		return nil
	}
	return RunTests(p, doc, func(m TestMessage) (*Message, error) {
		return BuildTestMessage(m, func(a TestAttachment) (Attachment, error) { return Attachment{Name: a.File}, nil })
	})
}

// linter collects warnings.
type linter struct {
	doc      *Document
	shapes   shapes
	problems []Problem
	said     map[Problem]bool
}

// warn adds a warning once.
func (l *linter) warn(path, fix, format string, args ...any) {
	at := placeOf(l.doc.Positions, path)
	p := Problem{File: l.doc.File, Line: at.Line, Column: at.Column, Path: path, Message: fmt.Sprintf(format, args...), Fix: fix}
	if !l.said[p] {
		l.said[p] = true
		l.problems = append(l.problems, p)
	}
}

// entryForms looks at every list of entries by itself.
func (l *linter) entryForms() {
	l.walk(func(v reflect.Value, _ *field, path string) {
		e, ok := v.Addr().Interface().(*Entries)
		if !ok {
			return
		}
		for i, written := range e.Items {
			if entry, err := address.ParseEntry(written); err == nil && entry.StarBeforeLetter() {
				l.warn(item(path, i), "write *. before the domain", "%s also matches other domains that end alike", quoted(written))
			}
		}
		for _, c := range address.FindCovered(e.Items, path == "/organization/domains" && l.doc.Organization.Subdomains) {
			l.warn(item(path, c.Index), "take it out", "%s is covered by %s", quoted(c.Entry), quoted(c.By))
		}
	})
}

// wordForms looks at every list of words.
func (l *linter) wordForms() {
	l.walk(func(v reflect.Value, f *field, path string) {
		words, ok := v.Addr().Interface().(*[]string)
		if !ok || f.is != "word" {
			return
		}
		for i, w := range *words {
			if utf8.RuneCountInString(strings.TrimSpace(w)) == 1 {
				l.warn(item(path, i), "write a longer word", "the word %s has one letter: it will be found nearly everywhere", quoted(w))
			}
		}
	})
}

// partners names those to whom no mail can be addressed, by themselves or by their group: wherever such a name stands, it is
// "not addressed".
func (l *linter) partners() {
	reached := map[string]bool{}
	for _, p := range l.doc.Partners.Items {
		if p.Group != "" && !l.empty(p.Domains) {
			reached[p.Group] = true
		}
	}
	for i, p := range l.doc.Partners.Items {
		if l.empty(p.Domains) && !reached[p.Group] {
			l.warn(item("/partners", i), "add domains, or take it out", "the partner %s has no domains: nobody counts as its recipient", p.Name)
		}
	}
}

func (l *linter) walk(visit visitor) { l.shapes.walk(reflect.ValueOf(l.doc).Elem(), "", visit) }

func (l *linter) rule(r *Rule, path string, now time.Time) {
	action := r.Then.actionOf()
	if action == ActionAllow && len(r.Then.Exempt) == 0 {
		l.warn(path+"/then", "use exempt to switch other rules off", "allow does nothing without exempt: other rules still act")
	} else if why := l.idle(r); why != "" {
		l.warn(path, "correct it or take it out", "the rule %s can do nothing: %s", r.ID, why)
	}
	if everyone(r.For) && !r.When.Set && len(r.When.Items) == 0 {
		l.warn(path, "add when or for", "the rule %s is for everyone and every mail", r.ID)
	}
	if l.over(r.Valid.Until, now) {
		l.warn(path+"/valid/until", "take the rule out or write a later day", "the rule %s has ended", r.ID)
	}
	l.exempts(r, path)
	l.holes(r, path)
	l.recipients(r, path, strength(action) >= strength(ActionHold))
}

// over reports whether a last day, if there is one, has passed where the organisation is.
func (l *linter) over(last, now time.Time) bool {
	zone, err := time.LoadLocation(l.doc.Organization.TimeZone)
	if err != nil || last.IsZero() {
		return false
	}
	y, m, d := last.Date()
	return !now.Before(time.Date(y, m, d+1, 0, 0, 0, 0, zone))
}

// learning says that the policy does not act yet, or that its time of learning is over.
func (l *linter) learning(now time.Time) {
	const path = "/settings/learnUntil"
	switch last := l.doc.Settings.LearnUntil; {
	case last.IsZero():
	case l.over(last, now):
		l.warn(path, "take learnUntil out", "learning ended on %s: the rules act", last.Format(time.DateOnly))
	default:
		l.warn(path, "take learnUntil out when the rules are to act", "learning until %s: no rule asks, holds or stops anything", last.Format(time.DateOnly))
	}
}

func everyone(a Audience) bool {
	return !a.Senders.Set && len(a.Senders.Items) == 0 && len(a.Groups) == 0 && len(a.Languages) == 0
}

// exempts names rules that nothing can switch off.
func (l *linter) exempts(r *Rule, path string) {
	for i, id := range r.Then.Exempt {
		at := slices.IndexFunc(l.doc.Rules, func(x Rule) bool { return x.ID == id })
		if at >= 0 && !l.doc.Rules[at].canBeExempted() {
			l.warn(item(path+"/then/exempt", i), "write exemptible: true there", "the rule %s is not exemptible", id)
		}
	}
}

// canBeExempted is exemptible with its default.
func (r *Rule) canBeExempted() bool {
	if r.Exemptible != nil {
		return *r.Exemptible
	}
	return r.Then.actionOf() != ActionBlock
}

// recipients looks at the recipient conditions of a rule. Strict: what slips through is not held, approved or blocked.
func (l *linter) recipients(r *Rule, path string, strict bool) {
	l.blocks(r.When.Items, path+"/when", strict)
	l.blocks(r.Unless.Items, path+"/unless", false)
}

func (l *linter) blocks(blocks []Block, path string, strict bool) {
	for i := range blocks {
		for b, at := &blocks[i], item(path, i); b != nil; b, at = b.Also, at+"/also" {
			if c := b.Recipients; c != nil {
				l.condition(c, at+"/recipients", strict)
			}
		}
	}
}

func (l *linter) condition(c *RecipientCondition, path string, strict bool) {
	if c.All != nil && c.All.Who == "" {
		l.warn(path+"/all", "add who: external, or who: all if everyone is meant", "all without who looks at internal recipients too")
	}
	if !strict {
		return
	}
	for key, t := range c.positive() {
		l.plainDomains(t.In, path+"/"+key+"/in", 0)
	}
}

// positive are the tests that make a condition hold when recipients pass them.
func (c *RecipientCondition) positive() map[string]*RecipientTest {
	tests := map[string]*RecipientTest{}
	add := func(key string, t *RecipientTest) {
		if t != nil {
			tests[key] = t
		}
	}
	add("any", c.Any)
	add("all", c.All)
	for key, count := range map[string]*RecipientCount{"count": c.Count, "domains": c.Domains, "companies": c.Companies} {
		if count != nil {
			add(key, &count.RecipientTest)
		}
	}
	return tests
}

// plainDomains warns of domains whose sub-domains slip through, in a list and in the lists it names.
func (l *linter) plainDomains(e Entries, path string, depth int) {
	below := takenBelow(e.Items)
	for i, written := range e.Items {
		entry, err := address.ParseEntry(written)
		switch {
		case err != nil || entry.Exclude:
		case entry.Kind == address.EntryDomain && entry.Plain && !below[entry.Domain]:
			l.warn(item(path, i), fmt.Sprintf("write %s", quoted("."+entry.Domain)), "%s leaves out what is below it, which a hold, approval or block should seldom do", quoted(written))
		case entry.Kind == address.EntryNamed && depth < maxNesting:
			at := slices.IndexFunc(l.doc.Lists, func(x NamedEntries) bool { return x.Name == entry.Name })
			if at >= 0 {
				l.plainDomains(l.doc.Lists[at].Entries, "/lists/"+escapePointer(entry.Name), depth+1)
			}
		}
	}
}

// takenBelow are the domains of a list whose sub-domains it takes in.
func takenBelow(items []string) map[string]bool {
	below := map[string]bool{}
	for _, s := range items {
		if e, err := address.ParseEntry(s); err == nil && !e.Exclude && (e.Kind == address.EntryBelow || e.Kind == address.EntryDomainBelow) {
			below[e.Domain] = true
		}
	}
	return below
}

// untouched names the rules that no test reaches.
func (l *linter) untouched(results []TestResult) {
	touched := map[string]bool{}
	for _, r := range results {
		for _, id := range r.Rules {
			touched[id] = true
		}
	}
	for i, r := range l.doc.Rules {
		if !touched[r.ID] && r.Mode != "disabled" {
			l.warn(item("/rules", i)+"/id", "add a test whose mail it matches", "no test touches the rule %s", r.ID)
		}
	}
}
