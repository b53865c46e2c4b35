package policy

import (
	"testing"
	"time"
)

func TestReadRecipients(t *testing.T) {
	judge(t, []judged{
		{
			name: "same address twice counts once in its most visible field", rules: one("{recipients: {count: {fields: to, atLeast: 1, atMost: 1}}}"),
			mail: mail("bcc:X@a.example", "to:x@A.example"),
			want: []string{"recipient.duplicate info @ x@a.example", "recipient.many-visible warning {count=1 limit=1} @ x@a.example by r"},
		},
		{
			name: "sub-domains are internal", rules: one("{recipients: {count: {who: internal, atLeast: 2}}}"), mail: mail("to:x@deep.own.example", "to:y@own-parts.example"),
			want: []string{"rule r enforced notify", "!recipient.external…"},
		},
		{name: "a domain that only ends alike is not", rules: "", mail: mail("to:x@notown.example"), want: []string{"recipient.external info @ x@notown.example"}},
		{name: "the domain follows the last @", rules: "", mail: mail(`to:"x@own.example"@other.example`), want: []string{"recipient.external…"}},
		{
			name: "two addresses on one line are no internal address", rules: "", mail: mail("to:y@evil.example, x@own.example"),
			want: []string{"recipient.external…", "recipient.invalid danger…", "action confirm"},
		},
		{name: "full width is the same address", rules: "", mail: mail("to:ｘ＠own.example"), want: []string{"recipient.unusual-form info {suggest=x@own.example written=ｘ＠own.example}", "action allow"}},
		{
			name: "a name without address is external and unexpanded", rules: "", mail: mail("to:=All of us"),
			want: []string{"recipient.external…", "recipient.unexpanded-list warning @ All of us", "confirm tick recipient:All of us"},
		},
		{
			name: "a list that nobody knows", rules: "", mail: mail("to:all@own.example").with(func(m *Message) { m.Recipients[0].List = true }),
			want: []string{"recipient.unexpanded-list info @ all@own.example", "action allow"},
		},
		{
			name: "a list of others that nobody knows", rules: "", mail: mail("to:all@else.example").with(func(m *Message) { m.Recipients[0].List = true }),
			want: []string{"recipient.unexpanded-list warning @ all@else.example"},
		},
		{
			name: "a list that the directory knows", rules: "", mail: mail("to:all@own.example").with(func(m *Message) { m.Recipients[0].List = true }),
			facts: Facts{Members: map[string][]string{"all@own.example": {"b@own.example"}}}, want: []string{"recipient.group-address…", "!recipient.unexpanded-list…"},
		},
		{
			name: "sender's domain", rules: "", mail: mail("to:x@else.example").with(func(m *Message) { m.From.Address = "a@else.example" }),
			want: []string{"recipient.external…"},
		},
		{
			name: "members judge a list", rules: one("{recipients: {any: {in: private}}}"), mail: mail("to:all@own.example"),
			facts: Facts{Members: map[string][]string{"ALL@own.example": {"b@own.example", "c@gmail.com"}}},
			want: []string{
				"recipient.external info @ all@own.example", "recipient.group-address info {members=2} @ all@own.example",
				"recipient.external-member warning {list=all@own.example} @ c@gmail.com", "recipient.listed info {list=private} @ c@gmail.com by r",
			},
		},
		{
			name: "a list of insiders stays internal", rules: "", mail: mail("to:all@own.example"),
			facts: Facts{Members: map[string][]string{"all@own.example": {"b@own.example"}}}, want: []string{"action allow", "!recipient.external…"},
		},
		{
			name: "a list counts once", rules: one("{recipients: {count: {who: external, atLeast: 1, atMost: 1}}}"), mail: mail("to:all@own.example"),
			facts: Facts{Members: map[string][]string{"all@own.example": {"b@x.example", "c@x.example"}}}, want: []string{"rule r enforced notify"},
		},
		{
			name: "only visible is not asked about", rules: "", mail: mail("-to:x@a.example", "to:b@own.example"),
			want: []string{"action allow", "!recipient.external…"},
		},
		{
			name: "only visible counts where numbers are asked", rules: one("{recipients: {domains: {atLeast: 2}}}"), mail: mail("-to:x@a.example", "cc:x@b.example"),
			want: []string{"recipient.many-domains warning {count=2 limit=2} @ x@a.example x@b.example by r"},
		},
		{
			name: "hidden and not delivered counts nowhere", rules: one("{recipients: {domains: {atLeast: 2}}}"), mail: mail("-bcc:x@a.example", "cc:x@b.example"),
			want: []string{"!rule r…"},
		},
	})
}

