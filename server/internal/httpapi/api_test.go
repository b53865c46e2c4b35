package httpapi

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"sekisho/server/api"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/desk"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/store"
	"sekisho/server/sample"
)

// fixture is the real API over a real store, with two organisations and a device in each.
type fixture struct {
	*Server
	t       *testing.T
	store   *store.Store
	devices *auth.Devices
	now     time.Time
	token   string // of sato in the organisation "main"
	foreign string // of somebody in the organisation "other"
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{t: t, now: time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return f.now }
	st, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	f.store, f.devices = st, auth.NewDevices(st, clock)
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	f.token, f.foreign = enrol(t, st, f.devices, "main", "sato@minato.example"), enrol(t, st, f.devices, "other", "mori@other.example")
	s, err := New(Options{
		Desk: desk.New(st, desk.NewCompiled(st), nil, clock), Identify: auth.Middleware(&auth.Authenticator{Devices: f.devices}), Enrol: f.devices,
		Directory: st,
		Held:      Held{Keeper: &hold.Keeper{Records: st, People: hold.Directory{Store: st}, Now: clock}, Records: st},
		Ready:     st.Ready, UploadsDir: t.TempDir(), Log: slog.New(slog.DiscardHandler), Now: clock,
	})
	if err != nil {
		t.Fatal(err)
	}
	f.Server = s
	return f
}

// enrol makes an organisation with the sample policy and one device in it.
func enrol(tb testing.TB, st *store.Store, devices *auth.Devices, id, account string) string {
	tb.Helper()
	ctx := tb.Context()
	must := func(err error) {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
	}
	must(st.CreateOrganization(ctx, store.Organization{ID: id}))
	org, err := auth.Operator(ctx, st, id)
	must(err)
	_, err = st.PutPolicy(ctx, org, store.PolicyChange{Document: string(sample.Policy()), After: store.AnyVersion})
	must(err)
	code, _, err := devices.NewCode(ctx, org, auth.Owner{Account: account}, 0, store.Who{})
	must(err)
	_, token, err := devices.Enrol(ctx, "127.0.0.1", auth.Enrolment{Code: code, Name: "test"})
	must(err)
	return token
}

// ask sends a request with a token and reads the JSON answer into out.
func (f *fixture) ask(token, method, path string, in, out any) *httptest.ResponseRecorder {
	f.t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		f.t.Fatal(err)
	}
	if raw, ok := in.(string); ok {
		body = []byte(raw)
	}
	r := httptest.NewRequestWithContext(f.t.Context(), method, path, bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	f.ServeHTTP(w, r)
	if out != nil {
		if err := json.Unmarshal(w.Body.Bytes(), out); err != nil {
			f.t.Fatalf("%s %s: %d %s: %v", method, path, w.Code, w.Body, err)
		}
	}
	return w
}

// draft is a mail to an outsider.
func draft(change ...func(*api.Draft)) api.Draft {
	d := api.Draft{
		Intent: "send", From: api.Mailbox{Address: "sato@minato.example"}, Subject: "打ち合わせの件", Body: "よろしくお願いいたします。",
		Recipients: []api.DraftRecipient{{Address: "tanaka@hokuto.example", Field: "to"}}, Attachments: []api.DraftAttachment{},
		Door: api.Door{Name: "outlook", Version: "1"},
	}
	for _, c := range change {
		c(&d)
	}
	return d
}

func (f *fixture) check(d api.Draft) api.Check {
	f.t.Helper()
	var c api.Check
	if w := f.ask(f.token, "POST", "/v1/checks", d, &c); w.Code != http.StatusOK {
		f.t.Fatalf("check: %d %s", w.Code, w.Body)
	}
	return c
}

// refused checks status, code and the words of a problem.
func (f *fixture) refused(w *httptest.ResponseRecorder, status int, code, words string) {
	f.t.Helper()
	var p api.Problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Header().Get("Content-Type") != "application/problem+json" {
		f.t.Errorf("no problem: %d %q %s", w.Code, w.Header().Get("Content-Type"), w.Body)
		return
	}
	said := p.Title
	if p.Detail != nil {
		said += " " + *p.Detail
	}
	if w.Code != status || p.Status != status || p.Code != code || said != words {
		f.t.Errorf("got  %d %s %q\nwant %d %s %q", w.Code, p.Code, said, status, code, words)
	}
}

