package migrate

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"sekisho/server/policy"
)

// noon is a Tuesday.
var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

var update = flag.Bool("update", false, "write the golden files anew")

// The folders in testdata have the shape in which the products write theirs.
func TestFolders(t *testing.T) {
	for folder, read := range map[string]func(fs.FS, []string) (*Result, error){
		"okan": OutlookOkan, "flex": FlexConfirmMail, "thunderbird": FlexConfirmMail, "registry": FlexConfirmMail, "confirm-address": FlexConfirmMail,
	} {
		t.Run(folder, func(t *testing.T) {
			r, err := read(os.DirFS(filepath.Join("testdata", folder)), nil)
			if err != nil {
				t.Fatal(err)
			}
			var report strings.Builder
			for _, lang := range []string{"ja", "en"} {
				for _, l := range r.Losses {
					report.WriteString(l.In(lang) + "\n")
				}
				report.WriteString(Summary(lang, r.Losses) + "\n")
			}
			golden(t, folder+".yaml", string(r.Policy))
			golden(t, folder+".report", report.String())
			doc, err := policy.Load(folder+".yaml", r.Policy, nil)
			if err != nil {
				t.Fatalf("the policy that was written cannot be read: %v", err)
			}
			if again := policy.Canonical(doc); string(again) != string(r.Policy) {
				t.Error("the policy is not in canonical form")
			}
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got\n%s\nwant\n%s", name, got, want)
	}
}

// judged is what an imported policy says of one mail.
type judged struct {
	to, subject, body string
	files             []string
	kind              policy.Kind
	facts             policy.Facts
	action            policy.Action
	rules             []string // these at least
	notRules          []string
}

func (j judged) verdict(t *testing.T, p *policy.Policy) policy.Verdict {
	t.Helper()
	m := &policy.Message{Kind: j.kind, From: policy.Mailbox{Address: "sato@akatsuki.example"}, Subject: j.subject, Body: j.body}
	if m.Kind == "" {
		m.Kind = policy.KindMail
	}
	for _, to := range strings.Fields(j.to) {
		m.Recipients = append(m.Recipients, policy.Recipient{Address: to, Field: policy.FieldTo, Envelope: true})
	}
	for _, name := range j.files {
		a := policy.Attachment{Name: name, Size: 1000, Type: "application/pdf"}
		if strings.HasSuffix(name, ".zip") {
			a.Type, a.Marks = "application/zip", []policy.Mark{{Flag: "encrypted"}}
		}
		m.Attachments = append(m.Attachments, a)
	}
	return policy.Evaluate(p, m, j.facts, noon)
}

func (j judged) check(t *testing.T, p *policy.Policy) {
	t.Helper()
	v := j.verdict(t, p)
	var rules []string
	for _, r := range v.Rules {
		if r.Effect == "enforced" {
			rules = append(rules, r.ID)
		}
	}
	if v.Action != j.action {
		t.Errorf("%+v: action %s by %v, want %s", j, v.Action, rules, j.action)
	}
	for _, want := range j.rules {
		if !slices.Contains(rules, want) {
			t.Errorf("%+v: rules %v, want %s among them", j, rules, want)
		}
	}
	for _, not := range j.notRules {
		if slices.Contains(rules, not) {
			t.Errorf("%+v: rules %v, want no %s", j, rules, not)
		}
	}
}

func imported(t *testing.T, folder string, read func(fs.FS, []string) (*Result, error)) *policy.Policy {
	t.Helper()
	r, err := read(os.DirFS(filepath.Join("testdata", folder)), nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := policy.Parse(folder, r.Policy, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// What OutlookOkan did, the imported policy does, but for what the report tells.
func TestOutlookOkanMeansTheSame(t *testing.T) {
	p := imported(t, "okan", OutlookOkan)
	for _, j := range []judged{
		{to: "a@kyogo.example", action: "hold", rules: []string{"alert-address"}},
		{to: "A@KYOGO.example", action: "hold", rules: []string{"alert-address"}},
		{to: "a@notkyogo.example", notRules: []string{"alert-address"}, action: "hold"},
		{to: "a@x.rival.example", action: "block", rules: []string{"alert-address-2"}},
		{to: "a@x.example", body: "社　外秘", action: "hold", rules: []string{"alert-word"}},
		{to: "a@x.example", body: "the nda", action: "block"},
		{to: "a@x.example", body: "agenda", action: "hold", notRules: []string{"alert-word-2"}},
		{to: "a@x.example", subject: "極秘", action: "block", rules: []string{"alert-subject"}},
		{to: "a@x.example", body: "つばめ印刷 御中", action: "hold", rules: []string{"name-not-addressed"}},
		{to: "a@tsubame.example", body: "TSUBAME 御中", action: "hold", notRules: []string{"name-not-addressed", "partner-not-named"}},
		{to: "a@sub.hokuto.example", body: "こんにちは", action: "hold", rules: []string{"partner-not-named"}},
		{to: "a@x.example", body: "契約書", action: "hold", rules: []string{"word-wants-recipient"}},
		{to: "a@x.example a@houmu.akatsuki.example", body: "契約書", action: "hold", notRules: []string{"word-wants-recipient"}},
		{to: "a@x.example", body: "見積です", action: "hold", rules: []string{"add-for-word"}},
		{to: "a@insatsu.example", action: "confirm", notRules: []string{"delay-all", "delay"}},
		{to: "b@akatsuki.example", action: "confirm", notRules: []string{"delay-all"}},
		{to: "a@x.example", files: []string{"北斗様見積.pdf"}, action: "hold", rules: []string{"file-for-others", "open-files", "add-for-files"}},
		{to: "a@hokuto.example", files: []string{"北斗様見積.pdf"}, action: "hold", notRules: []string{"file-for-others"}},
		{to: "a@nofile.example", files: []string{"a.pdf"}, action: "block", rules: []string{"files-to"}},
		{to: "a@nofile.example", action: "hold", notRules: []string{"files-to"}},
		{to: "a@careful.example", files: []string{"a.pdf"}, action: "hold", rules: []string{"files-to-2"}},
		{to: "a@x.example", files: []string{"a.zip"}, action: "hold", rules: []string{"encrypted"}},
		{to: "a@x.example b@gone.example", action: "hold", rules: []string{"remove", "two-domains"}},
		{to: "a@a.example a@b.example a@c.example a@d.example a@e.example", action: "hold", rules: []string{"many-domains"}},
		{to: "a@x.example", body: "資料を添付いたします。", action: "hold", rules: []string{"forgotten-attachment"}},
		{to: "a@x.example", kind: policy.KindMeeting, action: "hold", rules: []string{"not-a-contact"}},
		{to: "a@x.example", facts: policy.Facts{Contacts: []string{"a@x.example"}}, action: "hold", notRules: []string{"not-a-contact"}},
	} {
		j.check(t, p)
	}
}

func TestFlexConfirmMailMeansTheSame(t *testing.T) {
	p := imported(t, "flex", FlexConfirmMail)
	english := policy.Facts{Sender: policy.SenderFacts{Language: "en"}}
	for _, j := range []judged{
		{to: "b@kaisha.example b@x.kaisha.example", action: "hold", notRules: []string{"baseline"}},
		{to: "b@old.kaisha.example", action: "hold", rules: []string{"baseline"}},
		{to: "b@GMAIL.com", action: "hold", rules: []string{"unsafe-domains-warning"}},
		{to: "b@kyogo2.example", action: "hold", rules: []string{"unsafe-domains-rewarning"}},
		{to: "b@kyogo2.example.evil.example", action: "hold", notRules: []string{"unsafe-domains-rewarning"}},
		{to: "boss@rival.example", action: "block"},
		{to: "staff@rival.example", action: "hold"},
		{to: "a@x.example", files: []string{"社外秘.pdf"}, action: "hold", rules: []string{"unsafe-files-warning"}},
		{to: "a@x.example", files: []string{"取扱注意.pdf"}, action: "hold", notRules: []string{"unsafe-files-warning"}},
		{to: "a@x.example", files: []string{"機密表.pdf"}, action: "block"},
		{to: "a@x.example", body: "これは社外秘です", action: "block", facts: policy.Facts{Sender: policy.SenderFacts{Language: "ja"}}},
		{to: "a@x.example", body: "これは社外秘です", action: "hold", facts: english},
		{to: "a@x.example", body: "This is Confidential.", action: "block", facts: english},
		{to: "a@a.example a@b.example b@kaisha.example", action: "hold", rules: []string{"many-domains"}, notRules: []string{"many-domains-again"}},
		{to: "a@x.example", kind: policy.KindMeeting, action: "confirm", rules: []string{"baseline"}},
	} {
		j.check(t, p)
	}
}

func TestErrors(t *testing.T) {
	for name, c := range map[string]struct {
		files fstest.MapFS
		read  func(fs.FS, []string) (*Result, error)
		want  string
		is    error
	}{
		"nothing":        {fstest.MapFS{"a.txt": {}}, OutlookOkan, "none of the product's files", ErrNothing},
		"no domain":      {fstest.MapFS{"AlertAddressList.csv": {Data: []byte("@a.example,1\n")}}, OutlookOkan, "--domain example.co.jp", ErrNoDomain},
		"no csv":         {fstest.MapFS{"Whitelist.csv": {Data: []byte("a\"\n\"b")}}, OutlookOkan, "", ErrNoDomain},
		"no text":        {fstest.MapFS{"Whitelist.csv": {Data: []byte{0x80, 0xff, 0xff}}}, OutlookOkan, "Whitelist.csv: text: neither", nil},
		"no JSON":        {fstest.MapFS{"a.json": {Data: []byte("{")}}, FlexConfirmMail, "a.json: this is not JSON", nil},
		"rules no list":  {fstest.MapFS{"a.json": {Data: []byte("{\n\"userRules\": 1}")}}, FlexConfirmMail, "a.json:2: userRules", nil},
		"registry":       {fstest.MapFS{"a.reg": {Data: []byte("[x\\FlexConfirmMail]\n\"A\"=dword:zz\n")}}, FlexConfirmMail, "a.reg:2:", nil},
		"registry octet": {fstest.MapFS{"a.reg": {Data: []byte("[x\\FlexConfirmMail]\n\"A\"=hex(7):zz\n")}}, FlexConfirmMail, "a.reg:2:", nil},
		"too large":      {fstest.MapFS{"Common.txt": {Data: make([]byte, maxFile+1)}}, FlexConfirmMail, "Common.txt: it has more than 4194304 octets", nil},
		"a pipe":         {fstest.MapFS{"Common.txt": {Mode: fs.ModeNamedPipe}}, FlexConfirmMail, "Common.txt: it is a folder, a device or a pipe", nil},
	} {
		_, err := c.read(c.files, nil)
		if err == nil || !strings.Contains(err.Error(), c.want) || c.is != nil && !errors.Is(err, c.is) {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
	}
}

// A domain on the command line is enough.
func TestDomainsAreAdded(t *testing.T) {
	r, err := OutlookOkan(fstest.MapFS{"AlertAddressList.csv": {Data: []byte("@a.example;Yes;止める\n")}}, []string{"own.example"})
	if err != nil || !strings.Contains(string(r.Policy), "own.example") || !strings.Contains(string(r.Policy), "action: block") {
		t.Errorf("policy = %s, %v", r.Policy, err)
	}
}

// Whatever is in the files: a policy that can be read, or an error; never a panic.
func FuzzOutlookOkan(f *testing.F) {
	f.Add("@a.example,1,x", "社外秘,x,1", "a,b,c")
	f.Add("x;y;z", "*;!", "\"")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		files := fstest.MapFS{}
		for n, name := range []string{"AlertAddressList", "AlertKeywordAndMessageList", "NameAndDomains", "DeferredDeliveryMinutes", "AutoCcBccRecipientList", "RecipientsAndAttachmentsName", "GeneralSetting"} {
			files[name+".csv"] = &fstest.MapFile{Data: []byte([]string{a, b, c}[n%3])}
		}
		whole(t, OutlookOkan, files)
	})
}

func FuzzFlexConfirmMail(f *testing.F) {
	f.Add("CountSeconds=3", "[BLOCK]\na", `{"userRules":[{"id":"a","enabled":true,"action":1,"itemsLocal":["b"]}]}`)
	f.Add("[x\\FlexConfirmMail]\n\"A\"=hex(7):61,00", "-a", `{"insiderDomains":"a.example"}`)
	f.Fuzz(func(t *testing.T, a, b, c string) {
		whole(t, FlexConfirmMail, fstest.MapFS{
			"Common.txt": {Data: []byte(a)}, "UnsafeDomains.txt": {Data: []byte(b)}, "UnsafeFiles.txt": {Data: []byte(b)}, "UnsafeBodies.txt": {Data: []byte(a + "\n" + b)},
			"x.json": {Data: []byte(c)}, "x.reg": {Data: []byte(a)},
		})
	})
}

func whole(t *testing.T, read func(fs.FS, []string) (*Result, error), files fstest.MapFS) {
	r, err := read(files, []string{"own.example"})
	if err != nil {
		if strings.Contains(err.Error(), "the imported policy is not valid") {
			t.Errorf("made a policy that cannot be read: %v", err)
		}
		return
	}
	if _, err := policy.Parse("imported", r.Policy, nil); err != nil {
		t.Errorf("the policy that was written cannot be read: %v", err)
	}
}

// TestNothingVanishes: a file that is none of the product's, and an entry that cancels nothing, are reported.
func TestNothingVanishes(t *testing.T) {
	report := func(read func(fs.FS, []string) (*Result, error), files fstest.MapFS) string {
		t.Helper()
		r, err := read(files, []string{"own.example"})
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, l := range r.Losses {
			b.WriteString(l.In("en") + "\n")
		}
		return b.String()
	}
	okan := report(OutlookOkan, fstest.MapFS{"Whitelist.csv": {Data: []byte("@a.example,true\n")}, "Weird.csv": {Data: []byte("x\n")}, ".hidden": {}, "folder/x.csv": {}})
	if want := "Weird.csv: lost: it is none of the files that are known\n"; okan != want {
		t.Errorf("got %q, want %q", okan, want)
	}
	flex := report(FlexConfirmMail, fstest.MapFS{"UnsafeFiles.txt": {Data: []byte("[WARNING]\n極秘\n社外秘\n-極秘\n[BLOCK]\n-社外秘\n")}, "configs/Other.txt": {}})
	if !strings.Contains(flex, `UnsafeFiles.txt:6: lost: "-社外秘": it cancels no entry under the same heading`) {
		t.Errorf("got %q, want the entry that cancels nothing", flex)
	}
	if strings.Contains(flex, "極秘\"") || !strings.Contains(flex, "configs/Other.txt: ") {
		t.Errorf("got %q, want the unknown file, and nothing of the entry that was cancelled", flex)
	}
}
