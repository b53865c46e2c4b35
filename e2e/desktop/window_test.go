package desktop

import (
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// windows names the companion's windows that can be seen.
func (d *desk) windows() []string {
	cmd := exec.CommandContext(d.t.Context(), "xdotool", "search", "--onlyvisible", "--name", "Sekisho")
	cmd.Env = append(cmd.Environ(), d.environment()...)
	out, _ := cmd.Output() // an error: none
	return strings.Fields(string(out))
}

// tool runs xdotool on this desktop.
func (d *desk) tool(args ...string) string {
	d.t.Helper()
	cmd := exec.CommandContext(d.t.Context(), "xdotool", args...)
	cmd.Env = append(cmd.Environ(), d.environment()...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		d.t.Fatalf("xdotool %v: %v %s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// front names the window in front; empty: none is, as between two.
func (d *desk) front() string {
	cmd := exec.CommandContext(d.t.Context(), "xdotool", "getactivewindow", "getwindowname")
	cmd.Env = append(cmd.Environ(), d.environment()...)
	out, _ := cmd.Output() // an error: none
	return string(out)
}

func (d *desk) seen(want bool) {
	d.t.Helper()
	d.until("the window is seen: "+strconv.FormatBool(want), func() bool { return len(d.windows()) > 0 == want })
}

func result(t *testing.T, sent <-chan error) error {
	t.Helper()
	select {
	case err := <-sent:
		return err
	case <-time.After(patience):
		t.Fatal("the mail program still waits")
		return nil
	}
}

// begin has the driver start a companion, and returns once mail programs can reach it. There is no window to drive before somebody has
// to look at a mail.
func (d *desk) begin(w *driver) (opened <-chan error) {
	d.t.Helper()
	done := make(chan error, 1)
	go func() { done <- w.open(d.program, d.flags("--hidden")) }()
	d.reachable()
	d.t.Cleanup(d.endDriven)
	return done
}

// window opens a companion with the first mail.
func (d *desk) window(w *driver, first mail) (sent <-chan error) {
	d.t.Helper()
	opened := d.begin(w)
	if seen := d.windows(); len(seen) > 0 {
		d.t.Fatalf("a window is there before any mail: %v", seen)
	}
	sent = d.send(first)
	select {
	case err := <-opened:
		if err != nil {
			d.t.Fatal(err)
		}
	case err := <-sent:
		d.t.Fatalf("the mail is not waited for: %v", err)
	case <-time.After(patience):
		d.t.Fatal("no window came up for the mail")
	}
	return sent
}

// endDriven ends the companion that the driver started, which outlives the driver.
func (d *desk) endDriven() {
	out, err := exec.Command("pgrep", "-f", "^"+d.program+" --state "+d.state).Output()
	if err != nil {
		return // it ended with the driver
	}
	for _, field := range strings.Fields(string(out)) {
		pid, err := strconv.Atoi(field)
		if err != nil || syscall.Kill(pid, syscall.SIGTERM) != nil {
			d.t.Errorf("cannot end process %s", field)
			continue
		}
		d.until("the companion ends", func() bool { return syscall.Kill(pid, 0) != nil })
	}
}

var words = map[string]struct{ tick, send, waits, window string }{
	"ja_JP.UTF-8": {"田中", "確認して送信", "Thunderbird はあと", "送信前にご確認ください"},
	"en_US.UTF-8": {"田中", "Confirm and send", "Thunderbird waits another", "Please check before sending"},
}

// TestMailBringsTheWindowUp: a mail waits, the window comes up, it is ticked and confirmed, and arrives once; the next is cancelled by
// Escape and by closing the window, and arrives never.
func TestMailBringsTheWindowUp(t *testing.T) {
	for language, say := range words {
		t.Run(language, func(t *testing.T) {
			d := newDesk(t, language)
			w := d.drive()
			subject := "100%25 of it %s%n"
			sent := d.window(w, mail{subject, "Mozilla Thunderbird 140"})
			d.until("the page shows the mail", func() bool { return strings.Contains(w.text(), subject) })
			for _, want := range []string{say.waits, say.window, "tanaka@tsubame.example"} {
				if got := w.text(); !strings.Contains(got, want) {
					t.Errorf("the window does not say %q; it says %q", want, got)
				}
			}
			d.seen(true)
			d.until("our window is in front", func() bool { return strings.Contains(d.front(), "Sekisho") })
			w.picture("window-" + language[:2])
			time.Sleep(time.Second) // a person reads; answers that come at once are none
			if w.press(say.send) {
				t.Error("Send can be pressed before anything was ticked")
			}
			if n := w.tickAll(); n != "1" {
				t.Errorf("there are %s boxes, want 1", n)
			}
			d.until("Send can be pressed", func() bool { return w.press(say.send) })
			if err := result(t, sent); err != nil {
				t.Fatalf("the confirmed mail: %v", err)
			}
			if got := d.provider.arrived(); len(got) != 1 || !strings.Contains(got[0], subject) {
				t.Fatalf("the provider has %q, want the one mail", got)
			}
			d.seen(false)

			sent = d.send(mail{"second", "Mozilla Thunderbird 140"})
			d.seen(true)
			d.until("the page shows the second mail", func() bool { return strings.Contains(w.text(), "second") })
			time.Sleep(time.Second)
			d.tool("key", "Return")
			d.tool("key", "Escape")
			if err := result(t, sent); err == nil || !strings.HasPrefix(err.Error(), "550") {
				t.Errorf("after Enter and Escape the mail program is told %v, want 550", err)
			}
			d.seen(false)

			sent = d.send(mail{"third", "Mozilla Thunderbird 140"})
			d.seen(true)
			d.until("the page shows the third mail", func() bool { return strings.Contains(w.text(), "third") })
			d.tool("windowactivate", "--sync", d.windows()[0], "key", "alt+F4")
			if err := result(t, sent); err == nil || !strings.HasPrefix(err.Error(), "550") {
				t.Errorf("after the window was closed the mail program is told %v, want 550", err)
			}
			d.seen(false)
			if got := d.provider.arrived(); len(got) != 1 {
				t.Errorf("the provider has %d mails, want the confirmed one alone", len(got))
			}
		})
	}
}

// TestSecondStartShowsTheWindow: the second program ends well, and the first one's window is there.
func TestSecondStartShowsTheWindow(t *testing.T) {
	d := newDesk(t, "ja_JP.UTF-8")
	first := d.start("--hidden")
	if seen := d.windows(); len(seen) > 0 {
		t.Fatalf("--hidden shows %v", seen)
	}
	d.must(d.flags()...)
	d.seen(true)
	if err := first.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := first.end(); err != nil {
		t.Errorf("SIGTERM with an open window ends the companion with %v, want status 0; it said:\n%s", err, first.output)
	}
}

// TestWithoutAScreenNothingPasses: a mail that must be asked about is not sent where nobody can be asked.
func TestWithoutAScreenNothingPasses(t *testing.T) {
	d := newDesk(t, "en_US.UTF-8")
	d.display = ""
	r := d.start("--hidden")
	sent := d.send(mail{"nobody sees this", "swaks v1"})
	if err := result(t, sent); err == nil || !strings.HasPrefix(err.Error(), "451") {
		t.Errorf("the mail program is told %v, want 451", err)
	}
	if got := d.provider.arrived(); len(got) != 0 {
		t.Errorf("the provider has %d mails, want none", len(got))
	}
	if err := r.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := r.end(); err != nil {
		t.Errorf("the companion ends with %v, want status 0; it said:\n%s", err, r.output)
	}
}
