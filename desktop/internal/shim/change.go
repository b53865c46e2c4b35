package shim

import (
	"context"
	"fmt"
	"strings"

	"sekisho/server/address"
	"sekisho/server/message"
	"sekisho/server/policy"
)

// plan works out the changes that the verdict wants. Behind a gateway nothing is changed here: it does that.
func (m *mail) plan(ctx context.Context) error {
	if len(m.entry.Verdict.Changes) == 0 || m.settings().Gateway.Present {
		return nil
	}
	var c message.Changes
	for _, v := range m.entry.Verdict.Changes {
		c.Take(v) // a mail is not split for changes: what is meant for some is done for all
	}
	rw, err := message.Plan(ctx, m.t.Spool.Reader(), c, m.entry.Message.Protected)
	if err != nil {
		return fmt.Errorf("plan changes: %w", err)
	}
	m.rewrite = rw
	for _, v := range m.entry.Verdict.Changes {
		if rw.Makes(v.Kind) {
			m.entry.Changes = append(m.entry.Changes, v.Kind)
		}
	}
	return nil
}

// makes tells whether a change is made here. Somebody who is to be added must be known: a manager may not be.
func (m *mail) makes(c policy.ChangeVerdict) bool {
	if c.Kind == "addRecipients" {
		for _, a := range m.added() {
			if !strings.Contains(a, "@") {
				return false
			}
		}
	}
	return m.rewrite.Makes(c.Kind)
}

func listOf(v any) []string {
	list, _ := v.([]string)
	return list
}

// removed are the addresses that are taken out of the envelope too.
func (m *mail) removed() map[string]bool {
	gone := map[string]bool{}
	for _, a := range m.argsOf("removeRecipients", "addresses") {
		gone[normal(a)] = true
	}
	return gone
}

// added are the addresses that get the mail besides: named in it or not.
func (m *mail) added() (list []string) {
	for _, field := range []string{"to", "cc", "bcc"} {
		list = append(list, m.argsOf("addRecipients", field)...)
	}
	return list
}

// argsOf collects what the verdict says of a change that is made here.
func (m *mail) argsOf(kind, arg string) (list []string) {
	if !m.rewrite.Makes(kind) {
		return nil
	}
	for _, v := range m.entry.Verdict.Changes {
		if v.Kind == kind {
			list = append(list, listOf(v.Args.Get(arg))...)
		}
	}
	return list
}

// normal is the form in which addresses compare.
func normal(s string) string {
	a, err := address.Parse(s)
	if err != nil {
		return strings.ToLower(strings.TrimSpace(s))
	}
	return a.String()
}
