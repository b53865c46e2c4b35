package pass_test

import (
	"encoding/base64"
	"fmt"
	"mime/quotedprintable"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sekisho/server/message"
	"sekisho/server/pass"
	"sekisho/server/policy"
)

// try is one try of a mail client to send a mail: what it makes anew each time, and what it does not.
type try struct {
	id, date, boundary, encoding string
	to, cc, subject, body        string
	file, content, fileEncoding  string
	env                          []string
}

func first() try {
	return try{
		id: "<a1@akatsuki.example>", date: "Mon, 23 Nov 2026 10:00:00 +0900", boundary: "------------aaa", encoding: "8bit",
		to: "遠藤 <endo@tsubame.example>", cc: "sato@tsubame.example", subject: "図面の件",
		body: "遠藤様\n\n図面を送ります。\nよろしくお願いします。\n", file: "図面.pdf", content: "%PDF-1.4 one", fileEncoding: "base64",
		env: []string{"endo@tsubame.example", "sato@tsubame.example", "boss@akatsuki.example"},
	}
}

// octets writes the mail as Thunderbird does.
func (y try) octets() string {
	word := func(s string) string { return "=?UTF-8?B?" + base64.StdEncoding.EncodeToString([]byte(s)) + "?=" }
	s := fmt.Sprintf("Message-ID: %s\nDate: %s\nMIME-Version: 1.0\nUser-Agent: Mozilla Thunderbird\nTo: %s\n", y.id, y.date, y.to)
	if y.cc != "" {
		s += "Cc: " + y.cc + "\n"
	}
	s += "From: Kobayashi <kobayashi@akatsuki.example>\nSubject: " + word(y.subject) + "\n" +
		"Content-Type: multipart/mixed; boundary=\"" + y.boundary + "\"\n\nThis is a multi-part message in MIME format.\n" +
		"--" + y.boundary + "\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: " + y.encoding + "\n\n" +
		encode(y.encoding, y.body) + "\n--" + y.boundary + "\nContent-Type: application/pdf; name=\"" + word(y.file) + "\"\n" +
		"Content-Disposition: attachment; filename*=UTF-8''" + percent(y.file) + "\nContent-Transfer-Encoding: " + y.fileEncoding + "\n\n" +
		encode(y.fileEncoding, y.content) + "\n--" + y.boundary + "--\n"
	return strings.ReplaceAll(s, "\n", "\r\n")
}

func encode(how, s string) string {
	switch how {
	case "base64":
		return base64.StdEncoding.EncodeToString([]byte(s))
	case "quoted-printable":
		var b strings.Builder
		w := quotedprintable.NewWriter(&b)
		_, _ = w.Write([]byte(s))
		_ = w.Close()
		return strings.ReplaceAll(b.String(), "\r\n", "\n")
	}
	return s
}

func percent(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}

func read(t testing.TB, y try) *policy.Message {
	t.Helper()
	m, err := message.Read(t.Context(), strings.NewReader(y.octets()), &message.Envelope{From: "kobayashi@akatsuki.example", To: y.env})
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Malformed) > 0 || len(m.Attachments) != 1 || len(m.Recipients) < 2 {
		t.Fatalf("got %+v, want a well-formed mail with a file", m)
	}
	return m
}

var key = pass.Key{1, 2, 3}

func TestTwoTriesHaveOneFingerprint(t *testing.T) {
	want := read(t, first())
	tests := map[string]func(*try){
		"the same octets": func(*try) {},
		"new Message-ID, date, boundary": func(y *try) {
			y.id, y.date, y.boundary = "<b2@x>", "Mon, 23 Nov 2026 10:02:11 +0900", "------------bbb"
		},
		"body in base64":              func(y *try) { y.encoding = "base64" },
		"body in quoted-printable":    func(y *try) { y.encoding = "quoted-printable" },
		"file in quoted-printable":    func(y *try) { y.fileEncoding = "quoted-printable" },
		"blanks at the ends of lines": func(y *try) { y.body = strings.ReplaceAll(y.body, "\n", " \t\n") + "\n\n" },
		"envelope in another order":   func(y *try) { y.env = []string{y.env[2], y.env[0], y.env[1], y.env[0]} },
		"address in another case":     func(y *try) { y.cc = "SATO@Tsubame.EXAMPLE." },
		"display name":                func(y *try) { y.to = "endo@tsubame.example" },
		"decomposed characters":       func(y *try) { y.body = strings.ReplaceAll(y.body, "が", "か\u3099") },
	}
	for name, change := range tests {
		y := first()
		change(&y)
		got := read(t, y)
		if a, b := pass.Draft(key, got), pass.Draft(key, want); a != b {
			t.Errorf("%s: got draft fingerprint %s, want %s", name, a, b)
		}
		if a, b := pass.Transit(key, got), pass.Transit(key, want); a != b {
			t.Errorf("%s: got transit fingerprint %s, want %s", name, a, b)
		}
	}
}

