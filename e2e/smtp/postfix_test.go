package smtp

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// masterCF starts what relaying needs and nothing else, without chroot.
const masterCF = `%s inet n - n - - smtpd%s
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
showq unix n - n - - showq
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`

// mainCF accepts all mail on loopback and hands it to one server as it is. What concerns the end of data is Debian's default.
const mainCF = `compatibility_level = 3.6
queue_directory = %[1]s/queue
data_directory = %[1]s/data
maillog_file = %[1]s/log/mail
maillog_file_prefixes = %[1]s
myhostname = upstream.example
mydomain = upstream.example
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
mydestination =
alias_maps =
alias_database =
local_recipient_maps =
local_header_rewrite_clients =
default_transport = smtp:[%[2]s]:%[3]s
relay_transport = smtp:[%[2]s]:%[3]s
disable_dns_lookups = yes
disable_mime_output_conversion = yes
smtp_tls_security_level = none
smtp_connection_cache_on_demand = no
smtpd_tls_security_level = none
smtpd_client_connection_count_limit = 0
smtputf8_enable = yes
`

// postfix is one running Postfix.
type postfix struct{ addr, conf string }

// idle reports whether nothing is left to deliver.
func (p postfix) idle() bool {
	out, err := exec.Command("postqueue", "-c", p.conf, "-p").Output()
	return err == nil && strings.Contains(string(out), "Mail queue is empty")
}

// startPostfix runs a Postfix of its own in a folder of its own, on a free port, that delivers to the address given.
func startPostfix(t testing.TB, deliverTo string) postfix {
	t.Helper()
	return startPostfixWith(t, deliverTo, "")
}

// startPostfixWith is startPostfix with options of its smtpd.
func startPostfixWith(t testing.TB, deliverTo, options string) postfix {
	t.Helper()
	must(t, "postfix", "postconf")
	if os.Geteuid() != 0 {
		absent(t, "Postfix starts its services as root only")
	}
	dir, err := os.MkdirTemp("", "postfix-") // Postfix's user has to get in, so it is not t.TempDir
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	host, port, _ := net.SplitHostPort(deliverTo)
	addr := freePort(t)
	for _, step := range []error{
		os.Chmod(dir, 0o755),
		os.Mkdir(filepath.Join(dir, "conf"), 0o755), os.Mkdir(filepath.Join(dir, "queue"), 0o755), os.Mkdir(filepath.Join(dir, "log"), 0o755),
		os.Mkdir(filepath.Join(dir, "data"), 0o700),
		os.WriteFile(filepath.Join(dir, "conf/main.cf"), fmt.Appendf(nil, mainCF, dir, host, port), 0o644),
		os.WriteFile(filepath.Join(dir, "conf/master.cf"), fmt.Appendf(nil, masterCF, addr, options), 0o644),
	} {
		if step != nil {
			t.Fatal(step)
		}
	}
	if out, err := exec.Command("chown", "postfix", filepath.Join(dir, "data")).CombinedOutput(); err != nil {
		t.Fatalf("chown: %v %s", err, out)
	}
	log := filepath.Join(dir, "log/mail")
	cmd := exec.Command("postfix", "-c", filepath.Join(dir, "conf"), "start-fg")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = exec.Command("postfix", "-c", filepath.Join(dir, "conf"), "stop").Run()
		_ = cmd.Wait()
		if t.Failed() {
			b, _ := os.ReadFile(log)
			t.Logf("Postfix said:\n%s", b)
		}
	})
	eventually(t, "Postfix on "+addr, func() bool { return greets(addr) })
	return postfix{addr, filepath.Join(dir, "conf")}
}

func greets(addr string) bool {
	c, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return false
	}
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(5 * time.Second))
	line, _ := bufio.NewReader(c).ReadString('\n')
	_, _ = c.Write([]byte("QUIT\r\n"))
	return strings.HasPrefix(line, "220 ")
}
