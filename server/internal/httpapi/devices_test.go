package httpapi

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sekisho/server/api"
	"sekisho/server/check"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/store"
	"sekisho/server/pass"
	"sekisho/server/policy"
	"sekisho/server/sample"
)

func factsRequest() api.FactsRequest {
	return api.FactsRequest{From: api.Mailbox{Address: "sato@minato.example"}, Recipients: []api.DraftRecipient{{Address: "tanaka@hokuto.example", Field: "to"}}}
}

// judgedMail is what a device would tell of a mail to an outsider.
func judgedMail(id string) api.DeviceRecord {
	m := &policy.Message{
		Kind: policy.KindMail, From: policy.Mailbox{Address: "sato@minato.example"}, Subject: "打ち合わせの件", Body: "secret body",
		Recipients: []policy.Recipient{{Address: "tanaka@hokuto.example", Field: policy.FieldTo, Envelope: true}},
	}
	p, err := policy.Parse("policy", sample.Policy(), nil)
	if err != nil {
		panic(err)
	}
	v, facts := check.RunFacts(context.Background(), &check.Engine{Policy: p}, m, policy.Facts{})
	encode := func(v any) json.RawMessage {
		data, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		return data
	}
	return api.DeviceRecord{
		Id: id, At: time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC), PolicyVersion: 1, Message: encode(check.Record{Message: m}),
		Facts: encode(facts), Verdict: encode(v), Answers: &api.ConfirmationRequest{Items: v.Confirm.Items},
	}
}

func records(r ...api.DeviceRecord) api.DeviceRecords {
	if len(r) == 0 {
		r = []api.DeviceRecord{judgedMail("mail-0001")}
	}
	return api.DeviceRecords{Door: api.Door{Name: "desktop", Version: "1"}, Records: r, Outcomes: []api.DeviceOutcome{}}
}

func (f *fixture) tell(token string, r api.DeviceRecords) api.RecordsTaken {
	f.t.Helper()
	var out api.RecordsTaken
	if w := f.ask(token, "POST", "/v1/records", r, &out); w.Code != http.StatusOK {
		f.t.Fatalf("records: %d %s", w.Code, w.Body)
	}
	return out
}

func (f *fixture) auditRows() (n int64) {
	f.t.Helper()
	org, err := auth.Operator(f.t.Context(), f.store, "main")
	if err != nil {
		f.t.Fatal(err)
	}
	v, err := f.store.VerifyAudit(f.t.Context(), org)
	if err != nil {
		f.t.Fatal(err)
	}
	return v.Rows
}

// TestTellingTwiceIsOnce: lost answers make a device tell again, with what it told before among the rest.
func TestTellingTwiceIsOnce(t *testing.T) {
	f := newFixture(t)
	first := f.tell(f.token, records())
	if len(first.Records) != 1 || first.Records[0].Refused != nil || first.Records[0].Pass == nil {
		t.Fatalf("got %+v, want it saved, with a pass", first)
	}
	after := f.auditRows()
	again := f.tell(f.token, records(judgedMail("mail-0001"), judgedMail("mail-0001")))
	for _, r := range again.Records {
		if r.Refused != nil || r.Pass == nil {
			t.Errorf("told again: %+v, want the same answer", r)
		}
	}
	if got := f.auditRows(); got != after {
		t.Errorf("%d audit rows more, want none", got-after)
	}
	end := records()
	end.Records = []api.DeviceRecord{}
	end.Outcomes = []api.DeviceOutcome{{Id: "mail-0001", At: f.now, Outcome: "confirmed"}}
	for range 2 {
		if out := f.tell(f.token, end); len(out.Outcomes) != 1 || out.Outcomes[0].Refused != nil {
			t.Errorf("outcome: %+v, want it saved", out)
		}
	}
	if got := f.auditRows(); got != after+1 {
		t.Errorf("%d audit rows for an outcome told twice, want 1", got-after)
	}
}

func TestARecordKeepsNoBody(t *testing.T) {
	f := newFixture(t)
	f.tell(f.token, records())
	org, err := auth.Operator(t.Context(), f.store, "main")
	if err != nil {
		t.Fatal(err)
	}
	for c, err := range f.store.Checks(t.Context(), org, time.Time{}, time.Time{}) {
		if err != nil {
			t.Fatal(err)
		}
		if text := fmt.Sprintf("%s%s%s", c.Message, c.Facts, c.Verdict); strings.Contains(text, "secret body") {
			t.Errorf("the body is in the record: %s", text)
		}
	}
}

