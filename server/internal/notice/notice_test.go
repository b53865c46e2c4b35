package notice

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"sekisho/server/internal/audit"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/desk"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/outbound"
	"sekisho/server/internal/spool"
	"sekisho/server/internal/store"
	"sekisho/server/policy"
	"sekisho/server/sample"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// house is an organisation with a real store and spool, a worker and a clock.
type house struct {
	*testing.T
	store *store.Store
	org   store.Org
	keep  *hold.Keeper
	work  *Worker
	log   *bytes.Buffer

	mu sync.Mutex
	at time.Time
}

func (h *house) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func (h *house) later(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = h.at.Add(d)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{T: t, at: noon, org: store.OrgOf("main"), log: &bytes.Buffer{}}
	s, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Now: h.now})
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	must(t, s.CreateOrganization(t.Context(), store.Organization{ID: "main", Name: "Minato"}))
	_, err = s.PutPolicy(t.Context(), h.org, store.PolicyChange{Document: string(sample.Policy()), After: store.AnyVersion})
	must(t, err)
	people := []store.Person{
		{Address: "sato@minato.example", Manager: "boss@minato.example", Language: "ja"},
		{Address: "boss@minato.example", Language: "en"},
		{Address: "vice@minato.example"},
	}
	_, err = s.ImportPeople(t.Context(), h.org, people, false, audit.Entry{Event: "directory.changed"})
	must(t, err)
	files, err := spool.OpenFolder(t.TempDir())
	must(t, err)
	t.Cleanup(func() { must(t, files.Close()) })
	sp, err := spool.Open(spool.Options{Files: files, Reserve: -1})
	must(t, err)
	h.store, h.keep = s, &hold.Keeper{Records: s, People: hold.Directory{Store: s}, Now: h.now}
	h.work = &Worker{
		Org: h.org, Organization: "湊商事", Records: s, Policies: desk.NewCompiled(s), Tokens: auth.NewLinks(s, h.now), Spool: sp,
		Originals: outbound.Spooled{Spool: sp, Records: s}, Origin: "https://sekisho.example", Host: "gate.minato.example", Now: h.now,
		Log: slog.New(slog.NewTextHandler(h.log, nil)),
	}
	return h
}

// subject tries to become a header of its own, and to turn the reading direction.
const subject = "見積書\r\nBcc: thief@evil.example\u202egpj"

var verdict = policy.Verdict{
	Action: "approve",
	Recipients: []policy.RecipientVerdict{
		{Address: "tanaka@hokuto.example", Name: "田中 <b>一郎</b>", Field: "to", Domain: "hokuto.example", Envelope: true, Flags: []string{}},
		{Address: "kato@rival.example", Name: "加藤", Field: "bcc", Domain: "rival.example", Envelope: true, Flags: []string{}},
	},
	Attachments: []policy.AttachmentVerdict{{Name: "見積\u202efdp.exe", Size: 10, Flags: []string{}}},
	Findings: []policy.Finding{
		{Code: "recipient.external", Severity: "info", Recipients: []string{"tanaka@hokuto.example", "kato@rival.example"}},
		{Code: "recipient.look-alike", Severity: "danger", Recipients: []string{"kato@rival.example"}, Args: policy.ArgsOf(map[string]any{"known": "rivals.example"})},
	},
	Rules: []policy.RuleVerdict{{ID: "r", Effect: "enforced", Action: "approve", Message: &policy.Text{JA: "rival.example あてです。", EN: "This goes to rival.example."}}},
}

// held saves a mail of sato's to tanaka and, hidden, to kato. Each waits through stages of its own. It returns their holds.
func (h *house) held(tanaka, kato []hold.Stage) (string, string) {
	h.Helper()
	id := h.mail(subject, []hold.Group{
		{Recipients: []string{"tanaka@hokuto.example"}, Stages: tanaka}, {Recipients: []string{"kato@rival.example"}, Stages: kato},
	})
	list, err := h.store.HoldsOf(h.Context(), h.org, id)
	must(h.T, err)
	ids := map[string]string{}
	for _, one := range list {
		d, err := h.store.DeliveriesOf(h.Context(), h.org, one.ID)
		must(h.T, err)
		ids[d[0].Recipient] = one.ID
	}
	return ids["tanaka@hokuto.example"], ids["kato@rival.example"]
}

