package stories

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/companion"
	"sekisho/desktop/internal/secret"
	"sekisho/e2e/support/ports"
)

var figures = flag.Bool("figures", false, "measure what the companion costs; a quiet machine is wanted")

// TestFigures compares sending through the app with sending directly, to the same server in the same run, and tells how much memory ten
// mails of 25 MiB take side by side. Both speak without TLS; the way through the app has a login more, and a policy that judges.
func TestFigures(t *testing.T) {
	if !*figures {
		t.Skip("no figures were asked for: -figures")
	}
	up := &faulty{}
	addr := up.start(t)
	v, local := runApp(t, addr)
	defer v.kill()
	for _, c := range []struct {
		name  string
		size  int
		count int
	}{{"10 KiB", 10 << 10, 50}, {"1 MiB", 1 << 20, 20}, {"25 MiB", 25 << 20, 5}} {
		text := withFile(c.size)
		direct, through := make([]time.Duration, c.count), make([]time.Duration, c.count)
		for i := range c.count { // in turn, so that both meet the same machine
			direct[i] = took(t, addr, local, text)
			through[i] = took(t, v.addr, local, text)
		}
		a, b := median(direct), median(through)
		t.Logf("%s: directly %v, through the app %v, ratio %.2f, added %v", c.name, a, b, float64(b)/float64(a), b-a)
	}
	t.Logf("before ten mails: %s", memory(v))
	text := withFile(25 << 20)
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() { took(t, v.addr, local, text) })
	}
	wg.Wait()
	t.Logf("after ten mails side by side: %s", memory(v))
}

// withFile is a mail of a size with a short text and a file.
func withFile(size int) string {
	return "Subject: figures\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n--b\r\n" +
		"Content-Type: application/octet-stream; name=a.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n" + strings.Repeat(strings.Repeat("Mf8x", 19)+"\r\n", size/78) + "--b--\r\n"
}

// runApp runs the app with one account and a policy that asks nothing.
func runApp(t *testing.T, upstream string) (*victim, string) {
	t.Helper()
	binary, err := build()
	if err != nil {
		t.Fatal(err)
	}
	state, addr := t.TempDir(), ports.For(t)
	setUp, err := companion.New(companion.Options{State: state, Keychain: secret.None(), Listen: []string{addr}})
	if err != nil {
		t.Fatal(err)
	}
	local := addAccount(t, setUp, upstream, account.AuthPassword)
	v := &victim{t: t, addr: addr, binary: binary, args: []string{
		"--no-window", "--state", state, "--policy", write(t, "policy.yaml", rules+"baseline: {external: allow}\n"), "--smtp-listen", addr, "--smtps-listen", ports.For(t),
	}}
	v.start()
	return v, local
}

// took is how long one mail takes from connection to answer.
func took(t *testing.T, addr, local, text string) time.Duration {
	began := time.Now()
	if got := tell(t, addr, local, text); !strings.HasPrefix(got, "250") {
		t.Errorf("answered %q", got)
	}
	return time.Since(began)
}

func median(list []time.Duration) time.Duration {
	slices.Sort(list)
	return list[len(list)/2]
}

// memory is what the system says of a process's memory; it knows that on Linux only.
func memory(v *victim) string {
	status, err := os.ReadFile(filepath.Join("/proc", fmt.Sprint(v.cmd.Process.Pid), "status"))
	if err != nil {
		return "not known here"
	}
	var said []string
	for line := range strings.Lines(string(status)) {
		if strings.HasPrefix(line, "VmHWM") || strings.HasPrefix(line, "VmRSS") {
			said = append(said, strings.Join(strings.Fields(line), " "))
		}
	}
	return strings.Join(said, ", ")
}
