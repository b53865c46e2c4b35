package policy

import "testing"

func TestMatchRecipients(t *testing.T) {
	none := []string{"!rule r…"}
	holds := []string{"rule r enforced notify"}
	judge(t, []judged{
		{name: "exclusion", rules: one("{recipients: {any: {in: rivals}}}"), mail: mail("to:friend@rival.example"), want: none},
		{
			name: "listed by its list", rules: one("{recipients: {any: {in: rivals}}}"), mail: mail("to:friend@rival.example", "to:x@rival.example"),
			want: []string{"recipient.listed info {list=rivals} @ x@rival.example by r"},
		},
		{name: "exactly this domain", rules: one("{recipients: {any: {in: a.example}}}"), mail: mail("to:x@sub.a.example"), want: none},
		{name: "and below", rules: one("{recipients: {any: {in: .a.example}}}"), mail: mail("to:x@sub.a.example"), want: holds},
		{name: "only below", rules: one(`{recipients: {any: {in: "*.a.example"}}}`), mail: mail("to:x@a.example"), want: none},
		{name: "wildcard", rules: one(`{recipients: {any: {in: "sales?@*.a.example"}}}`), mail: mail("to:sales1@x.a.example"), want: holds},
		{name: "wildcard stops at the domain", rules: one(`{recipients: {any: {in: "*@a.example"}}}`), mail: mail("to:x@a.example.evil.example"), want: none},
		{name: "wildcard in another script", rules: one(`{recipients: {any: {in: "*.日本.example"}}}`), mail: mail("to:x@ｓ.日本.example"), want: holds},
		{name: "an empty list matches nobody", rules: one("{recipients: {any: {in: []}}}"), mail: mail("to:x@a.example"), want: none},
		{name: "notIn", rules: one("{recipients: {any: {who: external, notIn: private}}}"), mail: mail("to:x@gmail.com"), want: none},
		{name: "each given test passes", rules: one("{recipients: {any: {in: private, is: own-private}}}"), mail: mail("to:x@gmail.com"), want: none},
		{name: "fields", rules: one("{recipients: {any: {in: private, fields: cc}}}"), mail: mail("to:x@gmail.com"), want: none},
		{
			name: "none holds", rules: one("{recipients: {none: {in: legal@own.example, fields: cc}}}"), mail: mail("to:legal@own.example"),
			want: []string{"recipient.missing info {fields=[cc] wanted=[legal@own.example]} by r"},
		},
		{name: "none fails", rules: one("{recipients: {none: {in: legal@own.example}}}"), mail: mail("to:legal@own.example"), want: none},
		{name: "all wants somebody", rules: one("{recipients: {all: {who: external, is: partner}}}"), mail: mail("to:b@own.example"), want: none},
		{name: "all", rules: one("{recipients: {all: {who: external, is: partner}}}"), mail: mail("to:b@own.example", "to:p@design.example"), want: holds},
		{name: "all but one", rules: one("{recipients: {all: {who: external, is: partner}}}"), mail: mail("to:q@x.example", "to:p@design.example"), want: none},
		{name: "several quantifiers all hold", rules: one("{recipients: {any: {who: external}, none: {is: manager}}}"), mail: mail("to:b@own.example"), want: none},
		{name: "domains are of externals", rules: one("{recipients: {domains: {atLeast: 2}}}"), mail: mail("to:b@own.example", "to:p@a.example"), want: none},
		{
			name: "whole domains", rules: one("{recipients: {domains: {atLeast: 2}}}"), mail: mail("to:b@x.a.example", "to:p@a.example"),
			want: []string{"recipient.many-domains warning {count=2 limit=2} @ b@x.a.example p@a.example by r"},
		},
		{name: "companies by group", rules: one("{recipients: {companies: {atLeast: 2}}}"), mail: mail("to:b@x.tsubame.example", "to:p@design.example"), want: none},
		{name: "companies by registrable domain", rules: one("{recipients: {companies: {atLeast: 2}}}"), mail: mail("to:b@x.a.co.jp", "to:p@a.co.jp"), want: none},
		{
			name: "each private address is a company", rules: one("{recipients: {companies: {atLeast: 2}}}"), mail: mail("to:b@gmail.com", "to:p@gmail.com"),
			want: []string{"recipient.mixed-companies warning {companies=[b@gmail.com p@gmail.com]}…"},
		},
		{
			name: "many visible", rules: one("{recipients: {count: {fields: [to, cc], over: 1}}}"), mail: mail("to:b@a.example", "cc:p@a.example", "bcc:q@a.example"),
			want: []string{"recipient.many-visible warning {count=2 limit=1} @ b@a.example p@a.example by r"},
		},
		{name: "under and atMost", rules: one("{recipients: {count: {atLeast: 1, under: 3}}}"), mail: mail("to:b@a.example", "cc:p@a.example", "bcc:q@a.example"), want: none},
		{
			name: "a flag's finding is split by who used it", rules: one("{recipients: {any: {in: a.example, is: external}}}"), mail: mail("to:b@a.example", "cc:p@b.example"),
			want: []string{"recipient.external info @ b@a.example by r", "recipient.external info @ p@b.example"},
		},
		{
			name: "a range uses nothing", rules: one("{recipients: {any: {who: external}}}"), mail: mail("to:b@a.example"),
			want: []string{"recipient.external info @ b@a.example", "policy.rule info {rule=r} by r"},
		},
		{name: "also", rules: one("{recipients: {any: {in: a.example}}, also: {recipients: {any: {in: b.example}}}}"), mail: mail("to:b@a.example"), want: none},
		{name: "blocks are joined by or", rules: one("[{recipients: {any: {in: a.example}}}, {recipients: {any: {in: b.example}}}]"), mail: mail("to:b@b.example"), want: holds},
		{name: "an empty list of blocks never holds", rules: one("[]"), mail: mail("to:b@b.example"), want: none},
	})
}

