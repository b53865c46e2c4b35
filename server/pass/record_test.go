package pass_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"sekisho/server/pass"
)

func record() pass.Record {
	return pass.Record{
		Organization: "akatsuki", Issuer: "https://idp.example", Subject: "42", Sender: "kobayashi@akatsuki.example",
		Draft: "d1:x", Transit: "t1:x", Recipients: []string{"Endo@Tsubame.example", "sato@tsubame.example", "team@akatsuki.example"},
		PolicyVersion: "7", At: now, Expires: now.Add(time.Hour),
	}
}

func attempt(id string, to ...string) pass.Attempt {
	return pass.Attempt{
		Organization: "akatsuki", Sender: "kobayashi@akatsuki.example", Transit: "t1:x", Recipients: to, MessageID: id, Now: now.Add(time.Minute),
		Members: map[string][]string{"Team@akatsuki.example": {"m1@akatsuki.example", "M2@akatsuki.example"}, "all@akatsuki.example": {"ceo@akatsuki.example"}},
	}
}

func TestRecordAllows(t *testing.T) {
	tests := []struct {
		name    string
		attempt pass.Attempt
		earlier []pass.Use
		want    []pass.Use
	}{
		{"one recipient", attempt("<1>", "endo@tsubame.example"), nil, []pass.Use{{"endo@tsubame.example", "<1>"}}},
		{
			"all, one twice", attempt("<1>", "sato@tsubame.example", "ENDO@tsubame.example", "sato@tsubame.example"), nil,
			[]pass.Use{{"endo@tsubame.example", "<1>"}, {"sato@tsubame.example", "<1>"}},
		},
		{
			"the other half of a forked mail", attempt("<1>", "sato@tsubame.example"),
			[]pass.Use{{"endo@tsubame.example", "<1>"}},
			[]pass.Use{{"sato@tsubame.example", "<1>"}},
		},
		{
			"the other half under another Message-ID", attempt("<2>", "sato@tsubame.example"),
			[]pass.Use{{"endo@tsubame.example", "<1>"}},
			[]pass.Use{{"sato@tsubame.example", "<2>"}},
		},
		{"delivered again", attempt("<1>", "endo@tsubame.example"), []pass.Use{{"endo@tsubame.example", "<1>"}}, nil},
		{
			"members of a confirmed list", attempt("<1>", "m1@akatsuki.example", "m2@akatsuki.example"), nil,
			[]pass.Use{{"m1@akatsuki.example", "<1>"}, {"m2@akatsuki.example", "<1>"}},
		},
	}
	for _, tt := range tests {
		got, err := record().Allow(tt.attempt, tt.earlier)
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %v (%v), want %v", tt.name, got, err, tt.want)
		}
	}
}

func TestRecordRefuses(t *testing.T) {
	used := []pass.Use{{"endo@tsubame.example", "<1>"}}
	with := func(f func(*pass.Attempt)) pass.Attempt {
		a := attempt("<1>", "endo@tsubame.example")
		f(&a)
		return a
	}
	tests := []struct {
		name       string
		attempt    pass.Attempt
		earlier    []pass.Use
		want       error
		text       string
		recipients []string
	}{
		{"other organisation", with(func(a *pass.Attempt) { a.Organization = "rival" }), nil, pass.ErrOtherOrganization, "pass: confirmed in another organisation", nil},
		{"other sender", with(func(a *pass.Attempt) { a.Sender = "ono@akatsuki.example" }), nil, pass.ErrOtherSender, "pass: confirmed for another sender", nil},
		{"other mail", with(func(a *pass.Attempt) { a.Transit = "t1:y" }), nil, pass.ErrOtherMail, "pass: another mail was confirmed", nil},
		{"expired", with(func(a *pass.Attempt) { a.Now = now.Add(time.Hour) }), nil, pass.ErrRecordExpired, "pass: confirmation has expired: 2026-11-23T11:00:00Z", nil},
		{"nobody", attempt("<1>"), nil, pass.ErrNoRecipients, "pass: no recipients to deliver to", nil},
		{
			"not confirmed", attempt("<1>", "x@rival.example", "endo@tsubame.example", "ceo@akatsuki.example"), nil,
			pass.ErrUnconfirmed, "pass: recipients were not confirmed: 2",
			[]string{"ceo@akatsuki.example", "x@rival.example"},
		},
		{"second mail", attempt("<2>", "endo@tsubame.example", "sato@tsubame.example"), used, pass.ErrUsed, "pass: confirmation was used already: 1", []string{"endo@tsubame.example"}},
		{"second mail without Message-ID", attempt("", "endo@tsubame.example"), []pass.Use{{"endo@tsubame.example", ""}}, pass.ErrUsed, "pass: confirmation was used already: 1", []string{"endo@tsubame.example"}},
	}
	for _, tt := range tests {
		got, err := record().Allow(tt.attempt, tt.earlier)
		if !errors.Is(err, tt.want) || err.Error() != tt.text || got != nil {
			t.Errorf("%s: got %v and %q, want nothing and %q", tt.name, got, err, tt.text)
		}
		var who *pass.RecipientsError
		if errors.As(err, &who) != (tt.recipients != nil) || who != nil && !slices.Equal(who.Recipients, tt.recipients) {
			t.Errorf("%s: got recipients in %#v, want %v", tt.name, err, tt.recipients)
		}
	}
	empty := record()
	empty.Transit = ""
	if _, err := empty.Allow(with(func(a *pass.Attempt) { a.Transit = "" }), nil); !errors.Is(err, pass.ErrOtherMail) {
		t.Errorf("a record without fingerprint: got %v, want ErrOtherMail", err)
	}
}
