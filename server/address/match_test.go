package address

import (
	"fmt"
	"strings"
	"testing"
)

// naiveMatch is section 2 of the policy language for entries without names, written without any index.
func naiveMatch(entries []string, a Address) bool {
	in, out := false, false
	for _, written := range entries {
		e, err := ParseEntry(written)
		if err != nil {
			continue
		}
		hit := false
		switch e.Kind {
		case EntryAddress:
			hit = e.Address == a
		case EntryDomain:
			hit = e.Domain == a.Domain
		case EntryDomainBelow:
			hit = e.Domain == a.Domain || Below(a.Domain, e.Domain)
		case EntryBelow:
			hit = Below(a.Domain, e.Domain)
		case EntryWildcard:
			hit = naiveGlob(e.pattern.domain, []rune(a.Domain)) && (e.pattern.local == nil || naiveGlob(e.pattern.local, []rune(a.Local)))
		case EntryBuiltin:
			l, _ := Builtin(e.Name)
			_, hit = l.Match(a)
		}
		in, out = in || hit && !e.Exclude, out || hit && e.Exclude
	}
	return in && !out
}

func naiveGlob(p, s []rune) bool {
	switch {
	case len(p) == 0:
		return len(s) == 0
	case p[0] == '*':
		return naiveGlob(p[1:], s) || len(s) > 0 && s[0] != '@' && naiveGlob(p, s[1:])
	default:
		return len(s) > 0 && (p[0] == s[0] || p[0] == '?' && s[0] != '@') && naiveGlob(p[1:], s[1:])
	}
}

func FuzzEntry(f *testing.F) {
	for _, seed := range []string{"taro@a.example", "!*.a.example", "sales?@*.日本.jp", "@builtin/freemail", "# x", "private", "！x", `"a*b"@c`, ".x", "*@"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		e, err := ParseEntry(in)
		if err != nil {
			if errs := EntryErrors(err); len(errs) != 1 || errs[0].Reason == "" || errs[0].Fix == "" || strings.ContainsAny(err.Error(), "\r\n") {
				t.Errorf("ParseEntry(%q): %v; want one line with reason and fix", in, err)
			}
			return
		}
		if again, err := ParseEntry(e.Written); err != nil || again.same() != e.same() {
			t.Errorf("ParseEntry(%q) written back: %+v, %v; want %+v", in, again, err, e)
		}
		if e.Kind != EntryRemark && !e.covers(e) {
			t.Errorf("%q does not cover itself", in)
		}
	})
}

func FuzzMatch(f *testing.F) {
	f.Add("a.example\n!t*@a.example", "taro@a.example")
	f.Add("*.a.example\nx?y*.b", "x@y@x.a.example")
	f.Add("*a*b@*\n@builtin/freemail", "xaab@gmail.com")
	f.Add("?@??.*\n.b", "a@[192.0.2.1]")
	f.Fuzz(func(t *testing.T, list, who string) {
		a, err := Parse(who)
		if err != nil || len(list) > 200 || strings.Count(list, "*") > 6 {
			return
		}
		var entries []string
		for _, line := range strings.Split(list, "\n") {
			if e, err := ParseEntry(line); err == nil && e.Kind != EntryNamed {
				entries = append(entries, line)
			}
		}
		l, err := NewList(entries, false, nil)
		if err != nil {
			t.Fatalf("NewList(%q): %v", entries, err)
		}
		if _, got := l.Match(a); got != naiveMatch(entries, a) {
			t.Errorf("list %q: Match(%s) = %t, without index %t", entries, a, got, !got)
		}
	})
}

func TestWildcardIsNotExponential(t *testing.T) {
	l, err := NewList([]string{strings.Repeat("a*", 100) + "b@a.example"}, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := l.Match(Address{Local: strings.Repeat("a", 300), Domain: "a.example"}); ok {
		t.Error("matched what does not end with b")
	}
}

// bigList has one entry of each kind in turn.
func bigList(n int) []string {
	forms := []string{"user%d@firm%[1]d.example", "firm%d.example", ".group%d.example", "*.host%d.example", "copier-*@site%d.example"}
	entries := make([]string, n)
	for i := range entries {
		entries[i] = fmt.Sprintf(forms[i%len(forms)], i)
	}
	return entries
}

func BenchmarkCompile100k(b *testing.B) {
	entries := bigList(MaxEntries)
	for b.Loop() {
		if _, err := NewList(entries, false, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMatch100k(b *testing.B) {
	l, err := NewList(bigList(MaxEntries), false, nil)
	if err != nil {
		b.Fatal(err)
	}
	hit, miss := mustParse(b, "copier-3@site99999.example"), mustParse(b, "taro@mail.tokyo.akatsuki.co.jp")
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := l.Match(hit); !ok {
			b.Fatal("no hit")
		}
		if _, ok := l.Match(miss); ok {
			b.Fatal("a hit")
		}
	}
}
