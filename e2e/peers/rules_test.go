package peers

import (
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"sekisho/server/policy"
)

// rule is one rule in a form that every engine's language can say: recipients of some kind, so many of them, with or without a
// file. All domains are compared exactly or with what is below them.
type rule struct {
	id       string
	external bool   // only recipients outside own.example
	visible  bool   // only To and Cc
	domain   string // "c1.example", ".c1.example"
	address  string
	prefix   string // of the local part, at domain
	atLeast  int
	file     bool
	over     int64 // octets of all files
}

// rulesOf are ten rules of a small office, and rules on addresses as an import from another product makes them: a third ask for a
// file too, a tenth for three recipients.
func rulesOf(n int) []rule {
	list := []rule{
		{id: "external", external: true, atLeast: 1},
		{id: "many", external: true, visible: true, atLeast: 10},
		{id: "freemail-file", domain: "gmail.com", atLeast: 1, file: true},
		{id: "self", address: "sato.private@gmail.com", atLeast: 1},
		{id: "large", over: 10_000_000, external: true, atLeast: 1},
		{id: "rival", domain: ".rival.example", atLeast: 1},
		{id: "sales", domain: "c8.example", prefix: "sales-", atLeast: 1},
		{id: "visible", external: true, visible: true, atLeast: 1, file: true},
		{id: "crowd", external: true, atLeast: 100},
		{id: "two-at-c4", domain: "c4.example", atLeast: 2},
	}
	for i := len(list); i < n; i++ {
		r := rule{id: fmt.Sprintf("r%d", i), atLeast: 1, file: i%3 == 0}
		if i%10 == 0 {
			r.atLeast = 3
		}
		domain := fmt.Sprintf("c%d.example", i)
		switch i % 4 {
		case 0:
			r.domain = domain
		case 1:
			r.domain = "." + domain
		case 2:
			r.address = fmt.Sprintf("p%d@%s", i, domain)
		case 3:
			r.domain, r.prefix = domain, "sales-"
		}
		list = append(list, r)
	}
	return list
}

func (r *rule) entry() string {
	switch {
	case r.address != "":
		return r.address
	case r.prefix != "":
		return r.prefix + "*@" + r.domain
	}
	return r.domain
}

// asPolicy writes the rules in our language. Without a baseline that asks, a verdict has these rules alone.
func asPolicy(rules []rule) string {
	var b strings.Builder
	b.WriteString("version: 1\norganization: {domains: own.example}\nbaseline: {external: allow}\nrules:\n")
	for _, r := range rules {
		test := []string{fmt.Sprintf("atLeast: %d", r.atLeast)}
		if r.external {
			test = append(test, "who: external")
		}
		if r.visible {
			test = append(test, "fields: [to, cc]")
		}
		if r.entry() != "" {
			test = append(test, fmt.Sprintf("in: %q", r.entry()))
		}
		more := ""
		if r.file {
			more = ", attachments: {any: true}"
		}
		if r.over > 0 {
			more = fmt.Sprintf(", attachments: {totalSize: {over: %dMB}}", r.over/1_000_000)
		}
		fmt.Fprintf(&b, "  - {id: %s, when: {recipients: {count: {%s}}%s}, then: {action: confirm}}\n", r.id, strings.Join(test, ", "), more)
	}
	return b.String()
}

// tests are the conditions on one recipient, called v, in a syntax that CEL and Rego share; starts and ends say how each of them
// asks for the beginning and the end of a text.
func (r *rule) tests(v string, starts, ends func(s, part string) string) []string {
	var all []string
	if r.external {
		all = append(all, v+`.domain != "own.example"`)
	}
	if r.visible {
		all = append(all, v+`.field != "bcc"`)
	}
	switch below, isBelow := strings.CutPrefix(r.domain, "."); {
	case r.address != "":
		all = append(all, fmt.Sprintf("%s.address == %q", v, r.address))
	case isBelow:
		all = append(all, ends(`("." + `+v+`.domain)`, "."+below))
	case r.domain != "":
		all = append(all, fmt.Sprintf("%s.domain == %q", v, r.domain))
	}
	if r.prefix != "" {
		all = append(all, starts(v+".address", r.prefix))
	}
	return all
}

func (r *rule) cel() string {
	starts := func(s, part string) string { return fmt.Sprintf("%s.startsWith(%q)", s, part) }
	ends := func(s, part string) string { return fmt.Sprintf("%s.endsWith(%q)", s, part) }
	tests := strings.Join(r.tests("r", starts, ends), " && ")
	expr := fmt.Sprintf("recipients.exists(r, %s)", tests)
	if r.atLeast > 1 {
		expr = fmt.Sprintf("recipients.filter(r, %s).size() >= %d", tests, r.atLeast)
	}
	if r.file {
		expr = "files > 0 && " + expr
	}
	if r.over > 0 {
		expr = fmt.Sprintf("size > %d && ", r.over) + expr
	}
	return expr
}

func (r *rule) rego() string {
	starts := func(s, part string) string { return fmt.Sprintf("startswith(%s, %q)", s, part) }
	ends := func(s, part string) string {
		return fmt.Sprintf("endswith(concat(\"\", [\".\", r.domain]), %q)", part)
	}
	tests := r.tests("r", starts, ends)
	var b strings.Builder
	fmt.Fprintf(&b, "hit contains %q if {\n", r.id)
	if r.file {
		b.WriteString("\tinput.files > 0\n")
	}
	if r.over > 0 {
		fmt.Fprintf(&b, "\tinput.size > %d\n", r.over)
	}
	if r.atLeast > 1 {
		fmt.Fprintf(&b, "\tcount([r | some r in input.recipients; %s]) >= %d\n}\n\n", strings.Join(tests, "; "), r.atLeast)
		return b.String()
	}
	fmt.Fprintf(&b, "\tsome r in input.recipients\n\t%s\n}\n\n", strings.Join(tests, "\n\t"))
	return b.String()
}

// mail is one message in the form that each engine takes: nobody pays for making it.
type mail struct {
	message *policy.Message
	facts   map[string]any // CEL's
	input   ast.Value      // OPA's
}

func mailTo(n int) *mail {
	m := &policy.Message{Kind: policy.KindMail, From: policy.Mailbox{Address: "sato@own.example"}, Subject: "s", Body: "b"}
	m.Attachments = []policy.Attachment{{Name: "plan.zip", Size: 12_000_000, Type: "application/zip"}}
	recipients := make([]map[string]string, 0, n)
	list := make([]any, 0, n)
	for i := range n {
		domain, local := fmt.Sprintf("c%d.example", 2*i), fmt.Sprintf("p%d", 2*i)
		switch {
		case i == 0:
			domain, local = "gmail.com", "sato.private"
		case i == 1:
			domain = "own.example"
		case i%3 == 0:
			local = fmt.Sprintf("sales-%d", i)
		}
		field := []policy.Field{policy.FieldTo, policy.FieldCc, policy.FieldBcc}[i%3]
		address := local + "@" + domain
		m.Recipients = append(m.Recipients, policy.Recipient{Address: address, Field: field, Envelope: true})
		recipients = append(recipients, map[string]string{"address": address, "domain": domain, "field": string(field)})
		list = append(list, map[string]any{"address": address, "domain": domain, "field": string(field)})
	}
	facts := map[string]any{"recipients": recipients, "files": int64(1), "size": int64(12_000_000)}
	input, err := ast.InterfaceToValue(map[string]any{"recipients": list, "files": 1, "size": 12_000_000})
	if err != nil {
		panic(err) // maps, strings and numbers always convert
	}
	return &mail{message: m, facts: facts, input: input}
}
