package screen

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// patience is how long anything may take on a busy machine.
const patience = time.Minute

// TestMain is also the window's program of these tests, which does what SCREEN_TEST_WINDOW says.
func TestMain(m *testing.M) {
	if kind := os.Getenv("SCREEN_TEST_WINDOW"); kind != "" {
		os.Exit(pretend(kind))
	}
	os.Exit(m.Run())
}

// mirror calls what it is told of: "calls" a method for each topic, and tells what came back.
type mirror struct{ g *Guest }

func (m mirror) call(name string, args ...string) {
	raw := []json.RawMessage{}
	for _, a := range args {
		raw = append(raw, json.RawMessage(a))
	}
	go func() {
		value, err := m.g.Call(name, raw)
		said, _ := json.Marshal(fmt.Sprintf("%s %v", value, err))
		_, _ = m.g.Call("Tell", []json.RawMessage{said})
	}()
}

func (m mirror) Show(onTop bool) { m.call("Tell", fmt.Sprintf(`"show %t"`, onTop)) }
func (m mirror) Lower()          { m.call("Tell", `"lower"`) }
func (m mirror) Hide()           { m.g.Closed() }
func (m mirror) Changed(topic string) {
	if topic == "die" {
		os.Exit(1)
	}
	m.call(topic, `1`, `"b"`)
}

func pretend(kind string) int {
	switch kind {
	case "blind":
		_, _ = fmt.Fprintln(os.Stderr, "cannot open\ndisplay")
		return CannotShow
	case "deaf":
		select {}
	case "stubborn": // it does not end with its companion
		g := NewGuest(os.Stdin, os.Stdout)
		g.Ready()
		_ = g.Run(mirror{g})
		select {}
	}
	g := NewGuest(os.Stdin, os.Stdout)
	g.Ready()
	if err := g.Run(mirror{g}); err != nil {
		return 1
	}
	return 0
}

// stage is a Host whose windows are of a kind, and what it heard.
type stage struct {
	*Host
	t     *testing.T
	kind  string
	heard chan string
}

func newStage(t *testing.T, kind string) *stage {
	t.Helper()
	s := &stage{t: t, kind: kind, heard: make(chan string, 100)}
	s.Host = New(Options{
		Command: func(bool) (*exec.Cmd, error) {
			if s.kind == "absent" {
				return nil, errors.New("it is not installed")
			}
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), "SCREEN_TEST_WINDOW="+s.kind)
			return cmd, nil
		},
		Serve: func(name string, args []json.RawMessage) (any, error) {
			switch name {
			case "Tell":
				var said string
				err := json.Unmarshal(args[0], &said)
				s.heard <- said
				return nil, err
			case "Panic":
				panic("a fault")
			case "Refuse":
				return nil, errors.New("no")
			}
			return map[string]any{"name": name, "args": args}, nil
		},
		Failure: func(err error) any { return map[string]string{"code": err.Error()} },
		Ready:   func() { s.heard <- "ready" }, Closed: func() { s.heard <- "closed" }, Gone: func(err error) { s.heard <- "gone: " + err.Error() },
	})
	t.Cleanup(s.Close)
	return s
}

// hears waits for things, in any order, and hands the rest back.
func (s *stage) hears(want ...string) {
	s.t.Helper()
	for len(want) > 0 {
		select {
		case got := <-s.heard:
			for i, w := range want {
				if strings.HasPrefix(got, w) {
					want = append(want[:i], want[i+1:]...)
					break
				}
			}
		case <-time.After(patience):
			s.t.Fatalf("waited %v in vain for %q", patience, want)
		}
	}
}

func TestCallsFromTheWindow(t *testing.T) {
	s := newStage(t, "mirror")
	s.Show(true)
	s.hears("ready", "show true")
	for _, c := range [][2]string{
		{"Waiting", `{"args":[1,"b"],"name":"Waiting"} <nil>`},
		{"Refuse", ` {"code":"no"}`},
		{"Panic", ` {"code":"internal error"}`},
	} {
		s.Changed(c[0])
		s.hears(c[1])
	}
	s.Show(false)
	s.hears("show false")
	s.Lower()
	s.hears("lower")
	s.Hide()
	s.hears("closed")
}

