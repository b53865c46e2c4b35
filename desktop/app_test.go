package main

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sekisho/desktop/internal/confirm"
	"sekisho/desktop/internal/notify"
	"sekisho/desktop/internal/screen"
	"sekisho/desktop/internal/tray"
	"sekisho/server/check"
)

// told is a companion whose mails a test decides. What a test does not use is nil.
type told struct {
	core

	mu       sync.Mutex
	mails    []Mail
	status   Status
	settings Settings
	answered []string
	ears     ears
}

func (c *told) Subscribe(heard func(string)) func() { return c.ears.add(heard) }

func (c *told) Waiting() []Mail {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.mails)
}

func (c *told) Status() Status {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.status
}

func (c *told) Settings() Settings { return c.settings }

func (c *told) Confirm(id string, _ check.Answers) (Answered, error) {
	return Answered{}, c.answer("send " + id)
}

func (c *told) Cancel(id string) error { return c.answer("cancel " + id) }

func (c *told) answer(what string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	id := what[len(what)-1:]
	if !slices.ContainsFunc(c.mails, func(m Mail) bool { return m.ID == id }) {
		return confirm.ErrGone
	}
	c.mails = slices.DeleteFunc(c.mails, func(m Mail) bool { return m.ID == id })
	c.answered = append(c.answered, what)
	return nil
}

func (c *told) wait(mails ...Mail) {
	c.mu.Lock()
	c.mails = mails
	c.mu.Unlock()
	c.ears.tell(topicMails)
	synctest.Wait()
}

// glass is a window that only writes down what is done with it.
type glass struct {
	mu  sync.Mutex
	did []string
}

func (g *glass) note(what string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.did = append(g.did, what)
}

func (g *glass) show(onTop bool) {
	if onTop {
		g.note("show on top")
	} else {
		g.note("show")
	}
}
func (g *glass) lower()               { g.note("lower") }
func (g *glass) hide()                { g.note("hide") }
func (g *glass) changed(topic string) { g.note("changed " + topic) }

// took returns what was done since the last time, less the news.
func (g *glass) took() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	did := slices.DeleteFunc(g.did, func(s string) bool { return s == "changed mails" || s == "changed status" })
	g.did = nil
	return did
}

// board keeps notifications.
type board struct {
	mu    sync.Mutex
	notes []notify.Notice
}

func (b *board) Show(_ context.Context, n notify.Notice) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.notes = append(b.notes, n)
	return notify.ErrNone // nobody minds
}

func (b *board) took() (topics []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, n := range b.notes {
		topics = append(topics, n.Topic)
	}
	b.notes = nil
	return topics
}

func living(id string) Mail { return Mail{ID: id, Connected: true, Until: time.Unix(1000, 0)} }

// story runs an App over a companion, a window and a board until the test is through.
func story(t *testing.T, tell func(a *App, c *told, g *glass, b *board)) {
	synctest.Test(t, func(t *testing.T) {
		c, g, b := &told{settings: Settings{Notifications: true, OnTop: true}, status: Status{Language: "ja", Kind: tray.Protecting}}, &glass{}, &board{}
		a := newApp(c, g, b, slog.New(slog.DiscardHandler))
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			a.run(ctx)
			close(done)
		}()
		synctest.Wait()
		tell(a, c, g, b)
		cancel()
		<-done
	})
}

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func TestAMailBringsTheWindowUpOnce(t *testing.T) {
	story(t, func(_ *App, c *told, g *glass, b *board) {
		c.wait(living("1"))
		same(t, "a mail came", g.took(), "show on top")
		c.wait(living("1"))
		same(t, "nothing new", g.took())
		c.wait(living("1"), living("2"))
		same(t, "another came", g.took(), "show on top")
		again := living("1")
		again.Until = again.Until.Add(time.Minute)
		c.wait(again, living("2"))
		same(t, "the first came again", g.took(), "show on top")
		same(t, "with a window nobody needs a notice", b.took())
	})
}

