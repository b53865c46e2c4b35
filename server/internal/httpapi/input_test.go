package httpapi

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sekisho/server/api"
)

func TestBadInput(t *testing.T) {
	f := newFixture(t)
	invalid, tooLong := "The draft is not valid. ", "Something in the request is too large. "
	long := func(n int) string { return strings.Repeat("x", n) }
	for name, c := range map[string]struct {
		body        string
		status      int
		code, words string
	}{
		"not JSON":          {`{`, 400, "json-invalid", notJSON + " It ends too early."},
		"two objects":       {`{"intent":"send"} {}`, 400, "json-invalid", notJSON + " After octet 18: invalid character '{' after top-level value."},
		"a key twice":       {`{"intent":"send","intent":"compose"}`, 400, "json-invalid", notJSON + " intent stands there twice."},
		"not UTF-8":         {"{\"subject\":\"\xff\"}", 400, "json-invalid", notJSON + " After octet 12: invalid UTF-8."},
		"another case":      {`{"Intent":"send"}`, 400, "json-invalid", notOurs + " Intent is not known."},
		"key deep inside":   {`{"recipients":[{"address":"a@b.example","feild":"to"}]}`, 400, "json-invalid", notOurs + " recipients[0].feild is not known."},
		"not base64":        {`{"attachments":[{"name":"a","size":1,"content":"?"}]}`, 400, "json-invalid", notOurs + " attachments[0].content: illegal base64 data at input byte 0."},
		"no object":         {`[]`, 400, "json-invalid", notOurs + " the body must not be a JSON array."},
		"nothing":           {` `, 400, "json-invalid", notJSON + " It ends too early."},
		"unknown key":       {`{"intnet":"send"}`, 400, "json-invalid", notOurs + " intnet is not known."},
		"wrong type":        {`{"subject":7}`, 400, "json-invalid", notOurs + " subject must not be a JSON number."},
		"unknown intent":    {`{"intent":"save","door":{"name":"outlook","version":"1"}}`, 400, "draft-invalid", invalid + `intent is "save"; it is one of [compose send].`},
		"unknown door":      {`{"intent":"send","door":{"name":"fax","version":"1"}}`, 400, "draft-invalid", invalid + `door.name is "fax"; it is one of [outlook desktop gateway cli].`},
		"unknown field":     {`{"intent":"send","door":{"name":"cli","version":"1"},"recipients":[{"address":"a@b.example","field":"via"}]}`, 400, "draft-invalid", invalid + `recipients[0].field is "via"; it is one of [to cc bcc required optional resource].`},
		"negative size":     {`{"intent":"send","door":{"name":"cli","version":"1"},"attachments":[{"name":"a","size":-1}]}`, 400, "draft-invalid", invalid + "attachments[0].size is negative."},
		"impatient":         {`{"intent":"send","door":{"name":"cli","version":"1"},"deadlineMs":0}`, 400, "draft-invalid", invalid + "deadlineMs is between 1 and 60000."},
		"unknown language":  {`{"intent":"send","door":{"name":"cli","version":"1"},"language":"xx"}`, 400, "draft-invalid", invalid + `language is "xx"; it is one of [ja en].`},
		"no hash":           {`{"intent":"send","door":{"name":"cli","version":"1"},"attachments":[{"name":"a","size":1,"sha256":"ABCD"}]}`, 400, "draft-invalid", invalid + "attachments[0].sha256 is not 64 hex digits in lower case."},
		"head beyond size":  {`{"intent":"send","door":{"name":"cli","version":"1"},"attachments":[{"name":"a","size":1,"head":"eHh4"}]}`, 400, "draft-invalid", invalid + "attachments[0].size says 1, but head or tail has more."},
		"tail beyond size":  {`{"intent":"send","door":{"name":"cli","version":"1"},"attachments":[{"name":"a","size":1,"tail":"eHh4"}]}`, 400, "draft-invalid", invalid + "attachments[0].size says 1, but head or tail has more."},
		"long version":      {`{"intent":"send","door":{"name":"cli","version":"` + long(257) + `"}}`, 413, "too-large", tooLong + "door.version has 257; the limit is 256."},
		"long client":       {`{"intent":"send","door":{"name":"cli","version":"1","client":"` + long(801) + `"}}`, 413, "too-large", tooLong + "door.client has 801; the limit is 800."},
		"long sender":       {`{"intent":"send","door":{"name":"cli","version":"1"},"from":{"address":"a@b.example","name":"` + long(3993) + `"}}`, 413, "too-large", tooLong + "from.name has 3993; the limit is 3992."},
		"long account":      {`{"intent":"send","door":{"name":"cli","version":"1"},"account":"` + long(3993) + `"}`, 413, "too-large", tooLong + "account has 3993; the limit is 3992."},
		"long name":         {`{"intent":"send","door":{"name":"cli","version":"1"},"recipients":[{"address":"a@b.example","field":"to","name":"` + long(3993) + `"}]}`, 413, "too-large", tooLong + "recipients[0].name has 3993; the limit is 3992."},
		"long reply-to":     {`{"intent":"send","door":{"name":"cli","version":"1"},"replyTo":[{"address":"` + long(3993) + `"}]}`, 413, "too-large", tooLong + "replyTo[0].address has 3993; the limit is 3992."},
		"long link":         {`{"intent":"send","door":{"name":"cli","version":"1"},"links":[{"text":"a","url":"` + long(8193) + `"}]}`, 413, "too-large", tooLong + "links[0].url has 8193; the limit is 8192."},
		"long file name":    {`{"intent":"send","door":{"name":"cli","version":"1"},"attachments":[{"name":"` + long(4097) + `","size":1}]}`, 413, "too-large", tooLong + "attachments[0].name has 4097; the limit is 4096."},
		"long type":         {`{"intent":"send","door":{"name":"cli","version":"1"},"attachments":[{"name":"a","size":1,"type":"` + long(1021) + `"}]}`, 413, "too-large", tooLong + "attachments[0].type has 1021; the limit is 1020."},
		"hash that lies":    {`{"intent":"send","door":{"name":"cli","version":"1"},"attachments":[{"name":"a","size":1,"content":"eA==","sha256":"` + strings.Repeat("0", 64) + `"}]}`, 400, "draft-invalid", `The draft contradicts itself. attachments[0] "a": the draft contradicts itself: sha256 says ` + strings.Repeat("0", 64) + `, content has 2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881`},
		"size that lies":    {`{"intent":"send","door":{"name":"cli","version":"1"},"attachments":[{"name":"a","size":5,"content":"eA=="}]}`, 400, "draft-invalid", `The draft contradicts itself. attachments[0] "a": the draft contradicts itself: size says 5, content has 1 octets`},
		"no such upload":    {`{"intent":"send","door":{"name":"cli","version":"1"},"attachments":[{"name":"a","size":5,"uploadId":"x"}]}`, 422, "upload-not-found", "An attachment names an upload that is not there. Uploads are kept for 10 minutes; upload the file again."},
		"content too large": {`{"intent":"send","door":{"name":"cli","version":"1"},"attachments":[{"name":"a","size":262145,"content":"` + base64.StdEncoding.EncodeToString(make([]byte, 262145)) + `"}]}`, 413, "too-large", `Something in the request is too large. attachments[0] "a": too large: 262145 octets of content; send more than 262144 as an upload`},
		"body too large":    {`{"body":"` + strings.Repeat("x", 2<<20) + `"}`, 413, "too-large", "The request is too large. JSON bodies have at most 2097152 octets; upload files apart."},
		"10,001 recipients": {`{"intent":"send","door":{"name":"cli","version":"1"},"recipients":[` + strings.Repeat(`{"address":"a@b.example","field":"to"},`, 10_000) + `{"address":"a@b.example","field":"to"}]}`, 413, "too-large", "Something in the request is too large. recipients has 10001; the limit is 10000."},
	} {
		t.Run(name, func(t *testing.T) {
			f.t = t
			f.refused(f.ask(f.token, "POST", "/v1/checks", c.body, nil), c.status, c.code, c.words)
		})
	}
	f.t = t
	f.refused(f.ask(f.token, "GET", "/v1/nothing", nil, nil), 404, "not-found", "There is nothing here.")
}

