package history

import (
	"bytes"
	"errors"
	"fmt"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/japanese"

	"sekisho/server/policy"
)

// parse is a stand-in for package message, which may not be imported here: plain ASCII headers only.
func parse(header []byte) (*policy.Message, error) {
	m := &policy.Message{Subject: field(header, "subject")}
	from, err := mail.ParseAddress(field(header, "from"))
	if err == nil {
		m.From = policy.Mailbox{Address: from.Address, Name: from.Name}
	}
	for _, name := range []string{"to", "cc", "bcc"} {
		list, err := mail.ParseAddressList(field(header, name))
		if err != nil {
			continue
		}
		for _, a := range list {
			m.Recipients = append(m.Recipients, policy.Recipient{Address: a.Address, Name: a.Name, Field: policy.Field(name), Envelope: true})
		}
	}
	return m, nil
}

func own(a string) bool { return strings.HasSuffix(a, "@minato.example") }

// read returns what a Reader makes of a file, a line for each mail.
func read(t testing.TB, account string, data []byte) (lines []string, mails []Sent, err error) {
	t.Helper()
	r := Reader{Parse: parse, Own: own, Account: account}
	r.Take = func(m Sent, why Reason, at int) error {
		var to []string
		for _, p := range m.To {
			to = append(to, strings.TrimSpace(p.Name+" "+p.Address))
		}
		if why != "" {
			lines = append(lines, fmt.Sprintf("%d skipped: %s", at, why))
			return nil
		}
		when := "undated"
		if !m.At.IsZero() {
			when = m.At.Format(time.RFC3339)
		}
		mails = append(mails, m)
		lines = append(lines, fmt.Sprintf("%d %s -> %s, %s", at, m.Account, strings.Join(to, ", "), when))
		return nil
	}
	err = r.Read(bytes.NewReader(data))
	return lines, mails, err
}

func TestReaders(t *testing.T) {
	sjis := func(s string) string {
		b, err := japanese.ShiftJIS.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for name, c := range map[string]struct {
		account, file string
		want          []string
	}{
		"Thunderbird's Sent": {"", "thunderbird.mbox", []string{
			"1 sato@minato.example -> Tanaka tanaka@hokuto.example, suzuki@hokuto.example, 2026-10-01T00:30:00Z",
			"2 sato@minato.example -> yamada@nishi.example, 2026-10-02T01:00:00Z",
			"3 skipped: no-recipients",
			"4 sato@minato.example -> tanaka@hokuto.example, 2026-10-03T09:00:00Z",
		}},
		"Gmail's export of everything": {"", "gmail.mbox", []string{
			"1 sato@minato.example -> tanaka@hokuto.example, 2026-10-05T02:00:00Z",
			"2 skipped: not-own",
			"3 skipped: draft",
			"4 skipped: spam",
		}},
		"one mail":                       {"", "one.eml", []string{"1 sato@minato.example -> tanaka@hokuto.example, 2026-10-05T02:00:00Z"}},
		"a draft saved as a file":        {"", "draft.eml", []string{"1 skipped: draft"}},
		"a shared mailbox of an account": {"sato@minato.example", "shared.eml", []string{"1 sato@minato.example -> tanaka@hokuto.example, 2026-10-05T02:00:00Z"}},
		"a date nobody can read":         {"", "undated.eml", []string{"1 skipped: no-date"}},
		"Outlook's CSV in English": {"sato@minato.example", "outlook-en.csv", []string{
			"2 sato@minato.example -> Tanaka Taro tanaka@hokuto.example, Suzuki suzuki@hokuto.example, kato@minato.example, undated",
			"6 skipped: exchange-address",
			"7 sato@minato.example -> Yamada yamada@nishi.example, undated",
		}},
		"Outlook's CSV in Japanese, Shift_JIS": {"sato@minato.example", "outlook-ja.csv", []string{
			"2 sato@minato.example -> 田中 太郎 tanaka@hokuto.example, undated",
			"3 sato@minato.example -> 鈴木 suzuki@hokuto.example, 山田 yamada@nishi.example, undated",
			"4 skipped: no-address",
		}},
		"a simple table": {"", "simple.csv", []string{
			"2 sato@minato.example -> 田中 tanaka@hokuto.example, yamada@nishi.example, 2026-10-05T02:00:00Z",
			"3 skipped: not-own",
			"4 skipped: no-date",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join("testdata", c.file))
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(c.file, "-ja.csv") {
				data = []byte(sjis(string(data)))
			}
			for _, ends := range []string{"\n", "\r\n"} {
				got, _, err := read(t, c.account, bytes.ReplaceAll(data, []byte("\n"), []byte(ends)))
				if err != nil || !slices.Equal(got, c.want) {
					t.Errorf("with line ends %q: %v\n got %s\nwant %s", ends, err, strings.Join(got, "\n     "), strings.Join(c.want, "\n     "))
				}
			}
		})
	}
}

