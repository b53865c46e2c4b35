package policy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestEvaluateWithoutAnything(t *testing.T) {
	v := Evaluate(nil, nil, Facts{}, time.Time{})
	if got := lines(&v); v.Action != ActionBlock || !has(got, "door.no-policy danger") {
		t.Errorf("no policy: got %q, want block and door.no-policy", got)
	}
	v = Evaluate(parse(t, head), nil, Facts{}, time.Time{})
	if v.Action != ActionAllow {
		t.Errorf("no message: got %s, want allow", v.Action)
	}
}

func TestVerdictHasNoNull(t *testing.T) {
	for _, c := range []struct {
		rules string
		mail  *Message
	}{
		{"", mail()},
		{tenRules, mail("to:x@gmail.com", "cc:y@a.example", "to:=list").file("a.zip", 20_000_000, "application/zip", "encrypted").says("社外秘")},
		{"rules:\n  - {id: r, then: {action: approve, confirm: {mode: reason}, hold: {for: 1h}, change: {forceBcc: {}}}}\n", mail("to:x@a.example")},
	} {
		v := Evaluate(parse(t, head+c.rules), c.mail, Facts{}, tuesday())
		data, err := json.Marshal(v)
		if err != nil || bytes.Contains(data, []byte("null")) {
			t.Errorf("got %s (%v), want no null", data, err)
		}
	}
}

func TestVersionIsOfTheContent(t *testing.T) {
	a, b := parse(t, head), parse(t, "# remark\n"+head)
	if a.Version() == "" || a.Version() != b.Version() {
		t.Errorf("got versions %q and %q of equal policies", a.Version(), b.Version())
	}
	if c := parse(t, head+quiet); c.Version() == a.Version() {
		t.Errorf("got version %q of two different policies", c.Version())
	}
}

func TestCompileRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		bend func(*Document)
		want string
	}{
		{"zone", func(d *Document) { d.Organization.TimeZone = "Mars/Olympus" }, `no time zone "Mars/Olympus"`},
		{"list", func(d *Document) { d.Rules[0].Except.Items = []string{"nowhere"} }, "nowhere"},
		{"entry", func(d *Document) { d.Lists[0].Entries.Items = []string{"a b@"} }, "lists"},
		{"word list", func(d *Document) { d.Rules[0].When.Items[0].Text = &TextCondition{Any: []string{"@nope"}} }, `no word list "nope"`},
		{"word", func(d *Document) { d.Rules[0].When.Items[0].Text = &TextCondition{Any: []string{"--"}} }, "letter"},
		{"words in a circle", func(d *Document) {
			d.Words[0].Words = []string{"@secret"}
			d.Rules[0].When.Items[0].Text = &TextCondition{Any: []string{"@secret"}}
		}, "circle"},
		{"pattern", func(d *Document) { d.Rules[0].When.Items[0].Text = &TextCondition{Patterns: []string{"("}} }, "RE2"},
		{"part", func(d *Document) { d.Rules[0].When.Items[0].Text = &TextCondition{In: []string{"feet"}} }, `no part "feet"`},
		{"calendar", func(d *Document) { d.Rules[0].When.Items[0].Time = &TimeCondition{Within: "nope"} }, `no calendar "nope"`},
		{"hours", func(d *Document) { d.Calendars[0].Hours[0].Hours = "9-5" }, `"9-5"`},
		{"exempt", func(d *Document) { d.Rules[0].Then.Exempt = []string{"nope"} }, `no rule "nope"`},
		{"flag", func(d *Document) { d.Rules[0].When.Items[0].Recipients.Any.Is = []string{"tall"} }, `no flag "tall"`},
		{"weak action", func(d *Document) { d.Rules[0].Then.Action, d.Rules[0].Then.Approve = "notify", &ApproveDuty{} }, "weaker"},
		{"hold without block", func(d *Document) { d.Rules[0].Then.Action = "hold" }, "needs a hold block"},
		{"code", func(d *Document) { d.Settings.Severity = []SeverityOf{{"x.y", "info"}} }, `"x.y"`},
	} {
		doc := parse(t, head+one("{recipients: {any: {in: a.example}}}")).Document()
		c.bend(doc)
		if _, err := Compile(doc); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want an error with %q", c.name, err, c.want)
		}
	}
	if _, err := Compile(nil); err == nil {
		t.Error("no document: got no error")
	}
}

