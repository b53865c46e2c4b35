package policy

import (
	"testing"
	"time"
)

func TestChanges(t *testing.T) {
	change := func(id, change string) string {
		return "  - {id: " + id + ", then: {action: notify, change: {" + change + "}}}\n"
	}
	two := func(a, b string) string { return rules(change("p", a) + change("q", b)) }
	boss := Facts{Sender: SenderFacts{Manager: "Boss@own.example"}}
	m := mail("to:x@a.example", "cc:b@own.example", "cc:z@b.example")
	judge(t, []judged{
		{
			name: "fixAddresses", rules: rules(change("p", "fixAddresses: true")), mail: mail("to:ｘ＠a.example", "to:y@a.example"),
			want: []string{`change fixAddresses {"addresses":{"ｘ＠a.example":"x@a.example"}} by p`},
		},
		{name: "nothing to fix", rules: rules(change("p", "fixAddresses: true")), mail: m, want: []string{"!change…"}},
		{name: "removeRecipients", rules: two("removeRecipients: b.example", "removeRecipients: c.example"), mail: m, want: []string{`change removeRecipients {"addresses":["z@b.example"]} by p q to`}},
		{
			name: "nobody left", rules: two("removeRecipients: [a.example, b.example]", "removeRecipients: own.example"), mail: m,
			want: []string{"action block", "!change…", "rule p enforced block", "policy.rule danger {rule=p} by p"},
		},
		{
			name: "excepted recipients stay", rules: rules("  - {id: p, when: {recipients: {any: {who: external}}}, except: x@a.example, then: {change: {removeRecipients: [a.example, b.example]}}}\n"), mail: m,
			want: []string{`change removeRecipients {"addresses":["z@b.example"]} by p to b@own.example z@b.example`},
		},
		{
			name: "addRecipients", rules: two("addRecipients: {cc: [manager, b@own.example], bcc: log@own.example}", "addRecipients: {to: LOG@own.example}"), mail: m, facts: boss,
			want: []string{`change addRecipients {"cc":["boss@own.example"],"to":["log@own.example"]} by p q to`},
		},
		{name: "never twice", rules: rules(change("p", "addRecipients: {bcc: B@own.example}")), mail: m, want: []string{"!change…"}},
		{name: "removing beats adding", rules: two("addRecipients: {bcc: z@b.example}", "removeRecipients: b.example"), mail: mail("to:x@a.example"), want: []string{"!change…"}},
		{name: "forceBcc", rules: rules(change("p", "forceBcc: {}")), mail: m, want: []string{`change forceBcc {"addresses":["x@a.example","z@b.example"],"to":"a@own.example","who":"external"} by p to`}},
		{
			name: "all beats external", rules: two("forceBcc: {}", "forceBcc: {who: all, to: list@own.example}"), mail: m,
			want: []string{`change forceBcc {"addresses":["x@a.example","b@own.example","z@b.example"],"to":"a@own.example","who":"all"} by p q to`},
		},
		{name: "moved already", rules: rules(change("p", "forceBcc: {who: all}")), mail: mail("to:a@own.example", "bcc:x@a.example"), want: []string{"!change…"}},
		{
			name: "meetings are sent apart", rules: two("forceBcc: {}", "separate: true"), mail: mail("to:x@a.example").with(func(m *Message) { m.Kind = KindMeeting }),
			want: []string{"change separate {} by p q to", "!change forceBcc…"},
		},
		{
			name: "shortest and fewest links", rules: two("link: {expires: 3d, downloads: 0}", "link: {expires: 7d, downloads: 5}"), mail: mail("to:x@a.example").file("a.pdf", 1, ""),
			want: []string{`change link {"downloads":5,"expires":"3d","files":["a.pdf"]} by p q to`},
		},
		{name: "no file, no link", rules: rules(change("p", "link: {}")), mail: m, want: []string{"!change…"}},
		{
			name: "matched files", rules: rules("  - {id: p, when: {attachments: {any: {extensions: pdf}}}, then: {change: {link: {files: matched}}}}\n"), mail: mail("to:x@a.example").file("a.txt", 1, "").file("b.pdf", 1, ""),
			want: []string{`change link {"downloads":0,"expires":"7d","files":["b.pdf"]} by p to`},
		},
		{
			name: "no zip of what is linked", rules: rules("  - {id: p, when: {attachments: {any: {extensions: pdf}}}, then: {change: {link: {files: matched}}}}\n" + change("q", "zip: {password: own}") + change("r", "zip: {}")),
			mail: mail("to:x@a.example").file("a.txt", 1, "").file("b.pdf", 1, ""), want: []string{`change zip {"files":["a.txt"],"password":"own"} by q r to`},
		},
		{
			name: "a text that stands there is not added again", rules: rules(change("p", "addText: {subject: '[x]', head: {ja: 社外秘 取扱注意, en: Confidential}, tail: foot}")),
			mail: mail("to:x@a.example").with(func(m *Message) { m.Subject, m.Body = "[x] hello", "社外秘\n  取扱注意\n\n本文\nfoot\n" }),
			want: []string{"!change addText…"},
		},
		{
			name: "two texts that stand there are not added again", rules: rules(change("p", "addText: {subject: '[p]', head: first, tail: foot}") + change("q", "addText: {subject: {ja: '[ｑ]', en: '[q]'}, head: second one, tail: sole}")),
			mail: mail("to:x@a.example").with(func(m *Message) { m.Subject, m.Body = "[p] [q] s", "first\nsecond  one\n\nbody\nfoot\nsole" }), want: []string{"!change addText…"},
		},
		{
			name: "nor in the other order", rules: rules(change("p", "addText: {subject: '[p]', head: first, tail: foot}") + change("q", "addText: {subject: '[p] of two', head: second, tail: sole}")),
			mail: mail("to:x@a.example").with(func(m *Message) { m.Subject, m.Body = "[p] of two [p] s", "second\nfirst\nbody\nsole\nfoot" }), want: []string{"!change addText…"},
		},
		{
			name: "of two texts the one that is not there is added", rules: rules(change("p", "addText: {head: first}") + change("q", "addText: {head: second}")),
			mail: mail("to:x@a.example").with(func(m *Message) { m.Subject, m.Body = "s", "first\nbody\nsecond" }), want: []string{`change addText {"head":[{"ja":"second","en":"second"}]} by p q to`},
		},
		{
			name: "texts in rule order, each once", rules: rules(change("p", "addText: {subject: one, tail: foot}") + change("q", "addText: {subject: two, tail: foot}")), mail: m,
			want: []string{`change addText {"subject":[{"ja":"one","en":"one"},{"ja":"two","en":"two"}],"tail":[{"ja":"foot","en":"foot"}]} by p q to`},
		},
		{
			name: "sign, encrypt, tls", rules: two("sign: smime, encrypt: smime, requireTls: true", "requireTls: verified"), mail: m,
			want: []string{`change sign {"method":"smime"} by p to`, `change encrypt {"method":"smime"} by p to`, `change requireTls {"level":"verified"} by p q to`},
		},
		{
			name: "the verdict says what must stay as it is", rules: rules(change("p", "link: {}")), mail: mail("to:x@a.example").file("a.pdf", 1, "").with(func(m *Message) { m.Protected = []string{"smime-signed"} }),
			want: []string{`change link {"downloads":0,"expires":"7d","files":["a.pdf"],"protected":["smime-signed"]} by p to`},
		},
		{name: "scope", rules: rules("  - {id: p, then: {scope: external, change: {link: {expires: 1d}}}}\n" + change("q", "link: {}")), mail: mail("to:x@a.example", "to:b@own.example").file("a.pdf", 1, ""), want: []string{
			`change link {"downloads":0,"expires":"1d","files":["a.pdf"]} by p q to x@a.example`, `change link {"downloads":0,"expires":"7d","files":["a.pdf"]} by q to b@own.example`,
		}},
	})
}

