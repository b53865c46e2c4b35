package policy

import (
	"fmt"
	"slices"
	"time"
)

// RulesForwarding reports whether a rule that acts (no mode, or enforce) has a condition `compose: auto-forward`, at any depth of also
// under when. Where a policy has such a rule, the gateway's own hold of what a mailbox forwards by itself stands aside, whatever that
// rule does.
func (r *Rule) RulesForwarding() bool {
	return r.Mode != "monitor" && r.Mode != "disabled" && slices.ContainsFunc(r.When.Items, func(b Block) bool {
		return b.orBelow(func(b *Block) bool { return slices.Contains(b.Compose, "auto-forward") })
	})
}

// forwarding warns of rules about automatic forwarding where none of them stops any: then it leaves without the gateway's hold, and
// nothing stands in its place. One that has ended stops nothing, but the gateway still stands aside for it.
func (l *linter) forwarding(now time.Time) {
	var about []int
	for i := range l.doc.Rules {
		r := &l.doc.Rules[i]
		if !r.RulesForwarding() {
			continue
		}
		if strength(r.Then.actionOf()) >= strength(ActionHold) && !l.over(r.Valid.Until, now) {
			return
		}
		about = append(about, i)
	}
	for _, i := range about {
		id := l.doc.Rules[i].ID
		l.warn(item("/rules", i)+"/when", fmt.Sprintf("let %s hold, approve or block, or add a rule about auto-forward that does", id),
			"the rule %s switches off the gateway's hold of automatic forwarding, and no rule holds, approves or blocks that instead", id)
	}
}