// world makes random but sensible policies and mails from a seed.
type world struct{ *rand.Rand }

func (w world) pick(list ...string) string { return list[w.IntN(len(list))] }

var (
	worldEntries = []string{"a.example", ".a.example", `"*.b.example"`, "x@a.example", "private", "rivals", `"!x@a.example"`, `"s*@?.example"`, `"@builtin/carrier-jp"`, "own.example"}
	worldPeople  = []string{"x@a.example", "y@a.example", "s1@b.example", "q@x.b.example", "m@gmail.com", "d@docomo.ne.jp", "b@own.example", "c@sub.own.example", "t@x.tsubame.example", "k@kitsune.example", "e@rival.example", "bad address", "ｚ＠a.example", ""}
	worldTexts   = []string{"つばめ印刷 御中", "社外秘", "秘密保持契約", "Please keep CONFIDENTIAL", "> quoted 社外秘", "見積をお送りします。", "-- \nfoot"}
)

func (w world) test() string {
	parts := []string{"who: " + w.pick("all", "external", "internal")}
	if w.IntN(2) == 0 {
		parts = append(parts, "in: ["+w.pick(worldEntries...)+", "+w.pick(worldEntries...)+"]")
	}
	if w.IntN(3) == 0 {
		parts = append(parts, "notIn: "+w.pick(worldEntries...))
	}
	if w.IntN(3) == 0 {
		parts = append(parts, "is: ["+w.pick("external", "private-address", "partner", "manager", "added", "unexpanded-list", "duplicate")+"]")
	}
	if w.IntN(3) == 0 {
		parts = append(parts, "fields: ["+w.pick("to", "cc", "bcc", "to, cc")+"]")
	}
	return strings.Join(parts, ", ")
}

