package confirm

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sekisho/server/check"
	"sekisho/server/policy"
)

var (
	item = policy.ConfirmItem{Kind: "recipient", Value: "a@b.example"}
	yes  = Answer{Send: true, Given: check.Answers{Items: []policy.ConfirmItem{item}}}
	no   = Answer{}
)

func mail(id, fingerprint string) Mail {
	return Mail{
		ID: id, Login: "taro@a.example", Fingerprint: fingerprint, Since: time.Now(), Until: time.Now().Add(time.Minute),
		Verdict: policy.Verdict{Action: policy.ActionConfirm, Confirm: &policy.ConfirmVerdict{Items: []policy.ConfirmItem{item}}},
	}
}

// asked is one Ask under way.
type asked struct {
	answer Answer
	err    error
	hangUp context.CancelCauseFunc
	done   chan struct{}
}

// ask begins an Ask and waits until it waits.
func ask(t *testing.T, q *Queue, m Mail) *asked {
	t.Helper()
	ctx, cancel := context.WithCancelCause(t.Context())
	a := &asked{hangUp: cancel, done: make(chan struct{})}
	go func() {
		defer close(a.done)
		a.answer, a.err = q.Ask(ctx, m)
	}()
	synctest.Wait()
	return a
}

// end waits for an Ask to return.
func (a *asked) end(t *testing.T, send bool, err error) {
	t.Helper()
	synctest.Wait()
	select {
	case <-a.done:
	default:
		t.Fatal("Ask waits, want it to return")
	}
	if a.answer.Send != send || !errors.Is(a.err, err) {
		t.Fatalf("Ask = send %v, %v; want send %v, %v", a.answer.Send, a.err, send, err)
	}
}

func (a *asked) waits(t *testing.T) {
	t.Helper()
	synctest.Wait()
	select {
	case <-a.done:
		t.Fatalf("Ask returned send %v, %v; want it to wait", a.answer.Send, a.err)
	default:
	}
}

var errHungUp = errors.New("hung up")

func ids(list []Mail) (out []string) {
	for _, m := range list {
		out = append(out, m.ID)
	}
	return out
}

func (q *Queue) must(t *testing.T, id string, a Answer, want error) {
	t.Helper()
	if err := q.Answer(id, a); !errors.Is(err, want) {
		t.Fatalf("Answer(%s) = %v, want %v", id, err, want)
	}
}

func TestAnswerReachesTheProgramThatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := New()
		a, b := ask(t, q, mail("1", "x")), ask(t, q, mail("2", "y"))
		if got := ids(q.Waiting()); !slices.Equal(got, []string{"1", "2"}) {
			t.Errorf("Waiting = %v, want 1 and 2", got)
		}
		q.must(t, "2", no, nil)
		b.end(t, false, nil)
		a.waits(t)
		q.must(t, "1", yes, nil)
		a.end(t, true, nil)
		if !slices.Equal(a.answer.Given.Items, []policy.ConfirmItem{item}) {
			t.Errorf("given %v, want what was answered", a.answer.Given)
		}
		q.must(t, "1", yes, ErrGone)
		if got := len(q.Waiting()) + len(q.Answered()); got != 0 {
			t.Errorf("%d mails are left, want none", got)
		}
	})
}

// TestScreenIsNotTheGuard: a yes that leaves something out sends nothing and ends nothing.
func TestScreenIsNotTheGuard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := New()
		a := ask(t, q, mail("1", "x"))
		var incomplete *IncompleteError
		if err := q.Answer("1", Answer{Send: true}); !errors.As(err, &incomplete) || !slices.Equal(incomplete.Gaps.Items, []policy.ConfirmItem{item}) {
			t.Errorf("a bare yes: %v, want what is missing", err)
		}
		a.waits(t)
		q.must(t, "1", no, nil)
		a.end(t, false, nil)
	})
}

// TestSameMailTakesTheQuestionOver: the person sees one question, and the newest connection gets the answer.
func TestSameMailTakesTheQuestionOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := New()
		first := ask(t, q, mail("1", "x"))
		time.Sleep(time.Second)
		second := ask(t, q, mail("2", "x"))
		first.end(t, false, ErrTakenOver)
		if got := q.Waiting(); len(got) != 1 || got[0].ID != "1" || !got[0].Connected {
			t.Fatalf("Waiting = %+v, want the first question, connected", got)
		}
		if got := time.Since(q.Waiting()[0].Since); got != time.Second {
			t.Errorf("it waits for %v, want since the first try", got)
		}
		q.must(t, "1", yes, nil)
		second.end(t, true, nil)
	})
}

