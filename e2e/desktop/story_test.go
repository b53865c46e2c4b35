package desktop

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"sekisho/e2e/support/logins"
	"sekisho/e2e/support/ports"
	"sekisho/e2e/support/postfix"
)

// office is a person's desktop with Thunderbird, whose provider is a real Postfix.
type office struct {
	*desk
	window  *driver
	postfix *postfix.Server
	profile string
	bird    *thunderbird
	birdAt  string // where Thunderbird listens to Marionette
	talks   *marionette
	pass    string // the password in the prompt
}

// The organisation's own domain is akatsuki.example. There are two others, because a domain is known once a mail went there.
const lookAlike, another = "tanaka@akatsukl.example", "tanaka@akatsuk1.example"

// newOffice starts all but the companion, which waits for its first mail to be driven. Thunderbird is set up by `client thunderbird`.
func newOffice(t *testing.T, wait time.Duration) *office {
	t.Helper()
	must(t, "thunderbird", "certutil", "postfix", "import")
	destination := startProvider(t)
	destination.open = true
	people := logins.Start(t, login, password, "")
	server, err := postfix.Start(t.Context(), postfix.Options{DeliverTo: destination.addr, Logins: people.Addr})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	o := &office{desk: newDeskAt(t, "en_US.UTF-8", destination, server.Addr), postfix: server, birdAt: ports.For(t), pass: password}
	o.profile = o.desk.profile()
	o.add("prefs.js", `user_pref("marionette.port", `+portOf(o.birdAt)+");\n")
	if err := os.WriteFile(filepath.Join(o.state, "settings.json"), []byte(`{"onTop": true, "clientWaits": {"thunderbird": "`+wait.String()+`"}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	first := o.start("--no-window") // it makes the certificate
	o.must(o.subcommand("client", "thunderbird")...)
	_ = first.cmd.Process.Kill()
	_ = first.end()
	o.window = o.drive()
	o.failing = func() { o.screenshot("failed") }
	return o
}

func portOf(addr string) string {
	_, port, _ := net.SplitHostPort(addr)
	return port
}

func (o *office) add(name, text string) {
	o.t.Helper()
	f, err := os.OpenFile(filepath.Join(o.profile, name), os.O_APPEND|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = f.WriteString(text)
		_ = f.Close()
	}
	if err != nil {
		o.t.Fatal(err)
	}
}

// write opens a mail in Thunderbird; where that runs, one more window of it.
func (o *office) write(to, subject string) {
	o.t.Helper()
	if o.bird == nil {
		o.bird = o.composeTo(o.profile, to, subject, marionetteArgs()...)
		o.bird.waitFor("Write: " + subject)
		o.talks = o.marionette(o.birdAt)
		return
	}
	again := exec.CommandContext(o.t.Context(), "thunderbird", "-profile", o.profile, "-compose", draft(to, subject))
	again.Env = append(os.Environ(), o.birdEnvironment()...)
	if out, err := again.CombinedOutput(); err != nil {
		o.t.Fatalf("thunderbird -compose: %v\n%s", err, out)
	}
	o.bird.waitFor("Write: " + subject)
}

// sends presses Ctrl+Return in a mail's window until what is to come of it comes: keys that arrive before the window is ready are lost.
func (o *office) sends(subject, what string, came func() bool) {
	o.t.Helper()
	next := time.Now()
	o.until(what, func() bool {
		if came() {
			return true
		}
		if window := o.bird.named("Write: " + subject); len(window) > 0 && time.Now().After(next) {
			o.tool("windowactivate", "--sync", window[0], "key", "ctrl+Return")
			next = time.Now().Add(5 * time.Second)
		}
		return false
	})
}

// said is what Thunderbird's dialog says about a mail that was not sent; the dialog is closed then, and the mail still open.
func (o *office) said(subject, picture string) string {
	o.t.Helper()
	const title = "Send Message Error"
	dialog := o.bird.waitFor(title)
	text := o.talks.dialog()
	o.screenshot(picture)
	o.until("Thunderbird's dialog closes", func() bool {
		if len(o.bird.named(title)) == 0 {
			return true
		}
		o.tool("windowactivate", dialog, "key", "Return")
		return false
	})
	if len(o.bird.named("Write: "+subject)) != 1 {
		o.t.Errorf("Thunderbird does not keep the mail %q open", subject)
	}
	return text
}

// asked waits for our window, in front and by itself, with a mail in it.
func (o *office) asked(to, subject, picture string) {
	o.t.Helper()
	o.until("the window comes up", func() bool { return len(o.windows()) > 0 })
	o.until("the page shows "+subject, func() bool { return strings.Contains(o.window.text(), subject) })
	o.until("our window is in front", func() bool {
		return strings.Contains(o.front(), "Sekisho")
	})
	if text := o.window.text(); !strings.Contains(text, to) || !strings.Contains(text, "Looks like akatsuki.example") {
		o.t.Errorf("the window does not say what the domain looks like; it says %q", text)
	}
	o.screenshot(picture)
}

// arrived waits until Postfix has delivered everything and counts the mails with a subject.
func (o *office) arrived(subject string) (n int, last string) {
	o.t.Helper()
	o.until("Postfix has delivered everything", o.postfix.Idle)
	for _, m := range o.provider.arrived() {
		if strings.Contains(m, "Subject: "+subject+"\r\n") {
			n++
			last = m
		}
	}
	return n, last
}

// screenshot keeps a picture of the whole screen where SEKISHO_PICTURES says.
func (o *office) screenshot(name string) {
	o.t.Helper()
	dir := os.Getenv("SEKISHO_PICTURES")
	if dir == "" {
		return
	}
	cmd := exec.CommandContext(context.WithoutCancel(o.t.Context()), "import", "-window", "root", filepath.Join(dir, "story-"+name+".png"))
	cmd.Env = append(os.Environ(), o.environment()...)
	if out, err := cmd.CombinedOutput(); err != nil {
		o.t.Errorf("import: %v %s", err, out)
	}
}

// logIn has Thunderbird send a mail that nobody is asked about, so that it knows the password, and returns once it arrived.
func (o *office) logIn() {
	o.t.Helper()
	o.write("suzuki@akatsuki.example", "warm")
	o.sends("warm", "Thunderbird asks for the password", func() bool { return len(o.bird.named("Password")) > 0 })
	o.tool("windowactivate", "--sync", o.bird.waitFor("Password"), "type", o.pass)
	o.tool("key", "Return")
	o.until("the mail to a colleague arrives", func() bool { n, _ := o.arrived("warm"); return n == 1 })
}

// TestThunderbirdIsAsked is the whole story with a real Thunderbird, the real window and a real Postfix: a mail to a look-alike domain
// brings the window up; ticked, it arrives; cancelled, Thunderbird says why and keeps the mail; unanswered, it hears 451, three times in a
// row, and nothing is relayed; answered meanwhile and sent again, it arrives once.
func TestThunderbirdIsAsked(t *testing.T) {
	t.Run("in time", func(t *testing.T) {
		o := newOffice(t, 100*time.Second)
		opened := o.begin(o.window)
		o.logIn()
		o.ticked("tick", opened)
		o.cancelled("cancel")
	})
	t.Run("too late", func(t *testing.T) {
		o := newOffice(t, 20*time.Second) // a question is open for some 8 seconds
		opened := o.begin(o.window)
		o.logIn()
		o.unanswered("late", opened)
		o.answeredMeanwhile("late")
	})
}

// drivable waits until the window, which came up, can be driven.
func (o *office) drivable(opened <-chan error) {
	o.t.Helper()
	select {
	case err := <-opened:
		if err != nil {
			o.t.Fatal(err)
		}
	case <-time.After(patience):
		o.t.Fatal("the window cannot be driven")
	}
}

// up sends a mail and waits for our window.
func (o *office) up(subject string) {
	o.t.Helper()
	o.sends(subject, "the window comes up by itself", func() bool { return len(o.windows()) > 0 })
}

// ticked has a mail confirmed, which arrives once.
func (o *office) ticked(subject string, opened <-chan error) {
	o.t.Helper()
	o.write(lookAlike, subject)
	o.screenshot("1-written")
	o.up(subject)
	o.drivable(opened)
	o.asked(lookAlike, subject, "2-asked")
	if n, _ := o.arrived(subject); n != 0 {
		o.t.Fatal("the mail arrived before anybody answered")
	}
	o.confirm()
	o.until("Thunderbird's window closes", func() bool { return len(o.bird.named("Write: "+subject)) == 0 })
	if n, mail := o.arrived(subject); n != 1 || !strings.Contains(mail, "by upstream.example (Postfix)") {
		o.t.Fatalf("%d mails arrived, the last\n%s\nwant one by Postfix", n, mail)
	}
	o.seen(false)
	o.screenshot("3-sent")
}

// confirm ticks all boxes and sends.
func (o *office) confirm() {
	o.t.Helper()
	o.until("the mail is confirmed", func() bool {
		o.window.tickAll()
		return o.window.press("Confirm and send")
	})
}

// cancelled has a mail stopped: Thunderbird says so and keeps it.
func (o *office) cancelled(subject string) {
	o.t.Helper()
	o.write(another, subject)
	o.up(subject)
	o.asked(another, subject, "4-asked")
	// what comes in the first moments is not heard: the window came up by itself
	o.until("the mail goes back", func() bool {
		return len(o.bird.named("Send Message Error")) > 0 || !o.window.press("Go back and edit")
	})
	if text := o.said(subject, "5-cancelled"); !strings.Contains(text, "cancelled by sender") {
		o.t.Errorf("Thunderbird says %q, want that the sender cancelled", text)
	}
	o.seen(false)
	if n, _ := o.arrived(subject); n != 0 {
		o.t.Errorf("%d cancelled mails arrived", n)
	}
}

// unanswered sends a mail three times while nobody answers: each time Thunderbird hears that it was not sent, and nothing is relayed.
func (o *office) unanswered(subject string, opened <-chan error) {
	o.t.Helper()
	const title = "Send Message Error"
	o.write(lookAlike, subject)
	o.up(subject)
	o.drivable(opened)
	for n := range 3 {
		o.sends(subject, "Thunderbird hears something", func() bool { return len(o.bird.named(title)) > 0 })
		if text := o.said(subject, "6-unanswered-"+strconv.Itoa(n+1)); !strings.Contains(text, "not confirmed, not sent") {
			o.t.Errorf("try %d: Thunderbird says %q, want that nobody answered", n+1, text)
		}
	}
	if n, _ := o.arrived(subject); n != 0 {
		o.t.Fatalf("%d mails that nobody confirmed arrived", n)
	}
}

// answeredMeanwhile answers for a mail that Thunderbird gave up, and sends it again: nobody is asked, and it arrives exactly once.
func (o *office) answeredMeanwhile(subject string) {
	o.t.Helper()
	o.until("the page shows "+subject, func() bool { return strings.Contains(o.window.text(), subject) })
	if text := o.window.text(); !strings.Contains(text, "Thunderbird has given up waiting. Nothing was sent.") {
		o.t.Errorf("the window does not say that the program gave up; it says %q", text)
	}
	o.screenshot("7-waits-still")
	o.confirm()
	o.until("the answer is kept", func() bool { return strings.Contains(o.window.text(), "Your answer is kept") })
	o.screenshot("8-kept")
	if n, _ := o.arrived(subject); n != 0 {
		o.t.Fatal("the answer alone sent the mail, whose program had given up")
	}
	o.sends(subject, "Thunderbird's window closes", func() bool { return len(o.bird.named("Write: "+subject)) == 0 })
	if n, _ := o.arrived(subject); n != 1 {
		o.t.Errorf("%d mails arrived, want exactly one", n)
	}
	o.until("our window says that it went", func() bool {
		return strings.Contains(o.window.text(), "The mail was sent") && strings.Contains(o.window.text(), lookAlike)
	})
	o.screenshot("9-sent-again")
}
