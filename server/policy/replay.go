package policy

import (
	"math"
	"slices"
	"strings"
	"time"

	"sekisho/server/text"
)

// Past is what is known of a mail whose texts are gone: what was searched in them, for the words of which policy, and what
// detectors found in them.
type Past struct {
	Searched *Searched // nil: nothing is known of the texts
	Policy   *Policy   // that judged then; nil: nobody knows which words were asked for
	Findings []Finding // of the verdict then
}

// Replayed is what a policy would have said.
type Replayed struct {
	Verdict   Verdict
	Undecided []string // ids of rules that hang on texts nobody searched then, in the policy's order
	Decided   bool     // the verdict's action does not hang on them
}

// Replay judges a recorded message, whose texts are gone, by p. What hangs on words, patterns or names that were never asked for
// is not guessed: the mail is judged as if each such rule applied and as if none did, and the rules that differ are named.
// The verdict is the one in which they do not apply.
func Replay(p *Policy, m *Message, f Facts, now time.Time, past Past) Replayed {
	known := newKnown(past)
	low := evaluate(p, m, &f, now, watch{past: &known})
	if !known.guessed {
		return Replayed{Verdict: low, Decided: true}
	}
	known.applies = true
	high := evaluate(p, m, &f, now, watch{past: &known})
	r := Replayed{Verdict: low, Undecided: differing(p, low, high)}
	r.Decided = len(r.Undecided) == 0 || low.Action == high.Action && !slices.ContainsFunc(r.Undecided, p.exempts)
	return r
}

// exempts reports whether a rule exempts others: then the verdict may lie outside of what lies between the two.
func (p *Policy) exempts(id string) bool {
	return slices.ContainsFunc(p.rules, func(r rule) bool { return r.id == id && len(r.exempts) > 0 })
}

