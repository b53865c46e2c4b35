package mtasts

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	good := func(text string, want Policy) {
		t.Helper()
		got, err := Parse([]byte(text))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("Parse(%q) = %+v, %v, want %+v", text, got, err, want)
		}
	}
	bad := func(text, want string) {
		t.Helper()
		if _, err := Parse([]byte(text)); !errors.Is(err, ErrPolicy) || !strings.Contains(err.Error(), want) {
			t.Errorf("Parse(%.60q) = %v, want an error with %q", text, err, want)
		}
	}
	week := Policy{Mode: Enforce, MX: []string{"mail.a.example", "*.b.example"}, MaxAge: 7 * 24 * time.Hour}
	good("version: STSv1\r\nmode: enforce\r\nmx: mail.a.example\r\nmx: *.b.example\r\nmax_age: 604800\r\n", week)
	good("version: STSv1\nmode: enforce\nmx: Mail.A.example.\nmx: *.B.example\nmax_age: 604800", week)
	good("max_age:604800\nmx:mail.a.example \nmx:\t*.b.example\nversion:STSv1\nmode:enforce\t\n\n", week)
	good("version: STSv1\nmode: enforce\nmode: none\nmx: mail.a.example\nmx: *.b.example\nmax_age: 604800\nmax_age: x\nlater: any: thing\n", week)
	good("version: STSv1\nmode: none\nmax_age: 0\n", Policy{Mode: None})
	good("version: STSv1\nmode: testing\nmx: a.example\nmax_age: 9999999999\n", Policy{Mode: Testing, MX: []string{"a.example"}, MaxAge: maxAge * time.Second})

	bad("", `line 1 is not "key: value"`)
	bad("<html>", `line 1 is not "key: value"`)
	bad("version: STSv1\n\nmode: none\nmax_age: 1\n", "line 2")
	bad("version: STSv2\nmode: none\nmax_age: 1\n", `line 1: version "STSv2" is unknown`)
	bad("mode: none\nmax_age: 1\n", "version is missing")
	bad("version: STSv1\nmax_age: 1\n", "mode is missing")
	bad("version: STSv1\nmode: none\n", "max_age is missing")
	bad("version: STSv1\nmode: enforce\nmax_age: 1\n", "mx is missing")
	bad("version: STSv1\nmode: Enforce\nmx: a.example\nmax_age: 1\n", `mode "Enforce" is none of`)
	for _, n := range []string{"", "-1", "+1", "1.5", "1h", "10000000000"} {
		bad("version: STSv1\nmode: none\nmax_age: "+n+"\n", "is not a number of seconds")
	}
	for _, mx := range []string{"", "*", "*.", "*.*.example", "a.*.example", "a..example", "-a.example", "a b.example", "メール.example", strings.Repeat("a", 64) + ".example", strings.Repeat("a.", 128)} {
		bad("version: STSv1\nmode: enforce\nmax_age: 1\nmx: "+mx+"\n", "line 4: mx")
	}
	bad(strings.Repeat("mx: a.example\n", 101), "more than 100 mx")
	bad(strings.Repeat("a: b\n", 1001), "more than 1000 lines")
	bad(strings.Repeat("a", maxPolicy+1), "longer than")
}

func TestMatch(t *testing.T) {
	p := Policy{MX: []string{"mail.a.example", "*.b.example"}}
	for host, want := range map[string]bool{
		"mail.a.example": true, "MAIL.A.Example.": true, "x.b.example": true,
		"a.example": false, "x.mail.a.example": false, "b.example": false, ".b.example": false, "x.y.b.example": false, "xb.example": false, "": false,
	} {
		if got := p.Match(host); got != want {
			t.Errorf("Match(%q) = %v, want %v", host, got, want)
		}
	}
}

func TestParseRecord(t *testing.T) {
	good := func(want string, records ...string) {
		t.Helper()
		if got, ok := ParseRecord(records); !ok || got != want {
			t.Errorf("ParseRecord(%q) = %q, %v, want %q", records, got, ok, want)
		}
	}
	bad := func(records ...string) {
		t.Helper()
		if got, ok := ParseRecord(records); ok {
			t.Errorf("ParseRecord(%q) = %q, want none", records, got)
		}
	}
	good("20160831085700Z", "v=STSv1; id=20160831085700Z;")
	good("1", "v=STSv1;id=1")
	good("1", "v=STSv1 ; id=1 ;")
	good("1", "other", "v=STSv1; later=x; id=1; id=2", "v=spf1 -all")
	bad()
	bad("v=STSv1")
	bad("v=STSv1;")
	bad("v=STSv1; id=")
	bad("v=STSv1; id=a-b")
	bad("v=STSv1; id=" + strings.Repeat("a", 33))
	bad("v=STSv1; nothing; id=1")
	bad("V=STSv1; id=1")
	bad("v=STSv12; id=1")
	bad("id=1; v=STSv1")
	bad("v=STSv1; id=1", "v=STSv1; id=1")
}

func FuzzParse(f *testing.F) {
	f.Add("version: STSv1\r\nmode: enforce\r\nmx: *.b.example\r\nmax_age: 604800\r\n", "a.b.example")
	f.Add("version: STSv1\nmode: none\nmax_age: 9999999999\n", "v=STSv1; id=1;")
	f.Fuzz(func(t *testing.T, text, other string) {
		p, err := Parse([]byte(text))
		if err == nil && (p.MaxAge < 0 || p.MaxAge > maxAge*time.Second || len(p.MX) > maxPatterns || p.Mode == "") {
			t.Errorf("a policy out of bounds: %+v", p)
		}
		if err != nil && !errors.Is(err, ErrPolicy) {
			t.Errorf("error = %v", err)
		}
		p.Match(other)
		if id, ok := ParseRecord([]string{other, text}); ok && !isID(id) {
			t.Errorf("id = %q", id)
		}
	})
}
