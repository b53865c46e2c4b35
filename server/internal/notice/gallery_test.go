package notice

import (
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sekisho/server/internal/audit"
	"sekisho/server/internal/held"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/outbound"
	"sekisho/server/internal/store"
	"sekisho/server/policy"
)

var (
	update  = flag.Bool("update", false, "write the wanted texts anew")
	gallery = flag.String("gallery", "", "folder to write each notice to as a page, to be looked at")
)

// plain is an ordinary mail with an ordinary verdict.
var plain = policy.Verdict{
	Action: "approve",
	Recipients: []policy.RecipientVerdict{
		{Address: "tanaka@hokuto.example", Name: "田中 一郎", Field: "to", Domain: "hokuto.example", Envelope: true, Flags: []string{}},
		{Address: "suzuki@aoba.example", Name: "鈴木", Field: "cc", Domain: "aoba.example", Envelope: true, Flags: []string{}},
		{Address: "kato@rival.example", Field: "bcc", Domain: "rival.example", Envelope: true, Flags: []string{}},
	},
	Attachments: []policy.AttachmentVerdict{{Name: "見積書_2026年11月.xlsx", Size: 20480, Flags: []string{}}},
	Findings: []policy.Finding{
		{Code: "recipient.first-time", Severity: "warning", Recipients: []string{"tanaka@hokuto.example"}, Args: policy.ArgsOf(map[string]any{"colleagues": 0})},
		{Code: "policy.rule", Severity: "warning", Rules: []string{"r"}, Args: policy.ArgsOf(map[string]any{"rule": "r"})},
	},
	Rules: []policy.RuleVerdict{{ID: "r", Effect: "enforced", Action: "approve", Message: &policy.Text{JA: "見積書は上長の承認が要ります。", EN: "Quotations need the manager's approval."}}},
	Changes: []policy.ChangeVerdict{
		{Kind: "forceBcc", Rules: []string{"r"}, Args: policy.ArgsOf(map[string]any{"addresses": []string{"tanaka@hokuto.example", "suzuki@aoba.example"}})},
	},
}

// picture is one notice to be looked at.
type picture struct {
	name string
	row  store.Notice
}

// pictures are rows for every kind of notice and every reader who gets other words.
func (h *house) pictures() []picture {
	mail := func(compose string, stages ...hold.Stage) (holdID, message string) {
		message = h.record(compose, []hold.Group{{Recipients: []string{"tanaka@hokuto.example", "suzuki@aoba.example"}, Stages: stages}})
		list, err := h.store.HoldsOf(h.Context(), h.org, message)
		must(h.T, err)
		if len(list) > 0 {
			holdID = list[0].ID
		}
		return holdID, message
	}
	var all []picture
	add := func(name, kind, to, holdID, message string, args map[string]string) {
		all = append(all, picture{name, store.Notice{ID: store.NewID(), Kind: kind, Hold: holdID, Stage: 1, Message: message, To: to, Args: args, Created: noon}})
	}
	const sato, boss, auditor = "sato@minato.example", "boss@minato.example", "audit@minato.example"
	ask := hold.Stage{Kind: hold.Ask, For: "2h", OnExpiry: "discard", Release: "sender", Rules: []string{}}
	a, _ := mail("", wait("10m", "send"))
	b, _ := mail("", confirm())
	c, _ := mail("", ask)
	d, sent := mail("", approval(boss))
	stopped := hold.Stage{Kind: hold.Approval, Within: "7d", OnExpiry: "discard", Approvers: []string{boss}, Need: "one", Rules: []string{hold.Forwarding}}
	f, _ := mail("auto-forward", stopped)
	claimed, _ := mail("claimed", stopped)
	g, _ := mail("auto-forward", wait("7d", "discard"))
	rejected, _ := mail("", approval(boss))
	must(h.T, h.keep.Decide(h.Context(), h.org, rejected, hold.Choice{Reason: "金額が一桁違います。"}, hold.Actor{Account: boss}))
	replies := map[string]string{"tanaka@hokuto.example": "550 5.1.1 <tanaka@hokuto.example>: Recipient address rejected: User unknown"}
	add("held", hold.TellHeld, sato, a, "", nil)
	add("confirm", hold.TellConfirm, sato, b, "", nil)
	add("ask", hold.TellAsk, sato, c, "", nil)
	add("waiting", hold.TellWaiting, sato, d, "", nil)
	add("approve", hold.TellApprove, boss, d, "", nil)
	add("approve-deputy", hold.TellApprove, auditor, d, "", map[string]string{hold.ForArg: boss})
	add("approved", hold.TellApproved, sato, d, "", nil)
	add("rejected", hold.TellRejected, sato, rejected, "", nil)
	add("discarded", hold.TellDiscarded, sato, d, "", nil)
	add("cancelled", hold.TellCancelled, sato, d, "", nil)
	add("failed", outbound.TellFailed, sato, "", sent, replies)
	add("delayed", outbound.TellDelayed, sato, "", sent, map[string]string{"tanaka@hokuto.example": "451 4.4.1 no answer from mx.hokuto.example"})
	add("bcc", hold.TellBcc, sato, "", sent, nil)
	add("notify", hold.TellNotify, auditor, "", sent, nil)
	add("notify-sender", hold.TellNotify, sato, "", sent, nil)
	m, err := h.store.Message(h.Context(), h.org, sent)
	must(h.T, err)
	refused := map[string]string{"account": sato, "check": m.CheckID}
	add("blocked", hold.TellBlocked, auditor, "", "", refused)
	add("blocked-sender", hold.TellBlocked, sato, "", "", refused)
	add("forward-waiting", hold.TellWaiting, sato, f, "", nil)
	add("forward-approve", hold.TellApprove, boss, f, "", nil)
	add("forward-approve-claimed", hold.TellApprove, boss, claimed, "", nil)
	add("forward-held", hold.TellHeld, sato, g, "", nil)
	add("forward-approved", hold.TellApproved, sato, f, "", nil)
	add("forward-claimed", hold.TellClaimed, sato, "", sent, nil)
	add("forward-rejected", hold.TellRejected, sato, f, "", nil)
	return all
}