func TestMatchFiles(t *testing.T) {
	file := func(name, kind string, size int64) *Message { return mail("to:x@a.example").file(name, size, kind) }
	nested := mail("to:x@a.example").file("out.zip", 9000, "application/zip")
	nested.Attachments[0].Inside = []Attachment{{Name: "in.exe", Size: 5000, Marks: []Mark{{Flag: "executable", Args: map[string]any{"type": "program"}}}}}
	none := []string{"!rule r…"}
	judge(t, []judged{
		{name: "any", rules: one("{attachments: {any: true}}"), mail: file("a.txt", "text/plain", 1), want: []string{"rule r enforced notify", "policy.rule…"}},
		{name: "none of any", rules: one("{attachments: {none: true}}"), mail: file("a.txt", "text/plain", 1), want: none},
		{
			name: "type class", rules: one("{attachments: {any: {types: archive}}}"), mail: file("a.zip", "application/zip", 1),
			want: []string{"attachment.listed info {by=types value=archive} @ a.zip by r"},
		},
		{name: "MIME type", rules: one("{attachments: {any: {types: application/pdf}}}"), mail: file("a", "application/pdf", 1), want: []string{"attachment.listed…"}},
		{
			name: "extension of the cleaned name", rules: one("{attachments: {any: {extensions: .exe}}}"), mail: file("a.pdf.ＥＸＥ. ", "", 1),
			want: []string{"attachment.listed info {by=extensions value=exe} @ a.pdf.ＥＸＥ.  by r"},
		},
		{name: "stream name", rules: one("{attachments: {any: {extensions: exe}}}"), mail: file("a.exe:b.txt", "", 1), want: []string{"attachment.listed…"}},
		{name: "every name", rules: one("{attachments: {any: {extensions: exe}}}"), mail: file("a.txt", "", 1).with(func(m *Message) {
			m.Attachments[0].Names = []string{"a.txt", "a.exe"}
		}), want: []string{"attachment.listed…"}},
		{name: "names", rules: one(`{attachments: {any: {names: "@secret"}}}`), mail: file("社外秘.pdf", "", 1), want: []string{"attachment.listed info {by=names value=社外秘}…"}},
		{
			name: "size", rules: one("{attachments: {any: {size: {over: 1MB}}}}"), mail: file("a.txt", "", 1_000_001),
			want: []string{"attachment.too-large warning {limit=1000000 value=1000001} @ a.txt by r"},
		},
		{name: "size at the limit", rules: one("{attachments: {any: {size: {over: 1MB}}}}"), mail: file("a.txt", "", 1_000_000), want: none},
		{name: "total", rules: one("{attachments: {totalSize: {atLeast: 3KB}}}"), mail: file("a", "", 1000).file("b", 2000, ""), want: []string{"attachment.too-large warning {limit=3000 value=3000} by r"}},
		{name: "count", rules: one("{attachments: {count: {atLeast: 2}}}"), mail: file("a", "", 1).file("b", 1, ""), want: []string{"attachment.many warning {limit=2 value=2} @ a b by r"}},
		{
			name: "inside too", rules: one("{attachments: {any: {is: executable}}}"), mail: nested,
			want: []string{"attachment.executable danger {inside=in.exe type=program} @ out.zip by r"},
		},
		{name: "only attachments", rules: one("{attachments: {any: {is: executable, inside: false}}}"), mail: nested, want: none},
		{name: "only inside", rules: one("{attachments: {all: {is: executable, inside: true}}}"), mail: nested, want: []string{"rule r enforced notify"}},
		{name: "counts look at attachments only", rules: one("{attachments: {count: {is: executable, atLeast: 1}}}"), mail: nested, want: none},
		{name: "sums look at attachments only", rules: one("{attachments: {totalSize: {atLeast: 9.1KB}}}"), mail: nested, want: none},
	})
}

