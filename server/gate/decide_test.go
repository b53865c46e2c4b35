package gate

import (
	"context"
	"strings"
	"testing"
)

// fixed always decides the same.
type fixed struct{ Decision }

func (f fixed) Decide(context.Context, *Transaction) Decision { return f.Decision }

// faulty panics.
type faulty struct{}

func (faulty) Decide(context.Context, *Transaction) Decision { panic("bug") }

func TestDecisions(t *testing.T) {
	for _, c := range []struct {
		name    string
		decider Decider
		want    string
		to      string
	}{
		{"allow", Allow{}, "250 2.0.0", "<hanako@b.example> <jiro@c.example>"},
		{"refuse", Refuse{}, "550 5.7.1 Sekisho: 送信を中止しました / refused: this gate lets nothing pass (id ", ""},
		{"own words", fixed{Decision{Reply: Reply{451, "4.7.1", "wait"}}}, "451 4.7.1 wait", ""},
		{"part of the recipients", fixed{Decision{Send: true, Recipients: []string{"jiro@c.example"}}}, "250 2.0.0", "<jiro@c.example>"},
		{"a stranger", fixed{Decision{Send: true, Recipients: []string{"jiro@c.example", "x@y.example"}}}, "451 4.3.0", ""},
		{"nobody", fixed{Decision{Send: true, Recipients: []string{}}}, "451 4.3.0", ""},
		{"a refusal that says yes", fixed{Decision{Reply: Reply{250, "2.0.0", "ok"}}}, "451 4.3.0", ""},
		{"nothing at all", fixed{}, "451 4.3.0", ""},
		{"panic", faulty{}, "451 4.3.0 Sekisho: 判定できないため送信していません / not sent, the mail could not be judged; try again (id ", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, func(r *rig) { r.proxy.Decider = c.decider })
			defer r.close()
			client := r.dial()
			client.begin("hanako@b.example", "jiro@c.example")
			client.send("a: b\r\n\r\n.\r\n")
			client.want(c.want)
			client.do("QUIT", "221")
			to := ""
			for _, m := range r.sink.got() {
				to += strings.Join(m.to, " ")
			}
			if to != c.to {
				t.Errorf("sent to %q, want %q", to, c.to)
			}
			if len(r.records) != 1 || r.records[0].Sent != (c.to != "") {
				t.Errorf("records = %+v, want one with sent = %t", r.records, c.to != "")
			}
		})
	}
}

// A Backend that panics answers no for that mail, and the server lives on.
type brokenBackend struct{}

func (brokenBackend) Open(context.Context, Peer) (Session, error)     { return brokenBackend{}, nil }
func (brokenBackend) Extensions() Extensions                          { return Extensions{} }
func (brokenBackend) Authenticate(context.Context, Credentials) Reply { return Reply{} }
func (brokenBackend) Deliver(context.Context, *Transaction) Reply     { panic("bug") }
func (brokenBackend) Close()                                          {}

func TestBackendPanics(t *testing.T) {
	r := newRig(t, func(r *rig) { r.server.Backend = brokenBackend{} })
	defer r.close()
	c := r.dial()
	for range 2 {
		c.begin("hanako@b.example")
		c.send(".\r\n")
		c.want("451 4.3.0")
	}
	c.do("QUIT", "221")
}

func TestReplyOnTheWire(t *testing.T) {
	for want, r := range map[string]Reply{
		"250 ok\r\n":                     {250, "", "ok"},
		"250-5.1.0 a\r\n250 5.1.0 b\r\n": {250, "5.1.0", "a\nb"},
		"550 5.7.1 a   b c\r\n":          {550, "5.7.1", "a\r\x00\tb\x7fc"},
		"334 \r\n":                       {334, "", ""},
		"250 " + strings.Repeat("あ", 163) + "\r\n":          {250, "", strings.Repeat("あ", 400)},
		"250-" + strings.Repeat("a", 490) + "\r\n250 b\r\n": {250, "", strings.Repeat("a", 600) + "\nb"},
	} {
		if got := string(r.appendWire(nil)); got != want {
			t.Errorf("%+v = %q, want %q", r, got, want)
		}
	}
}

func TestNoticeIsShort(t *testing.T) {
	for _, detail := range []string{"", "short", strings.Repeat("長い", 500), strings.Repeat("long ", 500), "a\r\n250 ok"} {
		text := notice(550, "5.7.1", "送信を中止しました", "blocked", detail, "ABC123").Text
		if n := len([]rune(text)); n > 200 || !strings.HasSuffix(text, " (id ABC123)") || strings.ContainsAny(text, "\r\n") {
			t.Errorf("%.20q: %d characters: %q", detail, n, text)
		}
	}
}
