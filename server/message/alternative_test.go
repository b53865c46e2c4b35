package message

import (
	"fmt"
	"strings"
	"testing"
)

// forms is a multipart/alternative of parts, each "subtype content".
func forms(parts ...string) string {
	var b strings.Builder
	b.WriteString("Subject: Sprint review\nContent-Type: multipart/alternative; boundary=x\n\n")
	for _, p := range parts {
		kind, content, _ := strings.Cut(p, " ")
		b.WriteString("--x\nContent-Type: text/" + kind + "; charset=utf-8\n\n" + content + "\n")
	}
	return b.String() + "--x--\n"
}

// Whatever one of the forms says alone is read.
func TestEveryFormIsRead(t *testing.T) {
	calendar := func(lines string) string {
		return "calendar BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\n" + lines + "END:VEVENT\nEND:VCALENDAR"
	}
	tests := []struct{ name, mail, want string }{
		{"two HTML forms", forms("plain a b c", "html <p>a b c</p>", "html <p>secret</p>"), "a b c\nsecret\n"},
		{"two plain forms", forms("plain a b c", "plain secret", "html <p>a b c</p>"), "a b c\nsecret\n"},
		{"an invitation beside words", forms("plain a b c", calendar("SUMMARY:Sprint review\nDESCRIPTION:a b c\\nsecret\nLOCATION:Room 1\n")), "a b c\nsecret\nRoom 1\n"},
		{"more of an invitation", forms("plain a b c", calendar("COMMENT:one\nX-ALT-DESC;FMTTYPE=text/html:<p>a b c</p><p>two</p>\n")), "a b c\none\ntwo\n"},
		{"an invitation alone", forms(calendar("DESCRIPTION:secret\n")), "secret"},
		{"punctuation is no glue", forms("plain 会社外、秘密 1 2 3 4", "html 社外秘<p>1234"), "会社外、秘密 1 2 3 4\n社外秘\n1234\n"},
		{"nor are full-width blanks", forms("plain １　２　３", "html １２３"), "１　２　３\n１２３\n"},
		{"wrapped in Japanese", forms("plain これは一つの\n文です。 また\n来週 more\nwords", "html <p>これは一つの文です。また来週 more words</p>"), "これは一つの\n文です。 また\n来週 more\nwords"},
		{"no address in brackets", forms("plain a b c d e f g h", "html <p>a b c d e f g h &lt;http secret&gt;</p><p>&lt;http://秘&gt;</p>"), "a b c d e f g h\na b c d e f g h <http secret>\n<http://秘>\n"},
		{"an address that only one has", forms("plain one two three", `html <a href="https://x.example/?q=secret">one</a> two three`), "one two three\n<https://x.example/?q=secret>\n"},
		{"an address that both have", forms("plain one <https://x.example/> two", `html <a href="https://x.example/">one</a> two`), "one <https://x.example/> two"},
	}
	for _, tt := range tests {
		if got := mustRead(t, tt.mail, nil).Body; strings.TrimRight(got, "\n") != strings.TrimRight(tt.want, "\n") {
			t.Errorf("%s: body %q, want %q", tt.name, got, tt.want)
		}
	}
}

// A comparison that would take long gives up, and takes everything.
func TestComparisonIsBounded(t *testing.T) {
	text := strings.Repeat("abc def\n", 1<<17)
	var other strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&other, "line %d <https://x.example/%d>\nabc <https://y.example/%d>\n", i, i, i)
	}
	for _, kids := range []string{"", strings.Repeat("abc\n", 1000)} {
		c := newComparison(text)
		extra := c.missing(other.String() + kids)
		if n := strings.Count(extra, "line "); n != 20_000 {
			t.Errorf("%d lines taken for missing, want all 20,000", n)
		}
		if c.left > 0 {
			t.Errorf("%d octets are left to search, want none", c.left)
		}
	}
	many := make([]string, 900)
	for i := range many {
		many[i] = "plain z"
	}
	m := mustRead(t, forms(append([]string{"plain " + strings.Repeat("a ", 1<<20) + "z"}, many...)...), nil)
	if n := strings.Count(m.Body, "z\n"); n < 2 || n > len(many) {
		t.Errorf("%d forms taken as they are, want those beyond the limit", n)
	}
}

func FuzzAlternative(f *testing.F) {
	f.Add("a b c", "<p>a b c</p>secret")
	f.Add("<http://a> <http", "&lt;http://b&gt;&lt;http c&gt;")
	f.Add("会社外、秘", "社外秘")
	f.Fuzz(func(t *testing.T, known, s string) {
		extra := newComparison(known).missing(s)
		if !strings.Contains(known, "<http") && !strings.Contains(s, "<http") && strings.Count(extra, "\n") > strings.Count(s, "\n")+1 {
			t.Errorf("missing(%q) of %q = %q: more lines than there are", s, known, extra)
		}
		for line := range strings.Lines(s) {
			if r := reduced(line); r != "" && !strings.Contains(reduced(known), r) && !strings.Contains(extra, strings.TrimSuffix(line, "\n")) {
				t.Errorf("missing(%q) of %q = %q: %q is lost", s, known, extra, line)
			}
		}
	})
}