func TestMatchText(t *testing.T) {
	none := []string{"!rule r…"}
	body := func(s string) *Message { return mail("to:x@a.example").says(s) }
	judge(t, []judged{
		{name: "word", rules: one(`{text: {any: "@secret"}}`), mail: body("これは社 外\n秘です"), want: []string{"content.words warning {where=body words=[社外秘]} by r"}},
		{name: "excluded phrase", rules: one(`{text: {any: [秘密, "!秘密保持契約"]}}`), mail: body("秘密保持契約書"), want: none},
		{name: "excluded phrase, and the word too", rules: one(`{text: {any: [秘密, "!秘密保持契約"]}}`), mail: body("秘密保持契約書と秘密"), want: []string{"content.words…"}},
		{name: "a list keeps its exclusions to itself", rules: one(`{text: {any: ["@secret", 秘密保持契約]}}`), mail: body("秘密保持契約"), want: []string{"content.words…"}},
		{name: "a word that is cancelled", rules: one(`{text: {any: [見積, "!見積"]}}`), mail: body("見積"), want: none},
		{name: "all", rules: one("{text: {all: [alpha, beta]}}"), mail: body("alpha only"), want: none},
		{name: "all over parts", rules: one("{text: {all: [subject, beta]}}"), mail: body("beta"), want: []string{"rule r…"}},
		{name: "none", rules: one("{text: {none: [alpha]}}"), mail: body("alpha"), want: none},
		{name: "empty any", rules: one("{text: {any: []}}"), mail: body("alpha"), want: none},
		{name: "within", rules: one("{text: {any: [口座], all: [番号], within: 3}}"), mail: body("口座の番号"), want: []string{"rule r…"}},
		{name: "too far", rules: one("{text: {any: [口座], all: [番号], within: 3}}"), mail: body("口座のことですが番号"), want: none},
		{name: "near on the second try", rules: one("{text: {any: [口座], all: [番号], within: 3}}"), mail: body("口座のことですが口座の番号"), want: []string{"rule r…"}},
		{name: "pattern", rules: one(`{text: {patterns: 'ab-\d{3}'}}`), mail: body("AB-１２３"), want: []string{`content.pattern warning {pattern=ab-\d{3} where=body} by r`}},
		{name: "new text", rules: one("{text: {in: new-text, any: alpha}}"), mail: body("hello\n> alpha\n"), want: none},
		{name: "greeting", rules: one("{text: {in: greeting, any: alpha}}"), mail: body("1\n\n2\n3\n4\n5\nalpha"), want: none},
		{
			name: "boilerplate", rules: "settings: {boilerplate: this mail is confidential}\n" + one(`{text: {in: new-text, any: "@secret"}}`),
			mail: body("hello\nThis mail is CONFIDENTIAL\n"), want: none,
		},
		{name: "file names", rules: one(`{text: {in: file-names, any: "@secret"}}`), mail: body("").file("confidential_2026.pdf", 1, ""), want: []string{"content.words warning {where=file-names…"}},
		{name: "default parts", rules: one(`{text: {any: "@secret"}}`), mail: body("").file("社外秘", 1, ""), want: none},
	})
}

