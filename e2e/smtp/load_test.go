package smtp

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sekisho/e2e/support/ports"
	"sekisho/e2e/support/postfix"
)

// BenchmarkAccept is how fast mail is taken, one connection a mail, beside Postfix on the same disk in the same run: the gateway
// beside Postfix with its queue, the gate beside Postfix as a proxy, in turns.
//
//	go test -run '^$' -bench Accept -benchtime 5x ./e2e/smtp
func BenchmarkAccept(b *testing.B) {
	must(b, "postfix", "smtp-sink")
	pairs := []struct{ peer, ours taker }{
		{startPostfixQueue(b), startGateway(b)},
		{startPostfixProxy(b), startGateUnder(b)},
	}
	for _, size := range []int{10 << 10, 1 << 20, 25 << 20} {
		for _, clients := range []int{1, 10, 50} {
			for _, p := range pairs {
				b.Run(fmt.Sprintf("%s/%dKiB/c%d", p.ours.name, size>>10, clients), func(b *testing.B) { duel(b, p.peer, p.ours, size, clients) })
			}
		}
	}
}

// deliver gives one mail over a connection of its own.
func deliver(addr string, mail []byte) error {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer c.Close() //nolint:errcheck // it was answered
	_ = c.SetDeadline(time.Now().Add(patience))
	r := bufio.NewReader(c)
	for _, step := range []struct{ line, want string }{
		{"", "220"},
		{"EHLO load.example", "250"},
		{"MAIL FROM:<sato@minato.example>", "250"},
		{"RCPT TO:<ito@minato.example>", "250"},
		{"DATA", "354"},
		{string(mail) + ".", "250"},
		{"QUIT", "221"},
	} {
		if step.line != "" {
			if _, err := io.WriteString(c, step.line+"\r\n"); err != nil {
				return err
			}
		}
		for {
			line, err := r.ReadString('\n')
			if err != nil {
				return err
			}
			if !strings.HasPrefix(line, step.want) {
				return fmt.Errorf("%.20q: %s", step.line, strings.TrimSpace(line))
			}
			if len(line) > 3 && line[3] == ' ' {
				break
			}
		}
	}
	return nil
}

// letter is a mail of about a size: a file of noise in base64 behind a few lines.
func letter(size int) []byte {
	var m strings.Builder
	m.WriteString("From: sato@minato.example\r\nTo: ito@minato.example\r\nSubject: figures\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHello Ito, the figures are below.\r\n--b\r\n" +
		"Content-Type: image/png; name=figures.png\r\nContent-Disposition: attachment; filename=figures.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgoAAAANSUhEUgAA\r\n")
	line := strings.Repeat("QmVuY2htYXJr", 6) + "\r\n"
	for m.Len() < size {
		m.WriteString(line)
	}
	m.WriteString("--b--\r\n")
	return []byte(m.String())
}

// startSMTPSink runs Postfix's sink, which throws mail away.
func startSMTPSink(b *testing.B) string {
	b.Helper()
	addr := ports.For(b)
	args := []string{addr, "1000"}
	if os.Geteuid() == 0 {
		args = append([]string{"-u", "nobody"}, args...)
	}
	cmd := exec.Command("smtp-sink", args...)
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	eventually(b, "smtp-sink", func() bool { return greets(addr) })
	return addr
}

// startPostfixQueue runs a Postfix that takes mail into its queue.
func startPostfixQueue(b *testing.B) taker {
	b.Helper()
	p := startPostfix(b, startSMTPSink(b))
	return taker{"postfix", p.Addr, p.PID()}
}

// startPostfixProxy runs a Postfix that passes each mail on while its client waits.
func startPostfixProxy(b *testing.B) taker {
	b.Helper()
	to := startSMTPSink(b)
	p := startPostfixWith(b, postfix.Options{DeliverTo: to, SMTPD: " -o smtpd_proxy_filter=" + to})
	return taker{"postfix", p.Addr, p.PID()}
}

// startGateUnder runs a gate with a policy.
func startGateUnder(b *testing.B) taker {
	b.Helper()
	g := startGate(b, startSMTPSink(b), "--policy", filepath.Join(policyFolder(b), "policy.yaml"))
	return taker{"gate", g.addr, g.cmd.Process.Pid}
}

func policyFolder(b *testing.B) string {
	b.Helper()
	dir := b.TempDir()
	text := "version: 1\norganization: {name: Minato, domains: minato.example}\nsettings: {gateway: {present: true, confirm: send}}\nbaseline: {external: allow}\n" +
		"rules:\n  - id: secret\n    when: {text: {any: [社外秘, confidential], in: [subject, body]}, recipients: {any: {who: external}}}\n    then: {action: block}\n"
	if err := os.WriteFile(filepath.Join(dir, "policy.yaml"), []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
	return dir
}

// startGateway runs the whole server with its queue.
func startGateway(b *testing.B) taker {
	b.Helper()
	upstream := startSMTPSink(b)
	file, err := build()
	if err != nil {
		b.Fatal(err)
	}
	dir, addr := policyFolder(b), ports.For(b)
	cmd := exec.Command(file, "serve", "--listen", ports.For(b), "--smtp-listen", addr, "--upstream", upstream, "--data-dir", filepath.Join(dir, "data"),
		"--policy", filepath.Join(dir, "policy.yaml"), "--log-level", "error")
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = cmd.Process.Signal(os.Interrupt); _ = cmd.Wait() })
	eventually(b, "the gateway on "+addr, func() bool { return greets(addr) })
	return taker{"gateway", addr, cmd.Process.Pid}
}