func TestAnotherMailHasAnotherFingerprint(t *testing.T) {
	want := read(t, first())
	tests := []struct {
		name    string
		change  func(*try)
		transit bool // differs too
	}{
		{"Cc moved to Bcc", func(y *try) { y.cc = "" }, false},
		{"To swapped with Bcc", func(y *try) { y.to = "boss@akatsuki.example" }, false},
		{"To swapped with Cc", func(y *try) { y.to, y.cc = y.cc, "endo@tsubame.example" }, false},
		{"one more recipient", func(y *try) { y.env = append(y.env, "new@rival.example") }, false},
		{"one more in Cc", func(y *try) { y.cc += ", new@rival.example" }, false},
		{"one recipient less", func(y *try) { y.env = y.env[:2] }, false},
		{"named but not delivered to", func(y *try) { y.env = []string{y.env[0], y.env[2]} }, false},
		{"other body", func(y *try) { y.body = "x" + y.body }, false},
		{"other subject", func(y *try) { y.subject += "2" }, true},
		{"same name, other content", func(y *try) { y.content = "%PDF-1.4 two" }, true},
		{"same content, other name", func(y *try) { y.file = "図面2.pdf" }, true},
	}
	for _, tt := range tests {
		y := first()
		tt.change(&y)
		got := read(t, y)
		if a, b := pass.Draft(key, got), pass.Draft(key, want); a == b {
			t.Errorf("%s: got the draft fingerprint of the first mail, want another", tt.name)
		}
		if a, b := pass.Transit(key, got), pass.Transit(key, want); (a != b) != tt.transit {
			t.Errorf("%s: transit fingerprints differ: %v, want %v", tt.name, a != b, tt.transit)
		}
	}
	other := *want
	other.From.Address = "ono@akatsuki.example"
	other.Kind = policy.KindMail
	if pass.Draft(key, &other) == pass.Draft(key, want) || pass.Transit(key, &other) == pass.Transit(key, want) {
		t.Error("another sender: got the fingerprint of the first mail, want another")
	}
	if pass.Draft(pass.Key{9}, want) == pass.Draft(key, want) || pass.Transit(pass.Key{9}, want) == pass.Transit(key, want) {
		t.Error("another organisation's key: got the same fingerprint, want another")
	}
}

func TestDraftsBefore(t *testing.T) {
	mail := func(hashes ...string) *policy.Message {
		m := &policy.Message{Subject: "s"}
		for i, h := range hashes {
			m.Attachments = append(m.Attachments, policy.Attachment{Name: string(rune('a' + i)), Size: 1, SHA256: h, Item: h == "item"})
		}
		return m
	}
	m := mail("1", "", "item", "2")
	got, want := pass.DraftsBefore(key, m), []string{pass.Draft(key, mail("1", "", "item", "")), pass.Draft(key, mail("", "", "item", ""))}
	if !slices.Equal(got, want) {
		t.Errorf("DraftsBefore = %v, want %v", got, want)
	}
	if m.Attachments[0].SHA256 != "1" {
		t.Error("the mail was changed")
	}
	if got := pass.DraftsBefore(key, mail("", "item")); len(got) != 0 {
		t.Errorf("of unknown contents: %v, want none", got)
	}
	if got := pass.DraftsBefore(key, mail(slices.Repeat([]string{"x"}, 100)...)); len(got) != 16 {
		t.Errorf("%d of a hundred files, want 16", len(got))
	}
}

func TestFingerprintForm(t *testing.T) {
	m := read(t, first())
	for fp, pattern := range map[string]string{
		pass.Draft(key, m):   `^d1:[A-Za-z0-9_-]{43}$`,
		pass.Transit(key, m): `^t1:[A-Za-z0-9_-]{43}$`,
	} {
		if !regexp.MustCompile(pattern).MatchString(fp) {
			t.Errorf("got fingerprint %s, want %s", fp, pattern)
		}
	}
}

