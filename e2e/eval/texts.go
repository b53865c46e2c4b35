package main

import (
	"context"
	"slices"
	"strings"

	"sekisho/server/attach"
	"sekisho/server/policy"
)

// document is a text with personal data or without. Where it has a file name it is sent as that file, else as the body.
type document struct {
	ID    string   `json:"id"`
	File  string   `json:"file,omitempty"`
	Class string   `json:"class"`
	Text  string   `json:"text"`
	Want  []string `json:"want"` // codes without "personal."; empty: none above info
}

func readTexts() ([]item, error) {
	docs, err := lines("texts.jsonl", func(d document) string { return d.ID })
	if err != nil {
		return nil, err
	}
	items := make([]item, 0, len(docs))
	for _, d := range docs {
		i := item{id: d.ID, class: d.Class, judge: d.judge}
		for _, w := range d.Want {
			i.want = append(i.want, "personal."+w)
		}
		items = append(items, i)
	}
	return items, nil
}

// quiet are codes of severity info: one telephone number below a mail is no alarm.
var quiet = []string{"personal.phone", "personal.address", "personal.email", "personal.birth-date", "personal.corporate-number"}

func (d document) judge(ctx context.Context) ([]string, error) {
	m := mail("tanaka@customer-one.example", "資料", d.Text)
	if d.File != "" {
		m.Body = "お送りします。"
		content := strings.NewReader(d.Text)
		m.Attachments = []policy.Attachment{attach.Inspect(attach.WithText(ctx), attach.File{Name: d.File, Size: content.Size(), Content: content})}
	}
	found := codes(ctx, plain, m, "personal.")
	if len(d.Want) == 0 {
		found = slices.DeleteFunc(found, func(c string) bool { return slices.Contains(quiet, c) })
	}
	return found, nil
}
