package relay

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"sekisho/server/message"
)

// edition is one form of a mail, and who gets it.
type edition struct {
	rewrite *message.Rewrite // nil: as written
	to      []string         // of the envelope, as the client wrote them, and whom the policy adds
}

// forms are the editions of a mail, and whom the policy adds to it.
type forms struct {
	editions []edition
	added    []string
}

// forms works out the forms of a mail that its changes ask for, the form as written first if somebody gets that, and which changes
// cannot be made. Who is taken out gets none; who is added gets the form that everybody gets.
func (g *Gateway) forms(ctx context.Context, m *mail) (forms, []string, error) {
	kept := m.keeps()
	if len(m.verdict.Changes) == 0 {
		return forms{editions: []edition{{to: kept}}}, nil, nil
	}
	added, err := g.added(ctx, m)
	if err != nil {
		return forms{}, nil, err
	}
	var list []edition
	var cannot []string
	at := map[string]int{}
	for _, to := range append(kept, added...) {
		asked := m.changesOf(to)
		key := m.editionKey(asked, to)
		i, known := at[key]
		if !known {
			rw, no, err := m.rewriteFor(ctx, asked, to)
			if err != nil {
				return forms{}, nil, err
			}
			cannot = append(cannot, no...)
			i = len(list)
			at[key] = i
			list = append(list, edition{rewrite: rw})
		}
		list[i].to = append(list[i].to, to)
	}
	slices.SortStableFunc(list, func(a, b edition) int { return written(a) - written(b) })
	slices.Sort(cannot)
	return forms{list, added}, slices.Compact(cannot), nil
}

// written sorts the form as written first.
func written(e edition) int {
	if e.rewrite.Changes() {
		return 1
	}
	return 0
}

// keeps are the envelope's recipients without those who are taken out.
func (m *mail) keeps() []string {
	gone := map[string]bool{}
	for _, c := range m.verdict.Changes {
		if c.Kind == "removeRecipients" {
			for _, a := range stringsOf(c.Args.Get("addresses")) {
				gone[normal(a)] = true
			}
		}
	}
	return slices.DeleteFunc(m.Addresses(), func(a string) bool { return gone[normal(a)] })
}

// added are the recipients whom the policy adds, without those who get the mail anyway.
func (g *Gateway) added(ctx context.Context, m *mail) ([]string, error) {
	have := map[string]bool{}
	for _, a := range m.Addresses() {
		have[normal(a)] = true
	}
	var list []string
	for _, c := range m.verdict.Changes {
		if c.Kind != "addRecipients" {
			continue
		}
		for _, field := range []string{"to", "cc", "bcc"} {
			for _, who := range stringsOf(c.Args.Get(field)) {
				address, err := g.known(ctx, m, who)
				if err != nil {
					return nil, err
				}
				if address != "" && !have[normal(address)] {
					have[normal(address)] = true
					list = append(list, address)
				}
			}
		}
	}
	return list, nil
}

// known turns "manager" into an address; empty: the directory names none.
func (g *Gateway) known(ctx context.Context, m *mail, who string) (string, error) {
	if strings.Contains(who, "@") {
		return who, nil
	}
	found, err := g.People.Approvers(ctx, g.Org, who, m.account())
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}

// changesOf are the numbers of the changes that somebody's copy gets.
func (m *mail) changesOf(to string) []int {
	var asked []int
	for n, c := range m.verdict.Changes {
		if len(c.Recipients) == 0 || slices.ContainsFunc(c.Recipients, func(label string) bool { return samePerson(to, label) }) {
			asked = append(asked, n)
		}
	}
	return asked
}

// editionKey is the same for recipients whose copies are the same.
func (m *mail) editionKey(asked []int, to string) string {
	key := fmt.Sprint(asked)
	if slices.ContainsFunc(asked, func(n int) bool { return m.verdict.Changes[n].Kind == "separate" }) {
		key += " " + to
	}
	return key
}

// rewriteFor plans the changes of one form, and names those that cannot be made.
func (m *mail) rewriteFor(ctx context.Context, asked []int, to string) (*message.Rewrite, []string, error) {
	var c message.Changes
	separate := false
	for _, n := range asked {
		separate = separate || m.verdict.Changes[n].Kind == "separate"
		c.Take(m.verdict.Changes[n])
	}
	c.To, c.Cc = withAddress(c.To), withAddress(c.Cc)
	if separate { // everybody else leaves the fields, and who is in none of them is named alone
		c.Bcc = append(c.Bcc, m.others(to)...)
		c.BccTo = to
	}
	rw, err := message.Plan(ctx, m.Spool.Reader(), c, m.message.Protected)
	if err != nil {
		return nil, nil, fmt.Errorf("plan changes: %w", err)
	}
	var cannot []string
	for _, n := range asked {
		if kind := m.verdict.Changes[n].Kind; !makes(rw, kind) {
			cannot = append(cannot, kind)
		}
	}
	return rw, cannot, nil
}

// withAddress leaves out names that only a directory could tell of.
func withAddress(list []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(a string) bool { return !strings.Contains(a, "@") })
}

// makes tells whether the gateway makes a change: in the text of the mail, by copies of its own, or on the way out.
func makes(rw *message.Rewrite, kind string) bool {
	switch kind {
	case "separate":
		return rw.Cannot("forceBcc") == ""
	case "requireTls":
		return true
	}
	return rw.Makes(kind)
}

// others are all whom the header names, but one.
func (m *mail) others(to string) []string {
	var list []string
	for _, r := range m.message.Recipients {
		if r.Address != "" && !samePerson(to, r.Address) {
			list = append(list, r.Address)
		}
	}
	return list
}

// tls is how the mail's way on must be protected: empty, true or verified.
func (m *mail) tls() string {
	for _, c := range m.verdict.Changes {
		if level, ok := c.Args.Get("level").(string); ok && c.Kind == "requireTls" {
			return level
		}
	}
	return ""
}

// reader returns the mail in this form.
func (e edition) reader(m *mail) io.Reader { return e.rewrite.Apply(m.Spool.Reader()) }

func stringsOf(v any) []string {
	list, _ := v.([]string)
	return list
}