func (h *house) mail(subject string, groups []hold.Group) string {
	h.Helper()
	ctx := h.Context()
	b, err := h.keep.Begin(ctx, h.org, "sato@minato.example", groups)
	must(h.T, err)
	octets := "Message-ID: <original@minato.example>\r\nFrom: sato@minato.example\r\nTo: tanaka@hokuto.example\r\n" +
		"X-Sekisho-Connector: the secret\r\n of the house\r\nBcc: kato@rival.example\r\nSubject: x\r\n\r\nsecret body\r\n"
	m := store.Message{ID: store.NewID(), Size: int64(len(octets)), Account: "sato@minato.example", Sender: "sato@minato.example"}
	must(h.T, h.work.keep(ctx, []byte(octets), &m))
	message, err := json.Marshal(policy.Message{From: policy.Mailbox{Name: "佐藤", Address: "sato@minato.example"}, Subject: subject})
	must(h.T, err)
	v, err := json.Marshal(verdict)
	must(h.T, err)
	c := store.Check{
		ID: store.NewID(), Who: store.Who{Issuer: "gateway", Subject: "sato@minato.example"}, Time: h.now(), Door: "gateway", Intent: "send",
		Message: message, Verdict: v, Facts: []byte("{}"), Trace: []byte("[]"),
	}
	m.CheckID = c.ID
	must(h.T, h.store.AddMessage(ctx, h.org, store.Accepted{
		Message: m, Holds: b.Holds, Deliveries: b.Deliveries, Asks: b.Asks, Notices: b.Notices, Check: &c,
	}, audit.Entry{Event: "mail.accepted"}))
	return m.ID
}

// letter is a notice as it lies in the queue.
type sent struct {
	to, sender, kind string
	raw              string
	header           mail.Header
	subject          string
	text, html       string
	parts            map[string]string // the report's
}

// tell runs the worker once and returns what it queued.
func (h *house) tell(want int) []sent {
	h.Helper()
	n, err := h.work.Tell(h.Context())
	if err != nil || n != want {
		h.Fatalf("Tell = %d, %v, want %d mails; the log has %s", n, err, want, h.log)
	}
	due, err := h.store.DueMessages(h.Context(), h.org, h.now().Add(time.Second), 100)
	must(h.T, err)
	var all []sent
	for _, id := range due {
		m, err := h.store.Message(h.Context(), h.org, id)
		must(h.T, err)
		if m.Kind == store.KindMail {
			continue
		}
		d, err := h.store.Deliveries(h.Context(), h.org, id)
		must(h.T, err)
		all = append(all, h.read(m, d[0].Recipient))
	}
	return all
}

func (h *house) read(m store.Message, to string) sent {
	h.Helper()
	r, err := h.work.Originals.Open(h.Context(), h.org, m)
	must(h.T, err)
	raw, err := io.ReadAll(r)
	must(h.T, err)
	parsed, err := mail.ReadMessage(bytes.NewReader(raw))
	must(h.T, err)
	s := sent{to: to, sender: m.Sender, kind: m.Kind, raw: string(raw), header: parsed.Header, parts: map[string]string{}}
	s.subject, err = new(mime.WordDecoder).DecodeHeader(parsed.Header.Get("Subject"))
	must(h.T, err)
	s.walk(h.T, parsed.Header.Get("Content-Type"), parsed.Body)
	return s
}