func TestMatchPartnerNames(t *testing.T) {
	none := []string{"!rule r…"}
	judge(t, []judged{
		{
			name: "named but not addressed", rules: one("{partnerNames: {notAddressed: greeting}}"), mail: mail("to:x@kitsune.example").says("つばめ印刷 御中"),
			want: []string{"content.other-partner warning {partner=Tsubame where=greeting} by r", "!content.other-partner warning {partner=つばめ…"},
		},
		{name: "its group is addressed", rules: one("{partnerNames: {notAddressed: greeting}}"), mail: mail("to:x@design.example").says("つばめ印刷 御中"), want: none},
		{
			name: "a shorter name of its own", rules: one("{partnerNames: {notAddressed: greeting}}"), mail: mail("to:x@kitsune.example").says("つばめ 御中"),
			want: []string{"content.other-partner warning {partner=つばめ where=greeting} by r"},
		},
		{
			name: "outsiders", rules: one("{partnerNames: {outsiders: [subject, body]}}"), mail: mail("to:k@kitsune.example", "to:x@a.example").says("Kitsune 様"),
			want: []string{"content.other-partner warning {partner=Kitsune where=body} @ x@a.example by r"},
		},
		{name: "no outsiders", rules: one("{partnerNames: {outsiders: [subject, body]}}"), mail: mail("to:k@kitsune.example", "to:b@own.example").says("Kitsune 様"), want: none},
		{
			name: "not named", rules: one("{partnerNames: {notNamed: greeting}}"), mail: mail("to:k@kitsune.example").says("各位"),
			want: []string{"content.partner-not-named info {partner=Kitsune where=greeting} @ k@kitsune.example by r"},
		},
		{
			name: "in a file name", rules: one("{partnerNames: {notAddressed: file-names}}"), mail: mail("to:x@a.example").file("kitsune.pdf", 1, ""),
			want: []string{"attachment.other-partner warning {partner=Kitsune} @ kitsune.pdf by r"},
		},
	})
}

