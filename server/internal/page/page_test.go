package page

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"sekisho/server/check"
	"sekisho/server/internal/audit"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/desk"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/store"
	"sekisho/server/policy"
	"sekisho/server/sample"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

const account = "sato@minato.example"

// house is an organisation with a real store, a clock and pages.
type house struct {
	*testing.T
	store *store.Store
	org   store.Org
	pages *Pages
	moved int

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
	h := &house{T: t, at: noon, org: store.OrgOf("main")}
	s, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Now: h.now})
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	must(t, s.CreateOrganization(t.Context(), store.Organization{ID: "main", Name: "Minato"}))
	_, err = s.PutPolicy(t.Context(), h.org, store.PolicyChange{Document: string(sample.Policy()), After: store.AnyVersion})
	must(t, err)
	people := []store.Person{{Address: account, Manager: "boss@minato.example"}, {Address: "boss@minato.example", Language: "en"}}
	_, err = s.ImportPeople(t.Context(), h.org, people, false, audit.Entry{Event: "directory.changed"})
	must(t, err)
	policies := desk.NewCompiled(s)
	h.store = s
	var mu sync.Mutex
	h.pages = &Pages{
		Links: auth.NewLinks(s, h.now), Records: s, Holds: &hold.Keeper{Records: s, People: hold.Directory{Store: s}, Now: h.now},
		Desk: desk.New(s, policies, nil, h.now), Policies: policies, Now: h.now, Log: slog.New(slog.DiscardHandler),
		Moved: func() { mu.Lock(); defer mu.Unlock(); h.moved++ },
	}
	return h
}

func asked() *policy.ConfirmVerdict {
	return &policy.ConfirmVerdict{
		Mode: "tick", Questions: []string{"sure"}, Words: []string{"社外秘"}, Reason: true,
		Items: []policy.ConfirmItem{{Kind: "recipient", Value: "tanaka@hokuto.example"}, {Kind: "recipient", Value: "kato@rival.example"}, {Kind: "file-name", Value: "見積.xlsx"}},
	}
}

// held saves a mail of sato's to tanaka (stages) and, as Bcc, to kato (others); it returns the hold of tanaka's copy.
func (h *house) held(stages, others []hold.Stage) store.Hold {
	h.Helper()
	ctx := h.Context()
	b, err := h.pages.Holds.Begin(ctx, h.org, account, []hold.Group{
		{Recipients: []string{"tanaka@hokuto.example"}, Stages: stages}, {Recipients: []string{"kato@rival.example"}, Stages: others},
	})
	must(h.T, err)
	v := policy.Verdict{
		Action: "confirm", Confirm: asked(),
		Recipients: []policy.RecipientVerdict{
			{Address: "tanaka@hokuto.example", Name: "田中", Field: "to", Domain: "hokuto.example", Envelope: true, Flags: []string{}},
			{Address: "kato@rival.example", Name: "加藤", Field: "bcc", Domain: "rival.example", Envelope: true, Flags: []string{}},
		},
		Findings: []policy.Finding{{Code: "recipient.external", Severity: "warning", Recipients: []string{"tanaka@hokuto.example", "kato@rival.example"}}},
		Rules:    []policy.RuleVerdict{{ID: "sure", Effect: "enforced", Action: "confirm", Message: &policy.Text{JA: "本当に送りますか。", EN: "Are you sure?"}}},
	}
	verdict, err := json.Marshal(v)
	must(h.T, err)
	message, err := json.Marshal(policy.Message{From: policy.Mailbox{Name: "佐藤", Address: account}, Subject: "<script>alert(1)</script>見積"})
	must(h.T, err)
	c := store.Check{
		ID: store.NewID(), Who: store.Who{Issuer: "gateway", Subject: account}, Time: h.now(), Door: "gateway", Intent: "send", Sender: account,
		Message: message, Verdict: verdict, Facts: []byte("{}"), Trace: []byte("[]"), PolicyVersion: 1,
	}
	must(h.T, h.store.AddMessage(ctx, h.org, store.Accepted{
		Message: store.Message{ID: store.NewID(), CheckID: c.ID, File: store.NewID(), Hash: "h", Account: account, Sender: account},
		Holds:   b.Holds, Deliveries: b.Deliveries, Asks: b.Asks, Check: &c,
	}, audit.Entry{Event: "mail.accepted"}))
	kept, err := h.store.Hold(ctx, h.org, b.Holds[0].ID)
	must(h.T, err)
	return kept
}