func TestSenderDomainIsInternal(t *testing.T) {
	p := parse(t, "version: 1\norganization: {domains: own.example, senderDomain: true}\n")
	v := Evaluate(p, mail("to:x@else.example").with(func(m *Message) { m.From.Address = "a@else.example" }), Facts{}, tuesday())
	if v.Action != ActionAllow || !v.Recipients[0].Internal {
		t.Errorf("got action %s, internal %v; want allow, true", v.Action, v.Recipients[0].Internal)
	}
}

func TestDetectPeople(t *testing.T) {
	judge(t, []judged{
		{name: "free mail", mail: mail("to:x@gmail.com"), want: []string{"recipient.private-address warning {list=freemail} @ x@gmail.com"}},
		{name: "carrier", mail: mail("to:x@docomo.ne.jp"), want: []string{"recipient.private-address warning {list=carrier-jp} @ x@docomo.ne.jp"}},
		{
			name: "own private", mail: mail("to:Me@gmail.com"), facts: Facts{Sender: SenderFacts{PrivateAddresses: []string{"me@Gmail.com"}}},
			want: []string{"recipient.own-private danger @ me@gmail.com"},
		},
		{name: "invalid keeps its severity among insiders", mail: mail("to:x@own.example", "to:a b@"), want: []string{"recipient.invalid danger…"}},
		{
			name: "first time", mail: mail("to:new@a.example", "to:old@a.example"), rules: "settings: {knownAfter: 3}\n",
			facts: Facts{History: &History{Addresses: map[string]int{"old@a.example": 3, "new@a.example": 2}, Domains: map[string]int{"a.example": 5}}},
			want:  []string{"recipient.first-time warning @ new@a.example", "!recipient.first-time-domain…"},
		},
		{
			name: "first time at the domain", mail: mail("to:new@a.example"), facts: Facts{History: &History{}},
			want: []string{"recipient.first-time-domain warning {colleagues=0} @ new@a.example"},
		},
		{name: "no history, nothing said", mail: mail("to:new@a.example"), want: []string{"!recipient.first-time…"}},
		{
			name: "known flag", mail: mail("to:old@a.example"), rules: one("{recipients: {any: {is: known}}}"),
			facts: Facts{History: &History{Addresses: map[string]int{"old@a.example": 1}}}, want: []string{"rule r enforced notify"},
		},
		{name: "not known without history", mail: mail("to:old@a.example"), rules: one("{recipients: {any: {is: known}}}"), want: []string{"!rule r…"}},
		{
			name: "manager self contact partner", mail: mail("to:boss@own.example", "cc:a@own.example", "cc:c@a.example", "cc:p@x.tsubame.example"),
			rules: one("{recipients: {any: {is: manager, who: internal}, all: {isNot: [group-address]}, count: {is: [manager, self, contact, partner], atLeast: 4}}}"),
			facts: Facts{Sender: SenderFacts{Manager: "Boss@own.example"}, Contacts: []string{"C@a.example"}},
			want:  []string{"rule r enforced notify", "recipient.many warning {count=4 limit=4}…"},
		},
		{
			name: "tls", mail: mail("to:a@n.example", "to:b@u.example", "to:c@d.example"),
			facts: Facts{TLS: map[string]string{"n.example": "none", "u.example": "unknown(port 25 blocked)", "d.example": "dane"}},
			want: []string{
				"recipient.no-tls warning {reason= state=none} @ a@n.example",
				"recipient.tls-unknown info {reason=port 25 blocked state=unknown} @ b@u.example", "!recipient.no-tls warning {reason= state=dane}…",
			},
		},
		{name: "bcc mixed", mail: mail("to:a@n.example", "bcc:b@u.example"), want: []string{"recipient.bcc-mixed info @ b@u.example"}},
		{
			name: "one domain shown, another meant", mail: mail("to:abe@own.example@evil.example", "to:x@y@y.example"),
			want: []string{"recipient.look-alike danger {known=own.example reason=userinfo score=100} @ abe@own.example@evil.example", "!recipient.look-alike danger {known=y.example…"},
		},
		{name: "bcc alone", mail: mail("to:a@own.example", "bcc:b@u.example"), want: []string{"!recipient.bcc-mixed…"}},
	})
}