func TestWhatADeviceMayNotTell(t *testing.T) {
	f := newFixture(t)
	edit := func(id string, change func(*policy.Message, *policy.Verdict, *api.DeviceRecord)) api.DeviceRecord {
		r := judgedMail(id)
		var m check.Record
		var v policy.Verdict
		if err := json.Unmarshal(r.Message, &m); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(r.Verdict, &v); err != nil {
			t.Fatal(err)
		}
		change(m.Message, &v, &r)
		r.Message, _ = json.Marshal(m)
		r.Verdict, _ = json.Marshal(v)
		return r
	}
	before := f.auditRows()
	out := f.tell(f.token, records(
		edit("incomplete", func(_ *policy.Message, _ *policy.Verdict, r *api.DeviceRecord) { r.Answers.Items = nil }),
		edit("foreign-1", func(m *policy.Message, _ *policy.Verdict, _ *api.DeviceRecord) { m.From.Address = "ceo@rival.example" }),
		edit("blocked-1", func(_ *policy.Message, v *policy.Verdict, _ *api.DeviceRecord) { v.Action = policy.ActionBlock }),
		edit("fine-0001", func(*policy.Message, *policy.Verdict, *api.DeviceRecord) {}),
	))
	for i, want := range []string{"confirmation-incomplete", "sender-foreign", "check-asks-nothing", ""} {
		got := value(out.Records[i].Refused, "")
		if got != want || (out.Records[i].Pass != nil) != (want == "") {
			t.Errorf("%s: refused %q, want %q", out.Records[i].Id, got, want)
		}
	}
	if rows := f.auditRows() - before; rows != 3+2 {
		t.Errorf("%d audit rows, want one for each refusal and two for the mail", rows)
	}
	if out := f.tell(f.foreign, records(judgedMail("fine-0001"))); value(out.Records[0].Refused, "") != "" {
		t.Errorf("the same id in another organisation: %+v, want it saved", out.Records[0])
	}
	end := records()
	end.Records, end.Outcomes = []api.DeviceRecord{}, []api.DeviceOutcome{{Id: "blocked-1", At: f.now, Outcome: "sent"}}
	if out := f.tell(f.token, end); value(out.Outcomes[0].Refused, "") != "check-not-found" {
		t.Errorf("the outcome of what was refused: %+v, want check-not-found", out.Outcomes[0])
	}
}

func TestAnIDIsOnePersons(t *testing.T) {
	f := newFixture(t)
	f.tell(f.token, records())
	org, err := auth.Operator(t.Context(), f.store, "main")
	if err != nil {
		t.Fatal(err)
	}
	code, _, err := f.devices.NewCode(t.Context(), org, auth.Owner{Account: "ito@minato.example"}, 0, store.Who{})
	if err != nil {
		t.Fatal(err)
	}
	_, ito, err := f.devices.Enrol(t.Context(), "127.0.0.1", auth.Enrolment{Code: code, Name: "x"})
	if err != nil {
		t.Fatal(err)
	}
	if out := f.tell(ito, records()); value(out.Records[0].Refused, "") != "id-taken" {
		t.Errorf("got %+v, want id-taken", out.Records[0])
	}
}

func TestRecordsAreChecked(t *testing.T) {
	f := newFixture(t)
	bad := func(name, want string, change func(*api.DeviceRecords)) {
		t.Helper()
		r := records()
		change(&r)
		var p api.Problem
		w := f.ask(f.token, "POST", "/v1/records", r, &p)
		if w.Code != 400 || p.Detail == nil || !strings.Contains(*p.Detail, want) {
			t.Errorf("%s: %d %s, want 400 with %q", name, w.Code, w.Body, want)
		}
	}
	bad("another door", "door.name", func(r *api.DeviceRecords) { r.Door.Name = "outlook" })
	bad("a short id", "records[0].id", func(r *api.DeviceRecords) { r.Records[0].Id = "x" })
	bad("an id of a path", "records[0].id", func(r *api.DeviceRecords) { r.Records[0].Id = "../../../../x" })
	bad("no time", "records[0].at", func(r *api.DeviceRecords) { r.Records[0].At = time.Time{} })
	bad("a list as message", "message cannot be read", func(r *api.DeviceRecords) { r.Records[0].Message = json.RawMessage("[]") })
	bad("a word as reply", "outcomes[0].reply", func(r *api.DeviceRecords) {
		reply := "250 ok sato@minato.example"
		r.Outcomes = []api.DeviceOutcome{{Id: "mail-0001", At: f.now, Outcome: "sent", Reply: &reply}}
	})
	bad("an outcome of its own", "outcomes[0].outcome", func(r *api.DeviceRecords) {
		r.Outcomes = []api.DeviceOutcome{{Id: "mail-0001", At: f.now, Outcome: "fine"}}
	})
}

