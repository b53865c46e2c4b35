package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

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
		i := item{id: l.ID, class: l.Class, parts: l.parts(), judge: l.judge, shown: fmt.Sprintf("%q %q", l.Subject, l.Body)}
		if l.Forgotten {
			i.want = []string{"attachment.missing"}
		}
		items = append(items, i)
	}
	return items, nil
}

// parts are the language and the batches that a mail belongs to. The eighth was made by a writer who knew the detector; those
// who wrote the others had not seen it. They are told apart as figures are known of the first seven and of the four after the
// eighth, as the thirteenth, twins of many trades, is harder than what people send, and as the last three are what people send: no
// kind of mail is there more often than in an office.
func (l letter) parts() []string {
	language, _, _ := strings.Cut(l.Class, "-")
	batch, _, _ := strings.Cut(l.ID, "-")
	switch {
	case batch == "h":
		return []string{language, "eighth batch"}
	case batch == "m":
		return []string{language, "blind batches", "blind batches " + language, "batch 13"}
	case batch == "n":
		return []string{language, "blind batches", "blind batches " + language, "batch 14"}
	case batch == "o", batch == "p", batch == "q":
		return []string{language, "blind batches", "blind batches " + language, "batches 15-17"}
	case len(batch) == 1 && batch > "h":
		return []string{language, "blind batches", "blind batches " + language, "batches 9-12"}
	}
	return []string{language, "blind batches", "blind batches " + language, "batches 1-7"}
}

func (l letter) judge(ctx context.Context) ([]string, error) {
	m := mail("tanaka@customer-one.example", l.Subject, l.Body)
	for n, name := range l.Files {
		m.Attachments = append(m.Attachments, policy.Attachment{Name: name, Size: 20_000, Type: "application/pdf", SHA256: strconv.Itoa(n)})
	}
	return codes(ctx, plain, m, "attachment.missing"), nil
}