func (s *sent) walk(t *testing.T, kind string, body io.Reader) {
	t.Helper()
	_, params, err := mime.ParseMediaType(kind)
	must(t, err)
	for r := multipart.NewReader(body, params["boundary"]); ; {
		p, err := r.NextRawPart()
		if err != nil {
			return
		}
		var content io.Reader = p
		if p.Header.Get("Content-Transfer-Encoding") == "base64" {
			content = base64.NewDecoder(base64.StdEncoding, p)
		}
		media, _, err := mime.ParseMediaType(p.Header.Get("Content-Type"))
		must(t, err)
		if strings.HasPrefix(media, "multipart/") {
			s.walk(t, p.Header.Get("Content-Type"), content)
			continue
		}
		text, err := io.ReadAll(content)
		must(t, err)
		switch media {
		case "text/plain":
			s.text = string(text)
		case "text/html":
			s.html = string(text)
		default:
			s.parts[media] = string(text)
		}
	}
}

func wait(d, onExpiry string) hold.Stage {
	return hold.Stage{Kind: hold.Wait, For: d, OnExpiry: onExpiry, Release: "sender", Rules: []string{}}
}

func confirm() hold.Stage {
	return hold.Stage{Kind: hold.Confirm, For: "24h", OnExpiry: "discard", Release: "sender", Rules: []string{}}
}

func approval(by ...string) hold.Stage {
	return hold.Stage{Kind: hold.Approval, Within: "3d", OnExpiry: "discard", Approvers: by, Need: "one", Rules: []string{}}
}

func (h *house) has(what, text string, parts ...string) {
	h.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			h.Errorf("%s lacks %q:\n%s", what, p, text)
		}
	}
}

func (h *house) lacks(what, text string, parts ...string) {
	h.Helper()
	for _, p := range parts {
		if strings.Contains(strings.ToLower(text), strings.ToLower(p)) {
			h.Errorf("%s has %q:\n%s", what, p, text)
		}
	}
}

func TestHeldMailIsTold(t *testing.T) {
	h := newHouse(t)
	h.held([]hold.Stage{wait("5m", "send")}, nil)
	got := h.tell(1)[0]
	if got.to != "sato@minato.example" || got.sender != "" || got.kind != store.KindNotice {
		t.Errorf("queued for %q from %q as %s", got.to, got.sender, got.kind)
	}
	for name, want := range map[string]string{
		"From": "Sekisho <postmaster@minato.example>", "To": "<sato@minato.example>", "Auto-Submitted": "auto-generated",
		"In-Reply-To": "<original@minato.example>", "Date": noon.Format(time.RFC1123Z), "Bcc": "",
	} {
		if have := got.header.Get(name); have != want {
			t.Errorf("%s is %q, want %q", name, have, want)
		}
	}
	if got.subject != "【保留中】見積書  Bcc: thief@evil.examplegpj" {
		t.Errorf("the subject is %q", got.subject)
	}
	for what, text := range map[string]string{"text": got.text, "html": got.html} {
		h.has(what, text, "メールを保留しています", "2026年11月20日(金) 21:05", "https://sekisho.example/h/main.", "tanaka@hokuto.example", "見積fdp.exe")
		h.lacks(what, text, "secret body", "Your mail", "\u202e", "<img", "http:")
	}
	h.lacks("html", got.html, "<b>一郎", "<script", "src=")
	if strings.ContainsFunc(got.raw, func(r rune) bool { return r > 0x7e }) {
		t.Error("the mail is not ASCII")
	}
	for i, line := range strings.Split(got.raw, "\r\n") {
		if len(line) > 90 || strings.ContainsAny(line, "\r\n") {
			t.Errorf("line %d is %q", i, line)
		}
	}
	h.tell(0) // once
}

// TestApproverSeesOnlyTheirRecipients: whoever decides about tanaka hears nothing of kato, who is a Bcc, and the other way round.
func TestApproverSeesOnlyTheirRecipients(t *testing.T) {
	h := newHouse(t)
	h.held([]hold.Stage{approval("manager")}, []hold.Stage{approval("vice@minato.example")})
	for _, got := range h.tell(4) {
		what := "what " + got.to + " reads"
		all := got.raw + got.subject + got.text + got.html
		switch got.to {
		case "boss@minato.example":
			h.has(what, got.text, "Please decide", "tanaka@hokuto.example", "Approve or reject", "佐藤 <sato@minato.example>")
			h.lacks(what, all, "kato", "加藤", "rival", "承認", "Bcc: k")
		case "vice@minato.example":
			h.has(what, got.text, "kato@rival.example", "Please decide", "承認をお願いします", "?lang=ja", "?lang=en", "This goes to rival.example.")
			h.lacks(what, all, "tanaka", "田中", "hokuto")
		}
	}
}

