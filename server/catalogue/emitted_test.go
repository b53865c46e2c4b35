package catalogue

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"sekisho/server/attach"
	"sekisho/server/check"
	"sekisho/server/policy"
)

// TestEveryCodeHasItsSentences compares the catalogue with the table of codes, words in braces with the table's arguments.
func TestEveryCodeHasItsSentences(t *testing.T) {
	var codes []string
	for _, c := range policy.Codes() {
		codes = append(codes, c.String())
		for _, lang := range Languages() {
			e := in(lang).Findings[c.String()]
			if e.Title == "" || e.Advice == "" {
				t.Errorf("%s: %s says nothing of it", c, lang)
			}
			for _, word := range placeholders(e.Title + e.Advice) {
				if !slices.Contains(c.Args, strings.Trim(word, "{}")) {
					t.Errorf("%s: %s names %s; its arguments are %v", c, lang, word, c.Args)
				}
			}
		}
	}
	slices.Sort(codes)
	if got := slices.Sorted(maps.Keys(in("ja").Findings)); !slices.Equal(got, codes) {
		t.Errorf("the catalogue has\n%v\nthe table has\n%v", got, codes)
	}
}

// everything makes the engine say all it can say.
const everything = `
version: 1
organization: {domains: own.example}
partners:
  - {name: つばめ印刷, domains: tsubame.example}
  - {name: 北斗電機, domains: hokuto.example}
lists: {vip: vip@hokuto.example}
calendars: {office: {hours: {mon-fri: "09:00-18:00"}}}
rules:
  - {id: many, when: {recipients: {count: {atLeast: 1}}}, then: {action: notify}}
  - {id: many-visible, when: {recipients: {count: {fields: to, atLeast: 1}}}, then: {action: notify}}
  - {id: many-domains, when: {recipients: {domains: {atLeast: 2}}}, then: {action: notify}}
  - {id: companies, when: {recipients: {companies: {atLeast: 2}}}, then: {action: notify}}
  - {id: listed, when: {recipients: {any: {in: vip}}}, then: {action: notify}}
  - {id: absent, when: {recipients: {none: {in: boss@own.example}}}, then: {action: notify}}
  - {id: extensions, when: {attachments: {any: {extensions: exe}}}, then: {action: notify}}
  - {id: types, when: {attachments: {any: {types: zip}}}, then: {action: notify}}
  - {id: names, when: {attachments: {any: {names: 見積}}}, then: {action: notify}}
  - {id: large, when: {attachments: {any: {size: {over: 100KB}}, totalSize: {over: 100KB}}}, then: {action: notify}}
  - {id: files, when: {attachments: {count: {atLeast: 1}}}, then: {action: notify}}
  - {id: secret, when: {text: {any: 社外秘}}, then: {action: notify}}
  - {id: digits, when: {text: {patterns: "[0-9]{4}"}}, then: {action: notify}}
  - {id: strangers, when: {partnerNames: {notAddressed: greeting}}, then: {action: notify}}
  - {id: strangers-in-names, when: {partnerNames: {notAddressed: file-names}}, then: {action: notify}}
  - {id: mails, when: {kind: mail}, then: {action: notify}}
  - {id: unnamed, when: {partnerNames: {notNamed: body}}, then: {action: notify}}
  - {id: night, when: {time: {outside: office}}, then: {action: notify}}
  - {id: plain, when: {recipients: {any: {who: external}}}, unless: {kind: mail}, then: {action: notify}}
  - {id: free, when: {kind: mail}, then: {exempt: baseline}}
`

var everyFact = policy.Facts{
	Now:     time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC), // a Sunday
	Sender:  policy.SenderFacts{PrivateAddresses: []string{"me@gmail.com"}},
	History: &policy.History{}, Members: map[string][]string{"all@own.example": {"a@own.example", "c@elsewhere.example"}},
	TLS:    map[string]string{"hokuto.example": "none", "elsewhere.example": "unknown(port 25 blocked)"},
	Thread: &policy.Thread{Compose: "reply-all", Recipients: []string{"a@own.example"}, WasBcc: true},
	Pasted: &policy.Pasted{Chars: 200}, Offline: &policy.Offline{}, Late: []string{"dns"},
}

