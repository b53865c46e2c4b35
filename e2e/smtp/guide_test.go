package smtp

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sekisho/e2e/support/ports"
	"sekisho/e2e/support/postfix"
)

// block returns a code block of the guide for Postfix, the same in both languages.
func block(t *testing.T, kind string, n int) string {
	t.Helper()
	var first string
	for _, name := range []string{"postfix.md", "postfix.ja.md"} {
		text, err := os.ReadFile(filepath.Join("../../server/deploy", name))
		if err != nil {
			t.Fatal(err)
		}
		found := regexp.MustCompile("(?s)```"+regexp.QuoteMeta(kind)+"\n(.*?)```").FindAllStringSubmatch(string(text), -1)
		if len(found) <= n {
			t.Fatalf("%s has %d blocks of %s", name, len(found), kind)
		}
		if first == "" {
			first = found[n][1]
		} else if first != found[n][1] {
			t.Errorf("the guides differ in %s:\n%s\n%s", kind, first, found[n][1])
		}
	}
	return first
}

// serveGuide runs the server with a configuration of the guide.
func serveGuide(t *testing.T, addr, text string) {
	t.Helper()
	file, err := build()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	config := filepath.Join(dir, "sekisho.yaml")
	text += "listen: " + ports.For(t) + "\ndataDir: " + dir + "/data\npolicy: " + write(t, "policy.yaml", rivalPolicy) + "\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(file, "serve", "--config", config)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Signal(os.Interrupt); _ = cmd.Wait() })
	eventually(t, "the server on "+addr, func() bool { return greets(addr) })
	if out, status := run(t, "", file, "ready", "--config", config); status != 0 || out != "ready\n" {
		t.Errorf("sekisho ready: %d %s", status, out)
	}
}

// submit gives a mail to Postfix as a person does, and wants it taken.
func submit(t *testing.T, addr, from, to, story string) {
	t.Helper()
	out, status := run(t, "", "swaks", "--server", addr, "--from", from, "--to", to, "--helo", "client.example", "--header", "Subject: s", "--add-header", "X-Story: "+story)
	if status != 0 {
		t.Fatalf("swaks ended with %d:\n%s", status, out)
	}
}

// TestGuideContentFilter follows the guide with a real Postfix: it gives mail to the server and gets it back by another port, once.
func TestGuideContentFilter(t *testing.T) {
	must(t, "swaks")
	destination := startSink(t, "", "")
	ours, back := ports.For(t), ports.For(t)
	ports := strings.NewReplacer("127.0.0.1:2525", ours, "[127.0.0.1]:2525", "[127.0.0.1]:"+port(ours), "127.0.0.1:10026", back)
	p := startPostfixWith(t, postfix.Options{DeliverTo: destination.addr, SMTPD: "\n" + strings.TrimRight(ports.Replace(block(t, "master.cf", 0)), "\n")})
	serveGuide(t, ours, ports.Replace(block(t, "yaml", 0)))
	submit(t, p.Addr, "taro@a.example", "hanako@b.example", "filtered")
	data := destination.about(t, "filtered").data
	if n := strings.Count(data, "(Sekisho)"); n != 1 {
		t.Errorf("it passed the server %d times:\n%s", n, data)
	}
	if n := strings.Count(data, "(Postfix)"); n != 2 {
		t.Errorf("it passed Postfix %d times, want before and after:\n%s", n, data)
	}
	submit(t, p.Addr, "taro@a.example", "boss@x.rival.example", "blocked")
	bounce := destination.arrivedFor(t, "taro@a.example")
	if !strings.Contains(bounce, "blocked: 競合他社への送信は禁止") && !strings.Contains(bounce, "550 5.7.1 Sekisho") {
		t.Errorf("the sender's bounce does not say why:\n%s", bounce)
	}
	out, _ := run(t, "", "swaks", "--server", ours, "--from", "x@elsewhere.example", "--to", "y@outside.example", "--helo", "client.example")
	if !strings.Contains(out, "is not an address of this organisation") {
		t.Errorf("step 4 of the check:\n%s", out)
	}
	eventually(t, "Postfix to be idle", p.Idle)
	for _, a := range destination.all() {
		if strings.Contains(strings.Join(a.to, " "), "rival") {
			t.Errorf("what is blocked arrived: %v", a.to)
		}
	}
}

// TestGuideSmarthost follows the guide with a real Postfix that sends everything to the server.
func TestGuideSmarthost(t *testing.T) {
	must(t, "swaks")
	destination := startSink(t, "", "")
	ours := ports.For(t)
	serveGuide(t, ours, "smtpListen: "+ours+"\nupstream: "+destination.addr+"\n")
	settings := "default_transport = smtp\nrelay_transport = smtp\n" + strings.ReplaceAll(block(t, "main.cf", 0), "[127.0.0.1]:2525", "[127.0.0.1]:"+port(ours))
	p := startPostfixWith(t, postfix.Options{DeliverTo: ours, Settings: settings})
	submit(t, p.Addr, "taro@a.example", "hanako@b.example", "smarthost")
	if data := destination.about(t, "smarthost").data; strings.Count(data, "(Sekisho)") != 1 || strings.Count(data, "(Postfix)") != 1 {
		t.Errorf("the way of the mail:\n%s", data)
	}
	eventually(t, "Postfix to be idle", p.Idle)
}

func port(addr string) string {
	_, p, _ := net.SplitHostPort(addr)
	return p
}

// arrivedFor waits for a mail to one recipient.
func (s *sink) arrivedFor(t *testing.T, to string) (data string) {
	t.Helper()
	eventually(t, "a mail to "+to, func() bool {
		for _, a := range s.all() {
			if strings.Contains(strings.Join(a.to, " "), to) {
				data = a.data
				return true
			}
		}
		return false
	})
	return data
}