func TestUnconfirmedMailIsAskedAboutOnce(t *testing.T) {
	h := newHouse(t)
	h.held([]hold.Stage{confirm(), wait("5m", "send")}, []hold.Stage{confirm()})
	got := h.tell(1)[0]
	h.has("the question", got.text, "まだ送信されていません", "tanaka@hokuto.example", "kato@rival.example", "破棄されます", "[危険]")
	if a, b := strings.Index(got.text, "[危険]"), strings.Index(got.text, "[情報]"); a < 0 || b < a {
		t.Errorf("the worst is not first:\n%s", got.text)
	}
	if list, err := h.store.NoticesAfter(t.Context(), h.org, store.Notice{}, 10); err != nil || len(list) != 0 {
		t.Errorf("%v %v are left, want none", list, err)
	}
}

func TestWhatIsOverIsNotTold(t *testing.T) {
	h := newHouse(t)
	a, b := h.held([]hold.Stage{wait("5m", "send")}, []hold.Stage{approval("manager")})
	sato := hold.Actor{Account: "sato@minato.example"}
	must(t, h.keep.Release(t.Context(), h.org, a, sato))
	must(t, h.keep.Cancel(t.Context(), h.org, b, sato))
	h.tell(0)
	if list, err := h.store.NoticesAfter(t.Context(), h.org, store.Notice{}, 10); err != nil || len(list) != 0 {
		t.Errorf("%v %v are left, want none", list, err)
	}
}

func TestEndsAreTold(t *testing.T) {
	h := newHouse(t)
	a, b := h.held([]hold.Stage{approval("manager")}, []hold.Stage{wait("5m", "discard")})
	h.tell(3)
	boss := hold.Actor{Account: "boss@minato.example"}
	must(t, h.keep.Decide(t.Context(), h.org, a, hold.Choice{Reason: "金額が\r\nBcc: 違います"}, boss))
	h.later(6 * time.Minute)
	_, _, err := h.keep.Sweep(t.Context(), h.org)
	must(t, err)
	all := h.tell(2)
	text := ""
	for _, s := range all {
		text += s.subject + "\n" + s.text
	}
	h.has("the notices", text, "【却下・未送信】", "boss@minato.example", "金額が  Bcc: 違います", "【破棄・未送信】", "期限が過ぎたため")
	_ = b
}

