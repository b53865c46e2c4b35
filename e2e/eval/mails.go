package main

import (
	"context"
	"fmt"
	"strconv"

	"sekisho/server/policy"
)

// letter is a mail whose writer forgot the attachment, or did not.
type letter struct {
	ID        string   `json:"id"`
	Class     string   `json:"class"`
	Subject   string   `json:"subject"`
	Body      string   `json:"body"`
	Files     []string `json:"files,omitempty"`
	Forgotten bool     `json:"forgotten"`
}

func readMails() ([]item, error) {
	letters, err := lines("mails.jsonl", func(l letter) string { return l.ID })
	if err != nil {
		return nil, err
	}
	items := make([]item, 0, len(letters))
	for _, l := range letters {
		i := item{id: l.ID, class: l.Class, judge: l.judge, shown: fmt.Sprintf("%q %q", l.Subject, l.Body)}
		if l.Forgotten {
			i.want = []string{"attachment.missing"}
		}
		items = append(items, i)
	}
	return items, nil
}

func (l letter) judge(ctx context.Context) ([]string, error) {
	m := mail("tanaka@customer-one.example", l.Subject, l.Body)
	for n, name := range l.Files {
		m.Attachments = append(m.Attachments, policy.Attachment{Name: name, Size: 20_000, Type: "application/pdf", SHA256: strconv.Itoa(n)})
	}
	return codes(ctx, plain, m, "attachment.missing"), nil
}
