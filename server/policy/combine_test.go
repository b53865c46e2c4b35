package policy

import (
	"testing"
	"time"
)

func TestExempt(t *testing.T) {
	both := "  - {id: r, when: {recipients: {any: {in: private}}}, except: ok@gmail.com, then: {action: block}}\n"
	judge(t, []judged{
		{name: "except alone", rules: rules(both), mail: mail("to:ok@gmail.com"), want: []string{"action allow", "rule r exempted block", "policy.exempt info {by=except rule=r}"}},
		{
			name: "except beside another", rules: rules(both), mail: mail("to:ok@gmail.com", "to:x@gmail.com"),
			want: []string{"action block", "recipient.listed danger {list=private} @ x@gmail.com by r"},
		},
		{
			name: "unless sees everybody", rules: rules("  - {id: r, when: {recipients: {any: {in: private}}}, except: boss@own.example, unless: {recipients: {any: {is: manager}}}, then: {action: notify}}\n"),
			mail: mail("to:x@gmail.com", "cc:boss@own.example"), facts: Facts{Sender: SenderFacts{Manager: "boss@own.example"}},
			want: []string{"rule r exempted notify", "policy.exempt info {by=unless rule=r}", "action allow"},
		},
		{
			name: "unless without when says nothing", rules: rules("  - {id: r, when: {recipients: {any: {in: private}}}, unless: {kind: mail}, then: {action: notify}}\n"),
			mail: mail("to:x@a.example"), want: []string{"!rule r…", "!policy.exempt…"},
		},
		{
			name: "an exempting rule", rules: "rules:\n  - {id: x, when: {recipients: {all: {is: partner}}}, then: {exempt: baseline}}\n", mail: mail("to:x@design.example"),
			want: []string{"action allow", "rule x enforced allow", "rule baseline exempted confirm", "policy.exempt info {by=x rule=baseline}", "!policy.rule…"},
		},
		{name: "block is not exemptible", rules: rules("  - {id: r, then: {action: block}}\n  - {id: x, then: {exempt: \"*\"}}\n"), mail: mail("to:x@a.example"), want: []string{"action block"}},
		{
			name: "unless it says so", rules: rules("  - {id: r, exemptible: true, then: {action: block}}\n  - {id: x, then: {exempt: \"*\"}}\n"), mail: mail("to:x@a.example"),
			want: []string{"action allow", "rule r exempted block", "rule x enforced allow"},
		},
		{
			name: "two that exempt each other", rules: rules("  - {id: a, then: {action: notify, exempt: b}}\n  - {id: b, then: {action: notify, exempt: a}}\n"), mail: mail("to:x@a.example"),
			want: []string{"rule a exempted notify", "rule b exempted notify", "action allow"},
		},
		{
			name: "an exempted rule still exempts", rules: rules("  - {id: a, then: {exempt: b}}\n  - {id: b, then: {exempt: c}}\n  - {id: c, then: {action: notify}}\n"), mail: mail("to:x@a.example"),
			want: []string{"rule b exempted allow", "rule c exempted notify"},
		},
		{name: "a monitored rule exempts nothing", rules: rules("  - {id: x, mode: monitor, then: {exempt: r}}\n  - {id: r, then: {action: notify}}\n"), mail: mail("to:x@a.example"), want: []string{"rule r enforced notify"}},
		{
			name: "a monitored rule is exempted silently", rules: rules("  - {id: x, then: {exempt: r}}\n  - {id: r, mode: monitor, then: {action: notify}}\n"), mail: mail("to:x@a.example"),
			want: []string{"rule r exempted notify", "!policy.exempt…"},
		},
		{
			name: "with all else it brings", rules: rules("  - {id: x, then: {exempt: r}}\n  - {id: r, when: {recipients: {any: {in: private}}}, then: {action: notify, notify: sender, change: {separate: true}}}\n"), mail: mail("to:x@gmail.com"),
			want: []string{"!change…", "!notify…", "!recipient.listed…"},
		},
		{name: "baseline's except", rules: "baseline: {except: a.example}\n", mail: mail("to:x@a.example"), want: []string{"action allow", "rule baseline exempted confirm"}},
		{name: "baseline's except beside another", rules: "baseline: {except: a.example}\n", mail: mail("to:x@a.example", "to:y@b.example"), want: []string{"action confirm", "rule baseline enforced confirm"}},
		{name: "baseline for insiders", rules: "baseline: {internal: notify}\n", mail: mail("to:b@own.example"), want: []string{"action notify"}},
		{name: "baseline for meetings", rules: "baseline: {meeting: allow}\n", mail: mail("to:x@a.example").with(func(m *Message) { m.Kind = KindMeeting }), want: []string{"action allow", "!rule baseline…"}},
		{name: "baseline for meetings not given", rules: "", mail: mail("to:x@a.example").with(func(m *Message) { m.Kind = KindMeeting }), want: []string{"action confirm"}},
	})
}