// differing are the rules of which two verdicts say different things.
func differing(p *Policy, a, b Verdict) []string {
	effect := func(v Verdict, id string) string {
		for _, r := range v.Rules {
			if r.ID == id {
				return r.Effect
			}
		}
		return ""
	}
	var ids []string
	for i := range p.rules {
		if id := p.rules[i].id; effect(a, id) != effect(b, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// known answers for texts that are gone.
type known struct {
	past     Past
	words    map[string]bool // words that were asked for, folded
	applies  bool            // what cannot be known makes rules apply
	inUnless bool
	guessed  bool
}

func newKnown(past Past) known {
	k := known{past: past, words: map[string]bool{}}
	if past.Policy != nil {
		for _, w := range past.Policy.wordNames {
			k.words[text.Fold(w)] = true
		}
	}
	return k
}

// guess is what counts for a condition that cannot be decided.
func (k *known) guess() bool {
	k.guessed = true
	return k.applies != k.inUnless
}

func (k *known) part(p textPart) *SearchedPart {
	if k.past.Searched == nil {
		return nil
	}
	for i := range k.past.Searched.Parts {
		if part := &k.past.Searched.Parts[i]; part.Part == partNames[p] {
			return part
		}
	}
	return nil
}

// kept reports whether all that a condition asks of these parts is known.
func (k *known) kept(e *evaluation, parts []textPart, words []text.Word, patterns []patternUse) bool {
	for _, p := range parts {
		if !gone(p) {
			continue
		}
		part := k.part(p)
		if part == nil || len(words) > 0 && part.More {
			return false
		}
		for _, w := range words {
			if !k.words[text.Fold(e.p.wordNames[w])] {
				return false
			}
		}
		for _, asked := range patterns {
			if _, known := part.Patterns[asked.written]; !known {
				return false
			}
		}
	}
	return true
}

// asksText is holdsText where the text, or enough knowledge of it, is there.
func (e *evaluation) asksText(t *textCondition) bool {
	if e.past == nil {
		return e.holdsText(t)
	}
	var words []text.Word
	for _, list := range append([]wordList{t.any, t.all, t.none}, t.each...) {
		for _, g := range list.groups {
			words = append(words, g.out...)
			for _, in := range g.in {
				words = append(words, in.word)
			}
		}
	}
	if !e.past.kept(e, t.parts, words, t.patterns) {
		return e.past.guess()
	}
	return e.holdsText(t)
}

// asksNames is the same for the names of partners.
func (e *evaluation) asksNames(n *nameCondition) bool {
	if e.past == nil {
		return e.holdsNames(n)
	}
	var words []text.Word
	for w := range e.p.partnerWord {
		words = append(words, w)
	}
	if !e.past.kept(e, slices.Concat(n.notAddressed, n.outsiders, n.notNamed), words, nil) {
		return e.past.guess()
	}
	return e.holdsNames(n)
}

// asksExpr is the same for expressions, which may ask how long the body was.
func (e *evaluation) asksExpr(x *compiledExpr, unseen []bool) bool {
	if e.past != nil && e.past.past.Searched == nil && strings.Contains(x.written, "bodyLength") {
		return e.past.guess()
	}
	return e.holdsExpr(x, unseen)
}

// recall fills in a part whose text is gone with what is known of it.
func (e *evaluation) recall(p textPart, s *searched) {
	part := e.past.part(p)
	if part == nil {
		return
	}
	s.patterns.asked = append(s.patterns.asked, part.asked()...)
	index := map[string]text.Word{}
	for w, name := range e.p.wordNames {
		index[text.Fold(name)] = text.Word(w)
	}
	for _, f := range part.Words {
		w, ok := index[text.Fold(f.Word)]
		if !ok || f.Stretch < 0 || f.Stretch >= max(maxFound, len(e.files)) || f.Start < 0 || f.End < f.Start || f.End > math.MaxInt32 {
			continue
		}
		for len(s.matches) <= f.Stretch {
			s.matches, s.folded, s.raw = append(s.matches, nil), append(s.folded, ""), append(s.raw, "")
		}
		s.matches[f.Stretch] = append(s.matches[f.Stretch], text.Match{Word: w, Start: f.Start, End: f.End})
		if s.at[w] == 0 {
			s.at[w] = n32(f.Stretch) + 1
		}
	}
	for i := range s.matches {
		slices.SortStableFunc(s.matches[i], func(a, b text.Match) int { return a.Start - b.Start })
	}
}

func (p *SearchedPart) asked() []askedPattern {
	var list []askedPattern
	for written, held := range p.Patterns {
		list = append(list, askedPattern{written, held})
	}
	return list
}

// fromTexts are the codes of detectors that read texts which are not kept.
func fromTexts(c code) bool {
	return c == codeMailNoBody || c == codeAttachmentMissing || c == codeContentOtherPerson || c == codeContentPassword
}

// recallFindings puts what detectors found in the texts then in place of what they find in texts that are gone.
func (e *evaluation) recallFindings() {
	for i := range e.findings {
		e.findings[i].byRule = e.findings[i].byRule || fromTexts(e.findings[i].code)
	}
	e.uses = slices.DeleteFunc(e.uses, func(u use) bool { return fromTexts(e.findings[u.finding()].code) })
	for _, f := range e.past.past.Findings {
		code, known := codeNumbers[f.Code]
		if !known || !fromTexts(code) {
			continue
		}
		finding := e.intern(code, f.Args...)
		e.findings[finding].byRule = false
		targets := e.targets(&f)
		for _, target := range targets {
			e.uses = append(e.uses, useOf(finding, target, none))
		}
		if len(targets) == 0 {
			e.uses = append(e.uses, useOf(finding, noTarget, none))
		}
	}
}

// targets finds what a recorded finding pointed at.
func (e *evaluation) targets(f *Finding) []int32 {
	var at []int32
	for i := range e.people {
		if slices.Contains(f.Recipients, e.people[i].label()) {
			at = append(at, n32(i))
		}
	}
	for i := range e.files[:e.attachments] {
		if slices.Contains(f.Attachments, e.files[i].src.Name) {
			at = append(at, fileTarget(n32(i)))
		}
	}
	return at
}
