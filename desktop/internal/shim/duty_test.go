package shim

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"sekisho/desktop/internal/account"
)

// keeping is an account whose login is kept, and an outbox.
func keeping(d *desk) {
	d.people.list[0].Auth = account.AuthPassword
	d.people.secrets = map[string]string{"account/one/password": "remote", "account/one/local": "aaaa-bbbb"}
	d.up().offer, d.up().user, d.up().password = []string{"AUTH PLAIN"}, "taro@a.example", "remote"
	d.o.Outbox = d.shelf
}

const (
	holdAll      = quiet + "rules: [{id: wait, then: {action: hold, hold: {for: 5m}}}]\n"
	holdExternal = quiet + "rules: [{id: wait, when: {recipients: {any: {who: external}}}, then: {action: hold, hold: {for: 5m}, scope: external}}]\n"
)

func TestHeld(t *testing.T) {
	at(t, holdAll, keeping, func(d *desk) {
		p := d.dial()
		p.login("taro@a.example", "aaaa-bbbb", "235")
		p.give(letter, "hanako@b.example")
		p.want("250 2.0.0 Sekisho: 送信を保留しました / held, it will be sent later")
		d.relayed(0)
		d.became("held")
		if len(d.shelf.letters) != 1 || d.shelf.texts[0] != strings.ReplaceAll(letter, "\n", "\r\n") {
			t.Fatalf("the outbox has %+v", d.shelf)
		}
		l := d.shelf.letters[0]
		if l.From != "taro@a.example" || len(l.Groups) != 1 || l.Groups[0].Recipients[0].Address != "hanako@b.example" || l.Groups[0].Stages[0].For != "5m" || l.Entry.Account.ID != "one" {
			t.Errorf("held %+v", l)
		}
		if e := <-d.events; e.Kind != Held {
			t.Errorf("told of %q", e.Kind)
		}
	})
}

// TestHeldForSome: whoever does not wait gets the mail now; both happen or the program hears that not.
func TestHeldForSome(t *testing.T) {
	send := func(d *desk, want string) {
		p := d.dial()
		p.login("taro@a.example", "aaaa-bbbb", "235")
		p.give("From: taro@a.example\nTo: hanako@b.example, in@a.example\nSubject: hi\n\nHello\n", "hanako@b.example", "in@a.example")
		p.want(want)
	}
	at(t, holdExternal, keeping, func(d *desk) {
		send(d, "250 2.0.0 queued")
		if got := d.up().got()[0].to; !slices.Equal(got, []string{"in@a.example"}) {
			t.Errorf("sent at once to %v", got)
		}
		if got := d.shelf.letters[0].Groups[0].Recipients; len(got) != 1 || got[0].Address != "hanako@b.example" {
			t.Errorf("held for %v", got)
		}
		d.became("held")
	})
	at(t, holdExternal, func(d *desk) { keeping(d); d.up().reply = "550 no" }, func(d *desk) {
		send(d, "550 no")
		if len(d.shelf.letters) != 0 || d.shelf.aborted != 1 {
			t.Errorf("held though the rest was refused: %+v", d.shelf)
		}
		d.became("failed")
	})
	at(t, holdExternal, func(d *desk) { keeping(d); d.shelf.commitErr = errors.New("disk") }, func(d *desk) {
		send(d, "451 4.3.0 Sekisho: 一部にだけ送信しました。次の宛先には送っていません / sent to some only, not to: hanako@b.example")
		d.became("failed")
	})
	at(t, holdExternal, func(d *desk) { keeping(d); d.shelf.keepErr = errors.New("disk") }, func(d *desk) {
		send(d, "451 4.3.0 Sekisho: 保留できないため送信していません")
		d.relayed(0)
	})
}

// TestCannotHold: without an outbox, or without the account's login, a hold is refused or asked about.
func TestCannotHold(t *testing.T) {
	at(t, holdAll, nil, func(d *desk) {
		p := d.dial()
		p.give(letter, "hanako@b.example")
		if got := p.want("550 5.7.1"); !strings.Contains(got, "保留") {
			t.Errorf("refused with %q, want what cannot be done", got)
		}
	})
	at(t, holdAll, func(d *desk) { d.o.Outbox = d.shelf }, func(d *desk) {
		p := d.dial()
		p.give(letter, "hanako@b.example")
		p.want("550 5.7.1")
	})
	at(t, "settings: {cannotCarryOut: confirm}\n"+holdAll, nil, func(d *desk) {
		p := d.dial()
		p.give(letter, "hanako@b.example")
		d.answer(true)
		p.want("250 2.0.0 queued")
		d.became("confirmed")
		if got := d.diary.ended[0].CannotCarryOut; !slices.Equal(got, []string{"hold"}) {
			t.Errorf("recorded that %v could not be done", got)
		}
	})
}