// record saves a mail that was composed in a way, under the plain verdict.
func (h *house) record(compose string, groups []hold.Group) string {
	h.Helper()
	owner := hold.Owner{Account: "sato@minato.example"}
	if compose == "claimed" {
		compose, owner.Claimed, owner.Others = "auto-forward", true, []string{"kato@minato.example"}
	}
	b, err := h.keep.BeginFor(h.Context(), h.org, owner, groups)
	must(h.T, err)
	from := policy.Mailbox{Name: "佐藤 花子", Address: "sato@minato.example"}
	v := plain
	if compose == "auto-forward" {
		from = policy.Mailbox{Name: "田中 一郎", Address: "tanaka@hokuto.example"}
		v.Recipients = []policy.RecipientVerdict{{Address: "hanako.s@gmail.example", Field: "bcc", Domain: "gmail.example", Envelope: true, Flags: []string{}}}
		v.Findings, v.Changes = v.Findings[1:], nil
		v.Rules = []policy.RuleVerdict{{ID: "r", Effect: "enforced", Action: "approve", Message: &policy.Text{
			JA: "メールボックスから社外への自動転送です。", EN: "A mailbox forwards this out of the organisation by itself.",
		}}}
	}
	message, err := json.Marshal(policy.Message{From: from, Subject: "お見積りの件", Compose: compose})
	must(h.T, err)
	text, err := json.Marshal(v)
	must(h.T, err)
	c := store.Check{
		ID: store.NewID(), Who: store.Who{Issuer: "gateway", Subject: "sato@minato.example"}, Time: h.now(), Door: "gateway", Intent: "send",
		Message: message, Verdict: text, Facts: []byte("{}"), Trace: []byte("[]"),
	}
	id := store.NewID()
	must(h.T, h.store.AddMessage(h.Context(), h.org, store.Accepted{
		Message: store.Message{ID: id, CheckID: c.ID, File: id, Hash: "h", Account: "sato@minato.example", Sender: "sato@minato.example"},
		Holds:   b.Holds, Deliveries: b.Deliveries, Asks: b.Asks, Check: &c,
	}, audit.Entry{Event: "mail.accepted"}))
	return id
}

var tokens = regexp.MustCompile(`/h/[^\s?"]+`)

// TestGallery compares the words of every notice, in both languages, with those that somebody has read. Go test -run Gallery
// -update writes them anew, and with -gallery=FOLDER there is a page for each, to look at in a browser.
func TestGallery(t *testing.T) {
	h := newHouse(t)
	shown := map[string]bool{}
	for _, p := range h.pictures() {
		shown[p.row.Kind] = true
		for _, lang := range held.Languages() {
			t.Run(p.name+"."+lang, func(t *testing.T) { h.compare(t, p, lang) })
		}
	}
	for _, kind := range held.Kinds() {
		if !shown[kind] {
			t.Errorf("there is no picture of %s", kind)
		}
	}
}

func (h *house) compare(t *testing.T, p picture, lang string) {
	_, err := h.store.ImportPeople(t.Context(), h.org, []store.Person{{Address: p.row.To, Kind: store.KindPerson, Language: lang}}, false, audit.Entry{Event: "directory.changed"})
	must(t, err)
	l, err := h.work.letter(context.Background(), p.row)
	must(t, err)
	got := tokens.ReplaceAllString(l.subject+"\n\n"+strings.ReplaceAll(l.text(), "\r\n", "\n"), "/h/TOKEN")
	if *gallery != "" {
		page, err := l.html()
		must(t, err)
		must(t, os.WriteFile(filepath.Join(*gallery, p.name+"."+lang+".html"), page, 0o600))
	}
	file := filepath.Join("testdata", "gallery", p.name+"."+lang+".txt")
	if *update {
		must(t, os.MkdirAll(filepath.Dir(file), 0o750))
		must(t, os.WriteFile(file, []byte(got), 0o600))
	}
	want, err := os.ReadFile(file)
	must(t, err)
	if got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