func (h *house) link(id string, stage int64, purpose, person string) string {
	h.Helper()
	token, err := h.pages.Links.New(h.Context(), h.org)
	must(h.T, err)
	must(h.T, h.store.AddLink(h.Context(), h.org, token, store.Link{Hold: id, Stage: stage, Purpose: purpose, Person: person, Expires: noon.Add(24 * time.Hour)}))
	return token
}

func (h *house) get(token string, lang string) *httptest.ResponseRecorder {
	return h.ask(http.MethodGet, token, lang, nil)
}

func (h *house) ask(method, token, lang string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/h/x", strings.NewReader(form.Encode()))
	r.Header.Set("Accept-Language", lang)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	h.pages.Serve(w, r, token, "192.0.2.1")
	return w
}

var hidden = regexp.MustCompile(`name="form" value="([^"]+)"`)

// post sends the form of a page as a browser would.
func (h *house) post(token, action string, fields ...string) *httptest.ResponseRecorder {
	h.Helper()
	form := url.Values{"action": {action}}
	if found := hidden.FindStringSubmatch(h.get(token, "en").Body.String()); found != nil {
		form.Set("form", found[1])
	}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return h.ask(http.MethodPost, token, "en", form)
}

func (h *house) state(id string) string {
	h.Helper()
	c, err := h.store.Hold(h.Context(), h.org, id)
	must(h.T, err)
	return fmt.Sprint(c.State, " ", c.Stage)
}

func (h *house) wants(id, want string) {
	h.Helper()
	if got := h.state(id); got != want {
		h.Errorf("the hold is %q, want %q", got, want)
	}
}

func (h *house) answers(w *httptest.ResponseRecorder, status int, parts ...string) {
	h.Helper()
	if w.Code != status {
		h.Errorf("status %d, want %d", w.Code, status)
	}
	for _, p := range parts {
		if !strings.Contains(w.Body.String(), p) {
			h.Errorf("the page lacks %q:\n%s", p, w.Body)
		}
	}
}

func wait(d, onExpiry string) hold.Stage {
	return hold.Stage{Kind: hold.Wait, For: d, OnExpiry: onExpiry, Release: "sender", Adjust: "2h", Rules: []string{}}
}

func confirm() hold.Stage {
	return hold.Stage{Kind: hold.Confirm, For: "24h", OnExpiry: "discard", Release: "sender", Rules: []string{}}
}

func approval(reason bool) hold.Stage {
	return hold.Stage{Kind: hold.Approval, Within: "3d", OnExpiry: "discard", Approvers: []string{"manager"}, Need: "one", Reason: reason, Rules: []string{}}
}

// TestLookingDoesNothing: scanners of mail open links, by GET and HEAD, often.
func TestLookingDoesNothing(t *testing.T) {
	h := newHouse(t)
	c := h.held([]hold.Stage{wait("1h", "send")}, nil)
	token := h.link(c.ID, 1, store.LinkSender, account)
	for i := range 50 {
		h.answers(h.ask([]string{"GET", "HEAD"}[i%2], token, "ja", nil), 200)
		h.answers(h.ask("GET", token, "ja", url.Values{"action": {"release"}}), 200)
	}
	h.wants(c.ID, "timed 1")
	l, err := h.store.Link(t.Context(), h.org, token)
	if err != nil || !l.Used.IsZero() || h.moved != 0 {
		t.Errorf("after looking: %+v, %v, %d moves", l, err, h.moved)
	}
	w := h.get(token, "ja")
	h.answers(w, 200, "メールを保留しています", "今すぐ送信", "2026-11-20T22:00", "&lt;script&gt;", "tanaka@hokuto.example")
	for name, part := range map[string]string{
		"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex", "Content-Security-Policy": "frame-ancestors 'none'", "Content-Language": "ja",
	} {
		if got := w.Header().Get(name); !strings.Contains(got, part) {
			t.Errorf("%s is %q, want %q in it", name, got, part)
		}
	}
	if strings.Contains(w.Body.String(), "<script") {
		t.Error("a subject became a script")
	}
	h.answers(h.get(token, "fr, en-GB;q=0.8, ja;q=0.5"), 200, "Your mail is being held", "?lang=ja")
}