func TestPolicyDocument(t *testing.T) {
	f := newFixture(t)
	var keys api.DeviceKeys
	if w := f.ask(f.token, "GET", "/v1/devices/mine", nil, &keys); w.Code != 200 || w.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("keys: %d %s", w.Code, w.Body)
	}
	public, err := base64.StdEncoding.DecodeString(keys.PolicyKey)
	if err != nil {
		t.Fatal(err)
	}
	var out api.PolicyDocument
	w := f.ask(f.token, "GET", "/v1/policy/document", nil, &out)
	d, err := pass.VerifyDocument("main", ed25519.PublicKey(public), out.Document, f.now)
	if err != nil || d.Version != 1 || !d.ExpiresAt.Equal(f.now.Add(30*24*time.Hour)) {
		t.Fatalf("document %+v: %v", d, err)
	}
	p, err := policy.Parse("policy", []byte(d.Text), nil)
	if err != nil || p.Version() != d.Hash {
		t.Errorf("the text has the version %s (%v), want %s", p.Version(), err, d.Hash)
	}
	r := httptest.NewRequestWithContext(t.Context(), "GET", "/v1/policy/document", nil)
	r.Header.Set("Authorization", "Bearer "+f.token)
	r.Header.Set("If-None-Match", w.Header().Get("ETag"))
	w = httptest.NewRecorder()
	f.ServeHTTP(w, r)
	if w.Code != http.StatusNotModified || w.Body.Len() != 0 {
		t.Errorf("the same again: %d %s, want 304", w.Code, w.Body)
	}
	if _, err := pass.VerifyDocument("other", ed25519.PublicKey(public), out.Document, f.now); err == nil {
		t.Error("the document serves another organisation")
	}
}

func TestDeviceKeysAreTheDevicesOwn(t *testing.T) {
	f := newFixture(t)
	var mine, theirs api.DeviceKeys
	f.ask(f.token, "GET", "/v1/devices/mine", nil, &mine)
	f.ask(f.foreign, "GET", "/v1/devices/mine", nil, &theirs)
	if mine.FingerprintKey == theirs.FingerprintKey || mine.PolicyKey == theirs.PolicyKey || mine.Organization != "main" || theirs.Organization != "other" {
		t.Errorf("keys of two devices: %+v, %+v", mine, theirs)
	}
	f.refused(f.ask(f.token, "POST", "/v1/devices/mine", api.NewDevice{Name: "PC"}, nil), 403, "role-missing", "Your role does not allow this.")
}

func TestFactsAreOfOnesOwn(t *testing.T) {
	f := newFixture(t)
	var facts policy.Facts
	if w := f.ask(f.token, "POST", "/v1/facts", factsRequest(), &facts); w.Code != 200 || facts.Sender.Account != "sato@minato.example" {
		t.Errorf("facts: %d %s, want the sender's account", w.Code, w.Body)
	}
	other := factsRequest()
	other.From.Address = "ceo@rival.example"
	f.refused(f.ask(f.token, "POST", "/v1/facts", other, nil), 403, "sender-foreign", "The sender is not an address of this organisation. Choose an address of your organisation under From.")
}

func TestSignInIsOpen(t *testing.T) {
	f := newFixture(t)
	var s api.SignIn
	if w := f.ask("", "GET", "/v1/sign-in", nil, &s); w.Code != 200 || s.Issuer != "" || s.Scopes == nil {
		t.Errorf("sign-in: %d %s, want an empty one", w.Code, w.Body)
	}
}
