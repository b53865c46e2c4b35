package cli

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"sekisho/server/catalogue"
	"sekisho/server/check"
	"sekisho/server/policy"
)

// policyExplain says step by step why a mail gets its verdict.
func policyExplain(ctx context.Context, args []string, s Streams) int {
	f := flags("policy explain")
	lang := f.String("lang", "ja", "language of the sentences: ja or en")
	factsFile := f.String("facts", "", "JSON file of facts")
	from := f.String("from", "", "envelope sender")
	to := f.StringArray("to", nil, "envelope recipient; again for each")
	only := f.String("rule", "", "tell of this rule only")
	asJSON := f.Bool("json", false, "print verdict and trace as JSON on one line")
	if status, done := parse(f, args, s); done {
		return status
	}
	if f.NArg() != 2 || *lang != "ja" && *lang != "en" {
		return complain(s, "policy explain: name a policy and a mail; --lang is ja or en")
	}
	x, err := explanationOf(ctx, f.Arg(0), f.Arg(1), *factsFile, *from, *to, s)
	if err != nil {
		return complain(s, "policy explain: %v", err)
	}
	if *only != "" && !slices.ContainsFunc(x.Trace.Rules, func(r policy.TracedRule) bool { return r.ID == *only }) {
		return complain(s, "policy explain: %s", catalogue.Explain(*lang, "no-rule", "id", *only))
	}
	if *asJSON {
		return printJSON(s, x)
	}
	s.printf("%s", x.text(*lang, *only))
	return exitOK
}

// explanation is a verdict and how it came about.
type explanation struct {
	Verdict policy.Verdict `json:"verdict"`
	Trace   policy.Trace   `json:"trace"`
}

func explanationOf(ctx context.Context, policyFile, mail, factsFile, from string, to []string, s Streams) (x explanation, err error) {
	p, err := readPolicy(policyFile)
	if err != nil {
		return x, err
	}
	facts, err := readFacts(factsFile)
	if err != nil {
		return x, err
	}
	m, err := readMail(ctx, mail, envelope(from, to), s)
	if err != nil {
		return x, err
	}
	x.Verdict, x.Trace = check.Explain(ctx, &check.Engine{Policy: p}, m, facts)
	return x, nil
}

// teller writes an explanation in one language.
type teller struct {
	b     strings.Builder
	lang  string
	added []policy.Finding // that conditions of rules added
}

// line writes one sentence of the catalogue, indented.
func (t *teller) line(indent int, key string, pairs ...string) {
	say(&t.b, "%s%s", strings.Repeat("  ", indent), t.words(key, pairs...))
}

func (t *teller) words(key string, pairs ...string) string {
	return catalogue.Explain(t.lang, key, pairs...)
}

func (t *teller) list(names []string) string { return catalogue.List(t.lang, names) }

// text tells the steps in the order in which a mail is judged; only narrows it to one rule.
func (x *explanation) text(lang, only string) string {
	t := &teller{lang: lang}
	var detected []policy.Finding
	for i, f := range x.Verdict.Findings {
		if slices.Contains(x.Trace.Added, i) {
			t.added = append(t.added, f)
		} else {
			detected = append(detected, f)
		}
	}
	if only == "" {
		t.read(&x.Trace)
		t.found(detected)
	}
	t.line(0, "title.rules")
	if x.Trace.Learning {
		t.line(1, "learning")
	}
	for i := range x.Trace.Rules {
		if r := &x.Trace.Rules[i]; only == "" || r.ID == only {
			t.rule(r)
		}
	}
	if only == "" {
		t.combined(&x.Verdict)
	}
	return t.b.String()
}

func (t *teller) read(trace *policy.Trace) {
	t.line(0, "title.read")
	t.line(1, "sender", "from", trace.From, "account", trace.Account)
	t.line(1, "kind", "kind", trace.Kind, "compose", trace.Compose)
	t.line(1, "now", "now", trace.Now.Format("2006-01-02 15:04:05 -07:00 (Mon)"))
	for i := range trace.Recipients {
		t.recipient(&trace.Recipients[i])
	}
	if len(trace.Facts) > 0 {
		t.line(1, "facts.there", "facts", t.list(trace.Facts))
	}
	if len(trace.Unknown) > 0 {
		t.line(1, "facts.missing", "facts", t.list(trace.Unknown))
	}
}

// recipient says in one line who counts as what, and why.
func (t *teller) recipient(r *policy.TracedRecipient) {
	side := "external"
	if r.Internal {
		side = "internal"
	}
	said := t.words(side, "address", r.Address, "field", string(r.Field))
	if r.List != "" {
		said += t.words("member-of", "list", r.List)
	}
	said += t.words("why."+r.Why, "by", r.By) + t.words("company."+r.CompanyBy, "company", r.Company)
	if !r.Envelope {
		said += t.words("not-delivered")
	}
	say(&t.b, "  %s", said)
}

// found lists what detectors found; what the conditions of a rule add stands with the rule.
func (t *teller) found(findings []policy.Finding) {
	t.line(0, "title.found")
	for i := range findings {
		t.finding(1, "found", &findings[i])
	}
	if len(findings) == 0 {
		t.line(1, "nothing-found")
	}
}

func (t *teller) finding(indent int, key string, f *policy.Finding) {
	t.line(indent, key, "code", f.Code, "severity", t.severity(f.Severity), "sentence", catalogue.Sentence(t.lang, *f))
	if about := append(slices.Clone(f.Recipients), f.Attachments...); len(about) > 0 {
		t.line(indent, "about", "targets", t.list(about))
	}
}