// everyPerson has a value of each kind of personal data, and a list of persons.
const everyPerson = "\n\n氏名：山田太郎 様\nマイナンバー：6260 1815 9089\nカード番号：4111-1111-1111-1111\n返金先：みずほ銀行 渋谷支店 普通 1234567 名義 ヤマダ タロウ\n" +
	"運転免許証番号：301234567800\n旅券番号：TR1234567\n在留カード番号：AB12345678CD\n住民票コード：12345678901\n基礎年金番号：1234-567890\n保険者番号：01130012\n法人番号：7000012050002\n" +
	"携帯電話：090-1234-5678\n住所：東京都港区芝1-2-3\nメールアドレス：taro@mail.example\n生年月日：昭和60年4月1日\n\n氏名,携帯電話\n山田一,090-1111-0001\n山田二,090-1111-0002\n山田三,090-1111-0003\n" +
	"山田四,090-1111-0004\n山田五,090-1111-0005\n山田六,090-1111-0006\n山田七,090-1111-0007\n山田八,090-1111-0008\n山田九,090-1111-0009\n山田十,090-1111-0010\n"

func everyMail(t *testing.T) *policy.Message {
	to := func(field policy.Field, addresses ...string) (out []policy.Recipient) {
		for _, a := range addresses {
			out = append(out, policy.Recipient{Address: a, Field: field, Envelope: true})
		}
		return out
	}
	m := &policy.Message{
		Kind: policy.KindMail, Compose: "reply-all", Account: "me@own.example", From: policy.Mailbox{Address: "you@own.example"},
		ReplyTo: []policy.Mailbox{{Address: "other@own.example"}}, Body: "つばめ印刷 御中\n社外秘 1234\nhttps://1drv.ms/a https://contoso.sharepoint.com/:x:/s/a http://203.0.113.5/", Malformed: []string{"bare-cr"},
		Recipients: slices.Concat(
			to(policy.FieldTo, "vip@hokuto.example", "vip@hokuto.example", "all@own.example", "me@gmail.com", "x@10minutemail.com", "no address", "ｔａｒｏ@elsewhere.example", ""),
			to(policy.FieldBcc, "b@elsewhere.example")),
	}
	m.Body += everyPerson
	files := oddFiles(t)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		content := files[name]
		m.Attachments = append(m.Attachments, attach.Inspect(t.Context(), attach.File{Name: name, Size: int64(len(content)), Content: bytes.NewReader(content)}))
	}
	return m
}

// wordyMail promises a file that is not there, tells a password, and greets somebody who is not among the recipients.
func wordyMail() *policy.Message {
	return &policy.Message{
		Kind: policy.KindMail, From: policy.Mailbox{Address: "you@own.example"}, Subject: "資料の件",
		Body:       "田中様\n\nお世話になっております。資料を添付いたします。\nパスワードは Abcd1234 です。\nよろしくお願いいたします。\n",
		Recipients: []policy.Recipient{{Address: "suzuki@hokuto.example", Name: "鈴木 一郎", Field: policy.FieldTo, Envelope: true}},
	}
}

// oddFiles are one for each thing that package attach can find.
func oddFiles(t *testing.T) map[string][]byte {
	program := append([]byte("MZ"), make([]byte, 200_000)...)
	return map[string][]byte{
		"見積 つばめ印刷.pdf": program, "invoice.pdf.exe": program, "plain.exe": program,
		"broken.zip": []byte("PK\x03\x04 and nothing behind"),
		"secret.zip": zipped(t, "a.txt", 1, []byte("secret")),
		"bomb.zip":   zipped(t, "a.txt", 0, make([]byte, 11<<20)),
		"macro.docm": zipped(t, "word/vbaProject.bin", 0, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "[Content_Types].xml", "word/document.xml"),
	}
}

