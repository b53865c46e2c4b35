package page

import (
	"context"
	"errors"
	"flag"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"sekisho/server/internal/audit"
	"sekisho/server/internal/held"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/store"
	"sekisho/server/policy"
)

var gallery = flag.String("gallery", "", "folder to write each page to, to be looked at in a browser")

// keys are names of words that have none, as they would stand on a page.
var keys = regexp.MustCompile(`\b(title|do|button|page|done|gone|wrong|state|label|expiry|item|field)\.[a-z]`)

// TestGallery makes every page that a link can lead to, in both languages: each has a heading, says all in words, and names its
// language. With -gallery=FOLDER it writes them there.
func TestGallery(t *testing.T) {
	h := newHouse(t)
	_, err := h.store.ImportPeople(t.Context(), h.org, []store.Person{{Address: account, Manager: "boss@minato.example"}, {Address: "boss@minato.example"}}, false, audit.Entry{Event: "directory.changed"})
	must(t, err)
	kept := wait("3h", "send")
	kept.Release = "nobody"
	ask := hold.Stage{Kind: hold.Ask, For: "2h", OnExpiry: "discard", Release: "sender", Rules: []string{}}
	sender := func(stages ...hold.Stage) string { return h.link(h.held(stages, nil).ID, 1, store.LinkSender, account) }
	approver := func(reason bool) string {
		return h.link(h.held([]hold.Stage{approval(reason)}, nil).ID, 1, store.LinkApprover, "boss@minato.example")
	}
	post := func(token, lang, action string, fields ...string) *httptest.ResponseRecorder {
		form := url.Values{"action": {action}, "form": {hidden.FindStringSubmatch(h.get(token, lang).Body.String())[1]}}
		for i := 0; i+1 < len(fields); i += 2 {
			form.Set(fields[i], fields[i+1])
		}
		return h.ask("POST", token, lang, form)
	}
	all := []string{"item.0", "yes", "item.1", "yes", "item.2", "見積.xlsx", "question.0", "yes", "word.0", "社外秘", "reason", "契約のため"}
	pages := []struct {
		name string
		show func(lang string) *httptest.ResponseRecorder
	}{
		{"held", func(l string) *httptest.ResponseRecorder { return h.get(sender(wait("3h", "send")), l) }},
		{"held-kept", func(l string) *httptest.ResponseRecorder { return h.get(sender(kept), l) }},
		{"held-next", func(l string) *httptest.ResponseRecorder {
			return h.get(sender(wait("3h", "next"), approval(false)), l)
		}},
		{"ask", func(l string) *httptest.ResponseRecorder { return h.get(sender(ask), l) }},
		{"waiting", func(l string) *httptest.ResponseRecorder { return h.get(sender(approval(false)), l) }},
		{"confirm", func(l string) *httptest.ResponseRecorder { return h.get(sender(confirm()), l) }},
		{"confirm-gaps", func(l string) *httptest.ResponseRecorder { return post(sender(confirm()), l, "confirm", all[:4]...) }},
		{"confirm-done", func(l string) *httptest.ResponseRecorder { return post(sender(confirm()), l, "confirm", all...) }},
		{"confirm-next", func(l string) *httptest.ResponseRecorder {
			return post(sender(confirm(), approval(false)), l, "confirm", all...)
		}},
		{"approve", func(l string) *httptest.ResponseRecorder { return h.get(approver(false), l) }},
		{"approve-reason", func(l string) *httptest.ResponseRecorder { return post(approver(true), l, "reject") }},
		{"done-approved", func(l string) *httptest.ResponseRecorder { return post(approver(false), l, "approve") }},
		{"done-rejected", func(l string) *httptest.ResponseRecorder { return post(approver(false), l, "reject") }},
		{"done-released", func(l string) *httptest.ResponseRecorder { return post(sender(wait("3h", "send")), l, "release") }},
		{"done-cancelled", func(l string) *httptest.ResponseRecorder { return post(sender(wait("3h", "send")), l, "cancel") }},
		{"done-due", func(l string) *httptest.ResponseRecorder {
			return post(sender(wait("3h", "send")), l, "due", "due", noon.Add(time.Hour).Add(9*time.Hour).Format("2006-01-02T15:04"))
		}},
		{"wrong-time", func(l string) *httptest.ResponseRecorder {
			return post(sender(wait("3h", "send")), l, "due", "due", "2026-12-24T12:00")
		}},
		{"forbidden", func(l string) *httptest.ResponseRecorder { return post(sender(kept), l, "release") }},
		{"used", func(l string) *httptest.ResponseRecorder {
			token := sender(wait("3h", "send"))
			post(token, l, "cancel")
			return h.get(token, l)
		}},
		{"moved", func(l string) *httptest.ResponseRecorder {
			c := h.held([]hold.Stage{wait("3h", "send")}, nil)
			must(t, h.pages.Holds.Cancel(t.Context(), h.org, c.ID, hold.Actor{Account: account}))
			return h.get(h.link(c.ID, 1, store.LinkSender, account), l)
		}},
		{"form", func(l string) *httptest.ResponseRecorder {
			return h.ask("POST", sender(wait("3h", "send")), l, url.Values{"action": {"release"}})
		}},
		{"unknown", func(l string) *httptest.ResponseRecorder { return h.get("main.none", l) }},
		{"over", func(l string) *httptest.ResponseRecorder { return h.get(expired(h), l) }},
		{"failed", func(l string) *httptest.ResponseRecorder {
			token, policies := sender(wait("3h", "send")), h.pages.Policies
			defer func() { h.pages.Policies = policies }()
			h.pages.Policies = gone{}
			return h.get(token, l)
		}},
		{"many", func(l string) *httptest.ResponseRecorder {
			for range 20 {
				h.get("main.none", l)
			}
			return h.get("main.none", l)
		}},
	}
	for _, p := range pages {
		for _, lang := range held.Languages() {
			t.Run(p.name+"."+lang, func(t *testing.T) {
				body := p.show(lang).Body.String()
				if !strings.Contains(body, `<h1>`) || !strings.Contains(body, `<html lang="`) || keys.MatchString(body) {
					t.Errorf("no heading, no language, or words that there are not (%q):\n%s", keys.FindString(body), body)
				}
				if *gallery != "" {
					shown := strings.Replace(body, `<link rel="stylesheet" href="/h/style.css">`, "<style>"+Style()+"</style>", 1)
					must(t, os.WriteFile(filepath.Join(*gallery, p.name+"."+lang+".html"), []byte(shown), 0o600))
				}
			})
		}
	}
}

// gone are policies that cannot be read.
type gone struct{}

func (gone) Current(context.Context, store.Org) (*policy.Policy, int64, error) {
	return nil, 0, errors.New("the database is away")
}

// expired is a link whose stage is over by its time.
func expired(h *house) string {
	c := h.held([]hold.Stage{wait("10s", "send")}, nil)
	h.later(time.Minute)
	return h.link(c.ID, 1, store.LinkSender, account)
}
