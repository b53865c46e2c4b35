package outbox

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"sekisho/desktop/internal/store"
	"sekisho/server/policy"
)

const one = "a1 sato@own.example tanaka@b.example: " + text

func TestAMailLeavesWhenItsTimeHasCome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		defer o.close()
		o.hold("M1", group("tanaka@b.example", wait("10m", nil)))
		time.Sleep(10*time.Minute - time.Second)
		if got := o.arrived(); got != "" {
			t.Fatalf("before its time: %q", got)
		}
		if h := o.only(); h.State != store.HeldWaiting || h.Subject != "見積" || !h.Release || h.Recipients[0] != "tanaka@b.example" {
			t.Errorf("held: %+v", h)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if got := o.arrived(); got != one {
			t.Errorf("after its time: got %q, want %q", got, one)
		}
		o.empty()
		known, err := o.st.Known(t.Context(), "sato@own.example")
		if err != nil || len(known) != 1 || o.past() != "sent" {
			t.Errorf("history %q knows %+v (%v), want it sent and learned", o.past(), known, err)
		}
		if q, err := o.st.Waiting(t.Context(), 5); err != nil || len(q) != 1 || string(q[0].Body) != `"sent"` {
			t.Errorf("to be told: %+v (%v), want one outcome", q, err)
		}
	})
}

func TestWhatASenderMayDo(t *testing.T) {
	nobody := func(s *policy.Stage) { s.Release = "nobody" }
	adjust := func(s *policy.Stage) { s.Adjust = "1h" }
	both := func(s *policy.Stage) { s.Release, s.Adjust = "nobody", "1h" }
	in := func(d time.Duration) func(*office, string) error {
		return func(o *office, id string) error { return o.box.SetTime(o.t.Context(), id, o.now().Add(d)) }
	}
	now := func(o *office, id string) error { return o.box.SendNow(o.t.Context(), id) }
	discard := func(o *office, id string) error { return o.box.Discard(o.t.Context(), id) }
	tests := map[string]struct {
		change func(*policy.Stage)
		act    func(*office, string) error
		want   error
		leaves time.Duration // after the act; 0: never
	}{
		"nothing":                    {nil, func(*office, string) error { return nil }, nil, 10 * time.Minute},
		"send now":                   {nil, now, nil, time.Millisecond},
		"send now, fixed":            {nobody, now, ErrFixed, 10 * time.Minute},
		"discard":                    {nil, discard, nil, 0},
		"discard, fixed":             {nobody, discard, nil, 0},
		"earlier":                    {nil, in(time.Minute), nil, time.Minute},
		"earlier, fixed":             {nobody, in(time.Minute), ErrTime, 10 * time.Minute},
		"later without leave":        {nil, in(11 * time.Minute), ErrTime, 10 * time.Minute},
		"later":                      {adjust, in(time.Hour), nil, time.Hour},
		"later than the policy lets": {adjust, in(time.Hour + time.Second), ErrTime, 10 * time.Minute},
		"later, nobody releases":     {both, in(30 * time.Minute), nil, 30 * time.Minute},
		"earlier, nobody releases":   {both, in(9 * time.Minute), ErrTime, 10 * time.Minute},
		"in the past":                {adjust, in(-time.Second), ErrTime, 10 * time.Minute},
		"another's":                  {nil, func(o *office, _ string) error { return o.box.SendNow(o.t.Context(), "x") }, ErrNotFound, 10 * time.Minute},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := newOffice(t)
				defer o.close()
				o.hold("M1", group("tanaka@b.example", wait("10m", tt.change)))
				began := o.now()
				if err := tt.act(o, o.only().ID); !errors.Is(err, tt.want) || (err == nil) != (tt.want == nil) {
					t.Fatalf("got %v, want %v", err, tt.want)
				}
				time.Sleep(3 * time.Hour)
				synctest.Wait()
				o.empty()
				if tt.leaves == 0 {
					if o.arrived() != "" || o.past() != "cancelled" {
						t.Errorf("arrived %q, history %q; want nothing, cancelled", o.arrived(), o.past())
					}
					return
				}
				if at := o.tries(); len(at) != 1 || at[0].Sub(began) < tt.leaves-time.Second || at[0].Sub(began) > tt.leaves+time.Second {
					t.Errorf("left at %v, want after %s", at, tt.leaves)
				}
			})
		})
	}
}