func TestSendNowOnce(t *testing.T) {
	h := newHouse(t)
	c := h.held([]hold.Stage{wait("1h", "send")}, nil)
	token := h.link(c.ID, 1, store.LinkSender, account)
	h.answers(h.post(token, "release"), 200, "It is on its way")
	h.wants(c.ID, "released 1")
	if h.moved != 1 {
		t.Errorf("the queue was told %d times, want once", h.moved)
	}
	h.answers(h.post(token, "cancel"), 410, "This link was used before", "Sent, or on its way")
	h.answers(h.get(token, "ja"), 410, "使用済み")
}

func TestNextStageIsSaid(t *testing.T) {
	h := newHouse(t)
	c := h.held([]hold.Stage{wait("1h", "send"), approval(false)}, nil)
	h.answers(h.post(h.link(c.ID, 1, store.LinkSender, account), "release"), 200, "It goes on to the next step")
	h.wants(c.ID, "waiting-approval 2")
}

func TestOnlyOurFormActs(t *testing.T) {
	h := newHouse(t)
	c := h.held([]hold.Stage{wait("1h", "send")}, nil)
	token, other := h.link(c.ID, 1, store.LinkSender, account), h.link(c.ID, 1, store.LinkSender, account)
	for name, form := range map[string]url.Values{
		"nothing": {}, "no form": {"action": {"release"}}, "a made up one": {"action": {"release"}, "form": {"x"}},
		"another link's": {"action": {"release"}, "form": {hidden.FindStringSubmatch(h.get(other, "en").Body.String())[1]}},
	} {
		if w := h.ask("POST", token, "en", form); w.Code != 403 {
			t.Errorf("%s: status %d, want 403", name, w.Code)
		}
	}
	r := httptest.NewRequest(http.MethodPost, "/h/x", strings.NewReader(url.Values{"action": {"release"}, "form": {hidden.FindStringSubmatch(h.get(token, "en").Body.String())[1]}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	h.pages.Serve(w, r, token, "192.0.2.1")
	h.answers(w, 403)
	h.answers(h.post(token, "approve"), 403)
	h.answers(h.post(token, "confirm"), 403)
	h.wants(c.ID, "timed 1")
}

func TestChecklist(t *testing.T) {
	h := newHouse(t)
	c := h.held([]hold.Stage{confirm()}, []hold.Stage{confirm(), wait("5m", "send")})
	token := h.link(c.ID, 1, store.LinkSender, account)
	h.answers(h.get(token, "ja"), 200, "宛先 田中 &lt;tanaka@hokuto.example&gt;", "加藤", "本当に送りますか。", "「社外秘」と入力", "見積.xlsx")
	all := []string{"item.0", "yes", "item.1", "yes", "item.2", " 見積．ｘｌｓｘ ", "question.0", "yes", "word.0", "社外秘", "reason", "契約のため"}
	for i := 0; i < len(all); i += 2 {
		part := append(append([]string{}, all[:i]...), all[i+2:]...)
		h.answers(h.post(token, "confirm", part...), 422, "1 still to do", `aria-invalid="true"`)
	}
	h.answers(h.post(token, "confirm"), 422, "6 still to do")
	h.wants(c.ID, "waiting-sender 1")
	h.answers(h.post(token, "confirm", all...), 200, "It goes on to the next step")
	h.wants(c.ID, "released 1")
	list, err := h.store.HoldsOf(t.Context(), h.org, c.Message)
	must(t, err)
	states := list[0].State + " " + list[1].State
	if !strings.Contains(states, "released") || !strings.Contains(states, "timed") {
		t.Errorf("the mail's holds are %s, want one released and one timed", states)
	}
	m, err := h.store.Message(t.Context(), h.org, c.Message)
	must(t, err)
	rec, err := h.store.ConfirmationOfCheck(t.Context(), h.org, store.Who{Issuer: "gateway", Subject: account}, m.CheckID)
	must(t, err)
	var given check.Answers
	must(t, json.Unmarshal(rec.Answers, &given))
	if !check.Missing(given, asked()).Empty() || given.Reason != "契約のため" || rec.TransitUntil.After(h.now()) {
		t.Errorf("recorded %+v until %v, want all answers, for this mail alone", given, rec.TransitUntil)
	}
	if _, err := h.store.VerifyAudit(t.Context(), h.org); err != nil {
		t.Error(err)
	}
}

func TestApproverDecides(t *testing.T) {
	h := newHouse(t)
	c := h.held([]hold.Stage{approval(true)}, []hold.Stage{wait("5m", "send")})
	token := h.link(c.ID, 1, store.LinkApprover, "boss@minato.example")
	w := h.get(token, "ja") // the directory says en
	h.answers(w, 200, "Please decide about this mail", "tanaka@hokuto.example", "Approve", "Reject")
	for _, secret := range []string{"kato", "加藤", "rival"} {
		if strings.Contains(w.Body.String(), secret) {
			t.Errorf("the approver reads %q, who is a Bcc of another group", secret)
		}
	}
	h.answers(h.post(token, "approve"), 422, "Write a reason.")
	h.answers(h.post(token, "release"), 403)
	h.answers(h.post(h.link(c.ID, 1, store.LinkApprover, account), "approve", "reason", "x"), 410) // nobody approves their own: it was never asked of them
	h.wants(c.ID, "waiting-approval 1")
	h.answers(h.post(token, "reject", "reason", "金額"), 200, "Rejected")
	h.wants(c.ID, "rejected 1")
	h.answers(h.get(token, "en"), 410, "used before")
	rows, err := h.store.Approvals(t.Context(), h.org, c.ID)
	if err != nil || rows[0].Reason != "金額" || rows[0].Who.Issuer != "link" {
		t.Errorf("recorded %+v, %v", rows, err)
	}
}

// TestDeputyDecides: a notice to a deputy has a link too, of the deputy's own.
func TestDeputyDecides(t *testing.T) {
	h := newHouse(t)
	_, err := h.store.ImportPeople(t.Context(), h.org, []store.Person{{Address: "boss@minato.example", Deputies: []string{"vice@minato.example"}}}, false, audit.Entry{Event: "directory.changed"})
	must(t, err)
	stage := approval(false)
	stage.Deputies = true
	c := h.held([]hold.Stage{stage}, nil)
	boss, vice := h.link(c.ID, 1, store.LinkApprover, "boss@minato.example"), h.link(c.ID, 1, store.LinkApprover, "vice@minato.example")
	h.answers(h.get(h.link(c.ID, 1, store.LinkApprover, "none@minato.example"), "en"), 410)
	h.answers(h.get(vice, "en"), 200, "Please decide about this mail")
	h.answers(h.post(vice, "approve"), 200, "Approved")
	h.answers(h.get(vice, "en"), 410, "used before")
	h.answers(h.get(boss, "en"), 410, "moved on")
	h.wants(c.ID, "released 1")
}

// TestOnlyWhatCanBeDoneIsSaid: of a wait that its sender cannot end nothing says that it can be ended.
func TestOnlyWhatCanBeDoneIsSaid(t *testing.T) {
	h := newHouse(t)
	kept := wait("5m", "send")
	kept.Release = "nobody"
	w := h.get(h.link(h.held([]hold.Stage{kept}, nil).ID, 1, store.LinkSender, account), "en")
	h.answers(w, 200, "cannot be cut short")
	if strings.Contains(w.Body.String(), "at once") || strings.Contains(w.Body.String(), "Send now") {
		t.Errorf("it offers to send now:\n%s", w.Body)
	}
	c := h.held([]hold.Stage{wait("5m", "next"), approval(false)}, nil)
	w = h.get(h.link(c.ID, 1, store.LinkSender, account), "en")
	h.answers(w, 200, "Go on to the next step")
	if strings.Contains(w.Body.String(), "Send now") {
		t.Errorf("it offers to send what has to be approved:\n%s", w.Body)
	}
}

func TestAnotherTime(t *testing.T) {
	h := newHouse(t)
	c := h.held([]hold.Stage{wait("1h", "send")}, nil)
	token := h.link(c.ID, 1, store.LinkSender, account)
	for _, bad := range []string{"", "tomorrow", "2026-11-20T20:00", "2026-11-21T00:00"} {
		h.answers(h.post(token, "due", "due", bad), 422, "Choose a time from")
	}
	w := h.post(token, "due", "due", "2026-11-20T22:30") // in Tokyo
	h.answers(w, 200, "The time is changed", "Fri 20 Nov 2026, 22:30 JST")
	now, err := h.store.Hold(t.Context(), h.org, c.ID)
	if err != nil || !now.Due.Equal(noon.Add(90*time.Minute)) {
		t.Errorf("it ends %v, %v, want in 90 minutes", now.Due, err)
	}
	h.answers(h.get(token, "en"), 410, "used before")
	next := regexp.MustCompile(`href="/h/([^"?]+)\?lang=en"`).FindStringSubmatch(w.Body.String())
	if next == nil {
		t.Fatalf("there is no link to go on with:\n%s", w.Body)
	}
	h.answers(h.post(next[1], "cancel"), 200, "Discarded")
	h.wants(c.ID, "cancelled 1")
}

func TestLinksThatCannotBeUsed(t *testing.T) {
	h := newHouse(t)
	c := h.held([]hold.Stage{wait("1h", "ask"), approval(false)}, nil)
	first, second := h.link(c.ID, 1, store.LinkSender, account), h.link(c.ID, 2, store.LinkApprover, "boss@minato.example")
	h.answers(h.get(second, "en"), 410, "moved on")
	h.later(time.Hour)
	h.answers(h.get(first, "ja"), 410, "期限が過ぎました", "tanaka@hokuto.example")
	_, _, err := h.pages.Holds.Sweep(t.Context(), h.org)
	must(t, err)
	h.answers(h.post(first, "release"), 410, "moved on")
	h.wants(c.ID, "waiting-sender 2")
	h.answers(h.get("main.none", "en"), 404, "does not work")
	for range 20 {
		h.get("main.none", "en")
	}
	h.answers(h.get("main.none", "en"), 429, "wait a little")
	h.answers(h.get(h.link(c.ID, 2, store.LinkSender, account), "en"), 200, "The wait is over")
}

// TestOneOfManyActs: of a hundred presses on a hundred links, one moves the mail.
func TestOneOfManyActs(t *testing.T) {
	h := newHouse(t)
	c := h.held([]hold.Stage{wait("1h", "send")}, nil)
	tokens, forms := make([]string, 4), make([]string, 4)
	for i := range tokens {
		tokens[i] = h.link(c.ID, 1, store.LinkSender, account)
		forms[i] = hidden.FindStringSubmatch(h.get(tokens[i], "en").Body.String())[1]
	}
	codes := make(chan int, 100)
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			action := []string{"release", "cancel"}[i%2]
			codes <- h.ask("POST", tokens[i%4], "en", url.Values{"action": {action}, "form": {forms[i%4]}}).Code
		})
	}
	wg.Wait()
	close(codes)
	won := 0
	for code := range codes {
		if code == 200 {
			won++
		} else if code != 409 && code != 410 {
			t.Errorf("status %d", code)
		}
	}
	if won != 1 {
		t.Errorf("%d acted, want 1", won)
	}
}

// TestColoursAreTheOthers compares the pages' values with those of the other screens.
func TestColoursAreTheOthers(t *testing.T) {
	tokens, err := os.ReadFile("../../../addin/ui/theme/tokens.css")
	must(t, err)
	value := regexp.MustCompile(`--sekisho-[a-z-]+:\s*[^;]+;`)
	ours := strings.Join(value.FindAllString(Style(), -1), "\n")
	theirs := strings.Join(value.FindAllString(string(tokens), -1), "\n")
	if fold := strings.Fields; strings.Join(fold(ours), " ") != strings.Join(fold(theirs), " ") {
		t.Errorf("ours\n%s\ntheirs\n%s", ours, theirs)
	}
}
