package personal

import (
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sekisho/server/policy"
)

// document is one text of a set: what it is called, what it holds.
type document struct {
	name, text string
	want       []string
	records    int
}

// readSet reads documents separated by "=== name: kinds records=n". {my} and the like stand for valid numbers made here.
func readSet(t testing.TB, file string) []document {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	made := maker{rand.New(rand.NewPCG(1, uint64(len(data))))}
	var set []document
	for part := range strings.SplitSeq("\n"+string(data), "\n=== ") {
		head, body, ok := strings.Cut(part, "\n")
		if !ok || strings.TrimSpace(part) == "" {
			continue
		}
		d := document{text: made.fill(body)}
		name, kinds, _ := strings.Cut(head, ": ")
		d.name = name
		for _, k := range strings.Fields(kinds) {
			if n, is := strings.CutPrefix(k, "records="); is {
				if d.records, err = strconv.Atoi(n); err != nil {
					t.Fatal(err)
				}
				continue
			}
			d.want = append(d.want, k)
		}
		set = append(set, d)
	}
	return set
}

// maker makes numbers with right check digits.
type maker struct{ *rand.Rand }

var hole = regexp.MustCompile(`\{[a-z0-9-]+\}`)

func (m maker) fill(s string) string {
	return hole.ReplaceAllStringFunc(s, func(h string) string {
		switch h {
		case "{my}":
			return m.number(12, "", isMyNumber)
		case "{my4}":
			return fours(m.number(12, "", isMyNumber), " ")
		case "{my-}":
			return fours(m.number(12, "", isMyNumber), "-")
		case "{myfull}":
			return wide(fours(m.number(12, "", isMyNumber), "－"))
		case "{mybreak}":
			n := m.number(12, "", isMyNumber)
			return n[:4] + " " + n[4:8] + "\n" + n[8:]
		case "{card}":
			return m.number(16, "4", isCard)
		case "{card4}":
			return fours(m.number(16, "52", isCard), "-")
		case "{corp}":
			return m.number(13, "", isCorporate)
		case "{lic}":
			return m.number(12, "30", isLicence)
		}
		return h
	})
}

// number draws digits until check takes them.
func (m maker) number(n int, prefix string, check func([]byte) bool) string {
	for {
		d := make([]byte, n)
		for i := range d {
			d[i] = byte(m.IntN(10))
			if i < len(prefix) {
				d[i] = prefix[i] - '0'
			}
		}
		if d[0] == 0 || !check(d) {
			continue
		}
		for i := range d {
			d[i] += '0'
		}
		return string(d)
	}
}

func fours(s, sep string) string {
	var parts []string
	for ; len(s) > 4; s = s[4:] {
		parts = append(parts, s[:4])
	}
	return strings.Join(append(parts, s), sep)
}

func wide(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r - '0' + '０'
		}
		return r
	}, s)
}

// lookAt looks at a text as a body and as a file.
func lookAt(text string) []*policy.Message {
	body := &policy.Message{From: policy.Mailbox{Address: "yamada@akatsuki.example"}, Body: text}
	file := &policy.Message{Attachments: []policy.Attachment{{Name: "a.txt", Text: text}}}
	Look(body)
	Look(file)
	return []*policy.Message{body, file}
}

func kindsIn(m *policy.Message) (likely []string, all string) {
	for _, p := range m.Personal {
		all += fmt.Sprintf(" %s(%s %d %s)", p.Kind, p.Confidence, len(p.Values), p.Sample)
		if p.Confidence != "low" {
			likely = append(likely, p.Kind)
		}
	}
	return likely, all
}

func records(m *policy.Message) (n int) {
	for _, r := range m.Records {
		n += r.Count
	}
	return n
}

func TestTextsWithPersonalData(t *testing.T) {
	for _, d := range readSet(t, "testdata/with.txt") {
		for i, m := range lookAt(d.text) {
			where := []string{"body", "file"}[i]
			likely, all := kindsIn(m)
			for _, want := range d.want {
				if !slices.Contains(likely, want) {
					t.Errorf("%s as %s: got%s, want %s", d.name, where, all, want)
				}
			}
			if got := records(m); got != d.records && d.records > 0 {
				t.Errorf("%s as %s: got %d records %+v%s, want %d", d.name, where, got, m.Records, all, d.records)
			}
		}
	}
}

func TestTextsWithoutPersonalData(t *testing.T) {
	for _, d := range readSet(t, "testdata/without.txt") {
		for i, m := range lookAt(d.text) {
			where := []string{"body", "file"}[i]
			likely, all := kindsIn(m)
			likely = slices.DeleteFunc(likely, func(k string) bool { return k == "corporate-number" })
			if len(likely) > 0 || records(m) > 0 {
				t.Errorf("%s as %s: got%s, %+v, want nothing", d.name, where, all, m.Records)
			}
		}
	}
}
