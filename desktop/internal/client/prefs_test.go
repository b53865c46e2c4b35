package client

import (
	"errors"
	"strings"
	"testing"
)

func TestParsePrefs(t *testing.T) {
	good := func(line, name, value string) {
		p, err := parsePrefs([]byte(line))
		if err != nil {
			t.Errorf("parsePrefs(%q) = %v", line, err)
			return
		}
		if got := p.text(name); got != value {
			t.Errorf("%q: %s = %q, want %q", line, name, got, value)
		}
		if got := string(p.octets()); got != line {
			t.Errorf("%q is written as %q", line, got)
		}
	}
	bad := func(text string) {
		if _, err := parsePrefs([]byte(text)); !errors.Is(err, ErrPrefs) {
			t.Errorf("parsePrefs(%q) = %v, want ErrPrefs", text, err)
		}
	}
	good(`user_pref("a", "b");`, "a", "b")
	good("\tuser_pref(\"a\",\t-12 );\r\n", "a", "-12")
	good("// user_pref(\"a\", 1);\nuser_pref(\"a\", true);\n", "a", "true")
	good("user_pref(\"a\", 1);\nuser_pref(\"a\", 2);\n", "a", "2")
	good(`user_pref("a", "q\"\\\n\x41\u95a2\'");`, "a", "q\"\\\nA関'")
	good("user_pref(\"a\", \"\xff\");\n", "a", "\xff")
	good("", "a", "")
	bad(`user_pref("a", "b"`)
	bad("// fine\nuser_pref(\"a\", 1) ;\n")
	bad(`user_pref("a", "b)`)
	bad(strings.Repeat("x", maxPrefs+1))
}

func TestPutAndRemove(t *testing.T) {
	for _, c := range []struct{ text, name, want string }{
		{"", "b", "user_pref(\"b\", 1);\n"},
		{"// x", "b", "user_pref(\"b\", 1);\n// x"},
		{"// x\r\n\r\nuser_pref(\"a\", 0);\r\nuser_pref(\"c\", 0);", "b", "// x\r\n\r\nuser_pref(\"a\", 0);\r\nuser_pref(\"b\", 1);\r\nuser_pref(\"c\", 0);"},
		{"user_pref(\"a\", 0);", "b", "user_pref(\"b\", 1);\nuser_pref(\"a\", 0);"},
	} {
		p, err := parsePrefs([]byte(c.text))
		if err != nil {
			t.Fatal(err)
		}
		p.put(c.name, setNumber(c.name, 1))
		if got := string(p.octets()); got != c.want {
			t.Errorf("put into %q: %q, want %q", c.text, got, c.want)
		}
		if p.remove(c.name); string(p.octets()) != c.text {
			t.Errorf("remove leaves %q, want %q", p.octets(), c.text)
		}
	}
}

// FuzzPrefs: what can be read is written as it was; a value that is set is read again; taking it away restores the octets.
func FuzzPrefs(f *testing.F) {
	f.Add(before, "mail.x", "値 \"\\\n")
	f.Add("// a\r\nuser_pref(\"a\", 1);", "a b", "\u2028\x00<>&")
	f.Fuzz(func(t *testing.T, text, name, value string) {
		p, err := parsePrefs([]byte(text))
		if err != nil {
			return
		}
		if got := string(p.octets()); got != text {
			t.Fatalf("written as %q, was %q", got, text)
		}
		name, value = strings.ToValidUTF8(name, "?"), strings.ToValidUTF8(value, "?")
		if p.find(name) >= 0 {
			return
		}
		p.put(name, setText(name, value))
		if got := p.text(name); got != value {
			t.Fatalf("%q was set to %q and reads %q", name, value, got)
		}
		p.remove(name)
		if got := string(p.octets()); got != text {
			t.Fatalf("after remove %q, was %q", got, text)
		}
	})
}