// TestCanonicalFormIsOneToOne moves a piece of text from one field into the next.
func TestCanonicalFormIsOneToOne(t *testing.T) {
	file := func(name, sum string) policy.Attachment { return policy.Attachment{Name: name, SHA256: sum, Size: 1} }
	mails := []policy.Message{
		{},
		{Kind: policy.KindMeeting},
		{Subject: "ab"},
		{Body: "ab"},
		{Subject: "a", Body: "b"},
		{Recipients: []policy.Recipient{{Name: "ab"}}},
		{Recipients: []policy.Recipient{{Address: "ab"}}},
		{Recipients: []policy.Recipient{{Address: "a@b"}}},
		{Recipients: []policy.Recipient{{Address: "a@b", Envelope: true}}},
		{Recipients: []policy.Recipient{{Address: "a@b", Field: policy.FieldTo}, {Address: "c@d", Field: policy.FieldCc}}},
		{Recipients: []policy.Recipient{{Address: "a@b", Field: policy.FieldCc}, {Address: "c@d", Field: policy.FieldTo}}},
		{Attachments: []policy.Attachment{file("a", "b")}},
		{Attachments: []policy.Attachment{file("ab", "")}},
		{Attachments: []policy.Attachment{file("a", "b"), file("a", "b")}},
		{Attachments: []policy.Attachment{file("a", "b"), file("c", "d")}},
		{Attachments: []policy.Attachment{file("a", "d"), file("c", "b")}},
		{Attachments: []policy.Attachment{{Name: "a", Item: true}}},
		{Attachments: []policy.Attachment{{Name: "a", Size: 2}}},
	}
	seen := map[string]int{}
	for i := range mails {
		fp := pass.Draft(key, &mails[i])
		if j, ok := seen[fp]; ok {
			t.Errorf("mails %d and %d: got one fingerprint, want two", j, i)
		}
		seen[fp] = i
	}
	a := policy.Message{Attachments: []policy.Attachment{{Name: "a", Item: true, Size: 1, SHA256: "x"}}}
	b := policy.Message{Kind: policy.KindMail, Attachments: []policy.Attachment{{Name: "a", Item: true, Size: 2}}}
	if pass.Draft(key, &a) != pass.Draft(key, &b) {
		t.Error("an Outlook item of another size: got another fingerprint, want the same")
	}
}

func TestTransitLike(t *testing.T) {
	file := func(name, sum string) policy.Attachment { return policy.Attachment{Name: name, SHA256: sum, Size: 1} }
	mail := func(files ...policy.Attachment) *policy.Message {
		return &policy.Message{From: policy.Mailbox{Address: "a@own.example"}, Subject: "x", Attachments: files}
	}
	tests := []struct {
		name        string
		door, later *policy.Message
		want        bool
	}{
		{"no files", mail(), mail(), true},
		{"all known", mail(file("a", "1"), file("b", "2")), mail(file("b", "2"), file("a", "1")), true},
		{"one unknown at the door", mail(file("a", "1"), file("b", "")), mail(file("a", "1"), file("b", "2")), true},
		{"the known one changed", mail(file("a", "1"), file("b", "")), mail(file("a", "9"), file("b", "2")), false},
		{"another name", mail(file("a", ""), file("b", "")), mail(file("a", "1"), file("c", "2")), false},
		{"one file more", mail(file("a", "")), mail(file("a", "1"), file("b", "2")), false},
		{"one file more of that name", mail(file("a", "")), mail(file("a", "1"), file("a", "2")), false},
		{"one of two of a name unknown", mail(file("a", ""), file("a", "2")), mail(file("a", "1"), file("a", "2")), true},
		{"unknown later, known at the door", mail(file("a", "1")), mail(file("a", "")), false},
		{
			"an item becomes a message", mail(policy.Attachment{Name: "見積の件", Item: true}),
			mail(policy.Attachment{Name: "message/rfc822", Declared: "message/rfc822", SHA256: "5"}), true,
		},
		{
			"two items", mail(policy.Attachment{Name: "x", Item: true}, policy.Attachment{Name: "y", Item: true}),
			mail(policy.Attachment{Name: "x.eml", SHA256: "5"}), false,
		},
		{"embedded pictures", mail(policy.Attachment{Name: "i.png", SHA256: "1", Inline: true}), mail(), true},
	}
	for _, tt := range tests {
		fp := pass.Transit(key, tt.door)
		if got := pass.TransitLike(key, fp, tt.later); (got == fp) != tt.want {
			t.Errorf("%s: got %s of %s, want equal: %v", tt.name, got, fp, tt.want)
		}
	}
	for _, fp := range []string{"", "d1:x", "t2:x", "t1:x.zz", "t1:x.", "t1:x.0000"} {
		if got := pass.TransitLike(key, fp, mail(file("a", "1"))); got != "" {
			t.Errorf("TransitLike of %q: got %s, want nothing", fp, got)
		}
	}
}

func TestTransitUnread(t *testing.T) {
	m := read(t, first())
	unread := *m
	unread.Attachments = []policy.Attachment{{Name: m.Attachments[0].Name}}
	if got, want := pass.TransitUnread(key, m), pass.Transit(key, &unread); got != want {
		t.Errorf("got %s, want what a door says that cannot read files: %s", got, want)
	}
	if pass.TransitUnread(key, m) == pass.Transit(key, m) {
		t.Error("got one fingerprint with and without the file's content, want two")
	}
}
