package gate

import "testing"

// Passwords and mail leave the machine protected unless someone says otherwise.
func TestSecurityFor(t *testing.T) {
	for _, c := range []struct {
		word, addr string
		want       Security
	}{
		{"auto", "127.0.0.1:465", SecurityNone},
		{"auto", "[::1]:25", SecurityNone},
		{"auto", "localhost:25", SecurityNone},
		{"auto", "mail.example:465", SecurityTLS},
		{"auto", "mail.example:25", SecurityStartTLS},
		{"auto", "mail.example:587", SecurityStartTLS},
		{"auto", "localhost.mail.example:25", SecurityStartTLS},
		{"none", "mail.example:25", SecurityNone},
		{"starttls", "127.0.0.1:25", SecurityStartTLS},
		{"implicit", "mail.example:25", SecurityTLS},
		{"", "mail.example:25", SecurityStartTLS}, // nothing said is never in the clear
	} {
		if got := SecurityFor(c.word, c.addr); got != c.want {
			t.Errorf("SecurityFor(%q, %q) = %d, want %d", c.word, c.addr, got, c.want)
		}
	}
}
