package catalogue

import (
	"testing"

	"sekisho/server/address"
	"sekisho/server/check"
	"sekisho/server/policy"
)

// wrongPeople are the findings of two mails to people who were probably not meant.
func wrongPeople(t *testing.T, p *policy.Policy) []policy.Finding {
	to := func(all ...policy.Mailbox) *policy.Message {
		m := &policy.Message{Kind: policy.KindMail, From: policy.Mailbox{Address: "hanako.sato@own.example"}, Subject: "s", Body: "b"}
		for _, r := range all {
			m.Recipients = append(m.Recipients, policy.Recipient{Address: r.Address, Name: r.Name, Field: policy.FieldTo, Envelope: true})
		}
		return m
	}
	facts := policy.Facts{
		People: []policy.Mailbox{{Name: "田中 太郎", Address: "tanaka@own.example"}, {Name: "鈴木 一郎", Address: "i.suzuki@hokuto.example"}},
		History: &policy.History{
			Addresses: map[string]int{"kenji.ito@hokuto.example": 5}, Domains: map[string]int{"hokuto.example": 5, "tsubame.example": 5},
			From: map[string]string{"hokuto.example": "desk@own.example"}, Together: map[string]int{"a.example b.example": 3},
		},
	}
	first := check.Run(t.Context(), &check.Engine{Policy: p}, to(
		policy.Mailbox{Address: "h.sato@gmail.com"}, policy.Mailbox{Address: "a@minato.comm"}, policy.Mailbox{Address: "a@tsubarne.example"}, policy.Mailbox{Address: "a@hokuot.example"},
		policy.Mailbox{Address: "kenji.ito@minato.example"}, policy.Mailbox{Address: "x@minato.example", Name: "田中太郎"}, policy.Mailbox{Address: "y@minato.example", Name: "鈴木一郎"},
	), facts)
	second := check.Run(t.Context(), &check.Engine{Policy: p}, to(policy.Mailbox{Address: "a@hokuto.example"}, policy.Mailbox{Address: "a@tsubame.example"}), facts)
	return append(first.Findings, second.Findings...)
}

// TestEveryReasonHasAName: what makes a domain alike is said in words.
func TestEveryReasonHasAName(t *testing.T) {
	for _, lang := range Languages() {
		for _, r := range append(address.AlikeReasons(), "reserved", "bare-number", "bad-label", "null-mx") {
			if in(lang).Values["reason"][string(r)] == "" {
				t.Errorf("%s has no name for the reason %s", lang, r)
			}
		}
		for _, by := range []string{"local-part", "name"} {
			if in(lang).Values["by"][by] == "" {
				t.Errorf("%s has no name for by: %s", lang, by)
			}
		}
	}
}