func TestAConfirmationIsBounded(t *testing.T) {
	f := newFixture(t)
	c := f.check(draft())
	long := strings.Repeat("x", maxReason+1)
	f.refused(f.ask(f.token, "POST", "/v1/checks/"+c.Id+"/confirmation", api.ConfirmationRequest{Items: c.Verdict.Confirm.Items, Reason: &long}, nil),
		413, "too-large", "Something in the request is too large. reason has 8001; the limit is 8000.")
}

func TestTenThousandRecipients(t *testing.T) {
	f := newFixture(t)
	c := f.check(draft(func(d *api.Draft) {
		d.Recipients = nil
		for i := range 10_000 {
			d.Recipients = append(d.Recipients, api.DraftRecipient{Address: fmt.Sprintf("u%d@hokuto.example", i), Field: "to"})
		}
	}))
	if n := len(c.Verdict.Confirm.Items); n != 10_000 {
		t.Fatalf("%d items to confirm, want 10,000", n)
	}
	w := f.ask(f.token, "POST", "/v1/checks/"+c.Id+"/confirmation", api.ConfirmationRequest{Items: c.Verdict.Confirm.Items, Questions: &c.Verdict.Confirm.Questions}, nil)
	if w.Code != http.StatusOK {
		t.Errorf("confirmation: %d %s", w.Code, w.Body)
	}
}