func TestWhatComesAfterTheWait(t *testing.T) {
	discard := func(s *policy.Stage) { s.OnExpiry = "discard" }
	ask := func(s *policy.Stage) { s.OnExpiry = "ask" }
	t.Run("discard", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			o := newOffice(t)
			defer o.close()
			o.hold("M1", group("tanaka@b.example", wait("10m", discard)))
			time.Sleep(11 * time.Minute)
			synctest.Wait()
			o.empty()
			if o.arrived() != "" || o.past() != "discarded" {
				t.Errorf("arrived %q, history %q; want it discarded", o.arrived(), o.past())
			}
		})
	})
	t.Run("ask, no answer", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			o := newOffice(t)
			defer o.close()
			o.hold("M1", group("tanaka@b.example", wait("10m", ask)))
			time.Sleep(11 * time.Minute)
			synctest.Wait()
			if h := o.only(); h.State != store.HeldAsking || h.Leaves.Sub(o.now()) > 9*time.Minute {
				t.Errorf("after the wait: %+v, want that it asks, once more as long", h)
			}
			time.Sleep(10 * time.Minute)
			synctest.Wait()
			o.empty()
			if o.past() != "discarded" {
				t.Errorf("history %q, want discarded", o.past())
			}
		})
	})
	t.Run("ask, yes", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			o := newOffice(t)
			defer o.close()
			o.hold("M1", group("tanaka@b.example", wait("10m", ask)))
			time.Sleep(11 * time.Minute)
			synctest.Wait()
			must(t, o.box.SendNow(t.Context(), o.only().ID))
			synctest.Wait()
			o.empty()
			if o.arrived() != one {
				t.Errorf("arrived %q, want it", o.arrived())
			}
		})
	})
	t.Run("another wait", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			o := newOffice(t)
			defer o.close()
			until := o.now().Add(2 * time.Hour).UTC().Format(time.RFC3339)
			o.hold("M1", group("tanaka@b.example", wait("10m", nil), wait("", func(s *policy.Stage) { s.Until, s.Release = until, "nobody" })))
			must(t, o.box.SendNow(t.Context(), o.only().ID))
			if h := o.only(); h.State != store.HeldWaiting || h.Release {
				t.Errorf("after the first: %+v, want the second wait", h)
			}
			time.Sleep(2*time.Hour - time.Minute)
			synctest.Wait()
			if o.arrived() != "" {
				t.Error("it left before the second wait was over")
			}
			time.Sleep(2 * time.Minute)
			synctest.Wait()
			if o.arrived() != one {
				t.Errorf("arrived %q, want it", o.arrived())
			}
		})
	})
}

// TestGroupsLeaveApart: one file serves all who wait, and stays until the last has gone.
func TestGroupsLeaveApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		defer o.close()
		o.hold("M1", group("a@b.example", wait("10m", nil)), group("c@d.example", wait("20m", nil)))
		time.Sleep(15 * time.Minute)
		synctest.Wait()
		if h := o.only(); h.Recipients[0] != "c@d.example" {
			t.Errorf("left behind: %+v, want c@d.example", h)
		}
		time.Sleep(6 * time.Minute)
		synctest.Wait()
		o.empty()
		want := "a1 sato@own.example a@b.example: " + text + "|a1 sato@own.example c@d.example: " + text
		if o.arrived() != want {
			t.Errorf("got %q\nwant %q", o.arrived(), want)
		}
		if known, _ := o.st.Known(t.Context(), "sato@own.example"); len(known) != 1 || known[0].Count != 1 {
			t.Errorf("history: %+v, want one mail", known)
		}
	})
}

func TestRestartAndClock(t *testing.T) {
	for name, change := range map[string]func(*office){
		"restarted before": func(o *office) { o.close(); time.Sleep(5 * time.Minute); o.start() },
		"restarted after":  func(o *office) { o.close(); time.Sleep(time.Hour); o.start() },
		"clock set ahead":  func(o *office) { o.skew.Store(int64(time.Hour)); time.Sleep(look) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := newOffice(t)
				defer func() { o.close() }()
				o.hold("M1", group("tanaka@b.example", wait("10m", nil)))
				began := o.now()
				change(o)
				synctest.Wait()
				if due := o.now().Sub(began) >= 10*time.Minute; (o.arrived() == one) != due {
					t.Errorf("arrived %q, due %v", o.arrived(), due)
				}
				time.Sleep(10 * time.Minute)
				synctest.Wait()
				if o.arrived() != one {
					t.Errorf("arrived %q, want it once", o.arrived())
				}
				o.empty()
			})
		})
	}
}

func TestTheUpstreamIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		defer o.close()
		o.will(down, busy, down, busy, busy, busy, busy, busy, busy, yes)
		o.hold("M1", group("tanaka@b.example", wait("10s", nil)))
		time.Sleep(time.Minute)
		synctest.Wait()
		if h := o.only(); h.State != store.HeldSending || h.Trouble != "no route to host" || h.Twice {
			t.Errorf("after the first try: %+v", h)
		}
		time.Sleep(6 * time.Hour)
		synctest.Wait()
		o.empty()
		var apart []time.Duration
		for at := o.tries(); len(at) > 1; at = at[1:] {
			apart = append(apart, at[1].Sub(at[0]).Round(time.Minute))
		}
		want := append(slices.Clone(waits[:]), time.Hour, time.Hour)
		if o.arrived() != one || !slices.Equal(apart, want) {
			t.Errorf("arrived %q after tries %v apart, want %v", o.arrived(), apart, want)
		}
	})
}

// TestTroubleWaitsForItsSender: what another try does not mend is neither tried for ever nor lost.
func TestTroubleWaitsForItsSender(t *testing.T) {
	for name, first := range map[string]answer{"password changed": noLogin, "no such recipient": nobody} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := newOffice(t)
				defer o.close()
				o.will(first)
				o.hold("M1", group("tanaka@b.example", wait("10s", nil)))
				time.Sleep(48 * time.Hour)
				synctest.Wait()
				if h := o.only(); h.State != store.HeldTrouble || h.Trouble != first.settled.Reply.String() || len(o.tries()) != 1 {
					t.Errorf("held %+v after %d tries, want trouble after one", h, len(o.tries()))
				}
				must(t, o.box.SendNow(t.Context(), o.only().ID))
				synctest.Wait()
				o.empty()
				if o.arrived() != one {
					t.Errorf("arrived %q, want it", o.arrived())
				}
			})
		})
	}
	t.Run("account removed", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			o := newOffice(t)
			defer o.close()
			o.hold("M1", group("tanaka@b.example", wait("10s", nil)))
			o.mu.Lock()
			o.removed = true
			o.mu.Unlock()
			time.Sleep(time.Minute)
			synctest.Wait()
			if h := o.only(); h.State != store.HeldTrouble {
				t.Errorf("held %+v, want trouble", h)
			}
		})
	})
}

// TestALostAnswerIsAskedAbout: the upstream may have it, and only its sender can say whether it goes again.
func TestALostAnswerIsAskedAbout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		defer o.close()
		o.will(lost)
		o.hold("M1", group("tanaka@b.example", wait("10s", nil)))
		time.Sleep(72 * time.Hour)
		synctest.Wait()
		if h := o.only(); h.State != store.HeldAsking || !h.Twice || !h.Leaves.IsZero() || len(o.tries()) != 1 {
			t.Errorf("held %+v after %d tries, want that it asks, for ever", h, len(o.tries()))
		}
		must(t, o.box.Discard(t.Context(), o.only().ID))
		o.empty()
	})
}

// TestACrashWhileSending: nobody knows whether the upstream has it; it is sent again, marked.
func TestACrashWhileSending(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		defer func() { o.close() }()
		o.hold("M1", group("tanaka@b.example", wait("10m", nil)))
		h, err := o.st.Held(t.Context(), o.only().ID)
		must(t, err)
		o.close()
		o.open() // and ends again without a word while it sends
		to := h
		to.State, to.Due, to.Tries = store.HeldSending, time.Time{}, 1
		must(t, o.st.ChangeHeld(t.Context(), h, to))
		must(t, o.st.Close())
		o.will(busy)
		o.start()
		synctest.Wait()
		if h := o.only(); !h.Twice || len(o.tries()) != 1 {
			t.Errorf("held %+v after %d tries, want it tried and marked", h, len(o.tries()))
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		o.empty()
	})
}

// TestOneOfManyWins: release, discard and expiry at once give one outcome.
func TestOneOfManyWins(t *testing.T) {
	for range 5 {
		o := newOffice(t)
		o.hold("M1", group("tanaka@b.example", wait("10m", nil)))
		id := o.only().ID
		results := make(chan error, 40)
		for i := range cap(results) {
			go func() {
				if i%2 == 0 {
					results <- o.box.SendNow(t.Context(), id)
				} else {
					results <- o.box.Discard(t.Context(), id)
				}
			}()
		}
		for range cap(results) {
			if err := <-results; err != nil && !errors.Is(err, ErrGone) && !errors.Is(err, ErrNotFound) {
				t.Errorf("got %v, want ErrGone or ErrNotFound", err)
			}
		}
		o.close()
		sent, past := o.arrived() != "", fmt.Sprint(len(o.sent))
		o.start()
		if got := o.past(); sent && (got != "sent" || past != "1") || !sent && got != "cancelled" && got != "held" {
			t.Errorf("sent %v (%s times), history %q", sent, past, got)
		}
		o.close()
	}
}
