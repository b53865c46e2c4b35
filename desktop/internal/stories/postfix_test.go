package stories

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

// services start what relaying needs and nothing else, without chroot.
const services = `%s inet n - n - - smtpd
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

// settings make a provider's submission server of it: it takes mail of those who log in, with passwords or tokens, and hands it to one server
// as it is. What concerns the end of data is Debian's default.
const settings = `compatibility_level = 3.6
queue_directory = %[1]s/queue
data_directory = %[1]s/data
maillog_file = %[1]s/log/mail
maillog_file_prefixes = %[1]s
myhostname = upstream.example
mydomain = upstream.example
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks =
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
smtpd_tls_security_level = none
smtpd_client_connection_count_limit = 0
smtputf8_enable = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:%[4]s
smtpd_sasl_security_options = noanonymous
smtpd_relay_restrictions = permit_sasl_authenticated, reject
in_flow_delay = 0
`

// postfix is one running Postfix.
type postfix struct{ addr, conf, log string }

// idle reports whether nothing is left to deliver.
func (p postfix) idle() bool {
	out, err := exec.Command("postqueue", "-c", p.conf, "-p").Output()
	return err == nil && strings.Contains(string(out), "Mail queue is empty")
}

// startPostfix runs a Postfix of its own, in a folder of its own, that asks logins for who may send, and delivers to the address given.
func startPostfix(t *testing.T, deliverTo, logins string) postfix {
	t.Helper()
	must(t, "postfix", "postconf", "postqueue")
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
		os.WriteFile(filepath.Join(dir, "conf/main.cf"), fmt.Appendf(nil, settings, dir, host, port, logins), 0o644),
		os.WriteFile(filepath.Join(dir, "conf/master.cf"), fmt.Appendf(nil, services, addr), 0o644),
	} {
		if step != nil {
			t.Fatal(step)
		}
	}
	if out, err := exec.Command("chown", "postfix", filepath.Join(dir, "data")).CombinedOutput(); err != nil {
		t.Fatalf("chown: %v %s", err, out)
	}
	p := postfix{addr, filepath.Join(dir, "conf"), filepath.Join(dir, "log/mail")}
	cmd := exec.Command("postfix", "-c", p.conf, "start-fg")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = exec.Command("postfix", "-c", p.conf, "stop").Run()
		_ = cmd.Wait()
		if t.Failed() {
			b, _ := os.ReadFile(p.log)
			t.Logf("Postfix said at the end:\n%s", b[max(0, len(b)-6000):])
		}
	})
	eventually(t, "Postfix on "+addr, func() bool { return greets(addr) })
	return p
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
