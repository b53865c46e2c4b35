package relay

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sekisho/server/internal/audit"
	"sekisho/server/internal/store"
)

const changing = `
version: 1
organization: {name: Minato, domains: minato.example}
settings: {gateway: {present: true, confirm: send}%s}
baseline: {external: allow}
rules:
  - id: change
    when: {recipients: {any: {who: external}}}
    then: {%s}
`

// takes sends a mail under a policy that changes it and returns what each recipient gets: header without trace, and the body.
func takes(t *testing.T, settings, then, raw string, to ...string) (copies map[string]string, refusal string) {
	t.Helper()
	k := newTaking(t, fmt.Sprintf(changing, settings, then))
	_, err := k.store.ImportPeople(t.Context(), k.org, []store.Person{{Address: "sato@minato.example", Manager: "boss@minato.example"}}, false, audit.Entry{Event: "directory.changed"})
	must(t, err)
	if refusal = k.send(raw, to...); refusal != "" {
		return nil, refusal
	}
	a := k.kept[0]
	copies = map[string]string{}
	for _, d := range a.Deliveries {
		m := a.Message
		if i := slices.IndexFunc(a.Variants, func(v store.Message) bool { return v.ID == d.Message }); i >= 0 {
			m = a.Variants[i]
		}
		mail := k.mailIn(m)
		_, rest, _ := strings.Cut(mail, "From: ")
		copies[d.Recipient] = "From: " + rest
	}
	return copies, ""
}

func draft(to, cc string) string {
	head := "From: sato@minato.example\r\nTo: " + to + "\r\n"
	if cc != "" {
		head += "Cc: " + cc + "\r\n"
	}
	return head + "Subject: drawings\r\nMessage-ID: <1@minato.example>\r\n\r\nHello\r\n"
}

func TestChanges(t *testing.T) {
	for _, c := range []struct {
		name, then, raw string
		to              []string
		want            map[string]string // lines that a copy has, and with "!" before it those it has not
	}{
		{
			"forced Bcc", "change: {forceBcc: {who: external}}", draft("a@x.example, b@y.example", "ito@minato.example"),
			[]string{"a@x.example", "b@y.example", "ito@minato.example"},
			map[string]string{"a@x.example": "To: sato@minato.example|Cc: ito@minato.example|!b@y", "ito@minato.example": "!a@x.example"},
		},
		{
			"the manager is added", "change: {addRecipients: {bcc: [manager]}}", draft("a@x.example", ""),
			[]string{"a@x.example"},
			map[string]string{"a@x.example": "To: a@x.example|!boss", "boss@minato.example": "To: a@x.example|!Bcc"},
		},
		{
			"somebody is taken out", "change: {removeRecipients: b@y.example}", draft("a@x.example, b@y.example", ""),
			[]string{"a@x.example", "b@y.example"},
			map[string]string{"a@x.example": "To: a@x.example|!b@y", "b@y.example": "none"},
		},
		{
			"text for outsiders", "scope: external, change: {addText: {head: CAUTION, tail: Bye}}", draft("a@x.example", "ito@minato.example"),
			[]string{"a@x.example", "ito@minato.example"},
			map[string]string{"a@x.example": "CAUTION|Bye|Hello", "ito@minato.example": "!CAUTION|Hello"},
		},
		{
			"each a copy", "change: {separate: true}", draft("a@x.example, b@y.example", ""),
			[]string{"a@x.example", "b@y.example", "hidden@z.example"},
			map[string]string{"a@x.example": "To: a@x.example|!b@y|!hidden", "b@y.example": "b@y.example|!a@x|!hidden", "hidden@z.example": "To: hidden@z.example|!a@x|!b@y"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			copies, refusal := takes(t, "", c.then, c.raw, c.to...)
			if refusal != "" {
				t.Fatal(refusal)
			}
			for who, want := range c.want {
				for _, w := range strings.Split(want, "|") {
					part, not := strings.CutPrefix(w, "!")
					switch got, there := copies[who]; {
					case w == "none" && there:
						t.Errorf("%s gets a copy", who)
					case w != "none" && strings.Contains(got, part) == not:
						t.Errorf("%s: %q, got\n%s", who, w, got)
					}
				}
			}
		})
	}
}

// TestWhatCannotBeChanged is refused with its name, or goes unchanged after a question, as the policy says.
func TestWhatCannotBeChanged(t *testing.T) {
	raw := draft("a@x.example", "")
	signed := strings.Replace(raw, "Subject:", "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=b\r\nSubject:", 1)
	signed = strings.Replace(signed, "\r\nHello\r\n", "\r\n--b\r\n\r\nHello\r\n--b\r\nContent-Type: application/pkcs7-signature\r\n\r\nx\r\n--b--\r\n", 1)
	withFile := strings.Replace(raw, "Subject:", "Content-Type: application/pdf; name=a.pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\nSubject:", 1)
	for _, c := range []struct{ name, settings, then, raw, want string }{
		{"no links yet", "", "change: {link: {}}", withFile, "cannot: link"},
		{"text in a signed mail", "", "change: {addText: {head: CAUTION}}", signed, "cannot: addText"},
		{"the same, if asked", ", cannotCarryOut: confirm", "change: {addText: {head: CAUTION}}", signed, ""},
	} {
		_, refusal := takes(t, c.settings, c.then, c.raw, "a@x.example")
		if c.want == "" && refusal != "" || c.want != "" && !strings.HasSuffix(refusal, c.want) {
			t.Errorf("%s: %q, want %q", c.name, refusal, c.want)
		}
	}
}

// TestManyCopies: copies of a short mail for very many are more than the store takes at once, and go into files.
func TestManyCopies(t *testing.T) {
	var to []string
	for i := range 400 {
		to = append(to, fmt.Sprintf("p%d@x.example", i))
	}
	raw := draft(strings.Join(to, ", "), "") + strings.Repeat(strings.Repeat("x", 70)+"\r\n", 750) + "The end\r\n"
	copies, refusal := takes(t, "", "change: {separate: true}", raw, to...)
	if refusal != "" || len(copies) != len(to) {
		t.Fatalf("%d copies of %d, refusal %q", len(copies), len(to), refusal)
	}
	for _, who := range to {
		if got := copies[who]; !strings.Contains(got, "To: "+who) || !strings.HasSuffix(got, "The end\r\n") {
			t.Errorf("%s has no whole copy", who)
		}
	}
}
