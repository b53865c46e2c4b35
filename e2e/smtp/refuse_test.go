package smtp

import (
	"io"
	"net"
	"strings"
	"testing"

	"sekisho/e2e/support/ports"
)

const rivalPolicy = openPolicy + `lists: {rivals: .rival.example}
rules:
  - id: rivals
    title: {ja: 競合他社への送信は禁止, en: No mail to competitors}
    when: {recipients: {any: {in: rivals}}}
    then: {action: block}
`

func swaks(addr string, more ...string) []string {
	return append([]string{"--server", addr, "--from", "taro@a.example", "--helo", "client.example", "--timeout", "30"}, more...)
}

// A person whose mail is blocked reads why, in both languages, in the client they use.
func TestBlockedMailSaysWhy(t *testing.T) {
	must(t, "swaks")
	destination := startSink(t, "", "")
	g := startGate(t, destination.addr, "--policy", write(t, "policy.yaml", rivalPolicy))
	out, status := run(t, "", "swaks", swaks(g.addr, "--to", "boss@x.rival.example", "--header", "Subject: plan")...)
	r := g.record(0)
	if want := "550 5.7.1 Sekisho: 送信を中止しました / blocked: 競合他社への送信は禁止 / No mail to competitors (id " + r.ID + ")"; !strings.Contains(out, "<** "+want) || r.Reply != want {
		t.Errorf("swaks shows\n%s\nthe record says %q; want %q in both", out, r.Reply, want)
	}
	if status != 26 { // swaks: error from the final dot
		t.Errorf("swaks ended with %d, want 26", status)
	}
	if r.Verdict == nil || r.Verdict.Action != "block" || r.Sent || r.SHA256.Relayed != "" {
		t.Errorf("record = %+v, want a block and nothing relayed", r)
	}
	if out, status := run(t, "", "swaks", swaks(g.addr, "--to", "hanako@b.example")...); status != 0 {
		t.Errorf("mail to someone else: swaks ended with %d:\n%s", status, out)
	}
	if got := destination.all(); len(got) != 1 || !strings.Contains(got[0].to[0], "hanako") {
		t.Errorf("arrived: %+v, want hanako's mail only", got)
	}
}

// The sample policy asks about every mail that leaves the house; a gate with nobody to ask refuses it.
func TestSamplePolicyWantsAConfirmation(t *testing.T) {
	must(t, "swaks")
	destination := startSink(t, "", "")
	g := startGate(t, destination.addr)
	out, status := run(t, "", "swaks", swaks(g.addr, "--to", "hanako@b.example")...)
	if status != 26 || !strings.Contains(out, "550 5.7.1 Sekisho: 確認が必要なため送信していません / not sent, needs confirmation: ") {
		t.Errorf("swaks ended with %d and shows\n%s", status, out)
	}
	if got := destination.all(); len(got) != 0 {
		t.Errorf("arrived: %+v, want nothing", got)
	}
}

func TestDeadUpstream(t *testing.T) {
	must(t, "swaks")
	upstream := ports.For(t)
	g := startGate(t, upstream, "--decide", "allow")
	out, status := run(t, "", "swaks", swaks(g.addr, "--to", "hanako@b.example")...)
	if status == 0 || !strings.Contains(out, "421 4.4.1 Sekisho: メールサーバーに接続できません / cannot reach the mail server: "+upstream) {
		t.Errorf("swaks ended with %d and shows\n%s\nwant 421 4.4.1 naming %s", status, out, upstream)
	}
}

// An upstream that goes away between the client's first word and its mail is a 4xx too.
func TestUpstreamDiesMeanwhile(t *testing.T) {
	upstream, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { // one greeting, one EHLO, and it is gone
		c, err := upstream.Accept()
		if err != nil {
			return
		}
		_, _ = io.WriteString(c, "220 upstream\r\n")
		_, _ = c.Read(make([]byte, 1000))
		_, _ = io.WriteString(c, "250 upstream\r\n")
		_ = upstream.Close()
		_ = c.Close()
	}()
	g := startGate(t, upstream.Addr().String(), "--decide", "allow")
	d := dial(t, g.addr)
	d.hear()
	d.do("EHLO client.example", "250")
	d.do("MAIL FROM:<taro@a.example>", "250")
	d.do("RCPT TO:<hanako@b.example>", "250")
	d.do("DATA", "354")
	d.say(base + "\r\nHello\r\n.\r\n")
	if got := d.hear(); !strings.HasPrefix(got, "451 4.4.1") {
		t.Errorf("answer %q, want 451 4.4.1", got)
	}
	d.do("QUIT", "221")
}

// The terminal shows the mail and its risks and waits for a word.
func TestTerminal(t *testing.T) {
	must(t, "swaks")
	destination := startSink(t, "", "")
	g, answers := startTerminal(t, destination.addr, "--lang", "ja")
	done := make(chan string, 1)
	send := func() {
		go func() {
			out, _ := run(t, "", "swaks", swaks(g.addr, "--to", "hanako@b.example", "--header", "Subject: plan")...)
			done <- out
		}()
	}
	send()
	eventually(t, "the question", func() bool { return strings.Contains(g.said(), "[ ] recipient hanako@b.example") })
	_, _ = io.WriteString(answers, "n\n")
	if out := <-done; !strings.Contains(out, "550 5.7.1 Sekisho: 送信を中止しました / cancelled by sender (id ") {
		t.Errorf("after n swaks shows\n%s", out)
	}
	send()
	_, _ = io.WriteString(answers, "y\n")
	if out := <-done; !strings.Contains(out, "250 2.0.0 sink has it") {
		t.Errorf("after y swaks shows\n%s", out)
	}
	if got := destination.all(); len(got) != 1 {
		t.Errorf("%d mails arrived, want the second only", len(got))
	}
}

// An address in use, one that others can reach, and a broken policy are errors that name them.
func TestGateRefusesToStart(t *testing.T) {
	file, err := build()
	if err != nil {
		t.Fatal(err)
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	for want, args := range map[string][]string{
		taken.Addr().String() + " is in use":                {"--listen", taken.Addr().String(), "--upstream", "127.0.0.1:25"},
		`--listen "0.0.0.0:2525" is not a loopback address`: {"--listen", "0.0.0.0:2525", "--upstream", "127.0.0.1:25"},
		`--listen ":2525" is not a loopback address`:        {"--listen", ":2525", "--upstream", "127.0.0.1:25"},
		"--upstream is missing":                             {"--listen", "127.0.0.1:0"},
		`--decide "ask" is none of`:                         {"--listen", "127.0.0.1:0", "--upstream", "127.0.0.1:25", "--decide", "ask"},
		"policy.yaml:3":                                     {"--listen", "127.0.0.1:0", "--upstream", "127.0.0.1:25", "--policy", write(t, "policy.yaml", "version: 1\norganization: {domains: a.example}\nrulez: []\n")},
	} {
		out, status := run(t, "", file, append([]string{"gate"}, args...)...)
		if status != 2 || !strings.Contains(out, want) || strings.Count(out, "\n") != 1 {
			t.Errorf("gate %v: status %d, output %q; want 2 and one line with %q", args, status, out, want)
		}
	}
}