func TestDetectThread(t *testing.T) {
	thread := func(compose string, before ...string) Facts {
		return Facts{Thread: &Thread{Compose: compose, Recipients: before}}
	}
	judge(t, []judged{
		{
			name: "an outsider among insiders", mail: mail("to:b@own.example", "cc:x@a.example"), facts: thread("reply", "b@own.example"),
			want: []string{"recipient.added info @ x@a.example", "recipient.added-domain warning @ x@a.example", "recipient.added-outsider danger @ x@a.example"},
		},
		{
			name: "a colleague of one who was there", mail: mail("to:b@a.example", "cc:x@a.example"), facts: thread("reply", "b@a.example"),
			want: []string{"recipient.added info @ x@a.example", "!recipient.added-domain…", "!recipient.added-outsider…"},
		},
		{name: "no recipients before", mail: mail("cc:x@a.example"), facts: thread("reply"), want: []string{"!recipient.added…"}},
		{name: "a new mail", mail: mail("cc:x@a.example").with(func(m *Message) { m.Compose = "new" }), facts: thread("reply", "b@own.example"), want: []string{"!recipient.added…"}},
		{name: "a forward", mail: mail("cc:x@a.example"), facts: thread("forward", "b@own.example"), want: []string{"!recipient.added…"}},
		{name: "from the door", mail: mail("cc:x@a.example").with(func(m *Message) {
			m.Compose, m.HasOriginal, m.Original = "reply", true, []string{"b@own.example"}
		}), want: []string{"recipient.added-outsider…"}},
		{
			name: "reply all to externals, as a Bcc", mail: mail("to:x@a.example"), facts: Facts{Thread: &Thread{Compose: "reply-all", WasBcc: true}},
			want: []string{"mail.reply-all info", "mail.bcc-reply-all danger"},
		},
		{name: "reply all among ourselves", mail: mail("to:b@own.example"), facts: thread("reply-all"), want: []string{"!mail.reply-all…"}},
	})
}

func TestDetectMail(t *testing.T) {
	judge(t, []judged{
		{
			name: "nothing written", mail: mail("to:b@own.example").with(func(m *Message) { m.Subject, m.Body = " \u3000", "\u200b\r\n" }),
			want: []string{"mail.no-subject warning", "mail.no-body warning"},
		},
		{name: "pasted much", mail: mail("to:x@a.example"), facts: Facts{Pasted: &Pasted{Chars: 101}}, want: []string{"mail.pasted warning {chars=101}"}},
		{name: "pasted little", mail: mail("to:x@a.example"), facts: Facts{Pasted: &Pasted{Chars: 100}}, want: []string{"!mail.pasted…"}},
		{name: "pasted from a mail to others", mail: mail("to:x@a.example"), facts: Facts{Pasted: &Pasted{Chars: 9, OtherMail: true}}, want: []string{"mail.pasted…"}},
		{
			name: "late facts", mail: mail("to:x@a.example"), facts: Facts{Late: []string{"tls", "history"}},
			want: []string{"facts.incomplete warning {reason=late what=history}", "facts.incomplete warning {reason=late what=tls}"},
		},
		{
			name: "from differs", mail: mail("to:x@a.example").with(func(m *Message) { m.Account = "me@else.example" }),
			want: []string{"sender.from-differs warning {account=me@else.example from=a@own.example}", "!sender.shared-mailbox…"},
		},
		{name: "shared mailbox", mail: mail("to:x@a.example").with(func(m *Message) { m.Account = "me@own.example" }), want: []string{"sender.shared-mailbox info"}},
		{
			name: "reply to", mail: mail("to:x@a.example").with(func(m *Message) { m.ReplyTo = []Mailbox{{Address: "z@gmail.com"}} }),
			want: []string{"sender.reply-to-differs info {replyTo=z@gmail.com}"},
		},
		{
			name: "own reply to", mail: mail("to:x@a.example").with(func(m *Message) { m.ReplyTo = []Mailbox{{Address: "A@own.example"}} }),
			want: []string{"!sender.reply-to-differs…"},
		},
		{
			name: "malformed", mail: mail("to:x@a.example").with(func(m *Message) { m.Malformed = []string{"two-boundaries"} }),
			rules: rules("  - {id: r, when: {attachments: {any: {is: uninspectable}}}, then: {action: approve}}\n"),
			want:  []string{"attachment.uninspectable warning {reason=two-boundaries} by r", "action approve"},
		},
	})
}

