package main

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"sekisho/desktop/internal/confirm"
	"sekisho/desktop/internal/shim"
	"sekisho/desktop/internal/store"
	"sekisho/server/check"
	"sekisho/server/policy"
)

// Waiting implements mailBound.
func (s *service) Waiting() []Mail { return viewMails(s.companion.Queue().Waiting()) }

// Kept implements mailBound.
func (s *service) Kept() []Mail { return viewMails(s.companion.Queue().Answered()) }

func viewMails(all []confirm.Mail) []Mail {
	views := make([]Mail, 0, len(all))
	for _, m := range all {
		views = append(views, Mail{
			ID: m.ID, From: m.From, Subject: m.Subject, Body: m.Body, Client: clientName(m.Client), Size: m.Size, Since: m.Since, Until: m.Until,
			Connected: m.Connected, Files: m.Connected && len(m.Verdict.Attachments) > 0, Decision: m.Decision, Verdict: whole(m.Verdict), CannotCarryOut: list(m.CannotCarryOut), TickAll: m.TickAll,
		})
	}
	return views
}

// clientName is how a mail program calls itself, without version and system: "Mozilla Thunderbird" is one of two names that do not
// stand at the beginning.
func clientName(agent string) string {
	if strings.Contains(agent, "Thunderbird") {
		return "Thunderbird"
	}
	name, _, _ := strings.Cut(agent, "/")
	name, _, _ = strings.Cut(name, " (")
	const most = 40
	if r := []rune(strings.TrimSpace(name)); len(r) <= most {
		return string(r)
	}
	return ""
}

// list is a slice that JSON writes as an array, never as null.
func list[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

// whole is a verdict whose lists are arrays in JSON, as the pages take them for granted.
func whole(v policy.Verdict) policy.Verdict {
	v.Findings, v.Recipients, v.Attachments = slices.Clone(list(v.Findings)), list(v.Recipients), list(v.Attachments)
	v.Rules, v.Changes, v.Notify = list(v.Rules), list(v.Changes), list(v.Notify)
	for i, f := range v.Findings {
		v.Findings[i].Rules, v.Findings[i].Recipients, v.Findings[i].Attachments = list(f.Rules), list(f.Recipients), list(f.Attachments)
	}
	if v.Confirm != nil {
		c := *v.Confirm
		c.Items, c.Questions = list(c.Items), list(c.Questions)
		v.Confirm = &c
	}
	return v
}

// Confirm implements mailBound.
func (s *service) Confirm(id string, given check.Answers) (Answered, error) {
	queue := s.companion.Queue()
	connected := slices.ContainsFunc(queue.Waiting(), func(m confirm.Mail) bool { return m.ID == id && m.Connected })
	err := queue.Answer(id, confirm.Answer{Send: true, Given: given})
	var incomplete *confirm.IncompleteError
	switch {
	case errors.As(err, &incomplete):
		return Answered{Missing: &incomplete.Gaps}, nil
	case err != nil:
		return Answered{}, err
	case connected:
		return Answered{}, nil
	}
	return Answered{Kept: time.Now().Add(confirm.Remember)}, nil
}

// Went implements mailBound. Of several tries with one answer the last counts.
func (s *service) Went(id string) Went {
	tried, _ := s.companion.Recent()
	return went(tried, id)
}

func went(newestFirst []shim.Entry, id string) Went {
	for _, e := range newestFirst {
		if e.Question == id {
			return Went{Outcome: e.Outcome, Time: e.Time, Recipients: list(e.Recipients), Reply: e.Reply}
		}
	}
	return Went{Recipients: []string{}}
}

// Cancel implements mailBound.
func (s *service) Cancel(id string) error {
	return s.companion.Queue().Answer(id, confirm.Answer{})
}

// pageSize is how many mails of the past are given at a time.
const pageSize = 50

// History implements mailBound.
func (s *service) History(f HistoryFilter) (HistoryPage, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	page := HistoryPage{Mails: []Past{}}
	mails, more, err := s.depot.Store.Mails(ctx, store.Filter{Words: f.Words, Outcome: f.Outcome, Before: f.Before, Limit: pageSize})
	if err != nil {
		return page, err
	}
	page.More = more
	for _, m := range mails {
		page.Mails = append(page.Mails, viewPast(m))
	}
	return page, nil
}

func viewPast(m store.Mail) Past {
	p := Past{
		ID: m.ID, Time: m.Time, From: m.From, Recipients: list(m.Recipients), Subject: m.Subject, Client: clientName(m.Client),
		Outcome: m.Outcome, Reply: m.Reply, Paused: m.Paused,
	}
	if len(m.Verdict) > 0 && json.Unmarshal(m.Verdict, &p.Verdict) != nil {
		p.Verdict = policy.Verdict{} // of another version of the program
	}
	p.Verdict = whole(p.Verdict)
	return p
}