func TestOthersDoNotTakeOver(t *testing.T) {
	for name, change := range map[string]func(*Mail){
		"another login":       func(m *Mail) { m.Login = "jiro@a.example" },
		"another mail":        func(m *Mail) { m.Fingerprint = "y" },
		"nothing to know by":  func(m *Mail) { m.Fingerprint = "" },
		"no login, same mail": func(m *Mail) { m.Login = "" },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q := New()
				a := ask(t, q, mail("1", "x"))
				other := mail("2", "x")
				change(&other)
				b := ask(t, q, other)
				q.must(t, "2", yes, nil)
				b.end(t, true, nil)
				a.waits(t)
				a.hangUp(errHungUp)
				a.end(t, false, errHungUp)
				q.must(t, "1", yes, nil)
				again := ask(t, q, other)
				again.waits(t) // the yes was for the first mail and its login
				again.hangUp(errHungUp)
				synctest.Wait()
			})
		})
	}
}

// TestOneOfManyAnswersWins: 100 answers at the same time, one mail sent.
func TestOneOfManyAnswersWins(t *testing.T) {
	q := New()
	type result struct {
		answer Answer
		err    error
	}
	got := make(chan result)
	came := make(chan struct{}, 200)
	defer q.Subscribe(func() { came <- struct{}{} })()
	go func() {
		a, err := q.Ask(t.Context(), mail("1", "x"))
		got <- result{a, err}
	}()
	<-came
	var won, gone atomic.Int32
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range 100 {
		wg.Go(func() {
			<-start
			a := yes
			if i%2 == 0 {
				a = no
			}
			switch err := q.Answer("1", a); {
			case err == nil:
				won.Add(1)
			case errors.Is(err, ErrGone):
				gone.Add(1)
			}
		})
	}
	close(start)
	wg.Wait()
	if r := <-got; r.err != nil || won.Load() != 1 || gone.Load() != 99 {
		t.Errorf("%d answers won and %d were late, Ask: %v; want 1 and 99", won.Load(), gone.Load(), r.err)
	}
}

// TestAnswerAtTheLastMoment: whichever comes first, a yes is either used or kept, never lost.
func TestAnswerAtTheLastMoment(t *testing.T) {
	for range 200 {
		synctest.Test(t, func(t *testing.T) {
			q := New()
			a := ask(t, q, mail("1", "x"))
			go a.hangUp(errHungUp)
			answered := make(chan error, 1)
			go func() { answered <- q.Answer("1", yes) }()
			synctest.Wait()
			if err := <-answered; err != nil {
				t.Fatalf("Answer: %v", err)
			}
			<-a.done
			if used, kept := a.err == nil && a.answer.Send, len(q.Answered()) == 1; used == kept {
				t.Fatalf("used %v, kept %v: want one of both", used, kept)
			}
		})
	}
}

// TestNoTimeToAsk: a mail so large that its program cannot wait for an answer is asked about all the same, for its next try.
func TestNoTimeToAsk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := New()
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(errHungUp)
		if _, err := q.Ask(ctx, mail("1", "x")); !errors.Is(err, errHungUp) {
			t.Fatalf("Ask = %v, want the context's cause", err)
		}
		if w := q.Waiting(); len(w) != 1 || w[0].Connected {
			t.Fatalf("Waiting = %+v, want the mail, not connected", w)
		}
		q.must(t, "1", yes, nil)
		if a, err := q.Ask(ctx, mail("2", "x")); err != nil || !a.Send || !a.Kept {
			t.Errorf("Ask = %+v, %v; want the yes that was given", a, err)
		}
	})
}

func TestQueueIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := New()
		ctx, cancel := context.WithCancelCause(t.Context())
		for i := range maxWaiting {
			go func() { _, _ = q.Ask(ctx, mail(string(rune('0'+i)), string(rune('0'+i)))) }()
		}
		synctest.Wait()
		if _, err := q.Ask(ctx, mail("one more", "new")); !errors.Is(err, ErrFull) {
			t.Errorf("one more than %d: %v, want ErrFull", maxWaiting, err)
		}
		cancel(errHungUp)
		synctest.Wait()
	})
}

// TestCountdownIsNotTheScreensAlone: a yes within the countdown is none and changes nothing; a no always counts.
func TestCountdownIsNotTheScreensAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := New()
		slow := func(id, fingerprint string) Mail {
			m := mail(id, fingerprint)
			m.Verdict.Confirm.Countdown = "10s"
			return m
		}
		a, b := ask(t, q, slow("1", "x")), ask(t, q, slow("2", "y"))
		time.Sleep(10*time.Second - 1)
		q.must(t, "1", yes, ErrEarly)
		a.waits(t)
		q.must(t, "2", no, nil)
		b.end(t, false, nil)
		a.hangUp(errHungUp)
		a.end(t, false, errHungUp)
		time.Sleep(time.Nanosecond)
		q.must(t, "1", yes, nil)
		again := slow("3", "x") // its repeat is a new mail to the clock, and the answer was waited for
		ask(t, q, again).end(t, true, nil)
	})
}
