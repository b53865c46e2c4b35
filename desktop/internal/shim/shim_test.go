package shim

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sekisho/desktop/internal/confirm"
)

const quiet = "baseline: {external: allow}\n"

func TestMailThatAsksNothing(t *testing.T) {
	at(t, quiet, nil, func(d *desk) {
		p := d.dial()
		p.give(letter, "hanako@b.example")
		p.want("250 2.0.0 queued")
		p.do("QUIT", "221")
		d.became("sent")
		d.relayed(1)
		if e := d.diary.leaving; len(e) != 1 || e[0].Account.ID != "one" || e[0].Message.Subject != "hi" {
			t.Errorf("leaving: %+v, want the mail before it left", e)
		}
	})
}

// TestConfirmed is the way of an ordinary mail.
func TestConfirmed(t *testing.T) {
	at(t, "", nil, func(d *desk) {
		p := d.dial()
		p.give(letter, "hanako@b.example")
		synctest.Wait()
		w := d.queue.Waiting()[0]
		if w.Subject != "hi" || w.Body != "Hello" || !w.Connected || w.Account != "one" || w.From != "taro@a.example" {
			t.Errorf("the question is %+v", w)
		}
		d.relayed(0)
		d.answer(true)
		p.want("250 2.0.0 queued")
		p.do("QUIT", "221")
		d.became("confirmed")
		d.relayed(1)
		if e := d.diary.ended[0]; e.Given == nil || len(e.Given.Items) != 1 || e.Relayed == "" {
			t.Errorf("recorded %+v, want what was confirmed", e)
		}
	})
}

func TestCancelled(t *testing.T) {
	at(t, "", nil, func(d *desk) {
		p := d.dial()
		p.give(letter, "hanako@b.example")
		d.answer(false)
		p.want("550 5.7.1 Sekisho: 送信を中止しました / cancelled by sender (id ")
		p.give(letter, "hanako@b.example") // a no is not remembered
		d.answer(true)
		p.want("250")
		p.do("QUIT", "221")
		d.became("cancelled, confirmed")
		d.relayed(1)
	})
}

// TestNobodyAnswers: however often a mail comes, without an answer it is not relayed, and its program hears so before it gives up.
func TestNobodyAnswers(t *testing.T) {
	for client, wait := range map[string]time.Duration{
		"": 60 * time.Second, "User-Agent: Mozilla Thunderbird\n": 100 * time.Second, "X-Mailer: swaks v20201014.0\n": 30 * time.Second,
		"User-Agent: s-nail v14.9.24\n": 44 * time.Second, "X-Mailer: Patient 1.0\n": 2 * time.Minute, "User-Agent: Mutt/2.2.12\n": 10 * time.Minute,
	} {
		t.Run(client, func(t *testing.T) {
			at(t, "", func(d *desk) { d.o.Waits = map[string]time.Duration{"patient": 2 * time.Minute} }, func(d *desk) {
				p := d.dial()
				for range 3 {
					began := time.Now()
					p.give(client+letter, "hanako@b.example")
					p.want("451 4.7.1 Sekisho: 確認されなかったため送信していません / not confirmed, not sent")
					if took := time.Since(began); took > wait-margin || took < wait-margin-3*time.Second {
						t.Errorf("the answer took %v of %v", took, wait)
					}
					if w := d.queue.Waiting(); len(w) != 1 || w[0].Connected {
						t.Fatalf("%d mails wait, want the one, not connected", len(w))
					}
				}
				p.do("QUIT", "221")
				d.became("unanswered, unanswered, unanswered")
				d.relayed(0)
			})
		})
	}
}

// TestAnsweredMeanwhile: the program gave up, the person said yes, the next try goes without a question, and only that.
func TestAnsweredMeanwhile(t *testing.T) {
	at(t, "", nil, func(d *desk) {
		p := d.dial()
		p.give(letter, "hanako@b.example")
		p.want("451")
		d.answer(true)
		p.give(letter, "hanako@b.example")
		p.want("250")
		d.relayed(1)
		p.give(letter, "hanako@b.example")
		d.answer(false)
		p.want("550")
		p.do("QUIT", "221")
		d.became("unanswered, confirmed, cancelled")
		d.relayed(1)
	})
}

// TestHungUp: a program that leaves is never sent for, whenever the answer comes.
func TestHungUp(t *testing.T) {
	at(t, "", nil, func(d *desk) {
		p := d.dial()
		p.give(letter, "hanako@b.example")
		synctest.Wait()
		_ = p.c.Close()
		d.answer(true)
		time.Sleep(time.Hour)
		d.became("gone")
		d.relayed(0)
	})
}

func TestNewConnectionTakesTheQuestionOver(t *testing.T) {
	at(t, "", nil, func(d *desk) {
		first, second := d.dial(), d.dial()
		first.give(letter, "hanako@b.example")
		synctest.Wait()
		second.give(letter, "hanako@b.example")
		first.want("451")
		d.answer(true)
		second.want("250")
		d.became("unanswered, confirmed")
		d.relayed(1)
	})
}

// TestRefusedUpstream: what the server refused may be tried again without another question, within the time of the answer.
func TestRefusedUpstream(t *testing.T) {
	at(t, "", func(d *desk) { d.up().reply = "452 4.3.1 full" }, func(d *desk) {
		p := d.dial()
		p.give(letter, "hanako@b.example")
		d.answer(true)
		p.want("452 4.3.1 full")
		d.up().reply = ""
		p.give(letter, "hanako@b.example")
		p.want("250")
		d.became("failed, confirmed")
		if e := <-d.events; e.Kind != Failed {
			t.Errorf("told of %q, want of the failure", e.Kind)
		}
	})
}

