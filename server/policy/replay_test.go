package policy

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// forgotten is a message as records keep it, with what was searched in what they do not keep, both through JSON.
func forgotten(t *testing.T, p *Policy, m *Message, f Facts) (*Message, Verdict, Past) {
	t.Helper()
	var searched Searched
	v := EvaluateSearched(p, m, f, tuesday(), &searched)
	c := *m
	c.Body, c.Anchors = "", nil
	past := Past{Searched: &Searched{}, Policy: p}
	through(t, searched, past.Searched)
	through(t, v.Findings, &past.Findings)
	kept := &Message{}
	through(t, c, kept)
	return kept, v, past
}

func through(t *testing.T, from, into any) {
	t.Helper()
	data, err := json.Marshal(from)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// What was judged once is judged the same from its record, and nothing of it is undecided.
func TestReplayOfTheSamePolicy(t *testing.T) {
	each(t, func(t *testing.T, _ world, p *Policy, source string, m *Message, f Facts) {
		kept, want, past := forgotten(t, p, m, f)
		got := Replay(p, kept, f, tuesday(), past)
		if !got.Decided || len(got.Undecided) > 0 {
			t.Fatalf("undecided: %v\npolicy:\n%s", got.Undecided, source)
		}
		var a, b any
		through(t, want, &a)
		through(t, got.Verdict, &b)
		if !reflect.DeepEqual(a, b) {
			t.Fatalf("got  %v\nwant %v\npolicy:\n%s", b, a, source)
		}
	})
}

func TestReplayUnderAnotherPolicy(t *testing.T) {
	const then = head + "rules:\n  - {id: r, when: {text: {in: [subject, body], any: [社外秘, 極秘, \"!社外秘密\"], patterns: [\"[0-9]{3}\"]}}, then: {action: confirm}}\n"
	m := mail("to:x@a.example").says("これは社外秘の資料123です。社外秘は30文字ほど後ろに見積もあります。")
	m.Subject = "見積の件"
	for _, c := range []struct {
		name, rule string
		action     Action
		undecided  string
		decided    bool
	}{
		{"a word that was found", "when: {text: {any: 社外秘}}, then: {action: block}", ActionBlock, "", true},
		{"a word that was not found", "when: {text: {any: 極秘}}, then: {action: block}", ActionConfirm, "", true},
		{"a word nobody asked for", "when: {text: {any: 見積}}, then: {action: block}", ActionConfirm, "r", false},
		{"the same in the subject, which is kept", "when: {text: {in: subject, any: 見積}}, then: {action: block}", ActionBlock, "", true},
		{"what is weaker than the rest decides nothing", "when: {text: {any: 見積}}, then: {action: notify}", ActionConfirm, "r", true},
		{"what cannot hold for other reasons", "when: {kind: meeting, text: {any: 見積}}, then: {action: block}", ActionConfirm, "", true},
		{"in unless", "when: {kind: mail}, unless: {text: {any: 見積}}, then: {action: block}", ActionConfirm, "r", false},
		{"in unless, and known", "when: {kind: mail}, unless: {text: {any: 社外秘}}, then: {action: block}", ActionConfirm, "", true},
		{"an exempting rule", "when: {text: {any: 見積}}, then: {exempt: baseline}", ActionConfirm, "r baseline", false},
		{"a pattern that was asked", "when: {text: {patterns: \"[0-9]{3}\"}}, then: {action: block}", ActionBlock, "", true},
		{"a pattern that was not", "when: {text: {patterns: \"[0-9]{4}\"}}, then: {action: block}", ActionConfirm, "r", false},
		{"a part nobody searched", "when: {text: {in: greeting, any: 社外秘}}, then: {action: block}", ActionConfirm, "r", false},
		{"words that stand close", "when: {text: {all: [社外秘, 極秘], within: 5}}, then: {action: block}", ActionConfirm, "", true},
		{"an exclusion nobody asked for", "when: {text: {any: [社外秘, \"!社外秘の資料\"]}}, then: {action: block}", ActionConfirm, "r", false},
		{"how long the body was", "when: {expr: bodyLength > 20}, then: {action: block}", ActionBlock, "", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			kept, _, past := forgotten(t, parse(t, then), m, Facts{})
			got := Replay(parse(t, head+"rules:\n  - {id: r, "+c.rule+"}\n"), kept, Facts{}, tuesday(), past)
			if got.Verdict.Action != c.action || strings.Join(got.Undecided, " ") != c.undecided || got.Decided != c.decided {
				t.Errorf("got %s, undecided %v, decided %t; want %s, %q, %t", got.Verdict.Action, got.Undecided, got.Decided, c.action, c.undecided, c.decided)
			}
		})
	}
}

// A record from before anybody wrote down what was searched decides nothing about texts.
func TestReplayWithoutKnowledge(t *testing.T) {
	p := parse(t, head+"rules:\n  - {id: long, when: {expr: bodyLength > 3}, then: {action: block}}\n  - {id: word, when: {text: {any: 社外秘}}, then: {action: block}}\n")
	got := Replay(p, mail("to:x@a.example"), Facts{}, tuesday(), Past{})
	if strings.Join(got.Undecided, " ") != "long word" || got.Decided {
		t.Errorf("undecided %v, decided %t; want both rules, and not decided", got.Undecided, got.Decided)
	}
}

// The record holds words of the policy, never other text of the mail.
func TestSearchedHoldsNoText(t *testing.T) {
	p := parse(t, head+"rules: {id: r, when: {text: {any: 社外秘}}, then: {action: block}}\n")
	var s Searched
	EvaluateSearched(p, mail("to:x@a.example").says("田中様の社外秘です "+strings.Repeat("社外秘。", 300)), Facts{}, tuesday(), &s)
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(data), "田中") || !strings.Contains(string(data), "社外秘") {
		t.Errorf("got %.200s", data)
	}
	if len(s.Parts) != 1 || len(s.Parts[0].Words) != maxFound || !s.Parts[0].More || s.Parts[0].Words[0] != (FoundWord{Word: "社外秘", Start: 4, End: 7}) {
		t.Errorf("got %d parts, %+.3v", len(s.Parts), s.Parts[0].Words[:1])
	}
}

// FuzzReplay feeds records that somebody wrote or changed.
func FuzzReplay(f *testing.F) {
	f.Add([]byte(`{"bodyLength":12,"parts":[{"part":"body","words":[{"word":"社外秘","start":1,"end":4}],"patterns":{"x":true}}]}`), []byte(`[{"code":"mail.no-body","args":{"x":[1,"a"]},"recipients":["x@a.example"]}]`))
	f.Add([]byte(`{"parts":[{"part":"files","words":[{"word":"社外秘","stretch":99999999,"start":-1,"end":9}],"more":true}]}`), []byte(`[{"code":"attachment.missing","args":null}]`))
	p, err := Parse("p.yaml", []byte(head+"rules:\n  - {id: r, when: {text: {any: [社外秘, \"!極秘\"], within: 3}}, then: {action: confirm}}\n  - {id: s, when: {text: {in: [files, greeting], none: x}}, then: {action: block}}\n"), nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, searched, findings []byte) {
		past := Past{Searched: &Searched{}, Policy: p}
		if json.Unmarshal(searched, past.Searched) != nil || json.Unmarshal(findings, &past.Findings) != nil {
			t.Skip()
		}
		got := Replay(p, mail("to:x@a.example"), Facts{}, tuesday(), past)
		if got.Verdict.Action == "" || len(got.Undecided) == 0 && !got.Decided {
			t.Errorf("%+v", got)
		}
	})
}