func TestWhatIsNoSentFolder(t *testing.T) {
	bad := func(data, want string) {
		t.Helper()
		_, _, err := read(t, "", []byte(data))
		if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), want) {
			t.Errorf("Read(%.30q) = %v, want ErrFormat with %q", data, err, want)
		}
	}
	bad("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00\x00", "neither text nor a mailbox") // .msg, .pst
	bad("!BDN\x00\x00\x01\x00", "neither text nor a mailbox")
	bad("name,phone\na,b\n", "no heading names recipients")
	bad("これはメモです。\n", "no heading names recipients")
	for _, empty := range []string{"", "\r\n", "\n\n\n"} {
		if lines, _, err := read(t, "", []byte(empty)); err != nil || len(lines) > 0 {
			t.Errorf("an empty file: %v, %v", lines, err)
		}
	}
}

func TestHostileFiles(t *testing.T) {
	from := "From x Tue Nov 24 10:00:00 2026\n"
	field := "From: sato@minato.example\nTo: a@b.example\nDate: Mon, 5 Oct 2026 11:00:00 +0900\n"
	for name, c := range map[string]struct {
		data string
		want string
	}{
		"an endless header":           {from + field + "X: " + strings.Repeat("y", maxHeader) + "\n\nbody\n", "1 skipped: header-too-long"},
		"a header without an end":     {from + field, "1 sato@minato.example -> a@b.example, 2026-10-05T02:00:00Z"},
		"separators and nothing else": {strings.Repeat(from+"\n", 3), ""},
		"a body that says From":       {from + field + "\nFrom here on it is fine\n\nFrom here too\n\n" + from + field + "\n", "1 sato@minato.example -> a@b.example, 2026-10-05T02:00:00Z|2 sato@minato.example -> a@b.example, 2026-10-05T02:00:00Z"},
		"a circular":                  {from + field + "Cc: " + strings.TrimSuffix(strings.Repeat("p%d@c.example, ", MaxRecipients+1), ", ") + "\n\n", "1 skipped: circular"},
	} {
		t.Run(name, func(t *testing.T) {
			for i := 0; strings.Contains(c.data, "%d"); i++ {
				c.data = strings.Replace(c.data, "%d", fmt.Sprint(i), 1)
			}
			lines, _, err := read(t, "", []byte(c.data))
			if got := strings.Join(lines, "|"); err != nil || got != c.want {
				t.Errorf("Read = %q, %v, want %q", got, err, c.want)
			}
		})
	}
	_, _, err := read(t, "", []byte("To,Date\n\"a@b.example,"+strings.Repeat("x", maxRow+70_000)))
	if !errors.Is(err, errLongRow) {
		t.Errorf("a quotation mark that never closes: %v, want %v", err, errLongRow)
	}
}

// TestNothingButHeadersIsTaken: what a Sent says must not hold a word of a body, and of a subject only where it is asked for.
func TestNothingButHeadersIsTaken(t *testing.T) {
	for _, file := range []string{"thunderbird.mbox", "gmail.mbox", "outlook-en.csv", "simple.csv"} {
		data, err := os.ReadFile(filepath.Join("testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		_, mails, err := read(t, "sato@minato.example", data)
		if err != nil || len(mails) == 0 {
			t.Fatalf("%s: %d mails, %v", file, len(mails), err)
		}
		for _, m := range mails {
			if m.Subject = ""; strings.Contains(fmt.Sprintf("%+v", m), "hidden") {
				t.Errorf("%s: a body got out: %+v", file, m)
			}
		}
	}
}

func TestMailsWithoutAnIDAreTold(t *testing.T) {
	a := "From: sato@minato.example\nTo: a@b.example\nDate: Mon, 5 Oct 2026 11:00:00 +0900\n\n"
	id := func(data string) string {
		_, mails, err := read(t, "", []byte(data))
		if err != nil || len(mails) != 1 {
			t.Fatalf("%d mails, %v", len(mails), err)
		}
		return mails[0].Message
	}
	if x, y := id(a), id(a); x != y || x == "" {
		t.Errorf("one mail read twice is %q and %q", x, y)
	}
	if x, y := id(a), id("Subject: other\n"+a); x == y {
		t.Errorf("two mails are both %q", x)
	}
}

func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.*")
	if err != nil || len(files) == 0 {
		f.Fatal("no seeds", err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("To,Date\na@b.example,2026/1/2\n"))
	f.Add([]byte("\xff\xfeT\x00o\x00\n\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, mails, err := read(t, "sato@minato.example", data)
		if err != nil && err.Error() == "" {
			t.Error("an error without words")
		}
		for _, m := range mails {
			if m.Account == "" || m.Message == "" || len(m.To) == 0 || len(m.To) > MaxRecipients {
				t.Errorf("a mail that cannot be counted: %+v", m)
			}
			for _, p := range m.To {
				if Normal(p.Address) != p.Address {
					t.Errorf("%q is not normalised", p.Address)
				}
			}
		}
	})
}