func TestUploads(t *testing.T) {
	f := newFixture(t)
	var up api.Upload
	if w := f.ask(f.token, "POST", "/v1/uploads", "PK\x05\x06"+strings.Repeat("\x00", 18), &up); w.Code != http.StatusCreated || up.Size != 22 {
		t.Fatalf("upload: %d %s", w.Code, w.Body)
	}
	with := func(d *api.Draft) {
		d.Attachments = []api.DraftAttachment{{Name: "empty.zip", Size: 22, UploadId: &up.Id}}
	}
	c := f.check(draft(with))
	if len(c.Verdict.Attachments) != 1 || c.Verdict.Attachments[0].Type != "application/zip" {
		t.Errorf("attachments = %+v, want a zip", c.Verdict.Attachments)
	}
	other := strings.Repeat("0", 64)
	lies := fmt.Sprintf("The draft contradicts itself. attachments[0] \"empty.zip\": the draft contradicts itself: sha256 says %s, the upload has %s", other, up.Sha256)
	f.refused(f.ask(f.token, "POST", "/v1/checks", draft(with, func(d *api.Draft) { d.Attachments[0].Sha256 = &other }), nil), 400, "draft-invalid", lies)
	gone := "An attachment names an upload that is not there. Uploads are kept for 10 minutes; upload the file again."
	f.refused(f.ask(f.foreign, "POST", "/v1/checks", draft(with), nil), 422, "upload-not-found", gone)
	f.now = f.now.Add(11 * time.Minute)
	f.refused(f.ask(f.token, "POST", "/v1/checks", draft(with), nil), 422, "upload-not-found", gone)
}

func TestDoorPolicyIsFetchedOnce(t *testing.T) {
	f := newFixture(t)
	var d api.SignedDoorPolicy
	w := f.ask(f.token, "GET", "/v1/policy", nil, &d)
	if w.Code != 200 || !d.Policy.Gateway || d.Policy.Unreachable != "confirm" || len(d.Policy.Internal) != 2 || strings.Count(d.Signature, ".") != 2 {
		t.Fatalf("policy: %d %s", w.Code, w.Body)
	}
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/policy", nil)
	r.Header.Set("Authorization", "Bearer "+f.token)
	r.Header.Set("If-None-Match", w.Header().Get("ETag"))
	again := httptest.NewRecorder()
	f.ServeHTTP(again, r)
	if again.Code != http.StatusNotModified {
		t.Errorf("with the ETag: %d, want 304", again.Code)
	}
}

func TestOperations(t *testing.T) {
	f := newFixture(t)
	if w := f.ask("", "GET", "/readyz", nil, nil); w.Code != 200 {
		t.Errorf("readyz: %d", w.Code)
	}
	if err := f.store.Close(); err != nil {
		t.Fatal(err)
	}
	if w := f.ask("", "GET", "/readyz", nil, nil); w.Code != 503 {
		t.Errorf("readyz without a store: %d, want 503", w.Code)
	}
	if w := f.ask("", "GET", "/healthz", nil, nil); w.Code != 200 {
		t.Errorf("healthz: %d", w.Code)
	}
	if w := f.ask("", "GET", "/metrics", nil, nil); w.Code != 404 {
		t.Errorf("metrics from elsewhere: %d, want 404", w.Code)
	}
	for _, header := range append([]string{""}, forwarded[:]...) {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil)
		r.RemoteAddr = "127.0.0.1:1234"
		want := 200
		if header != "" {
			r.Header.Set(header, "1.1.1.1")
			want = 404
		}
		w := httptest.NewRecorder()
		f.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("metrics on loopback with %q: %d, want %d", header, w.Code, want)
		}
	}
}