func TestMatchRest(t *testing.T) {
	none := []string{"!rule r…"}
	holds := []string{"rule r enforced notify"}
	m := mail("to:x@a.example")
	judge(t, []judged{
		{name: "account", rules: one("{sender: {in: me@own.example}}"), mail: mail("to:x@a.example").with(func(m *Message) { m.Account = "Me@own.example" }), want: holds},
		{name: "account is From where nobody signed in", rules: one("{sender: {in: a@own.example}}"), mail: m, want: holds},
		{name: "from", rules: one("{sender: {notFrom: a@own.example}}"), mail: m, want: none},
		{name: "groups", rules: one("{sender: {groups: [sales, legal]}}"), mail: m, facts: Facts{Sender: SenderFacts{Groups: []string{"legal"}}}, want: holds},
		{name: "notGroups", rules: one("{sender: {notGroups: legal}}"), mail: m, facts: Facts{Sender: SenderFacts{Groups: []string{"legal"}}}, want: none},
		{
			name: "sender flag uses its finding", rules: one("{sender: {is: from-differs}}"), mail: mail("to:x@a.example").with(func(m *Message) { m.Account = "me@x.example" }),
			want: []string{"sender.from-differs warning {account=me@x.example from=a@own.example} by r"},
		},
		{name: "kind", rules: one("{kind: [meeting, task]}"), mail: m, want: none},
		{name: "compose", rules: one("{compose: new}"), mail: m, want: holds},
		{name: "in hours", rules: one("{time: {within: office}}"), mail: m, want: holds},
		{
			name: "out of hours", rules: one("{time: {outside: office}}"), mail: m, now: tuesday().Add(9 * 60 * 60 * 1e9),
			want: []string{"time.outside-hours info {calendar=office opens=2026-11-25T09:00:00+09:00} by r"},
		},
		{name: "findings of an area", rules: one(`{findings: {any: "recipient.*"}}`), mail: m, want: []string{"recipient.external info @ x@a.example by r"}},
		{
			name: "never what rules add", rules: rules("  - {id: q, when: {partnerNames: {notAddressed: file-names}}, then: {action: notify}}\n" +
				"  - {id: r, when: {findings: {none: attachment.other-partner}}, then: {action: notify}}\n"), mail: mail("to:x@a.example").file("kitsune.pdf", 1, ""),
			want: []string{"rule q…", "rule r enforced notify"},
		},
		{name: "severity", rules: one("{findings: {atLeast: warning}}"), mail: mail("to:x@gmail.com"), want: []string{"recipient.private-address warning {list=freemail} @ x@gmail.com by r"}},
		{name: "severity not reached", rules: one("{findings: {atLeast: danger}}"), mail: mail("to:x@gmail.com"), want: none},
		{
			name: "hidden findings are still seen by rules", rules: "settings: {severity: {recipient.private-address: hidden}}\n" + one("{findings: {atLeast: warning}}"),
			mail: mail("to:x@gmail.com"), want: []string{"recipient.private-address hidden…", "rule r…"},
		},
	})
}

func TestFor(t *testing.T) {
	rule := func(rest string) string { return rules("  - {id: r, " + rest + ", then: {action: notify}}\n") }
	none := []string{"!rule r…"}
	holds := []string{"rule r enforced notify"}
	m := mail("to:x@a.example")
	legal := Facts{Sender: SenderFacts{Groups: []string{"legal"}, Language: "en"}}
	judge(t, []judged{
		{name: "senders", rules: rule("for: {senders: b@own.example}"), mail: m, want: none},
		{name: "senders or groups", rules: rule("for: {senders: b@own.example, groups: legal}"), mail: m, facts: legal, want: holds},
		{name: "and languages", rules: rule("for: {groups: legal, languages: ja}"), mail: m, facts: legal, want: none},
		{name: "unknown language", rules: rule("for: {languages: ja}"), mail: m, want: holds},
		{name: "disabled", rules: rule("mode: disabled"), mail: m, want: none},
		{name: "monitored", rules: rule("mode: monitor"), mail: m, want: []string{"rule r monitored notify", "action allow", "!policy.rule…"}},
		{name: "first valid day", rules: rule("valid: {from: 2026-11-24, until: 2026-11-24}"), mail: m, want: holds},
		{name: "last valid day in the zone", rules: rule("valid: {until: 2026-11-24}"), mail: m, now: tuesday().Add(14 * 60 * 60 * 1e9), want: none},
		{name: "not yet valid", rules: rule("valid: {from: 2026-11-25}"), mail: m, want: none},
	})
}

// Texts of files are not read by this version's doors, so the loader refuses to ask for them; the engine can.
func TestMatchFileTexts(t *testing.T) {
	doc := parse(t, head+one(`{text: {in: body, any: "@secret"}}`)).Document()
	doc.Rules[0].When.Items[0].Text.In = []string{"files"}
	p, err := Compile(doc)
	if err != nil {
		t.Fatal(err)
	}
	m := mail("to:x@a.example").file("a.zip", 1, "")
	m.Attachments[0].Inside = []Attachment{{Name: "b.txt", Text: "社外秘"}}
	v := Evaluate(p, m, Facts{}, tuesday())
	if got := lines(&v); !has(got, "content.words warning {inside=b.txt where=files words=[社外秘]} @ a.zip by r") {
		t.Errorf("got %q, want the word in the file", got)
	}
}
