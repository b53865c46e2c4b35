package confirm

import (
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestYesGivenMeanwhileServesOnce: answered while no program waited, the next try goes without a question, the one after it not.
func TestYesGivenMeanwhileServesOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := New()
		a := ask(t, q, mail("1", "x"))
		a.hangUp(errHungUp)
		a.end(t, false, errHungUp)
		if w := q.Waiting(); len(w) != 1 || w[0].Connected || !w[0].Until.Equal(time.Now().Add(Remember)) {
			t.Fatalf("Waiting = %+v, want the mail, not connected, for %v", w, Remember)
		}
		q.must(t, "1", yes, nil)
		if got := ids(q.Answered()); !slices.Equal(got, []string{"1"}) {
			t.Errorf("Answered = %v, want 1", got)
		}
		time.Sleep(Remember - time.Second)
		again := ask(t, q, mail("2", "x"))
		again.end(t, true, nil)
		if again.answer.Mail != "1" || !again.answer.Kept {
			t.Errorf("the repeat's answer is %+v, want the one to mail 1, kept", again.answer)
		}
		third := ask(t, q, mail("3", "x"))
		third.waits(t)
		q.must(t, "3", no, nil)
		third.end(t, false, nil)
	})
}

func TestYesIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := New()
		a := ask(t, q, mail("1", "x"))
		a.hangUp(errHungUp)
		a.end(t, false, errHungUp)
		time.Sleep(Remember / 2)
		q.must(t, "1", yes, nil)
		time.Sleep(Remember)
		synctest.Wait()
		if n := len(q.Answered()); n != 0 {
			t.Errorf("%d answers are remembered after %v, want none", n, Remember)
		}
		b := ask(t, q, mail("2", "x"))
		b.waits(t)
		b.hangUp(errHungUp)
		synctest.Wait()
	})
}

func TestNoIsNotRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := New()
		a := ask(t, q, mail("1", "x"))
		a.hangUp(errHungUp)
		a.end(t, false, errHungUp)
		q.must(t, "1", no, nil)
		if n := len(q.Waiting()) + len(q.Answered()); n != 0 {
			t.Errorf("%d mails are left after a no, want none", n)
		}
		b := ask(t, q, mail("2", "x"))
		b.waits(t)
		q.must(t, "2", no, nil)
		b.end(t, false, nil)
		c := ask(t, q, mail("3", "x"))
		c.waits(t)
		q.must(t, "3", yes, nil)
		c.end(t, true, nil)
	})
}

// TestYesForLessIsNoYes: what was confirmed yesterday does not answer what a new policy asks.
func TestYesForLessIsNoYes(t *testing.T) {
	for name, change := range map[string]func(*Mail){
		"one more item":        func(m *Mail) { m.Verdict.Confirm.Questions = []string{"sure"} },
		"one more missing one": func(m *Mail) { m.CannotCarryOut = []string{"hold"} },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q := New()
				a := ask(t, q, mail("1", "x"))
				a.hangUp(errHungUp)
				a.end(t, false, errHungUp)
				q.must(t, "1", yes, nil)
				more := mail("2", "x")
				change(&more)
				b := ask(t, q, more)
				b.waits(t)
				b.hangUp(errHungUp)
				synctest.Wait()
			})
		})
	}
}

func TestMailLeavesAfterAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := New()
		var told atomic.Int32
		defer q.Subscribe(func() { told.Add(1) })()
		a := ask(t, q, mail("1", "x"))
		a.hangUp(errHungUp)
		a.end(t, false, errHungUp)
		time.Sleep(Remember - time.Second)
		again := ask(t, q, mail("2", "x")) // it came again in time, and its time begins anew
		again.hangUp(errHungUp)
		again.end(t, false, errHungUp)
		time.Sleep(Remember - time.Second)
		synctest.Wait()
		if n := len(q.Waiting()); n != 1 {
			t.Fatalf("%d mails wait, want the one that came again", n)
		}
		before := told.Load()
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if n := len(q.Waiting()); n != 0 || told.Load() == before {
			t.Errorf("%d mails wait after %v, told %v; want none, and somebody told", n, Remember, told.Load() > before)
		}
		q.must(t, "1", yes, ErrGone)
	})
}

// TestUnknownMailDoesNotStay: a mail that no repeat can be known of is of no use without its connection.
func TestUnknownMailDoesNotStay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := New()
		a := ask(t, q, mail("1", ""))
		a.hangUp(errHungUp)
		a.end(t, false, errHungUp)
		if n := len(q.Waiting()); n != 0 {
			t.Errorf("%d mails wait, want none", n)
		}
	})
}

// TestAnswerToAMailThatWasNotSentServesAgain: the server was down in that moment; nobody is asked twice.
func TestAnswerToAMailThatWasNotSentServesAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := New()
		a := ask(t, q, mail("1", "x"))
		q.must(t, "1", yes, nil)
		a.end(t, true, nil)
		time.Sleep(Remember / 2)
		q.GiveBack(mail("1", "x"), a.answer)
		again := ask(t, q, mail("2", "x"))
		again.end(t, true, nil)
		time.Sleep(Remember/2 + time.Second)
		q.GiveBack(mail("2", "x"), again.answer)
		if n := len(q.Answered()); n != 0 {
			t.Errorf("an answer is kept for more than %v", Remember)
		}
	})
}
