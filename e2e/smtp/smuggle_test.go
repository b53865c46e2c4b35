package smtp

import (
	"strings"
	"testing"

	"sekisho/server/gate/gatetest"
)

const second = "MAIL FROM:<ceo@a.example>\r\nRCPT TO:<victim@evil.example>\r\nDATA\r\nX-Story: smuggled\r\n\r\nsmuggled\r\n.\r\n"

// A Debian Postfix takes some of these for the end of a mail and what follows for commands: without the gate a second mail with
// another sender is born. Behind the gate there is exactly one mail, or a refusal.
func TestSmuggling(t *testing.T) {
	destination := startSink(t, "", "")
	postfix := startPostfix(t, destination.addr)
	fell := 0
	for _, v := range gatetest.Smuggles() {
		if attack(t, postfix.Addr, "direct "+v.Name, v.Octets, destination) > 1 {
			fell++
		}
	}
	if fell < 5 {
		t.Errorf("the upstream fell for %d of the vectors, want at least 5: this story shows nothing", fell)
	}
	g := startGate(t, postfix.Addr, "--decide", "allow")
	before, whole := len(destination.all()), 0
	for i, v := range gatetest.Smuggles() {
		n := attack(t, g.addr, v.Name, v.Octets, destination)
		r := g.record(i)
		if !strings.HasPrefix(r.Reply, v.Want) || r.Sent != v.Taken() {
			t.Errorf("%s: the gate said %q, sent = %t; want %s", v.Name, r.Reply, r.Sent, v.Want)
		}
		if n == 1 {
			whole++
		}
		if n > 1 || v.Taken() != (n == 1) {
			t.Errorf("%s: %d mails arrived, want one: %t", v.Name, n, v.Taken())
		}
	}
	// A mail that was smuggled in behind the last reply would still be on its way.
	eventually(t, "Postfix to have delivered everything", postfix.Idle)
	if got := len(destination.all()) - before; got != whole {
		t.Errorf("%d mails arrived in all, want %d", got, whole)
	}
}

// attack sends one mail with a vector in it and a harmless one after it, and returns how many mails of the attack arrived before
// the harmless one.
func attack(t *testing.T, addr, name, vector string, s *sink) int {
	t.Helper()
	before := len(s.all())
	d := dial(t, addr)
	d.hear()
	d.do("EHLO client.example", "250")
	d.do("MAIL FROM:<taro@a.example>", "250")
	d.do("RCPT TO:<hanako@b.example>", "250")
	d.do("DATA", "354")
	d.say("X-Story: attack\r\n\r\nbody" + vector + second)
	// However many replies the attack brings, NOOP's comes last.
	d.say("RSET\r\nVRFY <end@a.example>\r\n")
	accepted := 0
	for line := d.hear(); !strings.HasPrefix(line, "252"); line = d.hear() {
		if line == "" {
			t.Fatalf("%s: the connection ended", name)
		}
		if strings.Contains(line, "queued as") {
			accepted++
		}
	}
	d.do("QUIT", "221")
	eventually(t, "the mails of "+name, func() bool { return len(s.all()) >= before+accepted })
	return len(s.all()) - before
}
