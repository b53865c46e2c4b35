package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode"

	"sekisho/server/policy"
)

// orders are what a terminal obeys in a text: C0, C1 with an escape sequence in one octet less, DEL, and what turns the direction.
const orders = "a\x1b[2J\u009b2J\u0080\x7f\u202e\u2066\u200f\u061c\u2028\u2029z"

func TestJSONHasNoOrders(t *testing.T) {
	for name, v := range map[string]any{
		"a text":  orders,
		"a key":   map[string]any{orders: "関所 <&> é\U0001f4e7"},
		"nothing": []string{},
		"deep":    []any{map[string]any{"x": []string{orders, "\ufffd", "\\u009b"}}},
	} {
		var b bytes.Buffer
		if err := newJSON(&b).Encode(v); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		clean(t, name, b.String())
		var got, want any
		plainly, _ := json.Marshal(v)
		if err := errors.Join(json.Unmarshal(b.Bytes(), &got), json.Unmarshal(plainly, &want)); err != nil || !equalJSON(got, want) {
			t.Errorf("%s: %s means %v, %v; want %v", name, b.String(), got, err, want)
		}
		if strings.Count(b.String(), "\n") != 1 {
			t.Errorf("%s: %q is not one line", name, b.String())
		}
	}
	if n, err := (escaping{failing{}}).Write([]byte("\"\u009b\"")); n != 0 || err == nil {
		t.Errorf("a writer that fails: got %d, %v", n, err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("no room") }

func equalJSON(a, b any) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return bytes.Equal(x, y)
}

// clean fails if a text holds what a terminal obeys.
func clean(t *testing.T, what, shown string) {
	t.Helper()
	for _, r := range shown {
		if r != '\n' && (unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Bidi_Control, r)) {
			t.Errorf("%s shows %U:\n%q", what, r, shown)
			return
		}
	}
}

// TestNoCommandPrintsOrdersInJSON: --json is read by people too.
func TestNoCommandPrintsOrdersInJSON(t *testing.T) {
	dir := t.TempDir()
	const subject = "=?utf-8?B?YRtbMkrCmzJK4oCu2Jx6?=" // a ESC [2J U+009B 2J U+202E U+061C z
	mail := write(t, dir, "evil.eml", "From: sato@minato.example\r\nTo: "+subject+" <tanaka@hokuto.example>\r\nSubject: "+subject+"\r\n"+
		"Content-Disposition: attachment; filename*=utf-8''a%1B%C2%9B%E2%80%AE.exe\r\n\r\nMZ")
	plainFolder, archive := t.TempDir(), write(t, dir, "evil.zip", zipped(t, "a\u009b\u202e.exe"))
	write(t, plainFolder, "a.eml", "From: sato@minato.example\r\nTo: x@hokuto.example\r\nSubject: "+subject+"\r\n\r\nx")
	ask := write(t, dir, "p.yaml", "version: 1\norganization: {domains: minato.example}\n")
	stop := write(t, dir, "q.yaml", "version: 1\norganization: {domains: minato.example}\nrules:\n  - {id: r, then: {action: block}}\n")
	broken := write(t, dir, "broken.yaml", "version: 1\n\"\\u009b\u3042\\u202e\": 1\n")
	known := write(t, dir, "known", "own.example\n")
	c := write(t, dir, "case.txtar", "A story \u009b2J\u202e.\n-- policy.yaml --\nversion: 1\norganization: {domains: minato.example}\n-- message.eml --\nFrom: a@minato.example\nTo: b@hokuto.example\nSubject: "+subject+
		"\nContent-Disposition: attachment; filename*=utf-8''a%C2%9B%E2%80%AE.exe\n\nMZ\n-- want.json --\n{}\n")
	for _, args := range [][]string{
		{"check", "--json", mail},
		{"policy", "explain", "--json", ask, mail},
		{"policy", "replay", "--json", "--against", ask, stop, plainFolder},
		{"policy", "lint", "--json", broken},
		{"policy", "test", c},
		{"inspect", "--json", "--text", archive},
		{"domains", "--json", "--known", known, orders},
	} {
		_, out, errs := run(t, "", args...)
		if !strings.Contains(out, `\u009b`) || errs != "" {
			t.Errorf("%q: stdout %q, stderr %q; want the character escaped", args, out, errs)
		}
		clean(t, strings.Join(args[:2], " "), out)
	}
	_, out, _ := run(t, "", "check", "--json", mail)
	var v policy.Verdict
	if err := json.Unmarshal([]byte(out), &v); err != nil || v.Recipients[0].Name != "a[2J\u009b2J\u202e\u061cz" {
		t.Errorf("the verdict says another name: %v, %s", err, out)
	}
}
