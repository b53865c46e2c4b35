package desktop

import (
	"bytes"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// thunderbirdPrefs are those of a person who sends through a server that nobody answers at. The rest keeps first-run pages away.
const thunderbirdPrefs = `user_pref("app.donation.eoy.version.viewed", 999);
user_pref("app.update.enabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("mail.account.account1.server", "server1");
user_pref("mail.account.account2.identities", "id1");
user_pref("mail.account.account2.server", "server2");
user_pref("mail.accountmanager.accounts", "account1,account2");
user_pref("mail.accountmanager.defaultaccount", "account2");
user_pref("mail.accountmanager.localfoldersserver", "server1");
user_pref("mail.identity.id1.doBcc", false);
user_pref("mail.identity.id1.fcc", false);
user_pref("mail.identity.id1.fullName", "Sato");
user_pref("mail.identity.id1.smtpServer", "smtp1");
user_pref("mail.identity.id1.useremail", "` + login + `");
user_pref("mail.identity.id1.valid", true);
user_pref("mail.provider.suppress_dialog_on_startup", true);
user_pref("mail.rights.version", 1);
user_pref("mail.server.server1.hostname", "Local Folders");
user_pref("mail.server.server1.type", "none");
user_pref("mail.server.server1.userName", "nobody");
user_pref("mail.server.server2.check_new_mail", false);
user_pref("mail.server.server2.hostname", "127.0.0.1");
user_pref("mail.server.server2.login_at_startup", false);
user_pref("mail.server.server2.port", 1);
user_pref("mail.server.server2.type", "pop3");
user_pref("mail.server.server2.userName", "sato");
user_pref("mail.shell.checkDefaultClient", false);
user_pref("mail.smtp.defaultserver", "smtp1");
user_pref("mail.smtpserver.smtp1.authMethod", 3);
user_pref("mail.smtpserver.smtp1.hostname", "127.0.0.1");
user_pref("mail.smtpserver.smtp1.port", 9);
user_pref("mail.smtpserver.smtp1.try_ssl", 0);
user_pref("mail.smtpserver.smtp1.type", "smtp");
user_pref("mail.smtpserver.smtp1.username", "sato");
user_pref("mail.smtpservers", "smtp1");
user_pref("mail.warn_on_send_accel_key", false);
user_pref("mailnews.start_page.enabled", false);
`

// profile gives the person a Thunderbird profile and returns its folder.
func (d *desk) profile() string {
	d.t.Helper()
	root := filepath.Join(d.state, ".thunderbird")
	dir := filepath.Join(root, "story.default")
	if err := errors.Join(
		os.MkdirAll(dir, 0o700),
		os.WriteFile(filepath.Join(root, "profiles.ini"), []byte("[Profile0]\nName=story\nIsRelative=1\nPath=story.default\nDefault=1\n"), 0o600),
		os.WriteFile(filepath.Join(dir, "prefs.js"), []byte(thunderbirdPrefs), 0o600),
	); err != nil {
		d.t.Fatal(err)
	}
	return dir
}

// thunderbird is one that runs, writing a mail.
type thunderbird struct {
	*desk
	cmd   *exec.Cmd
	ended chan struct{}
}

// compose starts Thunderbird with a mail to write.
func (d *desk) compose(profile, subject string) *thunderbird {
	d.t.Helper()
	return d.composeTo(profile, "tanaka@akatsuki.example", subject, "-no-remote")
}

// draft is a mail to write, as Thunderbird's command line takes it.
func draft(to, subject string) string {
	return "to='" + to + "',subject='" + subject + "',body='hello'"
}

func (d *desk) birdEnvironment() []string {
	return append(d.environment(), "MOZ_CRASHREPORTER_DISABLE=1", "XDG_CONFIG_HOME=", "XDG_CACHE_HOME=")
}

func (d *desk) composeTo(profile, to, subject string, more ...string) *thunderbird {
	d.t.Helper()
	b := &thunderbird{desk: d, ended: make(chan struct{})}
	b.cmd = exec.Command("thunderbird", append([]string{"-profile", profile, "-compose", draft(to, subject)}, more...)...)
	b.cmd.Env = append(os.Environ(), d.birdEnvironment()...)
	b.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := b.cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	go func() {
		_ = b.cmd.Wait()
		close(b.ended)
	}()
	d.t.Cleanup(func() {
		select {
		case <-b.ended:
		default:
			_ = syscall.Kill(-b.cmd.Process.Pid, syscall.SIGKILL)
		}
	})
	return b
}

// named are Thunderbird's windows with a title.
func (b *thunderbird) named(title string) []string {
	cmd := exec.CommandContext(b.t.Context(), "xdotool", "search", "--onlyvisible", "--name", title)
	cmd.Env = append(cmd.Environ(), b.environment()...)
	out, _ := cmd.Output() // an error: none
	return strings.Fields(string(out))
}

func (b *thunderbird) waitFor(title string) string {
	b.t.Helper()
	b.until("Thunderbird shows "+title, func() bool { return len(b.named(title)) > 0 })
	return b.named(title)[0]
}

// quit closes Thunderbird as a person does.
func (b *thunderbird) quit() {
	b.t.Helper()
	_ = b.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-b.ended:
	case <-time.After(patience):
		b.t.Fatal("Thunderbird does not end")
	}
}