func TestReportOfFailure(t *testing.T) {
	h := newHouse(t)
	id := h.mail("配信テスト", []hold.Group{{Recipients: []string{"tanaka@hokuto.example", "kato@rival.example"}}})
	must(t, h.store.AddMessage(t.Context(), h.org, store.Accepted{Message: store.Message{ID: store.NewID(), File: "x", Hash: "y"}, Notices: []store.Notice{
		{ID: store.NewID(), Kind: outbound.TellFailed, Message: id, To: "sato@minato.example", Args: map[string]string{
			"tanaka@hokuto.example": "550 5.1.1 no such\r\nFinal-Recipient: rfc822; kato@rival.example", "利用者@hokuto.example": strings.Repeat("x", 3000),
		}},
		{ID: store.NewID(), Kind: outbound.TellDelayed, Message: id, To: "sato@minato.example", Args: map[string]string{"tanaka@hokuto.example": "451 4.4.1 later"}},
	}}, audit.Entry{Event: "x"}))
	for _, got := range h.tell(2) {
		status := got.parts["message/delivery-status"]
		if got.kind != store.KindBounce || got.sender != "" || !strings.HasPrefix(got.header.Get("Content-Type"), "multipart/report; report-type=delivery-status") {
			t.Errorf("kind %s from %q, %s", got.kind, got.sender, got.header.Get("Content-Type"))
		}
		h.has("the header of the mail", got.parts["text/rfc822-headers"], "Message-ID: <original@minato.example>", "Subject: x")
		h.lacks("the report", got.text+got.html+status, "\nFinal-Recipient: rfc822; kato")
		h.lacks("the report", got.parts["text/rfc822-headers"], "secret body")
		h.lacks("the header of the mail", got.parts["text/rfc822-headers"], "Connector", "of the house", "kato")
		if strings.Contains(status, "Action: delayed") {
			h.has("the delay", status, "Status: 4.4.1", "Will-Retry-Until: Wed, 25 Nov 2026")
			h.has("the delay", got.text, "配信が遅れています", "451 4.4.1 later")
			continue
		}
		h.has("the failure", status, "Reporting-MTA: dns; gate.minato.example\r\n", "Final-Recipient: rfc822; tanaka@hokuto.example\r\nAction: failed\r\nStatus: 5.1.1\r\n",
			"Final-Recipient: utf-8; \\x{5229}\\x{7528}\\x{8005}@hokuto.example", "Status: 5.0.0")
		if n := strings.Count(status, "\r\nFinal-Recipient:"); n != 2 {
			t.Errorf("%d recipients in the report, want 2:\n%s", n, status)
		}
		h.has("the failure", got.text, "配信できませんでした", "550 5.1.1 no such")
	}
}

// TestBadRowsStayAndBlockNobody: what cannot be told is logged, kept, and tried again later.
func TestBadRowsStayAndBlockNobody(t *testing.T) {
	h := newHouse(t)
	var bad []store.Notice
	for i := range 2 * piece {
		bad = append(bad, store.Notice{ID: fmt.Sprintf("0%03d", i), Kind: []string{"hold.none", hold.TellHeld}[i%2], Hold: "none", To: "a@x"})
	}
	must(t, h.store.AddMessage(t.Context(), h.org, store.Accepted{Message: store.Message{ID: "m", File: "x", Hash: "y"}, Notices: bad}, audit.Entry{Event: "x"}))
	h.later(time.Second)
	h.held([]hold.Stage{wait("5m", "send")}, nil)
	h.tell(1)
	if list, err := h.store.NoticesAfter(t.Context(), h.org, store.Notice{}, 1000); err != nil || len(list) != len(bad) {
		t.Errorf("%d rows are left, %v, want %d", len(list), err, len(bad))
	}
	if n := strings.Count(h.log.String(), "tell a notice"); n != len(bad) {
		t.Errorf("%d lines in the log, want one for each of %d", n, len(bad))
	}
	h.log.Reset()
	h.tell(0)
	if h.log.Len() > 0 {
		t.Errorf("logged again at once: %.200s", h.log)
	}
	h.later(again)
	h.tell(0)
	if h.log.Len() == 0 {
		t.Error("not tried again later")
	}
}

func TestRunWakes(t *testing.T) {
	h := newHouse(t)
	told := make(chan struct{}, 9)
	h.work.Queued = func() { told <- struct{}{} }
	ctx, end := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- h.work.Run(ctx) }()
	h.held([]hold.Stage{wait("5m", "send")}, nil)
	h.work.Wake()
	<-told
	end()
	must(t, <-done)
}

func TestNoticeOfTwoWorkersIsToldOnce(t *testing.T) {
	h := newHouse(t)
	h.held([]hold.Stage{wait("5m", "send")}, nil)
	rows, err := h.store.NoticesAfter(t.Context(), h.org, store.Notice{}, 1)
	must(t, err)
	l, err := h.work.letter(t.Context(), rows[0])
	must(t, err)
	h.tell(1)
	h.work.init()
	if err := h.work.send(t.Context(), rows[0], l); err == nil {
		t.Error("the second worker told it again")
	}
	if all := h.tell(0); len(all) != 1 {
		t.Errorf("%d notices are queued, want 1", len(all))
	}
}
