package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"sekisho/server/check"
	"sekisho/server/policy"
)

// now is when all mails are sent.
var now = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)

// inside is who is internal, and nothing else.
const inside = "version: 1\norganization: {domains: own-company.example}\n"

// plain is the policy of all sets but the domains'.
var plain = func() *policy.Policy {
	p, err := policy.Parse("eval.yaml", []byte(inside), nil)
	if err != nil {
		panic(err) // the text above
	}
	return p
}()

// mail is a mail to one outsider.
func mail(to, subject, body string) *policy.Message {
	return &policy.Message{
		Kind: policy.KindMail, From: policy.Mailbox{Address: "sender@own-company.example"}, Subject: subject, Body: body,
		Recipients: []policy.Recipient{{Address: to, Field: policy.FieldTo, Envelope: true}},
	}
}

// codes judges m and returns the codes found that begin with one of the prefixes, each once.
func codes(ctx context.Context, p *policy.Policy, m *policy.Message, prefixes ...string) []string {
	v := check.Run(ctx, &check.Engine{Policy: p}, m, policy.Facts{Now: now})
	var found []string
	for _, f := range v.Findings {
		is := slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(f.Code, prefix) })
		if is && !slices.Contains(found, f.Code) {
			found = append(found, f.Code)
		}
	}
	return found
}
