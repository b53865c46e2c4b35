package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sekisho/server/check"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/desk"
	"sekisho/server/internal/store"
	"sekisho/server/policy"
)

const replayThen = `version: 1
organization: {domains: own.example}
words: {secret: [社外秘, 極秘]}
rules:
  - {id: secret, when: {text: {any: "@secret"}}, then: {action: confirm, confirm: {mode: reason}}}
`

// recordedFolder is a server's data in which three mails were recorded under replayThen.
func recordedFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	st, err := store.Open(t.Context(), store.Options{Dir: dir})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(err)
	must(st.CreateOrganization(t.Context(), store.Organization{ID: "main"}))
	org, err := auth.Operator(t.Context(), st, "main")
	must(err)
	_, err = st.PutPolicy(t.Context(), org, store.PolicyChange{Document: replayThen, After: store.AnyVersion})
	must(err)
	d := desk.New(st, desk.NewCompiled(st), func(desk.Person) []check.Source { return nil }, time.Now)
	person := desk.Person{Org: org, Who: store.Who{Issuer: "test", Subject: "sato"}, Account: "sato@own.example"}
	for _, body := range []string{"これは社外秘の見積書です。", "ふつうの見積書です。", "集合時間のお知らせです。"} {
		m := &policy.Message{
			Kind: policy.KindMail, From: policy.Mailbox{Address: "sato@own.example"}, Subject: "資料の件", Body: body,
			Recipients:  []policy.Recipient{{Address: "x@partner.example", Field: policy.FieldTo, Envelope: true}},
			Attachments: []policy.Attachment{{Name: "plan.pdf", Size: 10, Type: "application/pdf", Text: "単価一覧"}},
			Anchors:     []policy.Anchor{{Text: "本文のリンク", URL: "https://a.example/"}},
		}
		turn, err := d.Turn(t.Context(), person)
		must(err)
		_, err = turn.Send(t.Context(), desk.Door{Name: "outlook", Version: "test"}, m)
		must(err)
	}
	for c, err := range st.Checks(t.Context(), org, time.Time{}, time.Time{}) {
		must(err)
		for _, text := range []string{"見積書です", "お知らせ", "単価一覧", "本文のリンク"} {
			if strings.Contains(string(c.Message)+string(c.Facts)+string(c.Verdict)+string(c.Trace), text) {
				t.Errorf("the record holds text of the mail: %q", text)
			}
		}
	}
	must(st.Close())
	return dir
}

func replayOf(t *testing.T, dir, rules string) (int, replayReport) {
	t.Helper()
	name := file(t, "new.yaml", "version: 1\norganization: {domains: own.example}\nrules:\n"+rules)
	status, out, errs := run(t, "", "policy", "replay", name, "--data-dir", dir, "--json")
	if errs != "" {
		t.Fatal(errs)
	}
	var r replayReport
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return status, r
}

func TestReplayOfRecords(t *testing.T) {
	dir := recordedFolder(t)
	for _, c := range []struct {
		name, rules        string
		status             int
		changed, undecided int
		rule               ruleCount
	}{
		{"the same words, stronger", "  - {id: r, when: {text: {any: 社外秘}}, then: {action: block}}\n", exitFound, 1, 0, ruleCount{ID: "r", After: 1}},
		{"the same as before", "  - {id: secret, when: {text: {any: [社外秘, 極秘]}}, then: {action: confirm, confirm: {mode: reason}}}\n", exitOK, 0, 0, ruleCount{ID: "secret", Before: 1, After: 1}},
		{"a word nobody searched for", "  - {id: r, when: {text: {any: 見積}}, then: {action: block}}\n", exitOK, 0, 3, ruleCount{ID: "r", Undecided: 3}},
		{"a word in the subject", "  - {id: r, when: {text: {in: subject, any: 資料}}, then: {action: block}}\n", exitFound, 3, 0, ruleCount{ID: "r", After: 3}},
		{"files, whose text nobody read", "  - {id: r, when: {text: {in: files, any: 社外秘}}, then: {action: block}}\n", exitOK, 0, 3, ruleCount{ID: "r", Undecided: 3}},
		{"recipients", "  - {id: r, when: {recipients: {any: {in: partner.example}}}, then: {action: hold, hold: {for: 5m}}}\n", exitFound, 3, 0, ruleCount{ID: "r", After: 3}},
	} {
		status, r := replayOf(t, dir, c.rules)
		if status != c.status || r.Checked != 3 || r.Changed != c.changed || r.Undecided != c.undecided || r.Rules[0] != c.rule {
			t.Errorf("%s: status %d, %+v; want %d, %d changed, %d undecided, %+v", c.name, status, r, c.status, c.changed, c.undecided, c.rule)
		}
	}
	_, r := replayOf(t, dir, "  - {id: r, when: {text: {any: 社外秘}}, then: {action: block}}\n")
	if len(r.Examples) != 1 || r.Examples[0].Subject != "資料の件" || r.Examples[0].Recipients[0] != "x@partner.example" || r.Examples[0].To != policy.ActionBlock || r.Examples[0].Time == "" {
		t.Errorf("examples: %+v", r.Examples)
	}
}