// apply does to a message what the changes to recipients say, as a door would.
func apply(m *Message, v *Verdict) *Message {
	out := *m
	out.Recipients = append([]Recipient(nil), m.Recipients...)
	for _, c := range v.Changes {
		switch c.Kind {
		case "removeRecipients":
			for _, gone := range c.Args.Get("addresses").([]string) {
				for i := range out.Recipients {
					if out.Recipients[i].Address == gone {
						out.Recipients = append(out.Recipients[:i:i], out.Recipients[i+1:]...)
						break
					}
				}
			}
		case "addRecipients":
			for field, added := range c.Args.All() {
				for _, a := range added.([]string) {
					out.Recipients = append(out.Recipients, Recipient{Address: a, Field: Field(field), Envelope: true})
				}
			}
		case "forceBcc":
			for _, moved := range c.Args.Get("addresses").([]string) {
				for i := range out.Recipients {
					if out.Recipients[i].Address == moved {
						out.Recipients[i].Field = FieldBcc
					}
				}
			}
			out.Recipients = append(out.Recipients, Recipient{Address: c.Args.Get("to").(string), Field: FieldTo, Envelope: true})
		}
	}
	return &out
}

func TestChangesTwiceChangeNothing(t *testing.T) {
	p := parse(t, head+quiet+`rules:
  - {id: p, then: {action: notify, change: {removeRecipients: b.example, addRecipients: {bcc: [log@own.example, manager]}, forceBcc: {who: all}}}}
`)
	m := mail("to:x@a.example", "cc:z@b.example", "cc:b@own.example")
	facts := Facts{Sender: SenderFacts{Manager: "boss@own.example"}}
	first := Evaluate(p, m, facts, tuesday())
	if len(first.Changes) != 3 {
		t.Fatalf("got %d changes, want 3: %q", len(first.Changes), lines(&first))
	}
	again := Evaluate(p, apply(m, &first), facts, tuesday())
	if len(again.Changes) != 0 {
		t.Errorf("got changes to a changed mail: %q", lines(&again))
	}
}

