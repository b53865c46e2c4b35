package service

import (
	"strings"
	"testing"

	"sekisho/server/gate/gatetest"
)

// TestTriesToSmuggle: whatever stands where a mail might end, one mail arrives, or none.
func TestTriesToSmuggle(t *testing.T) {
	h := newHouse(t)
	const second = "MAIL FROM:<boss@minato.example>\r\nRCPT TO:<victim@evil.example>\r\nDATA\r\nFrom: boss@minato.example\r\nSubject: smuggled\r\n\r\nsmuggled\r\n.\r\n"
	taken := 0
	for _, v := range gatetest.Smuggles() {
		k := h.dial(postfixClient)
		k.hear()
		for _, line := range []string{"EHLO client.example", "MAIL FROM:<" + own + ">", "RCPT TO:" + third, "DATA"} {
			k.say(line)
		}
		got := k.say(letterTo("x@third.example", "attack") + v.Octets + second + "\r\n.") // the second end is for those that did not see the first
		if !strings.HasPrefix(got, v.Want) {
			t.Errorf("%s: %s, want %s", v.Name, got, v.Want)
		}
		if v.Taken() {
			taken++
		}
		_ = k.conn.Close()
	}
	for _, m := range h.arrived(taken) {
		if m.From != own || m.Subject != "attack" || len(m.To) != 1 || m.To[0] != "x@third.example" {
			t.Errorf("arrived from %s to %v: %s", m.From, m.To, m.Subject)
		}
	}
	if n := len(h.sink.List()); n != taken {
		t.Errorf("%d mails arrived, %d were taken", n, taken)
	}
}