func (w world) block() string {
	var parts []string
	if w.IntN(4) > 0 {
		number := fmt.Sprintf("atLeast: %d", 1+w.IntN(3))
		parts = append(parts, "recipients: {"+w.pick(
			"any: {"+w.test()+", isNot: self}", "none: {"+w.test()+", isNot: self}", "all: {"+w.test()+", isNot: self}",
			"count: {"+w.test()+", "+number+"}", "domains: {"+w.test()+", "+number+"}", "companies: {"+w.test()+", "+number+"}",
		)+"}")
	}
	if w.IntN(4) == 0 {
		parts = append(parts, w.pick("attachments: {any: true}", "attachments: {any: {is: encrypted}}", "attachments: {totalSize: {over: 1KB}}", `attachments: {none: {extensions: pdf}}`))
	}
	if w.IntN(3) == 0 {
		parts = append(parts, w.pick(`text: {any: "@secret"}`, "text: {in: new-text, all: [社外秘]}", "text: {patterns: 社外.}", "partnerNames: {notAddressed: greeting}", "partnerNames: {outsiders: body}"))
	}
	if w.IntN(5) == 0 {
		parts = append(parts, w.pick("kind: mail", "time: {outside: office}", "findings: {atLeast: warning}", `findings: {any: "recipient.*"}`))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func (w world) rule(id int) string {
	block := w.block()
	if block == "{}" {
		block = "{kind: mail}"
	}
	s := fmt.Sprintf("  - {id: r%d, when: %s", id, block)
	if strings.Contains(block, "recipients:") && w.IntN(3) == 0 {
		s += ", except: " + w.pick("x@a.example", "rivals", "b.example")
	}
	if w.IntN(6) == 0 {
		s += ", unless: {recipients: {any: {in: b@own.example}}}"
	}
	if w.IntN(6) == 0 {
		s += ", mode: monitor"
	}
	return s + ", then: {" + w.pick(
		"action: notify, notify: [sender, manager]", "action: confirm", `action: confirm, message: "{recipients} {words} {count}", confirm: {mode: question}`,
		"action: hold, hold: {for: 10m}, scope: external", "action: hold, hold: [{for: 1h, onExpiry: ask}, {until: office}], scope: matched",
		"action: approve, approve: {by: [manager, a@own.example]}", "action: block", "change: {forceBcc: {}}", "change: {removeRecipients: b.example, addRecipients: {cc: manager}}",
		"change: {link: {files: matched}}", `exempt: "*"`, "exempt: baseline",
	) + "}}\n"
}

func (w world) policy(rules int) string {
	s := head
	if w.IntN(2) == 0 {
		s += "baseline: {external: " + w.pick("allow", "confirm", "notify") + ", except: kitsune.example}\n"
	}
	s += "rules:\n"
	for i := range rules {
		s += w.rule(i)
	}
	return s
}

func (w world) mail() *Message {
	m := mail()
	for range w.IntN(6) {
		m.Recipients = append(m.Recipients, Recipient{
			Address: w.pick(worldPeople...), Name: w.pick("", "営業部"), Field: Field(w.pick("to", "cc", "bcc")), Envelope: w.IntN(8) > 0,
		})
	}
	for range w.IntN(3) {
		m.Body += w.pick(worldTexts...) + "\n"
	}
	if w.IntN(2) == 0 {
		m.file(w.pick("a.pdf", "見積.zip", "kitsune.txt"), int64(w.IntN(3000)), w.pick("application/pdf", "application/zip"), w.pick("encrypted", "macro", "bomb"))
	}
	return m
}

func (w world) facts() Facts {
	f := Facts{Sender: SenderFacts{Manager: w.pick("", "boss@own.example", "a@own.example")}}
	if w.IntN(3) == 0 {
		f.Members = map[string][]string{"b@own.example": {"x@a.example", "c@own.example"}, "y@a.example": {}}
	}
	if w.IntN(3) == 0 {
		f.Thread = &Thread{Compose: "reply-all", Recipients: []string{"b@own.example"}, WasBcc: true}
	}
	if w.IntN(3) == 0 {
		f.History = &History{Addresses: map[string]int{"x@a.example": 3}}
	}
	return f
}

// FuzzEvaluate: whatever the policy and the mail, no panic, the same verdict each time, and one that JSON carries unchanged.
func FuzzEvaluate(f *testing.F) {
	for seed := range uint64(20) {
		f.Add(seed, "社外秘 confidential", "x@a.example")
	}
	f.Fuzz(func(t *testing.T, seed uint64, text, who string) {
		w := world{rand.New(rand.NewPCG(seed, 1))}
		source := w.policy(1 + w.IntN(6))
		p, err := Parse("fuzz.yaml", []byte(source), nil)
		if err != nil {
			t.Skip(err)
		}
		m, facts := w.mail(), w.facts()
		m.Body += text
		m.Subject = text
		m.Recipients = append(m.Recipients, Recipient{Address: who, Field: FieldCc, Envelope: true})
		v := Evaluate(p, m, facts, tuesday())
		first, err := json.Marshal(v)
		if err != nil {
			t.Fatalf("verdict is not JSON: %v", err)
		}
		again, err := json.Marshal(Evaluate(p, m, facts, tuesday()))
		if err != nil || !bytes.Equal(first, again) {
			t.Fatalf("two verdicts of one mail (%v):\n%s\n%s\npolicy:\n%s", err, first, again, source)
		}
		var back Verdict
		if err := json.Unmarshal(first, &back); err != nil {
			t.Fatal(err)
		}
		if second, err := json.Marshal(back); err != nil || !bytes.Equal(first, second) {
			t.Fatalf("not the same after a round trip (%v):\n%s\n%s", err, first, second)
		}
		if bytes.Contains(first, []byte(":null")) {
			t.Fatalf("null in %s", first)
		}
	})
}

// each runs a check on random policies and mails.
func each(t *testing.T, check func(t *testing.T, w world, p *Policy, source string, m *Message, f Facts)) {
	t.Helper()
	tried := 0
	for seed := range uint64(200) {
		w := world{rand.New(rand.NewPCG(seed, 2))}
		source := w.policy(1 + w.IntN(5))
		p, err := Parse("t.yaml", []byte(source), nil)
		if err != nil {
			continue
		}
		tried++
		check(t, w, p, source, w.mail(), w.facts())
	}
	if tried < 100 {
		t.Errorf("only %d of 200 random policies were valid", tried)
	}
}

func TestOrderOfRulesDoesNotChangeTheAction(t *testing.T) {
	each(t, func(t *testing.T, w world, p *Policy, source string, m *Message, f Facts) {
		doc := *p.Document()
		doc.Rules = slices.Clone(doc.Rules)
		w.Shuffle(len(doc.Rules), func(i, j int) { doc.Rules[i], doc.Rules[j] = doc.Rules[j], doc.Rules[i] })
		shuffled, err := Compile(&doc)
		if err != nil {
			t.Fatal(err)
		}
		a, b := Evaluate(p, m, f, tuesday()), Evaluate(shuffled, m, f, tuesday())
		if a.Action != b.Action || len(a.Findings) != len(b.Findings) || len(a.Rules) != len(b.Rules) {
			t.Errorf("got %s and, in another order, %s\npolicy:\n%s", a.Action, b.Action, source)
		}
	})
}

func TestOrderOfRecipientsDoesNotChangeTheVerdict(t *testing.T) {
	each(t, func(t *testing.T, w world, p *Policy, source string, m *Message, f Facts) {
		a := Evaluate(p, m, f, tuesday())
		other := *m
		other.Recipients = slices.Clone(m.Recipients)
		w.Shuffle(len(other.Recipients), func(i, j int) { other.Recipients[i], other.Recipients[j] = other.Recipients[j], other.Recipients[i] })
		b := Evaluate(p, &other, f, tuesday())
		if a.Action != b.Action || !reflect.DeepEqual(ruleEffects(&a), ruleEffects(&b)) {
			t.Errorf("got %s %v and, in another order, %s %v\npolicy:\n%s", a.Action, ruleEffects(&a), b.Action, ruleEffects(&b), source)
		}
	})
}

func ruleEffects(v *Verdict) []string {
	var out []string
	for _, r := range v.Rules {
		out = append(out, r.ID+" "+r.Effect)
	}
	return out
}

// An internal recipient more never makes a mail pass more easily, under rules that ask for what is there and not for what is
// missing, and exempt nobody.
func TestAddingAnInternalRecipientNeverWeakens(t *testing.T) {
	each(t, func(t *testing.T, _ world, p *Policy, source string, m *Message, f Facts) {
		for _, word := range []string{"none:", "all:", "exempt:", "unless:", "removeRecipients"} {
			if strings.Contains(source, word) {
				return
			}
		}
		more := *m
		more.Recipients = append(slices.Clone(m.Recipients), Recipient{Address: "new@own-parts.example", Field: FieldTo, Envelope: true})
		a, b := Evaluate(p, m, f, tuesday()), Evaluate(p, &more, f, tuesday())
		if rankOf(string(b.Action)) < rankOf(string(a.Action)) {
			t.Errorf("got %s, and with one more insider %s\npolicy:\n%s", a.Action, b.Action, source)
		}
	})
}

// The index must find what asking each list alone finds.
func TestIndexAgreesWithTheLists(t *testing.T) {
	each(t, func(t *testing.T, _ world, p *Policy, _ string, m *Message, f Facts) {
		e := newEvaluation(p)
		e.reset(m, &f, tuesday())
		e.read()
		for i := range e.people {
			for set := range p.sets {
				_, want := p.sets[set].list.Match(e.people[i].addr)
				if _, got := e.inSet(int32(set), int32(i)); got != want && int32(set) != p.own {
					t.Errorf("%q in %v: got %v, want %v", e.people[i].text, p.sets[set].items, got, want)
				}
			}
		}
	})
}