func TestCombineConfirm(t *testing.T) {
	m := mail("to:x@a.example", "to:b@own.example", "-cc:y@b.example").file("a.pdf", 1, "")
	judge(t, []judged{
		{name: "external and files", mail: m, want: []string{"confirm tick recipient:x@a.example attachment:a.pdf", "asks questions=[] words=[] reason=false countdown="}},
		{name: "by domain", rules: "settings: {checklist: {tickBy: domain}}\n", mail: mail("to:x@a.example", "to:z@a.example"), want: []string{"confirm tick domain:a.example"}},
		{name: "everything adds up", rules: rules("  - {id: p, then: {action: confirm, confirm: {mode: glance, items: internal, countdown: 5s}}}\n" +
			"  - {id: q, then: {action: confirm, message: sure, confirm: {mode: question, items: [subject, body], countdown: 10s}}}\n" +
			"  - {id: r, then: {action: confirm, confirm: {mode: type, word: SEND, items: [file-names, opened-files]}}}\n" +
			"  - {id: s, then: {action: confirm, confirm: {mode: reason}}}\n"), mail: m, want: []string{
			"confirm tick recipient:x@a.example recipient:b@own.example attachment:a.pdf subject:subject body: file-name:a.pdf opened-file:a.pdf",
			"asks questions=[q] words=[SEND] reason=true countdown=10s",
		}},
		{name: "glance", rules: rules("  - {id: p, then: {action: confirm, confirm: {mode: glance}}}\n"), mail: m, want: []string{"confirm glance recipient:x@a.example attachment:a.pdf"}},
		{name: "nothing to tick is one button", rules: rules("  - {id: p, then: {action: confirm}}\n"), mail: mail("to:b@own.example"), want: []string{"confirm glance"}},
		{
			name: "settings fill in", rules: "settings: {confirm: {mode: glance, countdown: 3s}}\n" + rules("  - {id: p, then: {action: confirm, confirm: {mode: tick}}}\n"), mail: m,
			want: []string{"confirm tick…", "asks questions=[] words=[] reason=false countdown=3s"},
		},
		{name: "hold does not swallow confirm", rules: "rules:\n  - {id: h, then: {action: hold, hold: {for: 10m}}}\n", mail: m, want: []string{"action hold", "confirm tick…", "wait 10m…"}},
		{
			name: "block swallows all", rules: "rules:\n  - {id: h, then: {action: block, notify: manager}}\n  - {id: i, then: {action: hold, hold: {for: 10m}, change: {separate: true}}}\n", mail: m,
			want: []string{"action block", "!confirm…", "!wait…", "!change…", "notify manager"},
		},
	})
}

