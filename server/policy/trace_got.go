package policy

import (
	"slices"
	"strconv"
)

// maxGot is how many names a step shows.
const maxGot = 10

// compared is what a condition was compared with: the names that passed, or the number. It asks what the condition asks.
func (e *evaluation) compared(key string, b *block, unseen []bool) []string {
	var got []string
	switch key {
	case "kind":
		got = []string{e.kind()}
	case "compose":
		got = []string{e.compose()}
	case "time":
		got = []string{e.now.In(e.p.zone).Format("Mon 2006-01-02 15:04 -0700")}
	case "sender.in", "sender.notIn":
		got = []string{e.accountText}
	case "sender.from", "sender.notFrom":
		got = []string{e.fromText}
	case "sender.groups", "sender.notGroups":
		got = e.f.Sender.Groups
	case "sender.is":
		got = e.codesWith("sender.*")
	case "findings.any":
		got = e.codesWith(b.findings.Any...)
	case "findings.all":
		got = e.codesWith(b.findings.All...)
	case "findings.none":
		got = e.codesWith(b.findings.None...)
	case "findings.atLeast":
		got = e.codesAtLeast(Severity(b.findings.AtLeast))
	case "expr":
		got = e.comparedExpr(b.expr, unseen)
	default:
		got = e.comparedMore(key, b, unseen)
	}
	if len(got) > maxGot {
		got = append(slices.Clone(got[:maxGot]), "…")
	}
	return append([]string{}, got...)
}

func (e *evaluation) comparedMore(key string, b *block, unseen []bool) []string {
	switch q := b.recipients; key {
	case "recipients.any":
		return e.whoPass(q.any, false, unseen)
	case "recipients.none":
		return e.whoPass(q.none, false, unseen)
	case "recipients.all":
		return e.whoFail(q.all, unseen)
	case "recipients.count":
		return decimal(e.countPeople(q.count.test, unseen))
	case "recipients.domains":
		return decimal(e.countDifferent(q.domains.test, unseen, e.domains()))
	case "recipients.companies":
		return append(decimal(e.countDifferent(q.companies.test, unseen, e.companies())), e.companyNames(q.companies.test, unseen)...)
	}
	switch q := b.files; key {
	case "attachments.any":
		return e.filesThat(q.any, false, true)
	case "attachments.none":
		return e.filesThat(q.none, false, true)
	case "attachments.all":
		return e.filesThat(q.all, false, false)
	case "attachments.count":
		_, passed := e.countFiles(q.count, true)
		return decimal(int64(passed))
	case "attachments.totalSize":
		return []string{FormatSize(e.totalSize)}
	}
	return e.comparedText(key, b)
}

func (e *evaluation) comparedText(key string, b *block) []string {
	switch t := b.text; key {
	case "text.any":
		return e.wordsIn(t.parts, &t.any)
	case "text.all":
		var found []string
		for i := range t.each {
			found = append(found, e.wordsIn(t.parts, &t.each[i])...)
		}
		return found
	case "text.none":
		return e.wordsIn(t.parts, &t.none)
	case "text.patterns":
		var found []string
		for _, p := range t.patterns {
			if e.matchesPattern(t.parts, p) {
				found = append(found, p.written)
			}
		}
		return found
	case "personalData":
		if b.personal.records != nil {
			count, _ := e.persons(b.personal.looksIn)
			return decimal(count)
		}
		return decimal(e.distinct(b.personal))
	}
	return e.comparedNames(key, b)
}

func decimal(n int64) []string { return []string{strconv.FormatInt(n, 10)} }

// whoPass names the recipients that a test lets through.
func (e *evaluation) whoPass(id int32, visible bool, unseen []bool) []string {
	var names []string
	for _, who := range e.passing(id) {
		if e.sees(&e.p.tests[id], who, visible, unseen) {
			names = append(names, e.people[who].label())
		}
	}
	return names
}

// whoFail names the recipients in range that a test does not let through.
func (e *evaluation) whoFail(id int32, unseen []bool) []string {
	passing := e.whoPass(id, false, unseen)
	return slices.DeleteFunc(e.whoPass(e.p.tests[id].rangeOf, false, unseen), func(name string) bool { return slices.Contains(passing, name) })
}

// filesThat names the files a test looks at that pass it, or that do not.
func (e *evaluation) filesThat(t *fileTest, outer, pass bool) []string {
	var names []string
	for i := range e.files {
		f := &e.files[i]
		if f.src != nil && t.looks(f, outer) && e.passesFile(t, f) == pass {
			names = append(names, f.src.Name)
		}
	}
	return names
}

func (e *evaluation) wordsIn(parts []textPart, list *wordList) []string {
	var found []string
	for _, p := range parts {
		for _, w := range e.wordsOf(e.part(p), list) {
			found = append(found, w+" ("+partNames[p]+")")
		}
	}
	return found
}

// comparedNames are the partners because of whom a condition holds.
func (e *evaluation) comparedNames(key string, b *block) []string {
	var names []string
	add := func(partner int32) {
		if name := e.p.partners[partner].name; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	switch n := b.names; key {
	case "partnerNames.notAddressed":
		for _, p := range e.namesIn(n.notAddressed) {
			if !e.addressed(p.partner) {
				add(p.partner)
			}
		}
	case "partnerNames.outsiders":
		named := e.namesIn(n.outsiders)
		if len(e.outsiders(named)) == 0 {
			return nil
		}
		for _, p := range named {
			add(p.partner)
		}
	case "partnerNames.notNamed":
		for _, who := range e.unnamed(e.namesIn(n.notNamed)) {
			add(e.people[who].partner)
		}
	}
	return names
}

// codesWith are the detectors' codes that one of some wildcards covers, each once.
func (e *evaluation) codesWith(written ...string) []string {
	var codes []string
	e.detected(func(f *finding) bool {
		name := f.code.String()
		if !slices.Contains(codes, name) && slices.ContainsFunc(written, func(w string) bool { return covers(w, name) }) {
			codes = append(codes, name)
		}
		return true
	})
	return codes
}

// codesAtLeast are the detectors' codes that are so bad, each once.
func (e *evaluation) codesAtLeast(least Severity) []string {
	var codes []string
	e.atLeast(least, func(f *finding) {
		if name := f.code.String(); !slices.Contains(codes, name) {
			codes = append(codes, name)
		}
	})
	return codes
}

// comparedExpr shows the values of the names that an expression asked for, or why it could not be computed.
func (e *evaluation) comparedExpr(x *compiledExpr, unseen []bool) []string {
	facts := &exprFacts{e: e, unseen: unseen, known: map[string]any{}}
	_, _, err := x.program.Eval(facts)
	var got []string
	for _, v := range exprVariables() {
		if value, ok := facts.known[v.name]; ok {
			got = append(got, v.name+" = "+exprValue(value))
		}
	}
	if err != nil {
		got = append(got, err.Error())
	}
	return got
}
