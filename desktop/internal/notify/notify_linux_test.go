package notify

import (
	"errors"
	"os"
	"slices"
	"testing"
	"time"

	"sekisho/e2e/support/bus"
)

const patience = time.Minute

func session(t *testing.T) *bus.Bus {
	t.Helper()
	b, err := bus.Start(t)
	if errors.Is(err, bus.ErrMissing) && os.Getenv("SEKISHO_E2E") != "1" && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", b.Address)
	return b
}

func came(t *testing.T, from *bus.Notices) bus.Notice {
	t.Helper()
	select {
	case n := <-from.Came:
		return n
	case <-time.After(patience):
		t.Fatal("no notification came")
	}
	return bus.Notice{}
}

func TestNotices(t *testing.T) {
	notices, err := session(t).OfferNotices()
	if err != nil {
		t.Fatal(err)
	}
	opened := make(chan string, 4)
	n := New(func(topic string) { opened <- topic })
	defer n.Close()
	if err := n.Show(t.Context(), Notice{Title: "確認待ち", Body: "<b>1</b> & 2", Open: "開く", Topic: "mails"}); err != nil {
		t.Fatal(err)
	}
	first := came(t, notices)
	if first.Summary != "確認待ち" || first.Body != "&lt;b&gt;1&lt;/b&gt; &amp; 2" || first.Program != "Sekisho" || !slices.Contains(first.Actions, "開く") {
		t.Errorf("the notification is %+v; want the title, the body without markup, and the button", first)
	}
	if err := notices.Press(first.ID, "default"); err != nil {
		t.Fatal(err)
	}
	select {
	case topic := <-opened:
		if topic != "mails" {
			t.Errorf("pressing it opened %q, want mails", topic)
		}
	case <-time.After(patience):
		t.Error("pressing it opened nothing")
	}
	if err := n.Show(t.Context(), Notice{Title: "again", Topic: "mails"}); err != nil {
		t.Fatal(err)
	}
	if second := came(t, notices); second.Replaces != first.ID {
		t.Errorf("the second of a topic replaces %d, want the first, %d", second.Replaces, first.ID)
	}
	if err := n.Show(t.Context(), Notice{Title: "other"}); err != nil {
		t.Fatal(err)
	}
	if third := came(t, notices); third.Replaces != 0 {
		t.Errorf("a notice without a topic replaces %d, want none", third.Replaces)
	}
}

func TestNobodyShowsNotices(t *testing.T) {
	session(t)
	n := New(func(string) {})
	defer n.Close()
	if err := n.Show(t.Context(), Notice{Title: "x"}); !errors.Is(err, ErrNone) {
		t.Errorf("without a service Show returns %v, want ErrNone", err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	lonely := New(func(string) {})
	defer lonely.Close()
	if err := lonely.Show(t.Context(), Notice{Title: "x"}); !errors.Is(err, ErrNone) {
		t.Errorf("without a bus Show returns %v, want ErrNone", err)
	}
}
