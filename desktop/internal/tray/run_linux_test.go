package tray

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"sekisho/e2e/support/bus"
)

const patience = time.Minute

func desktop(t *testing.T) *bus.Tray {
	t.Helper()
	b, err := bus.Start(t)
	if errors.Is(err, bus.ErrMissing) && os.Getenv("SEKISHO_E2E") != "1" && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	place, err := b.OfferTray()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", b.Address)
	return place
}

// labels waits until the menu that can be seen is as wanted; a desktop is told of changes and reads again.
func labels(t *testing.T, item *bus.Item, want ...string) {
	t.Helper()
	var got []string
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); <-tick.C {
		menu, err := item.Menu()
		if err != nil {
			t.Fatal(err)
		}
		got = nil
		for _, e := range menu {
			got = append(got, e.Label)
			for _, below := range e.Children {
				got = append(got, "> "+below.Label)
			}
		}
		if slices.Equal(got, want) {
			return
		}
	}
	t.Fatalf("the menu is\n%q, want\n%q", got, want)
}

// shown is a tray in a program of its own, without the race detector: systray 1.12.2 counts its menu's version under one lock and
// reads it under another, which the detector says as often as it sees it.
type shown struct {
	t     *testing.T
	views *json.Encoder
	did   chan string // what was pressed
	end   func() error
}

func show(t *testing.T) *shown {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "tray")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-race=false", "-o", binary, "./testdata/tray").CombinedOutput(); err != nil {
		t.Fatalf("building the tray: %v\n%s", err, out)
	}
	cmd := exec.CommandContext(t.Context(), binary)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s := &shown{t: t, views: json.NewEncoder(in), did: make(chan string, 8)}
	read := make(chan struct{})
	go func() {
		defer close(read)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			s.did <- lines.Text()
		}
	}()
	s.end = func() error {
		_ = in.Close()
		<-read
		return cmd.Wait()
	}
	return s
}

func (s *shown) view(v View) {
	s.t.Helper()
	if err := s.views.Encode(v); err != nil {
		s.t.Fatal(err)
	}
}

// TestTrayOnTheBus walks one tray through its states.
func TestTrayOnTheBus(t *testing.T) {
	place := desktop(t)
	tray := show(t)
	item, err := place.Item(patience)
	if err != nil {
		t.Fatal(err)
	}
	expect := func(want string) {
		t.Helper()
		select {
		case got := <-tray.did:
			if got != want {
				t.Fatalf("the press did %q, want %q", got, want)
			}
		case <-time.After(patience):
			t.Fatalf("the press did nothing, want %q", want)
		}
	}
	press := func(label, want string) {
		t.Helper()
		if err := item.Click(label); err != nil {
			t.Fatal(err)
		}
		expect(want)
	}

	pauses := []time.Duration{15 * time.Minute, time.Hour}
	tray.view(View{Language: "ja", State: Protecting, Pauses: pauses})
	labels(t, item, "メールをチェックしています", "関所を開く", "保留中のメール", "設定", "チェックを一時停止", "> 15分間", "> 1時間", "終了（メールソフトから送信できなくなります）")
	if id, err := item.Property("Id"); id != name {
		t.Errorf("the item is called %v (%v), want %s", id, err, name)
	}
	calm := pixels(t, item)
	press("関所を開く", "open ")
	press("1時間", "pause 1h0m0s")

	tray.view(View{Language: "en", State: Paused, Until: time.Date(2026, 11, 23, 14, 30, 0, 0, time.Local), Reason: "mailing", Held: 3, Pauses: pauses})
	labels(t, item, "Checks are paused until 14:30: mailing", "Open Sekisho", "Held mail (3)", "Settings", "Check again now", "Quit (mail programs cannot send)")
	press("Held mail", "open held")
	press("Settings", "open settings")
	press("Check again now", "resume")

	tray.view(View{Language: "en", State: Protecting, Waiting: 1})
	labels(t, item, "1 waiting for you", "Open Sekisho", "Held mail", "Settings", "Quit (mail programs cannot send)")
	if pixels(t, item) == calm {
		t.Error("the icon is the same with and without a mail that waits")
	}
	if err := item.Tap(); err != nil {
		t.Fatal(err)
	}
	expect("open ")
	press("Quit", "quit")

	ended := make(chan error, 1)
	go func() { ended <- tray.end() }()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("the tray ended with %v, want nil", err)
		}
	case <-time.After(patience):
		t.Fatal("Run does not end with its context")
	}
}

func pixels(t *testing.T, item *bus.Item) string {
	t.Helper()
	v, err := item.Property("IconPixmap")
	if err != nil {
		t.Fatal(err)
	}
	all, ok := v.([][]any)
	if !ok || len(all) != 1 || len(all[0]) != 3 {
		t.Fatalf("the icon is %T %v, want one picture", v, v)
	}
	data, _ := all[0][2].([]byte)
	return string(data)
}

func TestNoBusIsNoTrouble(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	if err := Run(t.Context(), nil, Actions{}); !errors.Is(err, ErrNone) {
		t.Errorf("without a session bus Run returns %v, want ErrNone", err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
	if err := Run(t.Context(), nil, Actions{}); !errors.Is(err, ErrNone) {
		t.Errorf("with a bus that does not answer Run returns %v, want ErrNone", err)
	}
	if Hosted() {
		t.Error("a place for icons is found without a bus")
	}
}