// TestNothingIsStartedBeforeItIsNeeded: no program runs for a window that nobody asked for, nor after the end.
func TestNothingIsStartedBeforeItIsNeeded(t *testing.T) {
	s := newStage(t, "mirror")
	s.Hide()
	s.Changed("mails")
	s.mu.Lock()
	if s.window != nil {
		t.Error("a window was started for news")
	}
	s.mu.Unlock()
	s.Close()
	s.Show(true)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.window != nil {
		t.Error("a window was started after the end")
	}
}

// TestWindowThatCannotBeShown: it is said why, and the next Show tries again.
func TestWindowThatCannotBeShown(t *testing.T) {
	for kind, want := range map[string]string{
		"blind":  "gone: " + ErrCannotShow.Error() + ": cannot open display",
		"absent": "gone: " + ErrCannotShow.Error() + ": it is not installed",
	} {
		t.Run(kind, func(t *testing.T) {
			s := newStage(t, kind)
			s.Show(true)
			s.hears(want)
			s.Show(true)
			s.hears(want)
			s.kind = "mirror"
			s.Show(false)
			s.hears("ready", "show false")
		})
	}
}

// TestWindowThatDies is said, and the next Show brings another.
func TestWindowThatDies(t *testing.T) {
	s := newStage(t, "mirror")
	s.Show(true)
	s.hears("ready", "show true")
	s.Changed("die")
	s.hears("gone: " + ErrEnded.Error())
	s.Show(true)
	s.hears("ready", "show true")
}

// TestWindowThatLivedIsStartedAgain: one that dies while it is wanted comes back by itself, if it did not die young.
func TestWindowThatLivedIsStartedAgain(t *testing.T) {
	s := newStage(t, "mirror")
	s.Show(true)
	s.hears("ready", "show true")
	s.mu.Lock()
	s.window.began = s.window.began.Add(-settled)
	s.mu.Unlock()
	s.Changed("die")
	s.hears("gone: "+ErrEnded.Error(), "ready", "show true")
}

// TestWindowThatTakesNoOrders is ended, and the companion never waits for it.
func TestWindowThatTakesNoOrders(t *testing.T) {
	s := newStage(t, "deaf")
	s.Show(true)
	long := strings.Repeat("x", 1<<10)
	for range maxOrders + 200 { // the pipe holds some
		s.Changed(long)
	}
	s.hears("gone: ")
}

// TestEnd: no window outlives Close, whether it ends by itself or not.
func TestEnd(t *testing.T) {
	for _, kind := range []string{"mirror", "stubborn"} {
		s := newStage(t, kind)
		s.Show(true)
		s.hears("ready", "show true")
		s.mu.Lock()
		cmd := s.window.cmd
		s.mu.Unlock()
		s.Close()
		if cmd.ProcessState == nil {
			t.Errorf("%s: the window lives on", kind)
		}
	}
}

// TestGuestWithoutACompanion: calls fail, those under way too.
func TestGuestWithoutACompanion(t *testing.T) {
	orders, hand := io.Pipe()
	reports, out := io.Pipe()
	g := NewGuest(orders, out)
	under := make(chan error, 1)
	go func() {
		_, err := g.Call("Waiting", nil)
		under <- err
	}()
	var r report
	if err := json.NewDecoder(reports).Decode(&r); err != nil || r.Say != "call" || r.Name != "Waiting" {
		t.Fatalf("said %+v, %v", r, err)
	}
	_ = hand.Close()
	if err := g.Run(mirror{g}); err != nil {
		t.Errorf("Run = %v, want nil at the companion's end", err)
	}
	if err := <-under; !errors.Is(err, ErrGone) {
		t.Errorf("the call under way ends with %v, want ErrGone", err)
	}
	if _, err := g.Call("Waiting", nil); !errors.Is(err, ErrGone) {
		t.Errorf("a call afterwards gives %v, want ErrGone", err)
	}
	if err := NewGuest(strings.NewReader("{"), io.Discard).Run(mirror{g}); err == nil {
		t.Error("orders that are cut off give no error")
	}
}

func TestTailKeepsTheEnd(t *testing.T) {
	var s tail
	for range 10 {
		_, _ = s.Write([]byte(strings.Repeat("a", maxSaid/4)))
	}
	_, _ = s.Write([]byte("\nthe\n end\xff"))
	if got := s.text(); len(got) > maxSaid+8 || !strings.HasSuffix(got, " the end?") {
		t.Errorf("kept %d octets that end with %q", len(got), got[max(0, len(got)-20):])
	}
}
