package httpapi

import (
	"net/http"
	"testing"
	"time"

	"sekisho/server/api"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/store"
	"sekisho/server/policy"
)

// TestAHashStandsForAFileOnceSeen: the check at the moment of sending carries no content that the one before it carried.
func TestAHashStandsForAFileOnceSeen(t *testing.T) {
	f := newFixture(t)
	f.policy(words)
	text := "これは社外秘です。"
	var up api.Upload
	byHash := func(name, hash string) func(*api.Draft) {
		return attached(api.DraftAttachment{Name: name, Size: int64(len(text)), Sha256: &hash})
	}
	want := func(what string, c api.Check, action policy.Action, asks bool) {
		t.Helper()
		if c.Verdict.Action != action || (c.NeedsContent != nil) != asks {
			t.Errorf("%s: %s, asks for content: %v; want %s, %v", what, c.Verdict.Action, c.NeedsContent != nil, action, asks)
		}
	}
	before := f.check(draft(byHash("a.txt", sum([]byte(text)))))
	want("before it was seen", before, before.Verdict.Action, true)
	if w := f.ask(f.token, "POST", "/v1/uploads", text, &up); w.Code != http.StatusCreated {
		t.Fatalf("upload: %d %s", w.Code, w.Body)
	}
	want("the upload", f.check(draft(attached(api.DraftAttachment{Name: "a.txt", Size: up.Size, UploadId: &up.Id}), func(d *api.Draft) { d.Intent = "compose" })), "block", false)
	f.now = f.now.Add(time.Hour) // the upload itself is gone
	want("its hash", f.check(draft(byHash("a.txt", up.Sha256))), "block", false)
	want("another hash", f.check(draft(byHash("a.txt", sum([]byte("x"))))), before.Verdict.Action, true)
	want("under another name", f.check(draft(byHash("b.txt", up.Sha256))), before.Verdict.Action, true)
	want("its upload again", f.check(draft(attached(api.DraftAttachment{Name: "a.txt", Size: up.Size, UploadId: &up.Id, Sha256: &up.Sha256}))), "block", false)

	f.token = f.colleague("suzuki@minato.example")
	want("a colleague's hash", f.check(draft(byHash("a.txt", up.Sha256), func(d *api.Draft) { d.From.Address = "suzuki@minato.example" })), before.Verdict.Action, true)
}

// colleague enrols somebody else of the same organisation.
func (f *fixture) colleague(account string) string {
	f.t.Helper()
	ctx := f.t.Context()
	org, err := auth.Operator(ctx, f.store, "main")
	if err != nil {
		f.t.Fatal(err)
	}
	code, _, err := f.devices.NewCode(ctx, org, auth.Owner{Account: account}, 0, store.Who{})
	if err != nil {
		f.t.Fatal(err)
	}
	_, token, err := f.devices.Enrol(ctx, "127.0.0.1", auth.Enrolment{Code: code, Name: "test"})
	if err != nil {
		f.t.Fatal(err)
	}
	return token
}

func TestKnownFilesAreBounded(t *testing.T) {
	now := time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)
	k := newSeenFiles(func() time.Time { return now })
	key := func(n int) fileKey { return fileKey{owner: "sato", sha256: string(rune('a' + n)), name: "x"} }
	big := policy.Attachment{Text: string(make([]byte, 20<<20))}
	for n := range 4 {
		k.add(key(n), big)
	}
	for n, want := range []bool{false, true, true, true} {
		if _, ok := k.get(key(n)); ok != want {
			t.Errorf("file %d of four of 20 MiB: known %v, want %v", n, ok, want)
		}
	}
	k.add(key(5), policy.Attachment{NoText: "late"})
	k.add(key(6), policy.Attachment{Inside: []policy.Attachment{{Marks: []policy.Mark{{Flag: "uninspectable", Args: map[string]any{"reason": "time"}}}}}})
	for n := 5; n < 7; n++ {
		if _, ok := k.get(key(n)); ok {
			t.Errorf("file %d was not read to its end, and is known", n)
		}
	}
	now = now.Add(keepKnown + time.Second)
	k.add(key(7), policy.Attachment{})
	if len(k.all) != 1 || len(k.order) != 1 || k.weight != weigh(&policy.Attachment{}) {
		t.Errorf("a day later: %d files, %d in order, %d octets", len(k.all), len(k.order), k.weight)
	}
}