func TestCombineHold(t *testing.T) {
	hold := func(id, rest string) string { return "  - {id: " + id + ", then: {action: hold, " + rest + "}}\n" }
	m := mail("to:x@a.example", "cc:b@own.example", "-cc:y@b.example")
	judge(t, []judged{
		{
			name: "latest, never the sum", rules: rules(hold("p", "hold: {for: 10m, adjust: 72h}") + hold("q", "hold: {for: 1h, onExpiry: discard}") + hold("r", "hold: {for: 5m, onExpiry: ask, release: nobody}")), mail: m,
			want: []string{"wait 1h onExpiry=discard release=nobody adjust=3d by p q r to"},
		},
		{name: "scope", rules: rules("  - {id: p, then: {action: hold, scope: external, hold: {for: 10m}}}\n"), mail: m, want: []string{"wait 10m onExpiry=send release=sender adjust= by p to x@a.example"}},
		{name: "one for each recipient", rules: rules("  - {id: p, then: {action: hold, scope: external, hold: {for: 1h}}}\n" + hold("q", "hold: {for: 10m}")), mail: m, want: []string{
			"wait 1h onExpiry=send release=sender adjust= by p q to x@a.example", "wait 10m onExpiry=send release=sender adjust= by q to b@own.example",
		}},
		{
			name: "matched", rules: rules("  - {id: p, when: {recipients: {any: {in: a.example}}}, then: {action: hold, scope: matched, hold: {for: 10m}}}\n"), mail: mail("to:x@a.example", "to:x@b.example"),
			want: []string{"wait 10m onExpiry=send release=sender adjust= by p to x@a.example"},
		},
		{
			name: "matched without recipients is everyone", rules: rules("  - {id: p, when: {kind: mail}, then: {action: hold, scope: matched, hold: {for: 10m}}}\n"), mail: m,
			want: []string{"wait 10m onExpiry=send release=sender adjust= by p to"},
		},
		{name: "stages merge by position", rules: rules(hold("p", "hold: [{for: 10m}, {for: 1h, release: nobody}]") + hold("q", "hold: {for: 20m}")), mail: m, want: []string{
			"wait 20m onExpiry=next release=sender adjust= by p q to", "wait 1h onExpiry=send release=nobody adjust= by p to",
		}},
		{name: "until it opens", rules: rules(hold("p", "hold: {until: office}")), mail: m, now: tuesday().Add(12 * time.Hour), want: []string{"action hold", "wait 2026-11-25T09:00:00+09:00 onExpiry=send…"}},
		{name: "no wait if it is open", rules: rules(hold("p", "hold: {until: office}")), mail: m, want: []string{"!wait…", "action notify"}},
		{
			name: "the later of time and opening", rules: rules(hold("p", "hold: {until: office}") + hold("q", "hold: {for: 10m}")), mail: m, now: tuesday().Add(12 * time.Hour),
			want: []string{"wait 2026-11-25T09:00:00+09:00 onExpiry=send release=sender adjust= by p q to"},
		},
		{
			name: "a second stage starts when the first ends", rules: rules(hold("p", "hold: [{for: 8h}, {until: office}]")), mail: m,
			want: []string{"wait 8h onExpiry=next…", "wait 2026-11-25T09:00:00+09:00 onExpiry=send…"},
		},
	})
}

func TestCombineApprovals(t *testing.T) {
	rule := func(id, approve string) string {
		return "  - {id: " + id + ", then: {action: approve, approve: " + approve + "}}\n"
	}
	m := mail("to:x@a.example")
	boss := Facts{Sender: SenderFacts{Manager: "boss@own.example"}}
	judge(t, []judged{
		{name: "after the wait, in order", rules: rules(rule("p", "{by: group/法務部}") + "  - {id: q, then: {action: hold, hold: {for: 10m}}}\n" + rule("r", "{by: c@own.example, onExpiry: send}")), mail: m, want: []string{
			"action approve", "wait 10m onExpiry=next release=sender adjust= by q to",
			"approval  onExpiry=discardapprovers=[group/法務部] else=[] need=one within=3d by p to", "approval  onExpiry=sendapprovers=[c@own.example]…",
		}},
		{
			name: "equal ones are one with the shorter time", rules: rules(rule("p", "{by: manager, within: 2d, onExpiry: send}") + rule("q", "{by: manager, within: 1d}")), mail: m, facts: boss,
			want: []string{"approval  onExpiry=discardapprovers=[boss@own.example] else=[] need=one within=1d by p q to"},
		},
		{
			name: "another need is another approval", rules: rules(rule("p", "{by: manager}") + rule("q", "{by: manager, need: all}")), mail: m, facts: boss,
			want: []string{"approval  onExpiry=discardapprovers=[boss@own.example] else=[] need=one within=3d by p to", "approval  onExpiry=discardapprovers=[boss@own.example] else=[] need=all within=3d by q to"},
		},
		{name: "nobody approves their own mail", rules: rules(rule("p", "{by: [A@own.example, c@own.example]}")), mail: m, facts: boss, want: []string{"approval  onExpiry=discardapprovers=[boss@own.example c@own.example]…"}},
		{
			name: "else", rules: rules(rule("p", "{by: a@own.example, else: d@own.example}")), mail: m, facts: Facts{Sender: SenderFacts{Manager: "a@own.example"}},
			want: []string{"approval  onExpiry=discardapprovers=[d@own.example]…"},
		},
		{name: "administrators", rules: rules(rule("p", "{by: manager}")), mail: m, facts: Facts{Sender: SenderFacts{Manager: "a@own.example"}}, want: []string{"approval  onExpiry=discardapprovers=[administrators]…"}},
		{name: "manager nobody knows", rules: rules("  - {id: p, then: {action: approve}}\n"), mail: m, want: []string{"approval  onExpiry=discardapprovers=[manager]…"}},
		{
			name: "settings", rules: "settings: {approve: {by: group/x, within: 5h}}\n" + rules("  - {id: p, then: {action: approve, approve: {need: all}}}\n"), mail: m,
			want: []string{"approval  onExpiry=discardapprovers=[group/x] else=[] need=all within=5h…"},
		},
		{name: "confirm and approve", rules: rules("  - {id: p, then: {action: approve, confirm: {mode: reason}}}\n"), mail: m, want: []string{"action approve", "asks questions=[] words=[] reason=true countdown="}},
	})
}

