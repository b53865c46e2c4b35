package policy

import (
	"slices"
	"strings"
)

// idle says why a rule can never do anything; empty: it can.
func (l *linter) idle(r *Rule) string {
	t := &r.Then
	onlyExempts := t.actionOf() == ActionAllow && t.Change == nil && len(t.Notify) == 0
	switch {
	case r.Mode == "monitor" && onlyExempts:
		return "a monitored rule exempts nothing"
	case r.When.Set && len(r.When.Items) == 0:
		return "an empty when never holds"
	case l.nobody(r.For.Senders) && len(r.For.Groups) == 0:
		return "it is for no sender"
	case len(r.When.Items) > 0 && !slices.ContainsFunc(r.When.Items, func(b Block) bool { return l.never(&b) == "" }):
		return l.never(&r.When.Items[0])
	}
	return ""
}

// never says why a block cannot hold; empty: it can.
func (l *linter) never(b *Block) string {
	if c := b.Recipients; c != nil {
		for key, t := range c.positive() {
			if l.nobody(t.In) && (key == "any" || key == "all") {
				return "the list of recipients is empty"
			}
		}
	}
	if s := b.Sender; s != nil && (l.nobody(s.In) || l.nobody(s.From)) {
		return "the list of senders is empty"
	}
	if t := b.Text; t != nil && (l.wordless(t.Any) || l.wordless(t.All)) {
		return "the list of words is empty"
	}
	if b.PartnerNames != nil && len(l.doc.Partners.Items) == 0 {
		return "there are no partners whose names could be found"
	}
	if b.Also != nil {
		return l.never(b.Also)
	}
	return ""
}

// nobody reports a list that was written and takes nobody in.
func (l *linter) nobody(e Entries) bool { return e.Set && l.empty(e) }

// empty reports a list that takes nobody in.
func (l *linter) empty(e Entries) bool {
	return !slices.ContainsFunc(e.Items, func(s string) bool {
		s = strings.TrimSpace(s)
		return s == withoutBang(s) && !strings.HasPrefix(s, "#")
	})
}

func (l *linter) wordless(words []string) bool {
	return words != nil && !slices.ContainsFunc(words, func(s string) bool {
		s = strings.TrimSpace(s)
		return s == withoutBang(s) && !strings.HasPrefix(s, "# ")
	})
}