func TestTheWindowGoesAfterTheLastMail(t *testing.T) {
	story(t, func(a *App, c *told, g *glass, _ *board) {
		c.wait(living("1"), living("2"))
		g.took()
		if _, err := a.Confirm("1", check.Answers{}); err != nil {
			t.Fatal(err)
		}
		same(t, "one is left", g.took())
		if err := a.Cancel("2"); err != nil {
			t.Fatal(err)
		}
		same(t, "none is left", g.took(), "hide")
		a.open("history")
		g.took()
		c.wait(living("3"))
		if err := a.Cancel("3"); err != nil {
			t.Fatal(err)
		}
		same(t, "a window that a person had opened stays", g.took(), "show on top")
		if page := a.Page(); page != "history" || a.Page() != "" {
			t.Errorf("the page to open is %q, want history, once", page)
		}
	})
}

func TestClosingTheWindowCancelsWhatWaits(t *testing.T) {
	story(t, func(a *App, c *told, g *glass, _ *board) {
		late := living("2")
		late.Connected = false
		c.wait(living("1"), late, living("3"))
		g.took()
		a.closed()
		same(t, "answers", c.answered, "cancel 1", "cancel 3")
		same(t, "the window", g.took(), "hide")
	})
}

func TestAMailThatNobodyAnsweredIsTold(t *testing.T) {
	story(t, func(_ *App, c *told, g *glass, b *board) {
		c.wait(living("1"))
		late := living("1")
		late.Connected = false
		c.wait(late)
		same(t, "its program gave up", b.took(), "expired")
		same(t, "and the window hides its dialog no longer", g.took(), "show on top", "lower")
		c.wait(late)
		same(t, "and that is told once", b.took())
		c.settings.Notifications = false
		c.wait(living("2"))
		late.ID = "2"
		c.wait(late)
		same(t, "not to those who want no notices", b.took())
	})
}

func TestWithoutAWindow(t *testing.T) {
	story(t, func(a *App, c *told, _ *glass, b *board) {
		c.wait(living("1"))
		a.noWindow(t.Context(), screen.ErrCannotShow)
		same(t, "a mail waits and nobody can see it", b.took(), "mails")
		if s := a.Status(); s.Kind != tray.Trouble || len(s.Troubles) != 1 || s.Troubles[0].Code != "window" {
			t.Errorf("the state is %+v, want trouble with the window", s)
		}
		c.wait(living("1"), living("2"))
		same(t, "the next one", b.took(), "mails")
		same(t, "answers", c.answered)
	})
}

func TestTheTrayShowsTheNewestState(t *testing.T) {
	story(t, func(a *App, c *told, _ *glass, _ *board) {
		if v := <-a.views; v.State != tray.Protecting {
			t.Errorf("the first view is %+v, want protecting", v)
		}
		for _, kind := range []string{tray.Unreachable, tray.Paused} {
			c.mu.Lock()
			c.status.Kind, c.status.LongestPause = kind, 90
			c.mu.Unlock()
			c.ears.tell("status")
			synctest.Wait()
		}
		v := <-a.views
		if want := []time.Duration{15 * time.Minute, time.Hour, 90 * time.Minute}; v.State != tray.Paused || !slices.Equal(v.Pauses, want) {
			t.Errorf("the view is %+v, want the newest state with pauses of %v", v, want)
		}
	})
}

func TestProblems(t *testing.T) {
	for _, tt := range []struct {
		err  error
		code string
	}{
		{confirm.ErrGone, "gone"},
		{errors.Join(errors.New("x"), confirm.ErrGone), "gone"},
		{&Problem{Code: "disk"}, "disk"},
		{errors.New("anything"), "internal"},
	} {
		if got := problemOf(tt.err); got.Code != tt.code {
			t.Errorf("%v is the problem %q, want %q", tt.err, got.Code, tt.code)
		}
	}
}
