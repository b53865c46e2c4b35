package policy

import (
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
)

// TestSampleTests runs the tests that the good samples carry: they all pass.
func TestSampleTests(t *testing.T) {
	for _, file := range []string{"testdata/good/office.yaml", "testdata/good/example.yaml"} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		p, err := Parse(file, data, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range RunTests(p, p.Document(), nil) {
			if !r.Passed() || r.At.Line == 0 || r.Name != p.Document().Tests[r.Index].Name {
				t.Errorf("%s:%d: %s: %s", file, r.At.Line, r.Name, strings.Join(r.Failures, "; "))
			}
		}
	}
}

// sampleVerdict has something of everything that a test may ask for.
func sampleVerdict() *Verdict {
	return &Verdict{
		Action:   ActionApprove,
		Rules:    []RuleVerdict{{ID: "a", Effect: "enforced"}, {ID: "b", Effect: "monitored"}, {ID: "c", Effect: "exempted"}},
		Findings: []Finding{{Code: "recipient.external"}},
		Changes:  []ChangeVerdict{{Kind: "forceBcc"}},
		Hold: &HoldVerdict{Stages: []Stage{
			{Kind: "wait", For: "90m"}, {Kind: "wait", Until: "2026-11-24T09:00:00+09:00"}, {Kind: "approval", Approvers: []string{"manager"}},
		}},
		Confirm: &ConfirmVerdict{Mode: "tick", Questions: []string{"a"}},
	}
}

func TestExpectation(t *testing.T) {
	for _, c := range []struct {
		name string
		e    Expectation
		want string
	}{
		{"nothing asked", Expectation{}, ""},
		{"all right", Expectation{
			Action: "approve", Rules: []string{"a"}, Monitored: []string{"b"}, Exempted: []string{"c"}, Findings: []string{"recipient.external"},
			NotFindings: []string{"mail.no-body"}, Changes: []string{"forceBcc"}, Hold: "1h30m", Approvers: []string{"manager"}, Confirm: "tick",
		}, ""},
		{"action", Expectation{Action: "block"}, "action: want block, got approve"},
		{"rules", Expectation{Rules: []string{"a", "b"}}, "rules: want b, got a"},
		{"monitored", Expectation{Monitored: []string{"a"}}, "monitored: want a, got b"},
		{"exempted", Expectation{Exempted: []string{"a"}}, "exempted: want a, got c"},
		{"findings", Expectation{Findings: []string{"mail.no-body"}}, "findings: want mail.no-body, got recipient.external"},
		{"notFindings", Expectation{NotFindings: []string{"recipient.external"}}, "notFindings: want no recipient.external, got it"},
		{"changes", Expectation{Changes: []string{"zip"}}, "changes: want zip, got forceBcc"},
		{"hold for", Expectation{Hold: "10m"}, "hold: want 10m, got 90m, 2026-11-24T09:00:00+09:00"},
		{"hold until, elsewhere", Expectation{Hold: "2026-11-24T00:00:00Z"}, ""},
		{"hold none", Expectation{Hold: "none"}, "hold: want none, got 90m, 2026-11-24T09:00:00+09:00"},
		{"approvers", Expectation{Approvers: []string{"group/x"}}, "approvers: want group/x, got manager"},
		{"confirm question", Expectation{Confirm: "question"}, ""},
		{"confirm reason", Expectation{Confirm: "reason"}, "confirm: want reason, got tick, question"},
	} {
		if got := strings.Join(c.e.compare(sampleVerdict()), "; "); got != c.want {
			t.Errorf("%s: got  %q\n%swant %q", c.name, got, strings.Repeat(" ", len(c.name)+2), c.want)
		}
	}
	all := Expectation{Rules: []string{"a"}, Hold: "1m", Approvers: []string{"m"}, Confirm: "tick", Changes: []string{"zip"}}
	want := "rules: want a, got none; changes: want zip, got none; hold: want 1m, got none; approvers: want m, got none; confirm: want tick, got none"
	if got := strings.Join(all.compare(&Verdict{}), "; "); got != want {
		t.Errorf("of an empty verdict: got  %q\nwant %q", got, want)
	}
	if got := (&Expectation{Hold: "none"}).compare(&Verdict{Hold: &HoldVerdict{Stages: []Stage{{Kind: "approval"}}}}); got != nil {
		t.Errorf("an approval is no hold: got %q", got)
	}
}

