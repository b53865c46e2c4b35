package policy

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"testing"
	"time"
)

// head is the beginning of the policies of these tests: one organisation, a few partners and lists.
const head = `version: 1
organization: {name: Akatsuki, domains: [own.example, own-parts.example], subdomains: true}
partners:
  - {name: Tsubame, aliases: [つばめ印刷], domains: .tsubame.example, group: Tsubame Group}
  - {name: Tsubame Design, domains: design.example, group: Tsubame Group}
  - {name: Kitsune, domains: kitsune.example}
  - {name: つばめ, domains: swallow.example}
lists:
  private: ["@builtin/freemail", "@builtin/carrier-jp"]
  rivals: [rival.example, "!friend@rival.example"]
words: {secret: [社外秘, confidential, "!秘密保持契約"]}
calendars:
  office: {hours: {mon-fri: "09:00-18:00"}, closed: ["@builtin/holidays-jp", 2026-12-29..2027-01-04]}
  night: {hours: {mon-fri: "22:00-05:00"}}
  always: {hours: {mon-sun: "00:00-24:00"}}
`

const quiet = "baseline: {external: allow}\n"

// tuesday is a working day at ten in the morning in Tokyo.
func tuesday() time.Time { return time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC) }

func parse(t testing.TB, source string) *Policy {
	t.Helper()
	p, err := Parse("test.yaml", []byte(source), nil)
	if err != nil {
		t.Fatalf("policy:\n%s\nerror: %v", source, err)
	}
	return p
}

// mail makes a message from a@own.example. Recipients are "to:x@y", "cc:…", "bcc:…"; a "-" before it is one that is only in the
// header, "to:=Name" a name without address.
func mail(recipients ...string) *Message {
	m := &Message{Kind: KindMail, From: Mailbox{Address: "a@own.example"}, Subject: "subject", Body: "body"}
	for _, r := range recipients {
		rest, hidden := strings.CutPrefix(r, "-")
		field, who, _ := strings.Cut(rest, ":")
		one := Recipient{Address: who, Field: Field(field), Envelope: !hidden}
		if name, ok := strings.CutPrefix(who, "="); ok {
			one.Address, one.Name = "", name
		}
		m.Recipients = append(m.Recipients, one)
	}
	return m
}

func (m *Message) with(change func(*Message)) *Message {
	change(m)
	return m
}

func (m *Message) file(name string, size int64, kind string, marks ...string) *Message {
	a := Attachment{Name: name, Size: size, Type: kind}
	for _, flag := range marks {
		a.Marks = append(a.Marks, Mark{Flag: flag})
	}
	m.Attachments = append(m.Attachments, a)
	return m
}

func (m *Message) says(body string) *Message {
	m.Body = body
	return m
}

// lines tells a verdict in lines that tests can look for.
func lines(v *Verdict) []string {
	out := []string{"action " + string(v.Action)}
	for _, f := range v.Findings {
		line := fmt.Sprintf("%s %s", f.Code, f.Severity)
		var args []string
		for name, value := range f.Args.All() {
			args = append(args, fmt.Sprintf("%s=%v", name, value))
		}
		sort.Strings(args)
		if len(args) > 0 {
			line += " {" + strings.Join(args, " ") + "}"
		}
		if targets := append(append([]string{}, f.Recipients...), f.Attachments...); len(targets) > 0 {
			line += " @ " + strings.Join(targets, " ")
		}
		if len(f.Rules) > 0 {
			line += " by " + strings.Join(f.Rules, " ")
		}
		out = append(out, line)
	}
	for _, r := range v.Rules {
		line := fmt.Sprintf("rule %s %s %s", r.ID, r.Effect, r.Action)
		if r.Message != nil {
			line += ": " + r.Message.JA
		}
		out = append(out, line)
	}
	if v.Hold != nil {
		for _, s := range v.Hold.Stages {
			out = append(out, stageLine(&s))
		}
	}
	if c := v.Confirm; c != nil {
		line := "confirm " + c.Mode
		for _, i := range c.Items {
			line += " " + i.Kind + ":" + i.Value
		}
		out = append(out, line, fmt.Sprintf("asks questions=%v words=%v reason=%v countdown=%s", c.Questions, c.Words, c.Reason, c.Countdown))
	}
	for _, c := range v.Changes {
		args, _ := json.Marshal(c.Args)
		out = append(out, fmt.Sprintf("change %s %s by %s to %s", c.Kind, args, strings.Join(c.Rules, " "), strings.Join(c.Recipients, " ")))
	}
	if len(v.Notify) > 0 {
		out = append(out, "notify "+strings.Join(v.Notify, " "))
	}
	return out
}

func stageLine(s *Stage) string {
	line := fmt.Sprintf("%s %s%s onExpiry=%s", s.Kind, s.For, s.Until, s.OnExpiry)
	if s.Kind == "wait" {
		line += " release=" + s.Release + " adjust=" + s.Adjust
	} else {
		line += fmt.Sprintf("approvers=%v else=%v need=%s within=%s", s.Approvers, s.Else, s.Need, s.Within)
	}
	return line + " by " + strings.Join(s.Rules, " ") + " to " + strings.Join(s.Recipients, " ")
}

// judged is one mail under one policy, and lines its verdict must, or must not ("!" before it), begin with.
type judged struct {
	name  string
	rules string // after head
	mail  *Message
	facts Facts
	now   time.Time
	want  []string
}

func judge(t *testing.T, cases []judged) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Helper()
			if c.now.IsZero() {
				c.now = tuesday()
			}
			v := Evaluate(parse(t, head+c.rules), c.mail, c.facts, c.now)
			got := lines(&v)
			for _, want := range c.want {
				want, unwanted := strings.CutPrefix(want, "!")
				if has(got, want) == unwanted {
					t.Errorf("%q: want present %v\ngot:\n  %s", want, !unwanted, strings.Join(got, "\n  "))
				}
			}
		})
	}
}

func has(got []string, want string) bool {
	for _, line := range got {
		if strings.HasPrefix(line+" ", want+" ") || strings.HasSuffix(want, "…") && strings.HasPrefix(line, strings.TrimSuffix(want, "…")) {
			return true
		}
	}
	return false
}

func rules(body string) string { return quiet + "rules:\n" + body }

// one is a policy of one rule that notifies.
func one(when string) string {
	return rules("  - {id: r, when: " + when + ", then: {action: notify}}\n")
}