func TestOffline(t *testing.T) {
	since := tuesday().Add(-time.Hour)
	judge(t, []judged{
		{
			name: "cached policy still judges", mail: mail("to:b@own.example"), facts: Facts{Offline: &Offline{Since: since, Policy: true}},
			want: []string{"action confirm", "door.offline warning {since=2026-11-24T09:00:00+09:00}"},
		},
		{name: "no policy blocks", mail: mail("to:b@own.example"), facts: Facts{Offline: &Offline{Since: since}}, want: []string{"action block", "door.no-policy danger"}},
		{
			name: "a policy that is too old is none", mail: mail("to:b@own.example"), rules: "settings: {cacheFor: 30m}\n",
			facts: Facts{Offline: &Offline{Since: since, Policy: true}}, want: []string{"action block", "door.no-policy danger"},
		},
		{
			name: "unreachable: allow", mail: mail("to:b@own.example"), rules: "settings: {unreachable: allow}\n",
			facts: Facts{Offline: &Offline{Since: since, Policy: true}}, want: []string{"action allow", "door.offline info…"},
		},
		{
			name: "unreachable: block", mail: mail("to:b@own.example"), rules: "settings: {unreachable: block}\n",
			facts: Facts{Offline: &Offline{Since: since, Policy: true}}, want: []string{"action block", "door.offline danger…"},
		},
	})
}

func TestDetectFiles(t *testing.T) {
	zip := func() *Message {
		m := mail("to:x@a.example").file("out.zip", 1000, "application/zip")
		m.Attachments[0].Inside = []Attachment{{Name: "in.zip", Type: "application/zip", Inside: []Attachment{
			{Name: "deep.xlsm", Marks: []Mark{{Flag: "macro"}}}, {Name: "locked.pdf", Marks: []Mark{{Flag: "encrypted", Args: map[string]any{"how": "pdf"}}}},
		}}}
		return m
	}
	judge(t, []judged{
		{name: "marks at any depth", mail: zip(), want: []string{
			"attachment.to-external info {count=1 size=1000} @ out.zip", "attachment.macro warning {inside=in.zip/deep.xlsm} @ out.zip",
			"attachment.encrypted warning {how=pdf inside=in.zip/locked.pdf} @ out.zip",
		}},
		{name: "nothing external", mail: mail("to:b@own.example").file("a.pdf", 1, "application/pdf"), want: []string{"!attachment.to-external…"}},
		{
			name: "a star keeps its severity", mail: mail("to:b@own.example").file("a.exe", 1, "", "executable", "macro"),
			want: []string{"attachment.executable danger @ a.exe", "attachment.macro info @ a.exe"},
		},
		{name: "small pictures are none", mail: mail("to:x@a.example").with(func(m *Message) {
			m.Attachments = []Attachment{{Name: "logo.png", Size: 50_000, Type: "image/png", Inline: true}}
		}), want: []string{"!attachment.to-external…"}},
		{name: "larger ones are", mail: mail("to:x@a.example").with(func(m *Message) {
			m.Attachments = []Attachment{{Name: "scan.png", Size: 50_001, Type: "image/png", Inline: true}}
		}), want: []string{"attachment.to-external…"}},
		{name: "all are with 0KB", rules: "settings: {inlineImages: 0KB}\n", mail: mail("to:x@a.example").with(func(m *Message) {
			m.Attachments = []Attachment{{Name: "logo.png", Size: 1, Type: "image/png", Inline: true}}
		}), want: []string{"attachment.to-external…"}},
		{name: "no picture is not", mail: mail("to:x@a.example").with(func(m *Message) {
			m.Attachments = []Attachment{{Name: "logo.png", Size: 1, Type: "application/zip", Inline: true}}
		}), want: []string{"attachment.to-external…"}},
	})
}
