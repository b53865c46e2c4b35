package main

import (
	"context"
	"strings"

	"sekisho/server/policy"
)

// domainPair is a domain somebody typed and one domain that is known. Kind is look-alike, typo, "wrong" where both would do,
// or none.
type domainPair struct {
	Known string `json:"known"`
	Typed string `json:"typed"`
	Kind  string `json:"kind"`
	Class string `json:"class"`
}

func readDomains() ([]item, error) {
	pairs, err := lines("domains.jsonl", func(p domainPair) string { return p.Known + " " + p.Typed })
	if err != nil {
		return nil, err
	}
	items := make([]item, 0, len(pairs))
	for _, p := range pairs {
		i := item{id: p.Known + " " + p.Typed, class: p.Class, judge: p.judge}
		if p.Kind != "none" {
			i.want = []string{"warned"}
		}
		items = append(items, i)
	}
	return items, nil
}

// judge makes the known domain a partner's and sends a mail to the other. Which of the two names the finding has does not
// count: to the sender they mean the same.
func (p domainPair) judge(ctx context.Context) ([]string, error) {
	doc := inside + "partners: [{name: 取引先, domains: \"" + p.Known + "\"}]\n"
	compiled, err := policy.Parse("eval.yaml", []byte(doc), nil)
	if err != nil {
		return nil, err
	}
	found := codes(ctx, compiled, mail("tanaka@"+p.Typed, "件名", "本文"), "recipient.look-alike", "recipient.typo", "recipient.invalid", "recipient.unusual-form", "recipient.undeliverable")
	if len(found) > 0 && p.Kind == "none" {
		return []string{strings.Join(found, " ")}, nil
	}
	if len(found) > 0 {
		return []string{"warned"}, nil
	}
	return nil, nil
}
