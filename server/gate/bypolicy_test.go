package gate

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"sekisho/server/check"
	"sekisho/server/pass"
	"sekisho/server/policy"
)

const policyHead = "version: 1\norganization: {domains: a.example}\nlists: {rivals: rival.example}\n"

// judgeBy compiles a policy for a test.
func judgeBy(t testing.TB, text string) *Judge {
	t.Helper()
	p, err := policy.Parse("test.yaml", []byte(policyHead+text), nil)
	if err != nil {
		t.Fatal(err)
	}
	return &Judge{Engine: &check.Engine{Policy: p}, Key: pass.Key{1}}
}

// transact makes a mail from taro to the addresses given.
func transact(t testing.TB, body string, to ...string) *Transaction {
	t.Helper()
	s := NewSpool(t.TempDir(), 1<<20)
	t.Cleanup(func() { _ = s.Close() })
	if _, err := io.WriteString(s, body); err != nil {
		t.Fatal(err)
	}
	if err := s.Finish(); err != nil {
		t.Fatal(err)
	}
	m := &Transaction{ID: "ABC123", From: "taro@a.example", Spool: s}
	for _, a := range to {
		m.Recipients = append(m.Recipients, Recipient{Address: a})
	}
	return m
}

const shortMail = "From: taro@a.example\r\nTo: x@b.example\r\nSubject: plan\r\n\r\nHello\r\n"

func TestByPolicy(t *testing.T) {
	rule := func(then string) string {
		return "baseline: {external: allow}\nrules:\n  - id: r\n    title: {ja: 競合, en: rival}\n    when: {recipients: {any: {in: rivals}}}\n    then: " + then + "\n"
	}
	for _, c := range []struct{ name, policy, to, want string }{
		{"allow", "baseline: {external: allow}\n", "x@b.example", "send"},
		{"notify", "baseline: {external: notify}\n", "x@b.example", "send"},
		{"inside", "", "x@a.example", "send"},
		{"confirm, nobody to ask", "", "x@b.example", "550 5.7.1 Sekisho: 確認が必要なため送信していません / not sent, needs confirmation: "},
		{"confirm sends", "settings: {gateway: {confirm: send}}\n", "x@b.example", "send"},
		{"confirm blocks", "settings: {gateway: {confirm: block}}\n", "x@b.example", "550 5.7.1"},
		{"block", rule("{action: block}"), "x@rival.example", "550 5.7.1 Sekisho: 送信を中止しました / blocked: 競合 / rival (id ABC123)"},
		{"block with its own words", rule("{action: block, message: 'no {recipients}'}"), "x@rival.example", "550 5.7.1 Sekisho: 送信を中止しました / blocked: no x@rival.example (id ABC123)"},
		{"near miss of block", rule("{action: block}"), "x@b.example", "send"},
		{"Bcc is a recipient", rule("{action: block}"), "y@b.example x@rival.example", "550 5.7.1"},
		{"hold", rule("{hold: {for: 5m}, action: hold}"), "x@rival.example", "550 5.7.1 Sekisho: 送信していません。この関門ではできない処置です / not sent, this gate cannot do: "},
		{"hold, as confirm", "settings: {cannotCarryOut: confirm}\n" + rule("{hold: {for: 5m}, action: hold}"), "x@rival.example", "550 5.7.1 Sekisho: 確認が必要なため送信していません"},
		{"hold, as confirm that sends", "settings: {cannotCarryOut: confirm, gateway: {confirm: send}}\n" + rule("{hold: {for: 5m}, action: hold}"), "x@rival.example", "send"},
		{"approve", rule("{action: approve, approve: {by: boss@a.example}}"), "x@rival.example", "550 5.7.1 Sekisho: 送信していません。この関門ではできない処置です"},
		{"change", rule("{action: notify, change: {forceBcc: {who: all}}}"), "x@rival.example", "550 5.7.1 Sekisho: 送信していません。この関門ではできない処置です"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := (&ByPolicy{Judge: judgeBy(t, c.policy)}).Decide(t.Context(), transact(t, shortMail, strings.Fields(c.to)...))
			got := "send"
			if !d.Send {
				got = d.Reply.String()
			}
			if !strings.HasPrefix(got, c.want) {
				t.Errorf("decision = %q, want %q", got, c.want)
			}
			if d.Verdict == nil || !strings.HasPrefix(d.Fingerprint, "d1:") {
				t.Errorf("verdict %v, fingerprint %q; want both for the record", d.Verdict, d.Fingerprint)
			}
		})
	}
}

// What cannot be judged is not sent.
func TestByPolicyFails(t *testing.T) {
	p := &ByPolicy{Judge: judgeBy(t, "baseline: {external: allow}\n")}
	gone := transact(t, shortMail, "x@b.example")
	_ = gone.Spool.Close()
	if d := p.Decide(t.Context(), gone); d.Send || d.Reply.Code != 451 {
		t.Errorf("mail that cannot be read: %+v, want 451", d)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if d := p.Decide(ctx, transact(t, shortMail, "x@b.example")); d.Send {
		t.Errorf("decision for a client that left: %+v, want not sent", d)
	}
	proxy := &Proxy{Decider: &ByPolicy{Judge: &Judge{Engine: &check.Engine{}}}} // no policy: the engine panics
	if d := proxy.ask(t.Context(), transact(t, shortMail, "x@b.example")); d.Send || d.Reply.Code != 451 {
		t.Errorf("engine that panics: %+v, want 451", d)
	}
}

// A repeat with new Message-ID, Date and boundary is the same mail; another recipient makes another.
func TestFingerprintOfARepeat(t *testing.T) {
	j := judgeBy(t, "")
	print := func(body string, to ...string) string {
		g, err := j.Judge(t.Context(), transact(t, body, to...))
		if err != nil {
			t.Fatal(err)
		}
		return g.Fingerprint
	}
	first := print("Message-ID: <1@x>\r\nDate: Sun, 22 Nov 2026 18:00:00 +0900\r\n"+shortMail, "x@b.example")
	if again := print("Message-ID: <2@x>\r\nDate: Sun, 22 Nov 2026 18:01:00 +0900\r\n"+shortMail, "x@b.example"); again != first {
		t.Errorf("the repeat has fingerprint %s, want %s", again, first)
	}
	if other := print("Message-ID: <1@x>\r\n"+shortMail, "x@b.example", "y@c.example"); other == first {
		t.Error("one more recipient has the same fingerprint")
	}
}

// A verdict that names a duty without saying which, or nothing at all, is no verdict.
func TestVerdictMustBeWhole(t *testing.T) {
	for action, whole := range map[policy.Action]bool{
		policy.ActionAllow: true, policy.ActionNotify: true, policy.ActionBlock: true,
		policy.ActionConfirm: false, policy.ActionHold: false, policy.ActionApprove: false, "": false, "send": false,
	} {
		if _, err := checked(policy.Verdict{Action: action}); (err == nil) != whole || err != nil && !errors.Is(err, errNoVerdict) {
			t.Errorf("verdict %q without details: %v, want whole = %t", action, err, whole)
		}
	}
}
