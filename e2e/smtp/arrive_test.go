package smtp

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
)

const openPolicy = "version: 1\norganization: {domains: a.example}\nbaseline: {external: allow}\n"

// Thirty mails pass the gate and a Postfix and arrive octet by octet as they were sent, but for the two trace headers; the
// signatures on two of them still hold. Each mail goes through the whole engine.
func TestMailsArriveAsTheyAre(t *testing.T) {
	destination := startSink(t, "", "")
	g := startGate(t, startPostfix(t, destination.addr).Addr, "--policy", write(t, "policy.yaml", openPolicy))
	s := newSigners(t)
	list := mails(t, s)
	if len(list) < 30 {
		t.Fatalf("%d mails, want at least 30", len(list))
	}
	client := dial(t, g.addr)
	client.hear()
	client.do("EHLO client.example", "250")
	for i, m := range list {
		story := "X-Story: " + m.name + "\r\n" + m.text
		if got := client.submit("taro@a.example", story, "hanako@b.example"); !strings.HasPrefix(got, "250") {
			t.Errorf("%s: answer %q, want 250", m.name, got)
			continue
		}
		arrived := destination.about(t, m.name)
		byPostfix, relayed := cutTrace(arrived.data)
		byGate, original := cutTrace(relayed)
		if original != story {
			t.Errorf("%s: arrived changed\ngot  %.600q\nwant %.600q", m.name, original, story)
		}
		if !strings.Contains(byPostfix, "by upstream.example (Postfix)") || !strings.Contains(byGate, "by localhost (Sekisho)") || strings.Contains(byGate, "\tfor ") {
			t.Errorf("%s: trace headers %q and %q", m.name, byPostfix, byGate)
		}
		r := g.record(i)
		if !r.Sent || r.SHA256.Scanned != sum(story) || r.SHA256.Relayed != sum(relayed) || r.Verdict == nil || !strings.HasPrefix(r.Reply, "250 ") {
			t.Errorf("%s: record %+v, want sent with the hashes of what was scanned and relayed", m.name, r)
		}
		switch m.name {
		case "smime-signed":
			if err := s.verifySMIME(original); err != nil {
				t.Errorf("S/MIME signature after the journey: %v", err)
			}
		case "dkim-signed":
			if err := s.verifyDKIM(arrived.data); err != nil {
				t.Errorf("DKIM signature after the journey: %v", err)
			}
		}
	}
	client.do("QUIT", "221")
}

// cutTrace cuts the first header field off.
func cutTrace(mail string) (field, rest string) {
	end := strings.Index(mail, "\r\n") + 2
	for strings.HasPrefix(mail[end:], "\t") || strings.HasPrefix(mail[end:], " ") {
		end += strings.Index(mail[end:], "\r\n") + 2
	}
	return mail[:end], mail[end:]
}

func sum(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

// What names hidden recipients, and what only we may write, does not leave; nothing else changes.
func TestHiddenRecipientsStayHidden(t *testing.T) {
	destination := startSink(t, "", "")
	g := startGate(t, startPostfix(t, destination.addr).Addr, "--decide", "allow")
	client := dial(t, g.addr)
	client.hear()
	client.do("EHLO client.example", "250")
	mail := "X-Story: hidden\r\nBcc: secret@c.example,\r\n\tother@c.example\r\n" + base + "bcc: again@c.example\r\nResent-Bcc: x@c.example\r\nX-Sekisho-Pass: forged\r\n\r\nBcc: in the body\r\n"
	if got := client.submit("taro@a.example", mail, "hanako@b.example", "secret@c.example"); !strings.HasPrefix(got, "250") {
		t.Fatalf("answer %q, want 250", got)
	}
	arrived := destination.about(t, "hidden")
	want := "X-Story: hidden\r\n" + base + "\r\nBcc: in the body\r\n"
	if !strings.HasSuffix(arrived.data, want) {
		t.Errorf("arrived as %q, want it to end in %q", arrived.data, want)
	}
	byPostfix, rest := cutTrace(arrived.data)
	byGate, _ := cutTrace(rest)
	if strings.Contains(byPostfix+byGate, "secret@") {
		t.Errorf("a trace header names a hidden recipient: %q %q", byPostfix, byGate)
	}
}
