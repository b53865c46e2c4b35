package gate

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/synctest"

	"sekisho/server/gate/gatetest"
)

// FuzzSession plays a whole conversation: the client says everything at once, waits until nothing moves any more, and leaves.
// The gate must end, must not panic, and must never make more mails of it than it answered 354 to, however careless the upstream.
func FuzzSession(f *testing.F) {
	hello := "EHLO c.example\r\n"
	mail := "MAIL FROM:<taro@a.example>\r\nRCPT TO:<hanako@b.example>\r\nDATA\r\n"
	f.Add([]byte(hello + mail + "Subject: x\r\n\r\nbody\r\n.\r\nQUIT\r\n"))
	for _, v := range gatetest.Smuggles() {
		f.Add([]byte(hello + mail + "a" + v.Octets + secondMail + ".\r\n" + mail + "b\r\n.\r\n"))
	}
	f.Add([]byte(hello + "AUTH PLAIN AHRhcm9AYS5leGFtcGxlAHA=\r\n" + mail + "\r\r\n.\r\nRSET\r\n"))
	f.Add([]byte(hello + "AUTH LOGIN\r\ndGFybw==\r\n*\r\nSTARTTLS\r\nVRFY x\r\nMAIL FROM:<\"a\\\"b\"@[1.2.3.4]> SIZE=1 BODY=7BIT RET=FULL ENVID=x SMTPUTF8\r\n"))
	f.Add([]byte(hello + "MAIL FROM:<>\r\nRCPT TO:<postmaster> NOTIFY=NEVER ORCPT=rfc822;a\r\nRCPT TO:<@x:y@z>\r\nDATA\r\n\x00\r\n.\r\n"))
	f.Add([]byte(hello + "AUTH XOAUTH2 dXNlcj10AWF1dGg9QmVhcmVyIHgBAQ==\r\n\r\nAUTH OAUTHBEARER\r\nbixhPXQsAWF1dGg9QmVhcmVyIHgBAQ==\r\nAQ==\r\n" + mail + ".\r\n"))
	f.Fuzz(func(t *testing.T, said []byte) {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t, func(r *rig) {
				r.sink.password, r.sink.token = "p", "y"
				r.sink.offer = []string{"PIPELINING", "8BITMIME", "SMTPUTF8", "DSN", "AUTH PLAIN LOGIN XOAUTH2 OAUTHBEARER"}
				r.server.SpoolDir = ""
				r.server.Limits.Memory = 1 << 30
			})
			c := r.dialRaw()
			var heard bytes.Buffer
			done := make(chan struct{})
			go func() { defer close(done); _, _ = io.Copy(&heard, c.Conn) }()
			go func() { _, _ = c.Write(said) }()
			synctest.Wait()
			_ = c.Close()
			<-done
			r.close()
			checkConversation(t, heard.String(), r)
		})
	})
}

func checkConversation(t *testing.T, heard string, r *rig) {
	t.Helper()
	begun := 0
	for line := range strings.SplitSeq(strings.TrimSuffix(heard, "\r\n"), "\r\n") {
		if _, _, _, ok := parseReplyLine(line); !ok {
			t.Fatalf("not a reply line: %q", line)
		}
		if strings.HasPrefix(line, "354 ") {
			begun++
		}
	}
	sent := 0
	for _, record := range r.records {
		if record.Sent {
			sent++
		}
	}
	if got := len(r.sink.got()); got > begun || got != sent {
		t.Fatalf("the upstream got %d mails; DATA was begun %d times, %d were reported sent", got, begun, sent)
	}
	for _, m := range r.sink.got() {
		if strings.ContainsAny(m.data, "\x00") || strings.Contains(strings.ReplaceAll(m.data, "\r\n", ""), "\r") || strings.Contains(strings.ReplaceAll(m.data, "\r\n", ""), "\n") {
			t.Fatalf("a bare CR, LF or NUL reached the upstream: %q", m.data)
		}
	}
}