func TestCalendar(t *testing.T) {
	p := parse(t, head)
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		calendar, at, opens string // opens empty: it is open
	}{
		{"office", "2026-11-24T09:00:00", ""},
		{"office", "2026-11-24T08:59:59", "2026-11-24T09:00:00"},
		{"office", "2026-11-24T17:59:59", ""},
		{"office", "2026-11-24T18:00:00", "2026-11-25T09:00:00"},
		{"office", "2026-11-23T10:00:00", "2026-11-24T09:00:00"}, // a holiday
		{"office", "2026-12-28T18:00:00", "2027-01-05T09:00:00"}, // closed to the 4th
		{"office", "2026-11-27T18:00:00", "2026-11-30T09:00:00"}, // a weekend
		{"night", "2026-11-28T04:59:00", ""},                     // belongs to the Friday
		{"night", "2026-11-29T04:59:00", "2026-11-30T22:00:00"},
		{"night", "2026-11-24T21:59:00", "2026-11-24T22:00:00"},
		{"always", "2026-11-29T23:59:59", ""},
	} {
		at, err := time.ParseInLocation("2006-01-02T15:04:05", c.at, tokyo)
		if err != nil {
			t.Fatal(err)
		}
		for _, cal := range p.calendars {
			if cal.name != c.calendar {
				continue
			}
			want := c.opens
			if want == "" {
				want = c.at
			}
			opens, ok := cal.opens(at)
			if got := opens.Format("2006-01-02T15:04:05"); !ok || got != want || isOpen(opens, at) != (c.opens == "") {
				t.Errorf("%s at %s: opens %s (%v), open %v; want %s", c.calendar, c.at, got, ok, isOpen(opens, at), want)
			}
		}
	}
}

func TestCalendarOfAnotherZone(t *testing.T) {
	p := parse(t, "version: 1\norganization: {domains: own.example}\ncalendars:\n  ny: {zone: America/New_York, hours: {sun: \"01:00-04:00\"}}\n")
	// Clocks go forward at 2:00 on 2027-03-14: the hours are two, not three.
	at := time.Date(2027, 3, 14, 7, 59, 0, 0, time.UTC)
	open := func(t time.Time) bool {
		opens, _ := p.calendars[0].opens(t)
		return isOpen(opens, t)
	}
	if !open(at) || open(at.Add(time.Minute)) {
		t.Errorf("open at 3:59 EDT %v, at 4:00 EDT %v; want true, false", open(at), open(at.Add(time.Minute)))
	}
}

func TestCalendarThatNeverOpens(t *testing.T) {
	p := parse(t, "version: 1\norganization: {domains: own.example}\nbaseline: {external: allow}\ncalendars:\n  shut: {hours: {mon: \"09:00-10:00\"}, closed: 2020-01-01..2050-12-31}\n"+
		"rules:\n  - {id: r, then: {action: hold, hold: {until: shut}}}\n")
	v := Evaluate(p, mail("to:x@a.example"), Facts{}, tuesday())
	if got := lines(&v); !has(got, "wait 2026-12-24T01:00:00Z…") {
		t.Errorf("got %q, want the longest wait of 30 days", got)
	}
}

func TestHolidays(t *testing.T) {
	known := map[int]string{ // as the Cabinet Office announced them
		2020: "0101 0113 0211 0223 0224 0320 0429 0503 0504 0505 0506 0723 0724 0810 0921 0922 1103 1123",
		2021: "0101 0111 0211 0223 0320 0429 0503 0504 0505 0722 0723 0808 0809 0920 0923 1103 1123",
		2024: "0101 0108 0211 0212 0223 0320 0429 0503 0504 0505 0506 0715 0811 0812 0916 0922 0923 1014 1103 1104 1123",
		2025: "0101 0113 0211 0223 0224 0320 0429 0503 0504 0505 0506 0721 0811 0915 0923 1013 1103 1123 1124",
		2026: "0101 0112 0211 0223 0320 0429 0503 0504 0505 0506 0720 0811 0921 0922 0923 1012 1103 1123",
		2027: "0101 0111 0211 0223 0321 0322 0429 0503 0504 0505 0719 0811 0920 0923 1011 1103 1123",
	}
	for year, want := range known {
		got := ""
		for at := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() == year; at = at.AddDate(0, 0, 1) {
			if isHolidayJP(at.Date()) {
				got += at.Format(" 0102")
			}
		}
		if got[1:] != want {
			t.Errorf("%d: got%s\nwant %s", year, got, want)
		}
	}
	for _, year := range []int{2019, 2051} {
		if isHolidayJP(year, time.January, 1) {
			t.Errorf("%d: got a holiday in a year that is not known", year)
		}
	}
}
