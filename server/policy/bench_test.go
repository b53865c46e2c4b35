package policy

import (
	"fmt"
	"strings"
	"testing"
)

// tenRules are the ten rules of a small office, most of which the mail of the benchmark matches.
const tenRules = `rules:
  - {id: ask, when: {recipients: {any: {is: external}}}, then: {action: confirm}}
  - {id: many, when: {recipients: {count: {who: external, fields: [to, cc], atLeast: 3}}}, then: {change: {forceBcc: {}}}}
  - {id: free, when: {recipients: {any: {in: private}}, attachments: {any: true}}, then: {action: confirm}}
  - {id: secret, when: {recipients: {any: {who: external}}, text: {any: "@secret"}}, then: {action: approve}}
  - {id: zip, when: {attachments: {any: {is: encrypted}}}, then: {action: confirm}}
  - {id: late, when: {time: {outside: office}}, then: {action: hold, hold: {until: office}}}
  - {id: wait, when: {kind: mail, recipients: {any: {who: external}}}, then: {action: hold, hold: {for: 10m}, scope: external}}
  - {id: large, when: {attachments: {totalSize: {over: 10MB}}}, then: {change: {link: {}}}}
  - {id: mixed, when: {recipients: {companies: {fields: [to, cc], atLeast: 2}}}, then: {action: confirm, confirm: {mode: question}, message: "{recipients}?"}}
  - {id: rival, when: {recipients: {any: {in: rivals, fields: cc}}}, then: {action: block}}
`

func BenchmarkEvaluate10x5(b *testing.B) {
	p := parse(b, head+tenRules)
	m := mail("to:a@tsubame.example", "to:b@own.example", "cc:c@gmail.com", "cc:d@kitsune.example", "bcc:e@other.example").
		file("plan.zip", 120_000, "application/zip", "encrypted").says("この図面は社外秘です。\nPlease keep it confidential.\n")
	v := Evaluate(p, m, Facts{}, tuesday())
	if v.Action != ActionApprove || len(v.Rules) < 6 {
		b.Fatalf("action %s, %d rules: the benchmark's mail must match", v.Action, len(v.Rules))
	}
	b.ReportAllocs()
	for b.Loop() {
		Evaluate(p, m, Facts{}, tuesday())
	}
}

// thousandRules are ten rules and 990 on addresses, as an import from another product makes them: a third of them ask for a
// file too, a tenth for three recipients. fromWords of them also look for a word of their own.
func thousandRules() string {
	var b strings.Builder
	b.WriteString(tenRules)
	for i := range 990 {
		var entry string
		switch i % 4 {
		case 0:
			entry = fmt.Sprintf("c%d.example", i)
		case 1:
			entry = fmt.Sprintf(".c%d.example", i)
		case 2:
			entry = fmt.Sprintf("p%d@c%d.example", i, i)
		case 3:
			entry = fmt.Sprintf("sales-*@c%d.example", i)
		}
		quantifier := fmt.Sprintf("any: {in: %q}", entry)
		if i%10 == 0 {
			quantifier = fmt.Sprintf("count: {in: %q, atLeast: 3}", entry)
		}
		more := ""
		switch i % 6 {
		case 0, 3:
			more = ", attachments: {any: true}"
		case 1:
			more = fmt.Sprintf(", text: {any: [案件%d, project-%d]}", i, i)
		}
		fmt.Fprintf(&b, "  - {id: r%d, when: {recipients: {%s}%s}, then: {action: confirm}}\n", i, quantifier, more)
	}
	return b.String()
}

func largeMail() *Message {
	m := mail().file("plan.zip", 12_000_000, "application/zip", "encrypted")
	for i := range 500 {
		field := FieldTo
		if i%2 == 1 {
			field = FieldCc
		}
		local := fmt.Sprintf("p%d", 2*i)
		if i%3 == 0 {
			local = fmt.Sprintf("sales-%d", i)
		}
		m.Recipients = append(m.Recipients, Recipient{Address: fmt.Sprintf("%s@c%d.example", local, 2*i), Field: field, Envelope: true})
	}
	var b strings.Builder
	for i := 0; b.Len() < 100_000; i++ {
		fmt.Fprintf(&b, "お世話になっております。案件%dの見積書をお送りします。\nPlease find the estimate for project-%d attached.\n", i%2000, i%2000)
	}
	b.WriteString("社外秘\n")
	return m.says(b.String())
}

func BenchmarkEvaluate1000x500(b *testing.B) {
	p := parse(b, head+thousandRules())
	m := largeMail()
	v := Evaluate(p, m, Facts{}, tuesday())
	if v.Action != ActionApprove || len(v.Rules) < 200 || len(v.Recipients) != 500 {
		b.Fatalf("action %s, %d rules, %d recipients: the benchmark's mail must match", v.Action, len(v.Rules), len(v.Recipients))
	}
	b.ReportAllocs()
	for b.Loop() {
		Evaluate(p, m, Facts{}, tuesday())
	}
}