// TestThunderbirdIsSetUpAndUndone: the real Thunderbird, whose own server nobody answers at, sends through the companion by STARTTLS
// and trusts its certificate; while it runs nothing is undone, and afterwards it is as before.
func TestThunderbirdIsSetUpAndUndone(t *testing.T) {
	must(t, "thunderbird", "certutil")
	d := newDesk(t, "en_US.UTF-8")
	profile := d.profile()
	d.start("--no-window")
	out := d.must(d.subcommand("client", "thunderbird")...)
	for _, want := range []string{`+ user_pref("mail.identity.id1.smtpServer", "sekisho1");`, "imported"} {
		if !strings.Contains(out, want) {
			t.Fatalf("client thunderbird does not say %q:\n%s", want, out)
		}
	}
	b := d.compose(profile, "through the gate")
	window := b.waitFor("Write: through the gate")
	if refused, err := d.command(t.Context(), d.subcommand("client", "undo")...).CombinedOutput(); err == nil || !strings.Contains(string(refused), "running") {
		t.Errorf("client undo while Thunderbird runs: %v\n%s", err, refused)
	}
	b.until("Thunderbird asks for the password", func() bool {
		if len(b.named("Password")) > 0 {
			return true
		}
		d.tool("windowactivate", "--sync", window, "key", "ctrl+Return")
		time.Sleep(time.Second)
		return false
	})
	d.tool("windowactivate", "--sync", b.waitFor("Password"), "type", password)
	d.tool("key", "Return")
	d.until("the mail arrives", func() bool { return len(d.provider.arrived()) == 1 })
	if mail := d.provider.arrived()[0]; !strings.Contains(mail, "Subject: through the gate") || !strings.Contains(mail, "Thunderbird") {
		t.Errorf("what arrived is\n%s", mail)
	}
	b.quit()
	if out := d.must("--state", d.state, "client", "undo"); !strings.Contains(out, "story: as before") {
		t.Errorf("client undo says\n%s", out)
	}
	d.asBefore(profile)
}

// subcommand are the arguments of a subcommand on this desktop.
func (d *desk) subcommand(words ...string) []string {
	flags := append(slices.Clone(words), "--state", d.state)
	if !slices.Contains(words, "undo") {
		flags = append(flags, "--smtp-listen", d.smtp, "--smtps-listen", d.smtps)
	}
	return flags
}

// asBefore checks that every preference of before about mail is there, and nothing of ours.
func (d *desk) asBefore(profile string) {
	d.t.Helper()
	now, err := os.ReadFile(filepath.Join(profile, "prefs.js"))
	if err != nil {
		d.t.Fatal(err)
	}
	about := func(line string) bool {
		return slices.ContainsFunc([]string{"account", "identity", "server", "smtp"}, func(what string) bool {
			return strings.HasPrefix(line, `user_pref("mail.`+what)
		})
	}
	for line := range strings.Lines(thunderbirdPrefs) {
		if about(line) && !bytes.Contains(now, []byte(line)) {
			d.t.Errorf("prefs.js lacks %s", line)
		}
	}
	_, port, _ := net.SplitHostPort(d.smtp)
	for _, trace := range []string{"sekisho", "Sekisho", port} {
		if bytes.Contains(now, []byte(trace)) {
			d.t.Errorf("prefs.js still says %q:\n%s", trace, now)
		}
	}
	list, err := exec.CommandContext(d.t.Context(), "certutil", "-L", "-d", "sql:"+profile).CombinedOutput()
	if err != nil || bytes.Contains(list, []byte("Sekisho")) {
		d.t.Errorf("the profile trusts\n%s%v", list, err)
	}
}