// TestUnheardYes: the server took the mail while its program was leaving. The repeat is answered yes and not sent again; the one
// after it is a mail of its own.
func TestUnheardYes(t *testing.T) {
	at(t, quiet, func(d *desk) { d.up().slow = 5 * time.Second }, func(d *desk) {
		p := d.dial()
		p.give(letter, "hanako@b.example")
		time.Sleep(time.Second)
		_ = p.c.Close()
		again := d.dial()
		again.give(letter, "hanako@b.example") // comes while the first is still on its way
		again.want("250 2.0.0 Sekisho: すでに送信済みです / sent already, not sent again (id ")
		d.relayed(1)
		again.do("NOOP", "250")
		again.give(letter, "hanako@b.example")
		again.want("250 2.0.0 queued")
		d.relayed(2)
		d.becameEach("sent unheard", "repeated", "sent") // the first two are settled at the same moment
		if e := <-d.events; e.Kind != Repeated {
			t.Errorf("told of %q, want of the repeat", e.Kind)
		}
	})
}

func TestUnheardYesIsForgotten(t *testing.T) {
	at(t, quiet, func(d *desk) { d.up().slow = 5 * time.Second }, func(d *desk) {
		p := d.dial()
		p.give(letter, "hanako@b.example")
		time.Sleep(time.Second)
		_ = p.c.Close()
		time.Sleep(confirm.Remember + 10*time.Second)
		again := d.dial()
		again.give(letter, "hanako@b.example")
		again.want("250 2.0.0 queued")
		d.relayed(2)
	})
}

// TestLostUpstream: it may have the mail, and the program is told so; nobody answers for it.
func TestLostUpstream(t *testing.T) {
	at(t, quiet, func(d *desk) { d.up().gone = true }, func(d *desk) {
		p := d.dial()
		p.give(letter, "hanako@b.example")
		p.want("451 4.4.2 Sekisho: 送信済みの可能性があります")
		d.became("doubtful")
	})
}

// TestSameMailTwiceIsTwoMails: two programs that both hear their answer sent two mails.
func TestSameMailTwiceIsTwoMails(t *testing.T) {
	at(t, quiet, func(d *desk) { d.up().slow = time.Second }, func(d *desk) {
		p, q := d.dial(), d.dial()
		p.give(letter, "hanako@b.example")
		q.give(letter, "hanako@b.example")
		p.want("250")
		q.want("250 2.0.0 queued")
		d.relayed(2)
	})
}

func TestNothingLeavesUnrecorded(t *testing.T) {
	at(t, quiet, func(d *desk) { d.diary.err = errors.New("disk full") }, func(d *desk) {
		p := d.dial()
		p.give(letter, "hanako@b.example")
		p.want("451 4.3.0 Sekisho: 記録できないため送信していません")
		d.became("failed")
		d.relayed(0)
		d.diary.err = nil
		p.give(letter, "hanako@b.example")
		p.want("250")
		d.relayed(1)
	})
}

func TestNothingLeavesUnjudged(t *testing.T) {
	at(t, quiet, nil, func(d *desk) {
		d.rules.policy = nil
		p := d.dial()
		p.give(letter, "hanako@b.example")
		p.want("451 4.3.0 Sekisho: 判定できないため送信していません")
		d.became("failed")
		d.relayed(0)
	})
}

func TestBlocked(t *testing.T) {
	at(t, quiet+"rules: [{id: no, when: {recipients: {any: {in: b.example}}}, then: {action: block, message: 送れません}}]\n", nil, func(d *desk) {
		p := d.dial()
		p.give(letter, "hanako@b.example")
		if got := p.want("550 5.7.1"); !strings.Contains(got, "送れません") {
			t.Errorf("refused with %q, want the rule's words", got)
		}
		d.became("refused")
		d.relayed(0)
	})
}

// TestPause: nobody is asked, everything else holds, and each mail carries the reason.
func TestPause(t *testing.T) {
	paused := func(d *desk) { d.o.Paused = func() (string, bool) { return "presentation", true } }
	at(t, "", paused, func(d *desk) {
		p := d.dial()
		p.give(letter, "hanako@b.example")
		p.want("250 2.0.0 queued")
		d.became("sent")
		if got := d.diary.ended[0].Paused; got != "presentation" {
			t.Errorf("recorded with reason %q", got)
		}
	})
	at(t, "rules: [{id: no, then: {action: block}}]\n", paused, func(d *desk) {
		p := d.dial()
		p.give(letter, "hanako@b.example")
		p.want("550")
	})
	at(t, "settings: {cannotCarryOut: confirm}\nrules: [{id: wait, then: {action: hold, hold: {for: 5m}}}]\n", paused, func(d *desk) {
		p := d.dial()
		p.give(letter, "hanako@b.example")
		d.answer(false) // what nobody can carry out is asked about all the same
		p.want("550")
	})
}

// TestTooLargeToAsk: there is no time for a question and the relaying; the question is asked for the next try.
func TestTooLargeToAsk(t *testing.T) {
	at(t, "", nil, func(d *desk) {
		p := d.dial()
		big := letter + strings.Repeat(strings.Repeat("x", 998)+"\n", 40_000)
		p.give(big, "hanako@b.example")
		p.want("451")
		d.answer(true)
		p.give(big, "hanako@b.example")
		p.want("250")
		d.relayed(1)
	})
}
