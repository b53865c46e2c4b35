package policy

import (
	"slices"
	"strings"
)

// holes warns of a message with {words}, {count} or {limit} in a rule none of whose conditions has such: nothing, or 0, would stand
// there.
func (l *linter) holes(r *Rule, path string) {
	said := r.Then.Message.JA + r.Then.Message.EN
	warn := func(has func(b *Block) bool, fix string, holes ...string) {
		if slices.ContainsFunc(r.When.Items, func(b Block) bool { return b.orBelow(has) }) {
			return
		}
		for _, hole := range holes {
			if strings.Contains(said, hole) {
				l.warn(path+"/then/message", fix, "the rule %s has nothing to say for %s", r.ID, hole)
			}
		}
	}
	warn((*Block).findsWords, "take it out, or ask for words or names of partners", "{words}")
	warn((*Block).counts, "take it out, or ask for a number or a size", "{count}", "{limit}")
}

// orBelow asks a block and those under also.
func (b *Block) orBelow(has func(b *Block) bool) bool {
	for ; b != nil; b = b.Also {
		if has(b) {
			return true
		}
	}
	return false
}

// findsWords reports whether a condition that holds names words.
func (b *Block) findsWords() bool {
	t, n := b.Text, b.PartnerNames
	return t != nil && len(t.Any)+len(t.All) > 0 || n != nil && len(n.NotAddressed)+len(n.Outsiders) > 0
}

// counts reports whether a condition that holds has a number and its bound.
func (b *Block) counts() bool {
	if r := b.Recipients; r != nil && (r.Count != nil || r.Domains != nil) {
		return true
	}
	sized := func(t *FileTest) bool { return t != nil && t.Size != nil }
	a := b.Attachments
	return b.PersonalData != nil || a != nil && (a.Count != nil || a.TotalSize != nil || sized(a.Any) || sized(a.All))
}