func TestConfirmThenSendAgain(t *testing.T) {
	f := newFixture(t)
	first := f.check(draft())
	if first.Decision != "ask" || first.Confirmed || first.Pass != nil {
		t.Fatalf("first try: %+v, want ask", first)
	}
	if first.Alert == nil || len(first.Alert.Lines) == 0 || !slices.Contains(first.Alert.Lines[0].Targets, "tanaka@hokuto.example") {
		t.Errorf("alert = %+v, want a line about tanaka@hokuto.example", first.Alert)
	}
	var done api.Confirmation
	w := f.ask(f.token, "POST", "/v1/checks/"+first.Id+"/confirmation", api.ConfirmationRequest{Items: first.Verdict.Confirm.Items}, &done)
	if w.Code != http.StatusOK || done.Check != first.Id || done.Pass == nil || len(*done.Pass) > 900 {
		t.Fatalf("confirmation: %d %s", w.Code, w.Body)
	}
	if again := f.check(draft()); again.Decision != "send" || !again.Confirmed || again.Pass == nil || again.Id != first.Id || again.Alert != nil {
		t.Errorf("send again: %+v, want the same check, confirmed, with a pass", again)
	}
	for name, edit := range map[string]func(*api.Draft){
		"one more recipient": func(d *api.Draft) {
			d.Recipients = append(d.Recipients, api.DraftRecipient{Address: "b@hokuto.example", Field: "cc"})
		},
		"another subject": func(d *api.Draft) { d.Subject += "!" },
		"another text":    func(d *api.Draft) { d.Body += "追伸" },
		"moved to Bcc":    func(d *api.Draft) { d.Recipients[0].Field = "bcc" },
		"a file": func(d *api.Draft) {
			content := []byte("x")
			d.Attachments = []api.DraftAttachment{{Name: "a.txt", Size: 1, Content: &content}}
		},
	} {
		if c := f.check(draft(edit)); c.Decision != "ask" || c.Confirmed {
			t.Errorf("after %s: decision %s, want ask", name, c.Decision)
		}
	}
	f.now = f.now.Add(31 * time.Minute)
	if late := f.check(draft()); late.Decision != "ask" {
		t.Errorf("after 31 minutes: decision %s, want ask", late.Decision)
	}
}