func TestReport(t *testing.T) {
	in := "when: {recipients: {any: {in: a.example}}}"
	m := mail("to:x@a.example", "to:y@a.example")
	judge(t, []judged{
		{name: "a confirm makes it a warning", rules: rules("  - {id: r, " + in + ", then: {action: confirm}}\n"), mail: m, want: []string{"recipient.listed warning…"}},
		{name: "a hold does not", rules: rules("  - {id: r, " + in + ", then: {action: hold, hold: {for: 10m}}}\n"), mail: m, want: []string{"recipient.listed info…"}},
		{name: "a block makes it a danger", rules: rules("  - {id: r, " + in + ", then: {action: block}}\n"), mail: m, want: []string{"recipient.listed danger {list=a.example} @ x@a.example y@a.example by r"}},
		{
			name: "settings", rules: "settings: {severity: {recipient.private-address: danger, recipient.external: hidden}}\n", mail: mail("to:x@gmail.com"),
			want: []string{"recipient.private-address danger…", "recipient.external hidden…"},
		},
		{
			name: "equal findings of two rules are one", rules: rules("  - {id: r, " + in + ", then: {action: notify}}\n  - {id: s, " + in + ", then: {action: notify}}\n"), mail: m,
			want: []string{"recipient.listed info {list=a.example} @ x@a.example y@a.example by r s"},
		},
		{
			name: "message", rules: rules("  - {id: r, when: {recipients: {any: {in: a.example, fields: cc}}, text: {any: \"@secret\"}}, then: {action: notify, message: \"{recipients}/{files}/{words}\"}}\n"),
			mail: mail("to:x@a.example", "cc:y@a.example").file("f.pdf", 1, "").says("社外秘"), want: []string{"rule r enforced notify: y@a.example/f.pdf/社外秘"},
		},
		{name: "numbers in a message", rules: rules("  - {id: r, when: {recipients: {count: {atLeast: 2}}}, then: {action: notify, message: \"{count} of {limit}\"}}\n"), mail: m, want: []string{"rule r enforced notify: 2 of 2"}},
	})
}

func TestMessageNamesAtMostTen(t *testing.T) {
	m := mail()
	for _, c := range "abcdefghijkl" {
		m.Recipients = append(m.Recipients, Recipient{Address: string(c) + "@x.example", Field: FieldTo, Envelope: true})
	}
	v := Evaluate(parse(t, head+rules("  - {id: r, then: {action: notify, message: {ja: \"{recipients}\", en: \"{recipients}\"}}}\n")), m, Facts{}, tuesday())
	got := v.Rules[0].Message
	if want := "a@x.example、b@x.example、c@x.example、d@x.example、e@x.example、f@x.example、g@x.example、h@x.example、i@x.example、j@x.exampleほか2件"; got.JA != want {
		t.Errorf("ja: got %q, want %q", got.JA, want)
	}
	if want := "j@x.example and 2 more"; got.EN[len(got.EN)-len(want):] != want {
		t.Errorf("en: got %q, want it to end in %q", got.EN, want)
	}
}
