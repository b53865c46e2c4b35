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
	"sync"
	"testing"
	"time"
)

// BenchmarkAccept is how fast mail is taken, one connection a mail, beside Postfix on the same disk in the same run: the gateway
// beside Postfix with its queue, the gate beside Postfix as a proxy. "x" is the rate against Postfix's.
//
//	go test -run '^$' -bench Accept -benchtime 3x ./e2e/smtp
func BenchmarkAccept(b *testing.B) {
	must(b, "postfix", "smtp-sink")
	queue := startPostfix(b, startSMTPSink(b)).addr
	proxy := startPostfixProxy(b, startSMTPSink(b))
	pairs := []struct {
		peer, peerAddr, ours, oursAddr string
	}{
		{"postfix-queue", queue, "gateway", startGateway(b, startSMTPSink(b))},
		{"postfix-proxy", proxy, "gate", startGate(b, startSMTPSink(b), "--policy", filepath.Join(policyFolder(b), "policy.yaml")).addr},
	}
	for _, size := range []int{10 << 10, 1 << 20, 25 << 20} {
		mail := letter(size)
		for _, clients := range []int{1, 10, 50} {
			for _, p := range pairs {
				var peer float64
				name := fmt.Sprintf("%dKiB/c%d/", size>>10, clients)
				b.Run(name+p.peer, func(b *testing.B) { peer = load(b, p.peerAddr, mail, clients) })
				b.Run(name+p.ours, func(b *testing.B) {
					if rate := load(b, p.oursAddr, mail, clients); peer > 0 {
						b.ReportMetric(rate/peer, "x")
					}
				})
			}
		}
	}
}

// load sends mails over many connections at once and returns how many a second were taken.
func load(b *testing.B, addr string, mail []byte, clients int) float64 {
	each := max(400*10<<10/len(mail), 1)
	mails := b.N * max(each, 2*clients)
	todo := make(chan struct{}, mails)
	for range mails {
		todo <- struct{}{}
	}
	close(todo)
	b.SetBytes(int64(len(mail)) * int64(mails) / int64(b.N))
	b.ResetTimer()
	began := time.Now()
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for range todo {
				if err := deliver(addr, mail); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	rate := float64(mails) / time.Since(began).Seconds()
	b.ReportMetric(rate, "mails/s")
	return rate
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
	addr := freePort(b)
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

// startPostfixProxy runs a Postfix that passes each mail on while its client waits.
func startPostfixProxy(b *testing.B, deliverTo string) string {
	b.Helper()
	return startPostfixWith(b, deliverTo, " -o smtpd_proxy_filter="+deliverTo+" -o smtpd_client_connection_count_limit=0").addr
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
func startGateway(b *testing.B, upstream string) string {
	b.Helper()
	file, err := build()
	if err != nil {
		b.Fatal(err)
	}
	dir, addr := policyFolder(b), freePort(b)
	cmd := exec.Command(file, "serve", "--listen", freePort(b), "--smtp-listen", addr, "--upstream", upstream, "--data-dir", filepath.Join(dir, "data"),
		"--policy", filepath.Join(dir, "policy.yaml"), "--log-level", "error")
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = cmd.Process.Signal(os.Interrupt); _ = cmd.Wait() })
	eventually(b, "the gateway on "+addr, func() bool { return greets(addr) })
	return addr
}