// TestGatewayDoesTheRest: with a gateway behind, nothing is held or changed here.
func TestGatewayDoesTheRest(t *testing.T) {
	at(t, "settings: {gateway: {present: true}}\n"+quiet+"rules: [{id: wait, then: {action: hold, hold: {for: 5m}, change: {forceBcc: {who: all}}}}]\n", keeping, func(d *desk) {
		p := d.dial()
		p.login("taro@a.example", "aaaa-bbbb", "235")
		p.give(letter, "hanako@b.example")
		p.want("250 2.0.0 queued")
		if got := d.up().got()[0].data; !strings.Contains(got, "To: hanako@b.example") || len(d.shelf.letters) != 0 {
			t.Errorf("sent %q", got)
		}
	})
}

func TestChanges(t *testing.T) {
	rule := func(change string) string { return quiet + "rules: [{id: c, then: {change: " + change + "}}]\n" }
	for name, c := range map[string]struct {
		policy string
		mail   string
		to     []string
		header string
		body   string
		got    []string
	}{
		"forced Bcc": {
			rule("{forceBcc: {who: external}}"), "From: taro@a.example\nTo: x@b.example, y@c.example\nCc: in@a.example\nSubject: s\n\nb\n",
			[]string{"x@b.example", "y@c.example", "in@a.example"},
			"From: taro@a.example\nTo: taro@a.example\nCc: in@a.example\nSubject: s\n", "b\n",
			[]string{"x@b.example", "y@c.example", "in@a.example"},
		},
		"added": {
			rule("{addRecipients: {cc: boss@a.example, bcc: log@a.example}}"), letter,
			[]string{"hanako@b.example"},
			"From: taro@a.example\nCc: boss@a.example\nTo: hanako@b.example\nSubject: hi\n", "Hello\n",
			[]string{"hanako@b.example", "boss@a.example", "log@a.example"},
		},
		"removed": {
			rule("{removeRecipients: c.example}"), "From: taro@a.example\nTo: x@b.example, Y <y@c.example>\nSubject: s\n\nb\n",
			[]string{"x@b.example", "y@c.example"},
			"From: taro@a.example\nTo: x@b.example\nSubject: s\n", "b\n",
			[]string{"x@b.example"},
		},
		"text": {
			rule("{addText: {subject: {en: '[ext]'}, tail: {ja: 社外, en: Bye}}}"), letter,
			[]string{"hanako@b.example"},
			"From: taro@a.example\nTo: hanako@b.example\nSubject: [ext] hi\n", "Hello\n\nBye\n",
			[]string{"hanako@b.example"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			at(t, c.policy, nil, func(d *desk) {
				p := d.dial()
				p.give(c.mail, c.to...)
				p.want("250 2.0.0 queued")
				m := d.up().got()[0]
				_, rest, _ := strings.Cut(m.data, "+0000\r\n") // behind our trace line
				if want := strings.ReplaceAll(c.header+"\n"+c.body, "\n", "\r\n"); rest != want {
					t.Errorf("sent %q\nwant %q", rest, want)
				}
				if !slices.Equal(m.to, c.got) {
					t.Errorf("sent to %v, want %v", m.to, c.got)
				}
				d.became("sent")
				if len(d.diary.ended[0].Changes) == 0 {
					t.Error("the change is not recorded")
				}
			})
		})
	}
}

// TestChangesThatCannotBeMade: the mail is refused with the name of the change; nothing is done by halves.
func TestChangesThatCannotBeMade(t *testing.T) {
	for name, c := range map[string]struct{ change, mail string }{
		"text in a signed mail":    {"{addText: {tail: {en: Bye}}}", "From: taro@a.example\nTo: hanako@b.example\n\n-----BEGIN PGP SIGNED MESSAGE-----\n\nx\n"},
		"a manager nobody knows":   {"{addRecipients: {bcc: manager}}", letter},
		"a change nobody makes":    {"{zip: {}}", "From: taro@a.example\nTo: hanako@b.example\nContent-Type: application/pdf; name=a.pdf\n\n%PDF-1.4\n"},
		"recipients under DKIM":    {"{removeRecipients: c.example}", "DKIM-Signature: v=1; h=to; b=x\nFrom: taro@a.example\nTo: hanako@b.example, y@c.example\n\nx\n"},
		"one can be made, one not": {"{addRecipients: {cc: boss@a.example}, addText: {tail: {en: Bye}}}", "From: taro@a.example\nTo: hanako@b.example\nContent-Type: image/png\n\nx\n"},
	} {
		t.Run(name, func(t *testing.T) {
			at(t, quiet+"rules: [{id: c, then: {change: "+c.change+"}}]\n", nil, func(d *desk) {
				p := d.dial()
				p.give(c.mail, "hanako@b.example")
				p.want("550 5.7.1 Sekisho: 送信していません。この関門ではできない処置です")
				d.relayed(0)
			})
		})
	}
}