func zipped(t *testing.T, name string, flags uint16, content []byte, empty ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range empty {
		if _, err := z.Create(n); err != nil {
			t.Fatal(err)
		}
	}
	if flags == 0 {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
	} else {
		h := &zip.FileHeader{Name: name, Flags: flags, CompressedSize64: uint64(len(content)), UncompressedSize64: uint64(len(content))}
		w, err := z.CreateRaw(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestSentencesFitWhatIsEmitted makes the engine emit every code it has a detector for, and compares the arguments it
// really gives with those that the table promises and the sentences use.
func TestSentencesFitWhatIsEmitted(t *testing.T) {
	p, err := policy.Parse("everything.yaml", []byte(everything), nil)
	if err != nil {
		t.Fatal(err)
	}
	v := check.Run(t.Context(), &check.Engine{Policy: p}, everyMail(t), everyFact)
	wordy := check.Run(t.Context(), &check.Engine{Policy: p}, wordyMail(), policy.Facts{})
	empty := check.Run(t.Context(), &check.Engine{Policy: p}, &policy.Message{}, policy.Facts{})
	emitted := map[string]bool{}
	var one []policy.Finding // of each code
	for _, f := range slices.Concat(v.Findings, wordy.Findings, empty.Findings, wrongPeople(t, p)) {
		if !emitted[f.Code] {
			one = append(one, f)
		}
		emitted[f.Code] = true
		fits(t, f)
	}
	keepForScreens(t, one)
	for _, c := range policy.Codes() {
		if !emitted[c.String()] {
			t.Errorf("%s: none of these mails brings it about", c)
		}
	}
}

var update = flag.Bool("update", false, "write testdata/every-finding.json anew")

// keepForScreens holds the file that the stories in the browser show on the checklist: one finding of each code, as the engine
// writes it.
func keepForScreens(t *testing.T, one []policy.Finding) {
	t.Helper()
	const file = "testdata/every-finding.json"
	slices.SortFunc(one, func(a, b policy.Finding) int { return strings.Compare(a.Code, b.Code) })
	got, err := json.MarshalIndent(one, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(file, append(got, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || strings.TrimSpace(string(want)) != string(got) {
		t.Errorf("%s is not what the engine writes (%v): run the test with -update and look at the difference", file, err)
	}
}

// sometimes are arguments that only some findings of a code have: "inside" a file in a container, "partial" archives.
var sometimes = []string{"inside", "partial"}

func names(a policy.Args) (all []string) {
	for name := range a.All() {
		all = append(all, name)
	}
	return all
}

func fits(t *testing.T, f policy.Finding) {
	t.Helper()
	area, name, _ := strings.Cut(f.Code, ".")
	code, ok := policy.LookupCode(area + "." + name)
	if !ok {
		t.Errorf("%s is in no table", f.Code)
		return
	}
	without := func(names []string) []string {
		names = slices.DeleteFunc(slices.Clone(names), func(n string) bool { return slices.Contains(sometimes, n) })
		slices.Sort(names)
		return names
	}
	if got, want := without(names(f.Args)), without(code.Args); !slices.Equal(got, want) {
		t.Errorf("%s carries %v, the table promises %v", f.Code, got, want)
	}
	for _, lang := range Languages() {
		said := Sentence(lang, f) + Advice(lang, f)
		if len(placeholders(said)) > 0 || strings.Contains(said, "（）") || strings.Contains(said, "()") {
			t.Errorf("%s in %s: %q", f.Code, lang, said)
		}
		for name, value := range f.Args.All() {
			if word, ok := value.(string); ok && fixed[f.Code+"."+name] && in(lang).Values[name][word] == "" {
				t.Errorf("%s in %s: the value %s=%s has no name", f.Code, lang, name, word)
			}
		}
	}
}

// fixed are the arguments whose values are codes, never words of a person or a policy.
var fixed = map[string]bool{
	"attachment.encrypted.how": true, "attachment.uninspectable.reason": true, "attachment.bomb.limit": true, "attachment.listed.by": true,
	"recipient.invalid.reason": true, "recipient.private-address.list": true, "recipient.no-tls.state": true, "recipient.tls-unknown.state": true,
}