// TestWhatFilesTurnOutToBeIsAsked: two archives, of which one is read after confirming and is encrypted as well. The same tick and the
// same question would cover it, but nobody was told.
func TestWhatFilesTurnOutToBeIsAsked(t *testing.T) {
	f := newFixture(t)
	locked := func(name string) []byte {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		file, err := w.CreateRaw(&zip.FileHeader{Name: name, Flags: 1, CompressedSize64: 20, UncompressedSize64: 8})
		if err == nil {
			_, err = file.Write(make([]byte, 20))
		}
		if err := errors.Join(err, w.Close()); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	x, y := locked("x"), locked("y")
	files := func(second *[]byte) func(*api.Draft) {
		return func(d *api.Draft) {
			d.Attachments = []api.DraftAttachment{{Name: "x.zip", Size: int64(len(x)), Content: &x}, {Name: "y.zip", Size: int64(len(y)), Content: second}}
		}
	}
	first := f.check(draft(files(nil)))
	if first.Decision != "ask" || len(first.Verdict.Confirm.Questions) == 0 {
		t.Fatalf("one read archive: %s, questions %v, want a question", first.Decision, first.Verdict.Confirm)
	}
	w := f.ask(f.token, "POST", "/v1/checks/"+first.Id+"/confirmation", api.ConfirmationRequest{Items: first.Verdict.Confirm.Items, Questions: &first.Verdict.Confirm.Questions}, nil)
	if w.Code != http.StatusOK {
		t.Fatalf("confirmation: %d %s", w.Code, w.Body)
	}
	if c := f.check(draft(files(nil))); c.Decision != "send" {
		t.Errorf("as it was confirmed: %s, want send", c.Decision)
	}
	if c := f.check(draft(files(&y))); c.Decision != "ask" || c.Confirmed {
		t.Errorf("the second archive is encrypted too: %s, want ask", c.Decision)
	}
}

// TestConfirmedBeforeFilesWereRead: doors read files while the person writes. What is confirmed before they are done serves after it,
// and never for a file that was known to be another.
func TestConfirmedBeforeFilesWereRead(t *testing.T) {
	f := newFixture(t)
	files := func(size int64, hashes ...string) func(*api.Draft) {
		return func(d *api.Draft) {
			d.Attachments = []api.DraftAttachment{{Name: "a.bin", Size: size}, {Name: "b.bin", Size: 4}}
			for i, h := range hashes {
				sum := strings.Repeat(h, 64)
				d.Attachments[i].Sha256 = &sum
			}
		}
	}
	confirm := func(c api.Check) {
		t.Helper()
		w := f.ask(f.token, "POST", "/v1/checks/"+c.Id+"/confirmation", api.ConfirmationRequest{Items: c.Verdict.Confirm.Items}, nil)
		if c.Decision != "ask" || w.Code != http.StatusOK {
			t.Fatalf("decision %s, confirmation: %d %s", c.Decision, w.Code, w.Body)
		}
	}
	confirm(f.check(draft(files(3))))
	for _, hashes := range [][]string{nil, {"a"}, {"a", "b"}} {
		if c := f.check(draft(files(3, hashes...))); c.Decision != "send" || !c.Confirmed || c.Pass == nil {
			t.Errorf("with %d files read: %s, want send with a pass", len(hashes), c.Decision)
		}
	}
	if c := f.check(draft(files(5, "a"))); c.Decision != "ask" {
		t.Errorf("a file of another size: %s, want ask", c.Decision)
	}
	confirm(f.check(draft(files(7, "a"))))
	if c := f.check(draft(files(7, "a", "b"))); c.Decision != "send" {
		t.Errorf("the second file read later: %s, want send", c.Decision)
	}
	for _, other := range [][]string{{"c"}, {"c", "b"}, nil} {
		if c := f.check(draft(files(7, other...))); c.Decision != "ask" || c.Confirmed {
			t.Errorf("another first file %v: %s, want ask", other, c.Decision)
		}
	}
}

func TestConfirmationMustBeComplete(t *testing.T) {
	f := newFixture(t)
	c := f.check(draft(func(d *api.Draft) {
		d.Recipients = append(d.Recipients, api.DraftRecipient{Address: "suzuki@aoba.example", Field: "to"})
	}))
	path := "/v1/checks/" + c.Id + "/confirmation"
	var p api.Problem
	w := f.ask(f.token, "POST", path, api.ConfirmationRequest{Items: c.Verdict.Confirm.Items[:1]}, &p)
	f.refused(w, 422, "confirmation-incomplete", "The confirmation leaves something out. Confirm everything that `missing` lists.")
	if p.Missing == nil || len(p.Missing.Items) != 1 || p.Missing.Items[0].Value != "suzuki@aoba.example" || len(p.Missing.Questions) != 1 || p.Missing.Questions[0] != "two-companies" {
		t.Errorf("missing = %+v, want the second recipient and the question", p.Missing)
	}
	if again := f.check(draft()); again.Confirmed {
		t.Error("an incomplete confirmation confirmed something")
	}
	full := api.ConfirmationRequest{Items: c.Verdict.Confirm.Items, Questions: &c.Verdict.Confirm.Questions}
	f.now = f.now.Add(31 * time.Minute)
	f.refused(f.ask(f.token, "POST", path, full, nil), 410, "check-expired", "The check is too old to be confirmed. Send a new check and confirm that one.")
	f.now = f.now.Add(-31 * time.Minute)
	if w := f.ask(f.token, "POST", path, full, nil); w.Code != 200 {
		t.Errorf("complete: %d %s", w.Code, w.Body)
	}
	f.refused(f.ask(f.token, "POST", path, full, nil), 409, "check-confirmed", "This check was confirmed before. desk: confirmed before")
}

func TestBlockedIsRefusedAndCannotBeConfirmed(t *testing.T) {
	f := newFixture(t)
	c := f.check(draft(func(d *api.Draft) { d.Recipients[0].Address = "x@kaigan-seiki.example" }))
	if c.Decision != "refuse" || c.Verdict.Action != "block" {
		t.Fatalf("decision %s of %s, want refuse of block", c.Decision, c.Verdict.Action)
	}
	f.refused(f.ask(f.token, "POST", "/v1/checks/"+c.Id+"/confirmation", api.ConfirmationRequest{Items: []api.ConfirmItem{}}, nil),
		409, "check-asks-nothing", "This check asks for no confirmation. desk: the check asks nothing")
}

func TestRepeatIsOneRecord(t *testing.T) {
	f := newFixture(t)
	a, b := f.check(draft()), f.check(draft())
	if a.Id != b.Id {
		t.Errorf("the same draft made two records: %s, %s", a.Id, b.Id)
	}
	f.now = f.now.Add(11 * time.Minute)
	if c := f.check(draft()); c.Id == a.Id {
		t.Error("after 11 minutes the old record answered")
	}
}

func TestComposeLeavesNoRecord(t *testing.T) {
	f := newFixture(t)
	org, err := auth.Operator(t.Context(), f.store, "main")
	if err != nil {
		t.Fatal(err)
	}
	before, err := f.store.VerifyAudit(t.Context(), org)
	if err != nil {
		t.Fatal(err)
	}
	c := f.check(draft(func(d *api.Draft) { d.Intent = "compose" }))
	after, err := f.store.VerifyAudit(t.Context(), org)
	if err != nil || after.Rows != before.Rows {
		t.Errorf("audit rows %d, then %d (%v); want no new one", before.Rows, after.Rows, err)
	}
	var again api.Check
	if f.ask(f.token, "GET", "/v1/checks/"+c.Id, nil, &again); again.Id != c.Id {
		t.Error("the check is not kept in memory")
	}
	f.now = f.now.Add(11 * time.Minute)
	f.refused(f.ask(f.token, "GET", "/v1/checks/"+c.Id, nil, nil), 404, "check-not-found", "There is no such check of yours.")
}

// TestForeignAndForgedTokens walks every route with tokens that must not work, and with another organisation's identifiers.
func TestForeignAndForgedTokens(t *testing.T) {
	f := newFixture(t)
	c := f.check(draft())
	confirm := api.ConfirmationRequest{Items: c.Verdict.Confirm.Items}
	forged := f.token[:len(f.token)-4] + "AAAA"
	swapped := strings.Replace(f.token, "main", "other", 1)
	routes := []struct {
		method, path string
		body         any
	}{
		{"POST", "/v1/checks", draft()},
		{"GET", "/v1/checks/" + c.Id, nil},
		{"POST", "/v1/checks/" + c.Id + "/confirmation", confirm},
		{"POST", "/v1/uploads", "x"},
		{"POST", "/v1/reports", missed()},
		{"GET", "/v1/policy", nil},
		{"GET", "/v1/policy/document", nil},
		{"POST", "/v1/facts", factsRequest()},
		{"POST", "/v1/records", records()},
		{"GET", "/v1/devices/mine", nil},
		{"POST", "/v1/devices/mine", api.NewDevice{Name: "PC"}},
		{"GET", "/v1/me", nil},
		{"PUT", "/v1/me", api.OwnSettings{Wait: "5m"}},
		{"PUT", "/v1/directory", "address\na@minato.example\n"},
		{"GET", "/v1/holds", nil},
		{"POST", "/v1/holds/" + c.Id + "/release", nil},
		{"POST", "/v1/holds/" + c.Id + "/cancel", nil},
		{"PUT", "/v1/holds/" + c.Id + "/due", api.HoldDue{}},
		{"GET", "/v1/approvals", nil},
		{"POST", "/v1/approvals/" + c.Id, api.ApprovalDecision{Decision: "approve"}},
	}
	seen := map[string]bool{}
	for _, r := range routes {
		seen[r.method+" "+strings.Replace(r.path, c.Id, ":id", 1)] = true
		f.refused(f.ask("", r.method, r.path, r.body, nil), 401, "token-missing", "Sign in: the request has no token.")
		f.refused(f.ask(forged, r.method, r.path, r.body, nil), 401, "token-invalid", "The token is not valid.")
		f.refused(f.ask(swapped, r.method, r.path, r.body, nil), 401, "token-invalid", "The token is not valid.")
		f.refused(f.ask("eyJhbGciOiJub25lIn0.e30.", r.method, r.path, r.body, nil), 401, "token-invalid", "The token is not valid.")
	}
	for _, r := range f.echo.Routes() {
		key := r.Method + " " + r.Path
		if strings.HasPrefix(r.Path, "/v1/") && !open[key] && !seen[key] {
			t.Errorf("no test asks %s with a bad token", key)
		}
	}
	f.refused(f.ask(f.foreign, "GET", "/v1/checks/"+c.Id, nil, nil), 404, "check-not-found", "There is no such check of yours.")
	f.refused(f.ask(f.foreign, "POST", "/v1/checks/"+c.Id+"/confirmation", confirm, nil), 404, "check-not-found", "There is no such check of yours.")
}

func TestRevokedDevice(t *testing.T) {
	f := newFixture(t)
	org, err := auth.Operator(t.Context(), f.store, "main")
	if err != nil {
		t.Fatal(err)
	}
	list, err := f.devices.List(t.Context(), org)
	if err != nil || len(list) != 1 {
		t.Fatalf("devices: %v %v", list, err)
	}
	if err := f.devices.Revoke(t.Context(), org, list[0].ID, store.Who{}); err != nil {
		t.Fatal(err)
	}
	f.refused(f.ask(f.token, "GET", "/v1/me", nil, nil), 401, "token-revoked", "This device or account was revoked. Ask your administrator for a new code.")
}