func (t *teller) severity(s policy.Severity) string {
	if said := catalogue.Severity(t.lang, s); said != "" {
		return said
	}
	return string(s)
}

func (t *teller) rule(r *policy.TracedRule) {
	t.line(1, "rule."+r.State, "id", r.ID, "action", catalogue.Action(t.lang, r.Action), "for", r.For)
	if r.ID == "baseline" {
		t.line(2, "baseline.external")
	}
	if len(r.Except) > 0 {
		t.line(2, "rule.except", "names", t.list(r.Except))
	}
	looked := r.State != "disabled" && r.State != "not-valid" && r.State != "not-for"
	if looked && len(r.When) == 0 && r.ID != "baseline" {
		t.line(2, "rule.always")
	}
	t.blocks("block", r.When)
	t.blocks("block.unless", r.Unless)
	for _, by := range r.By {
		switch by {
		case "except", "unless":
			t.line(2, "by."+by)
		default:
			t.line(2, "by.rule", "by", by)
		}
	}
	for i := range t.added {
		if f := &t.added[i]; slices.Contains(f.Rules, r.ID) && f.Code != "policy.rule" { // which says only that the rule applies
			t.finding(2, "added", f)
		}
	}
	if r.Then != "" {
		t.line(2, "then", "then", r.Then)
	}
}

func (t *teller) blocks(title string, blocks []policy.TracedBlock) {
	for i, block := range blocks {
		if len(blocks) > 1 || title == "block.unless" {
			t.line(2, title, "number", strconv.Itoa(i+1))
		}
		for _, step := range block.Steps {
			outcome := "step.held"
			if !step.Held {
				outcome = "step.failed"
			}
			want := step.Want
			if want == "true" {
				want = t.words("want.anything")
			}
			t.line(3, outcome, "ask", t.words("ask."+step.Key, "want", want), "got", t.got(step))
		}
		if !block.Held && len(block.Steps) > 0 {
			t.line(3, "step.stops")
		}
	}
}

// got says what a condition was compared with.
func (t *teller) got(step policy.TracedStep) string {
	kind := gotKind(step.Key)
	if len(step.Got) == 0 {
		return t.words(kind + ".none")
	}
	return t.words(kind, "got", t.list(step.Got))
}

// gotKind tells by the condition what the names of a step are: who passed, who did not, a value, or what was found.
func gotKind(key string) string {
	area, part, _ := strings.Cut(key, ".")
	switch area {
	case "recipients", "attachments":
		switch part {
		case "any", "none":
			return "got.passing"
		case "all":
			return "got.failing"
		}
		return "got.number"
	case "text", "partnerNames", "findings":
		return "got.found"
	}
	return "got.number"
}

// combined says how the duties of the rules became one verdict.
func (t *teller) combined(v *policy.Verdict) {
	t.line(0, "title.combined")
	action := catalogue.Action(t.lang, v.Action)
	t.line(1, "final", "action", action, "name", string(v.Action))
	t.strongest(v, action)
	if v.Action == policy.ActionBlock {
		t.line(1, "final.block")
	}
	t.confirm(v.Confirm)
	if v.Hold != nil {
		for i := range v.Hold.Stages {
			t.stage(&v.Hold.Stages[i])
		}
		if v.Confirm != nil {
			t.line(1, "final.weaker")
		}
	}
	for _, c := range v.Changes {
		t.line(1, "change", "name", catalogue.Change(t.lang, c.Kind), "rules", t.list(c.Rules))
	}
	if len(v.Notify) > 0 {
		t.line(1, "notify", "names", t.list(v.Notify))
	}
}

// strongest names the rules that asked for the verdict's action. None: a door that could not reach its server did, or a change
// that leaves nobody.
func (t *teller) strongest(v *policy.Verdict, action string) {
	var by []string
	acts := false
	for _, r := range v.Rules {
		if r.Effect != "enforced" {
			continue
		}
		acts = acts || r.Action != policy.ActionAllow
		if r.Action == v.Action {
			by = append(by, r.ID)
		}
	}
	offline := slices.ContainsFunc(v.Findings, func(f policy.Finding) bool { return strings.HasPrefix(f.Code, "door.") })
	switch {
	case len(by) > 0 && v.Action != policy.ActionAllow:
		t.line(1, "final.by", "action", action, "rules", t.list(by))
	case !acts && !offline:
		t.line(1, "final.none")
	}
	if offline {
		t.line(1, "final.door")
	}
}

func (t *teller) confirm(c *policy.ConfirmVerdict) {
	if c == nil {
		return
	}
	t.line(1, "confirm", "mode", c.Mode, "items", strconv.Itoa(len(c.Items)))
	if len(c.Questions) > 0 {
		t.line(2, "confirm.question", "rules", t.list(c.Questions))
	}
	if len(c.Words) > 0 {
		t.line(2, "confirm.word", "words", t.list(c.Words))
	}
	if c.Reason {
		t.line(2, "confirm.reason")
	}
}

func (t *teller) stage(s *policy.Stage) {
	t.line(1, "stage."+s.Kind, "for", s.For+s.Until, "onExpiry", s.OnExpiry, "rules", t.list(s.Rules), "approvers", t.list(s.Approvers), "within", s.Within)
	if len(s.Recipients) > 0 {
		t.line(1, "stage.for", "names", t.list(s.Recipients))
	}
}