func TestRunTestsFailures(t *testing.T) {
	doc := mustLoad(t, minimal+`rules: {id: r, when: {recipients: {any: {in: .b.example}}}, then: {action: block}}
tests:
  - {name: wrong, message: {from: a@own.example, to: x@c.example}, expect: {action: block, rules: r}}
  - {name: file, message: {attachments: {file: a.pdf}}, expect: {action: allow}}
`)
	p, err := Compile(doc)
	if err != nil {
		t.Fatal(err)
	}
	results := RunTests(p, doc, nil)
	if got := results[0].Failures; len(got) != 2 || !strings.HasPrefix(got[0], "action: want block, got ") || !strings.HasPrefix(got[1], "rules: want r, got ") {
		t.Errorf("a test that must fail: got %q", got)
	}
	if got, want := results[1].Failures, []string{`the message cannot be built: open "a.pdf": policy: files are not available here`}; !reflect.DeepEqual(got, want) {
		t.Errorf("a file that nobody opens: got %q, want %q", got, want)
	}
}

func TestTestNow(t *testing.T) {
	doc := mustLoad(t, minimal+`calendars: {day: {hours: {mon: "10:00-10:01"}}}
rules: {id: r, when: {time: {within: day}}, then: {action: block}}
tests:
  - {name: fixed, message: {from: a@own.example, to: b@own.example}, expect: {rules: r}}
  - {name: given, message: {from: a@own.example, to: b@own.example}, facts: {now: 2026-06-02T10:00:00+09:00}, expect: {action: allow}}
`)
	p, err := Compile(doc)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range RunTests(p, doc, nil) {
		if !r.Passed() {
			t.Errorf("%s: %s", r.Name, r.Failures)
		}
	}
	if w := testNow().In(time.FixedZone("", 9*3600)); w.Weekday() != time.Monday || w.Hour() != 10 {
		t.Errorf("the time of tests is %s, want a Monday at ten", w)
	}
}

func TestBuildTestMessage(t *testing.T) {
	real := Attachment{Name: "a.pdf", Size: 7, Type: "application/pdf", Marks: []Mark{{Flag: "macro"}}}
	opened := ""
	m, err := BuildTestMessage(TestMessage{
		Kind: "meeting", From: `"鈴木 一" <s@own.example>`, To: []string{"a@b.example", "X Y <x@y.example>"}, CC: []string{" c@d.example "}, BCC: []string{"bad <address"},
		Subject: "件名", HTML: "<style>p{}</style><p>一 &amp; 二</p>三<br>四<!-- no -->",
		Attachments: []TestAttachment{
			{Name: "x.zip", Size: 9, Is: []string{"encrypted"}}, {Name: "t.txt", Text: "abc", Inline: true}, {File: "dir/a.pdf", Is: []string{"bomb"}}, {Name: "u.bin", Type: "application/x-u"},
		},
	}, func(a TestAttachment) (Attachment, error) { opened = a.File; return real, nil })
	if err != nil {
		t.Fatal(err)
	}
	want := &Message{
		Kind: KindMeeting, From: Mailbox{Name: "鈴木 一", Address: "s@own.example"}, Subject: "件名", Body: "一 & 二\n三\n四",
		Recipients: []Recipient{
			{Address: "a@b.example", Field: FieldTo, Envelope: true},
			{Address: "x@y.example", Name: "X Y", Field: FieldTo, Envelope: true},
			{Address: "c@d.example", Field: FieldCc, Envelope: true},
			{Address: "bad <address", Field: FieldBcc, Envelope: true},
		},
		Attachments: []Attachment{
			{Name: "x.zip", Size: 9, Type: "application/zip", Marks: []Mark{{Flag: "encrypted"}}},
			{Name: "t.txt", Size: 3, Type: "text/plain", Text: "abc", Inline: true},
			{Name: "a.pdf", Size: 7, Type: "application/pdf", Marks: []Mark{{Flag: "macro"}, {Flag: "bomb"}}},
			{Name: "u.bin", Type: "application/x-u"},
		},
	}
	if !reflect.DeepEqual(m, want) || opened != "dir/a.pdf" {
		t.Errorf("opened %q\ngot  %+v\nwant %+v", opened, m, want)
	}
	fault := errors.New("no such file")
	if _, err := BuildTestMessage(TestMessage{Attachments: []TestAttachment{{File: "a"}}}, func(TestAttachment) (Attachment, error) { return Attachment{}, fault }); !errors.Is(err, fault) {
		t.Errorf("got %v, want the opener's error", err)
	}
	if _, err := BuildTestMessage(TestMessage{Attachments: []TestAttachment{{File: "a"}}}, nil); !errors.Is(err, ErrNoFile) {
		t.Errorf("got %v, want ErrNoFile", err)
	}
}
