package stories

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/companion"
	"sekisho/desktop/internal/confirm"
	"sekisho/desktop/internal/secret"
	"sekisho/e2e/support/logins"
	"sekisho/e2e/support/postfix"
	"sekisho/server/check"
)

const (
	user     = "taro@akatsuki.example"
	password = "remote pass+1"
	token    = "ya29.t0ken-1"
	// rules ask about everybody outside, and add nothing.
	rules = "version: 1\norganization: {name: A, domains: [akatsuki.example]}\n"
)

// house is a companion between real programs and a real Postfix.
type house struct {
	*companion.Companion
	t           *testing.T
	destination *destination
	postfix     *postfix.Server
	logins      *logins.Server
	local       string // the local password; empty: logins pass through
	starttls    string
	implicit    string
	ca          string // file of the authority
}

// newHouse runs a companion with one account; waits are how long programs wait.
func newHouse(t *testing.T, auth string, waits map[string]time.Duration) *house {
	t.Helper()
	h := &house{t: t, destination: startDestination(t), logins: logins.Start(t, user, password, token)}
	h.postfix = startPostfix(t, h.destination.addr, h.logins.Addr)
	var err error
	h.Companion, err = companion.New(companion.Options{
		State: t.TempDir(), PolicyFile: write(t, "policy.yaml", rules), Keychain: secret.None(), Waits: waits,
		Listen: []string{"127.0.0.1:0"}, ListenTLS: []string{"127.0.0.1:0"},
	})
	if err != nil {
		t.Fatal(err)
	}
	h.local = addAccount(t, h.Companion, h.postfix.Addr, auth)
	up := make(chan struct{}, 100)
	defer h.Subscribe(func(string) {
		select {
		case up <- struct{}{}:
		default:
		}
	})()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- h.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	<-up
	starttls, implicit := h.Addresses()
	h.starttls, h.implicit = starttls[0], implicit[0]
	h.ca = filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(h.ca, h.Certificate().PEM, 0o600); err != nil {
		t.Fatal(err)
	}
	return h
}

// addAccount adds the account of the stories and returns its local password.
func addAccount(t *testing.T, c *companion.Companion, upstream, auth string) string {
	t.Helper()
	kept := ""
	if auth == account.AuthPassword {
		kept = password
	}
	a, err := c.Accounts().Create(account.Account{Address: user, Login: user, Upstream: upstream, Security: account.SecurityNone, Auth: auth}, kept)
	if err != nil {
		t.Fatal(err)
	}
	if auth == account.AuthPassthrough {
		return ""
	}
	local, err := c.Vault().Get(account.Local(a.ID))
	if err != nil {
		t.Fatal(err)
	}
	return string(local)
}

// waits returns the one mail that waits.
func (h *house) waits(connected bool) confirm.Mail {
	h.t.Helper()
	var m confirm.Mail
	eventually(h.t, "a mail that waits", func() bool {
		list := h.Queue().Waiting()
		if len(list) == 1 {
			m = list[0]
		}
		return len(list) == 1 && m.Connected == connected
	})
	return m
}

// answer answers as a person would who reads everything.
func (h *house) answer(m confirm.Mail, send bool) {
	h.t.Helper()
	a := confirm.Answer{Send: send}
	if c := m.Verdict.Confirm; c != nil {
		a.Given = check.Answers{Items: c.Items, Questions: c.Questions, Words: c.Words}
	}
	if err := h.Queue().Answer(m.ID, a); err != nil {
		h.t.Fatal(err)
	}
}

// arrives waits for a number of mails of a story, and that Postfix has no more of them.
func (h *house) arrives(word string, want int) arrival {
	h.t.Helper()
	eventually(h.t, "the mail about "+word, func() bool { n, _ := h.destination.about(word); return n >= want })
	eventually(h.t, "Postfix to have delivered everything", h.postfix.Idle)
	n, a := h.destination.about(word)
	if n != want {
		h.t.Errorf("%d mails about %s arrived, want %d", n, word, want)
	}
	return a
}

// letter is the mail of a story.
func letter(word string) string {
	return "From: " + user + "\nTo: hanako@b.example\nSubject: 見積 " + word + "\nX-Story: " + word + "\n" +
		"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n田中様\nお世話になっております。\n"
}

// client is a mail program: how it sends one mail through a house with a password.
type client struct {
	name  string
	needs []string
	send  func(h *house, word, password string) *program
	wrong string // what it shows after a wrong password
}

var clients = []client{
	{"msmtp", []string{"msmtp"}, (*house).msmtp, "Accounts in Sekisho"},
	{"mutt", []string{"mutt"}, (*house).mutt, "SASL authentication failed"},
	{"swaks", []string{"swaks"}, (*house).swaks, "Accounts in Sekisho"},
	{"python", []string{"python3"}, (*house).python, "Accounts in Sekisho"},
}

func (h *house) msmtp(word, password string) *program {
	_, port, _ := net.SplitHostPort(h.starttls)
	config := write(h.t, "msmtprc", "account default\nhost localhost\nport "+port+"\nauth plain\nuser "+user+"\npassword \""+password+"\"\ntls on\ntls_starttls on\ntls_trust_file "+h.ca+"\nfrom "+user+"\n")
	return begin(h.t, letter(word), "msmtp", "-C", config, "hanako@b.example")
}

// mutt uses TLS from the start.
func (h *house) mutt(word, password string) *program {
	_, port, _ := net.SplitHostPort(h.implicit)
	config := write(h.t, "muttrc", "set smtp_url=\"smtps://taro%40akatsuki.example@localhost:"+port+"/\"\nset smtp_pass=\""+password+"\"\nset smtp_authenticators=\"plain\"\n"+
		"set ssl_ca_certificates_file=\""+h.ca+"\"\nset certificate_file=\""+h.ca+"\"\nset from=\""+user+"\"\nset copy=no\nset charset=utf-8\nset send_charset=\"utf-8\"\nset user_agent=yes\nmy_hdr X-Story: "+word+"\n")
	return begin(h.t, "田中様\n", "mutt", "-n", "-F", config, "-s", "見積 "+word, "hanako@b.example")
}

// swaks comes without TLS on Debian.
func (h *house) swaks(word, password string) *program {
	host, port, _ := net.SplitHostPort(h.starttls)
	return begin(h.t, letter(word), "swaks", "--server", host, "--port", port, "--auth", "PLAIN", "--auth-user", user, "--auth-password", password,
		"--from", user, "--to", "hanako@b.example", "--data", "-")
}

const pythonSends = `
import smtplib, ssl, sys
port, ca, user, password = sys.argv[1:5]
s = smtplib.SMTP("localhost", int(port))
s.starttls(context=ssl.create_default_context(cafile=ca))
try:
    s.login(user, password)
    s.sendmail(user, ["hanako@b.example"], sys.stdin.buffer.read().replace(b"\n", b"\r\n"), mail_options=["BODY=8BITMIME"])
except smtplib.SMTPResponseException as e:
    print(e.smtp_code, e.smtp_error.decode())
    sys.exit(1)
s.quit()
`

func (h *house) python(word, password string) *program {
	_, port, _ := net.SplitHostPort(h.starttls)
	return begin(h.t, letter(word), "python3", "-c", pythonSends, port, h.ca, user, password)
}

// shows tells whether a program shows a text, whatever it does to line ends.
func shows(out, text string) bool {
	return strings.Contains(strings.Join(strings.Fields(out), " "), text)
}
