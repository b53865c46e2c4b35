package policy

import (
	"fmt"
	"slices"
	"testing"
)

// What a finding points at is the same whether its list is shared or not: up to 64 recipients, more, and more sets than are kept.
func TestFindingsNameTheirRecipients(t *testing.T) {
	for _, count := range []int{3, fewPeople, fewPeople + 1, maxSet, maxSet + 1} {
		source, m := "rules:\n", mail()
		for i := range count {
			m.Recipients = append(m.Recipients, Recipient{Address: fmt.Sprintf("p%d@c%d.example", i, i), Field: FieldTo, Envelope: true})
			source += fmt.Sprintf("  - {id: r%d, when: {recipients: {any: {in: [c%d.example, c%d.example]}}}, then: {action: notify}}\n", i, i, (i+1)%count)
		}
		v := Evaluate(parse(t, head+source), m, Facts{}, tuesday())
		listed := 0
		for _, f := range v.Findings {
			var index int
			if _, err := fmt.Sscanf(fmt.Sprint(f.Args.Get("list")), "c%d.example", &index); f.Code != "recipient.listed" || err != nil {
				continue
			}
			listed++
			if want := []string{fmt.Sprintf("p%d@c%d.example", index, index)}; !slices.Equal(f.Recipients, want) {
				t.Errorf("%d recipients: listed in c%d.example: got %v, want %v", count, index, f.Recipients, want)
			}
		}
		if listed < count {
			t.Errorf("%d recipients: %d findings of lists, want one for each at least", count, listed)
		}
		if external := v.Findings[slices.IndexFunc(v.Findings, func(f Finding) bool { return f.Code == "recipient.external" })]; len(external.Recipients) != count {
			t.Errorf("%d recipients: %d external, want all", count, len(external.Recipients))
		}
	}
}

// Appending to a list of a verdict changes no other list.
func TestListsHaveNoRoomLeft(t *testing.T) {
	m := mail("to:a@tsubame.example", "to:b@own.example", "cc:c@gmail.com", "cc:d@kitsune.example").says("社外秘")
	v := Evaluate(parse(t, head+tenRules), m, Facts{}, tuesday())
	lists := [][]string{}
	for _, f := range v.Findings {
		lists = append(lists, f.Rules, f.Recipients, f.Attachments)
	}
	for _, r := range v.Recipients {
		lists = append(lists, r.Flags)
	}
	for _, s := range v.Hold.Stages {
		lists = append(lists, s.Rules, s.Recipients, s.Approvers)
	}
	for i, list := range lists {
		if len(list) != cap(list) {
			t.Errorf("list %d %v has room for %d more, want none", i, list, cap(list)-len(list))
		}
	}
}

// The same recipient twice is one, among few and among many, and one without an address is told by its name.
func TestRepeatedRecipientsAreOne(t *testing.T) {
	for _, others := range []int{0, fewPeople - 1, fewPeople, 3 * fewPeople} {
		m := mail()
		for i := range others {
			m.Recipients = append(m.Recipients, Recipient{Address: fmt.Sprintf("p%d@c.example", i), Field: FieldTo, Envelope: true})
		}
		for _, r := range []Recipient{{Address: "x@a.example"}, {Name: "list"}, {Address: "Ｘ@a.example"}, {Name: "list"}, {Name: "other"}, {Address: "a b"}, {Address: "A B "}} {
			r.Field, r.Envelope = FieldCc, true
			m.Recipients = append(m.Recipients, r)
		}
		v := Evaluate(parse(t, head), m, Facts{}, tuesday())
		var got []string
		for _, r := range v.Recipients[others:] {
			got = append(got, r.Address+"/"+r.Name)
		}
		if want := []string{"x@a.example/", "/list", "/other", "a b/"}; !slices.Equal(got, want) {
			t.Errorf("after %d others: got %q, want %q", others, got, want)
		}
	}
}