func TestReplayForPeople(t *testing.T) {
	dir := recordedFolder(t)
	name := file(t, "new.yaml", "version: 1\norganization: {domains: own.example}\nrules: {id: r, when: {text: {any: [社外秘, 見積]}}, then: {action: block}}\n")
	for lang, wants := range map[string][]string{
		"ja": {"3 件のメールを判定し直しました", "判定できません", "r: 0 → 0（ほかに 3 件は判定できません）"},
		"en": {"3 mails were judged again", "cannot be decided", "r: 0 → 0 (3 more cannot be decided)"},
	} {
		status, out, errs := run(t, "", "policy", "replay", name, "--data-dir", dir, "--lang", lang)
		if status != exitOK || errs != "" {
			t.Errorf("status %d, %s", status, errs)
		}
		for _, want := range wants {
			if !strings.Contains(out, want) {
				t.Errorf("%s: got\n%s\nwant %q in it", lang, out, want)
			}
		}
	}
}

func TestReplayOfMails(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const mail = "From: a@own.example\nTo: x@gmail.com\nSubject: s\n\nbody\n>From here on\n"
	write("one.eml", mail)
	write("sent.mbox", "From a@own.example Mon Nov 23 10:00:00 2026\n"+mail+"\nFrom a@own.example Mon Nov 23 10:00:00 2026\n"+strings.Replace(mail, "x@gmail.com", "b@own.example", 1))
	write("notes.txt", "not a mail")
	write("Broken", "no mbox")
	before := file(t, "before.yaml", "version: 1\norganization: {domains: own.example}\n")
	after := file(t, "after.yaml", "version: 1\norganization: {domains: own.example}\nrules: {id: free, when: {recipients: {any: {in: \"@builtin/freemail\"}}}, then: {action: block}}\n")
	status, out, errs := run(t, "", "policy", "replay", after, dir, "--against", before, "--json")
	var r replayReport
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatalf("%v: %s %s", err, out, errs)
	}
	if status != exitFound || r.Checked != 3 || r.Changed != 2 || r.Unreadable != 1 || r.Rules[0] != (ruleCount{ID: "free", After: 2}) {
		t.Errorf("status %d, %+v; want 3 mails, 2 changed, 1 unreadable", status, r)
	}
	if status, out, _ := run(t, "", "policy", "replay", after, dir, "--lang", "en"); status != exitOK || !strings.Contains(out, "free: 2") {
		t.Errorf("alone: status %d\n%s", status, out)
	}
	for _, args := range [][]string{
		{"policy", "replay"},
		{"policy", "replay", after, t.TempDir()},
		{"policy", "replay", after, "--against", before},
		{"policy", "replay", after, "--since", "yesterday", "--data-dir", recordedFolder(t)},
		{"policy", "replay", after, "--data-dir", t.TempDir()},
		{"policy", "replay", filepath.Join(dir, "one.eml")},
	} {
		if status, out, errs := run(t, "", args...); status != exitInput || out != "" || strings.Count(errs, "\n") != 1 {
			t.Errorf("%v: status %d, stdout %q, stderr %q; want %d and one line", args, status, out, errs, exitInput)
		}
	}
}

func TestSplitMbox(t *testing.T) {
	good := func(in string, want ...string) {
		t.Helper()
		var got []string
		err := splitMbox(strings.NewReader(in), func(_ int, mail []byte) { got = append(got, string(mail)) })
		if err != nil || strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%q: got %q, %v, want %q", in, got, err, want)
		}
	}
	good("")
	good("From x\na: b\n\nbody\n", "a: b\n\nbody\n")
	good("From x\na: b\n\nbody\n\nFrom y\nc: d\n", "a: b\n\nbody\n\n", "c: d\n")
	good("From x\n\nbody\nFrom the middle of a text\n", "\nbody\nFrom the middle of a text\n")
	good("From x\n\n>From a\n>>From b\n", "\nFrom a\n>From b\n")
	good("From x\r\na: b\r\n\r\n\r\nFrom y\r\nc", "a: b\r\n\r\n\r\n", "c")
	long := strings.Repeat("x", 200_000) + "From y\n"
	good("From x\n\n"+long, "\n"+long)
	if err := splitMbox(strings.NewReader("Subject: x\n"), func(int, []byte) {}); err == nil {
		t.Error("no From line: got no error")
	}
}

// FuzzMbox: no octet but line starts is lost or added.
func FuzzMbox(f *testing.F) {
	f.Add("From x\na: b\n\nbody\n\nFrom y\n>From z\n")
	f.Add("From \r\n\r\nFrom ")
	f.Fuzz(func(t *testing.T, in string) {
		total, n := 0, 0
		err := splitMbox(strings.NewReader(in), func(_ int, mail []byte) { total, n = total+len(mail), n+1 })
		if total > len(in) || err == nil && n != 0 && !strings.HasPrefix(in, "From ") {
			t.Errorf("%d mails of %d octets from %q, %v", n, total, in, err)
		}
	})
}
