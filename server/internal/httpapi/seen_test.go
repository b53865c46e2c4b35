package httpapi

import (
	"fmt"
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
	key := func(n int) fileKey { return fileKey{owner: "sato", sha256: fmt.Sprint(n), name: "x"} }
	big := policy.Attachment{Text: string(make([]byte, 5<<19))}
	for n := range 4 {
		k.add(key(n), big)
	}
	for n, want := range []bool{false, true, true, true} {
		if _, ok := k.get(key(n)); ok != want {
			t.Errorf("file %d of four of 2.5 MiB: known %v, want %v", n, ok, want)
		}
	}
	k.add(key(5), policy.Attachment{NoText: "late"})
	k.add(key(6), policy.Attachment{Inside: []policy.Attachment{{Marks: []policy.Mark{{Flag: "uninspectable", Args: map[string]any{"reason": "time"}}}}}})
	k.add(key(7), policy.Attachment{Text: string(make([]byte, knownOctet/knownParts))})
	for n := 5; n < 8; n++ {
		if _, ok := k.get(key(n)); ok {
			t.Errorf("file %d was not read to its end or is too large, and is known", n)
		}
	}
	now = now.Add(keepKnown + time.Second)
	k.add(key(8), policy.Attachment{})
	if one := weigh(&policy.Attachment{}); len(k.all) != 1 || k.whole.files.Len() != 1 || k.whole.weight != one || len(k.owned) != 1 || k.owned["sato"].weight != one {
		t.Errorf("a day later: %d files of %d octets, of %d people", len(k.all), k.whole.weight, len(k.owned))
	}
}

// TestSeenFilesAreRenewed: what is too old must not keep its place from the same file seen again.
func TestSeenFilesAreRenewed(t *testing.T) {
	now := time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)
	k := newSeenFiles(func() time.Time { return now })
	key := fileKey{owner: "sato", sha256: "a", name: "x"}
	for _, after := range []time.Duration{0, keepKnown - time.Second, keepKnown - time.Second, keepKnown + time.Second} {
		now = now.Add(after)
		k.add(key, policy.Attachment{})
		if _, ok := k.get(key); !ok || k.whole.files.Len() != 1 {
			t.Errorf("seen again after %v: known %v, %d in order", after, ok, k.whole.files.Len())
		}
	}
}

// TestOnePersonCannotMakeUsForgetTheOthers: many small files, and few large ones.
func TestOnePersonCannotMakeUsForgetTheOthers(t *testing.T) {
	for what, text := range map[string]string{"many": "", "large": string(make([]byte, 1<<20))} {
		k := newSeenFiles(time.Now)
		sato := fileKey{owner: "sato", sha256: "a", name: "x"}
		k.add(sato, policy.Attachment{})
		key := func(n int) fileKey { return fileKey{owner: "mallory", sha256: fmt.Sprint(n)} }
		for n := range maxKnown + 1 {
			k.add(key(n), policy.Attachment{Text: text})
		}
		if _, ok := k.get(sato); !ok {
			t.Errorf("%s: somebody else's files pushed out Sato's", what)
		}
		if own := k.owned["mallory"]; own.files.Len() > maxKnown/knownParts || own.weight > knownOctet/knownParts || k.whole.files.Len() != own.files.Len()+1 {
			t.Errorf("%s: %d files of %d octets of one person", what, own.files.Len(), own.weight)
		}
		if _, ok := k.get(key(maxKnown)); !ok {
			t.Errorf("%s: their own last file is not known", what)
		}
	}
}

// TestKnownFilesOfAllAreBounded: the shares of many people are more than the room.
func TestKnownFilesOfAllAreBounded(t *testing.T) {
	k := newSeenFiles(time.Now)
	key := func(n int) fileKey { return fileKey{owner: fmt.Sprint(n)} }
	for n := range 2 * knownParts {
		k.add(key(n), policy.Attachment{Text: string(make([]byte, 7<<20))})
	}
	if _, first := k.get(key(0)); first || k.whole.weight > knownOctet {
		t.Errorf("the first is known: %v, all weigh %d", first, k.whole.weight)
	}
	if _, last := k.get(key(2*knownParts - 1)); !last || len(k.owned) != len(k.all) {
		t.Errorf("the last is known: %v; %d files of %d people", last, len(k.all), len(k.owned))
	}
}
