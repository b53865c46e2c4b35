package address

import (
	"reflect"
	"strings"
	"testing"
)

func mustParse(t testing.TB, s string) Address {
	t.Helper()
	a, err := Parse(s)
	if err != nil {
		t.Fatalf("Parse(%q): %v", s, err)
	}
	return a
}

func TestListMatch(t *testing.T) {
	private, err := NewList([]string{"@builtin/freemail", "!clinic@gmail.com"}, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	named := func(name string) *List { return map[string]*List{"private": private, "私用": private}[name] }
	tests := []struct {
		entries, address string
		want             string // the entry; empty: no match
	}{
		{"taro@a.example", "taro@a.example", "taro@a.example"},
		{"Ｔaro@A.example.", "taro@a.example", "Ｔaro@A.example."},
		{"taro@a.example", "jiro@a.example", ""},
		{"taro@a.example", "taro@x.a.example", ""},
		{"a.example", "taro@a.example", "a.example"},
		{"a.example", "taro@x.a.example", ""},
		{"a.example", "taro@xa.example", ""},
		{"@a.example", "taro@a.example", "@a.example"},
		{"@a.example", "taro@x.a.example", ""},
		{".a.example", "taro@a.example", ".a.example"},
		{".a.example", "taro@x.y.a.example", ".a.example"},
		{".a.example", "taro@xa.example", ""},
		{"*.a.example", "taro@a.example", ""},
		{"*.a.example", "taro@x.y.a.example", "*.a.example"},
		{"日本語.jp", "taro@xn--wgv71a119e.jp", "日本語.jp"},
		{"*.日本語.jp", "taro@x.日本語.jp", "*.日本語.jp"},
		{"sales?@*.a.example", "sales1@x.a.example", "sales?@*.a.example"},
		{"sales?@*.a.example", "sales@x.a.example", ""},
		{"sales?@*.a.example", "sales12@x.a.example", ""},
		{"sales?@*.a.example", "sales1@a.example", ""},
		{"copier-*@a.example", "copier-@a.example", "copier-*@a.example"},
		{"copier-*@a.example", "copier-3f@b.example", ""},
		{"*@a.example", "taro@a.example", "*@a.example"},
		{"*@a.example", "x@own.example@a.example", ""}, // "*" is never "@"
		{"?????????????@a.example", "x@own.example@a.example", ""},
		{"*example.com", "taro@badexample.com", "*example.com"},
		{"a.*.example", "taro@a.b.c.example", "a.*.example"},
		{"a-??.example", "taro@a-01.example", "a-??.example"},
		{"@a-??.example", "taro@a-01.example", "@a-??.example"},
		{"*", "taro@a.example", "*"},
		{"private", "taro@gmail.com", "private"},
		{"私用", "taro@gmail.com", "私用"},
		{"private", "clinic@gmail.com", ""},
		{"private,gmail.com", "clinic@gmail.com", "gmail.com"}, // the named list's exclusions stay its own
		{"a.example,!private", "taro@gmail.com", ""},
		{"@builtin/freemail,!private", "clinic@gmail.com", "@builtin/freemail"},
		{"@builtin/freemail,!private", "taro@gmail.com", ""},
		{"@builtin/carrier-jp", "taro@docomo.ne.jp", "@builtin/carrier-jp"},
		{"@Builtin/carrier-jp", "taro@x.docomo.ne.jp", "@Builtin/carrier-jp"},
		{"!taro@a.example,a.example", "taro@a.example", ""},
		{"a.example,!taro@a.example", "taro@a.example", ""},
		{"a.example,！taro@a.example", "taro@a.example", ""},
		{".a.example,!x.a.example", "taro@x.a.example", ""},
		{".a.example,!x.a.example", "taro@y.x.a.example", ".a.example"},
		{".a.example,!*.a.example", "taro@x.a.example", ""},
		{".a.example,!t*@*", "taro@a.example", ""},
		{"# a.example", "taro@a.example", ""},
		{"", "taro@a.example", ""},
		{"*,.example,a.example,taro@a.example", "taro@a.example", "taro@a.example"},
		{"*,.example,a.example", "taro@a.example", "a.example"},
		{"*,.example,.a.example", "taro@x.a.example", ".a.example"},
		{"192.0.2.1", "taro@[192.0.2.1]", ""},
		{"[192.0.2.1]", "taro@[192.0.2.1]", "[192.0.2.1]"},
	}
	for _, test := range tests {
		var entries []string
		if test.entries != "" {
			entries = strings.Split(test.entries, ",")
		}
		l, err := NewList(entries, false, named)
		if err != nil {
			t.Errorf("NewList(%q): %v", entries, err)
			continue
		}
		got, ok := l.Match(mustParse(t, test.address))
		if got != test.want || ok != (test.want != "") {
			t.Errorf("list %q: Match(%s) = %q, %t; want %q", entries, test.address, got, ok, test.want)
		}
	}
}

func TestListSubdomains(t *testing.T) {
	l, err := NewList([]string{"a.example", "@b.example", "!x.a.example"}, true, nil)
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]bool{
		"t@a.example": true, "t@y.a.example": true, "t@x.a.example": false, "t@z.x.a.example": false,
		"t@b.example": true, "t@y.b.example": false,
	} {
		if _, got := l.Match(mustParse(t, in)); got != want {
			t.Errorf("with subdomains: Match(%s) = %t, want %t", in, got, want)
		}
	}
	var none *List
	if _, ok := none.Match(mustParse(t, "t@a.example")); ok {
		t.Error("a nil list must match nobody")
	}
	if _, ok := l.Match(Address{}); ok {
		t.Error("the zero address is in a list")
	}
}

func TestEntryErrors(t *testing.T) {
	tests := []struct{ entry, reason, fix string }{
		{"", "nothing", "!"},
		{"!", "nothing to take out", "!taro@a.example"},
		{"!!a.example", "nothing to take out", "one"},
		{"!# x", "nothing to take out", "one"},
		{"undefined", "no list of this name", "under lists"},
		{"freemail", "no list of this name", "@builtin/freemail"},
		{"@builtin/frEemails", "no such shipped list", "carrier-jp, disposable, freemail, services"},
		{"taro@a..example", "not a domain name", "taro@a.example"},
		{"a b.example", "not a domain name", "a.example"},
		{"@", "nothing behind", "a.example"},
		{".sales?.example", "leading dot", "sales?.example and *.sales?.example"},
		{"日本*.jp", "not a domain name", "whole"},
		{"a b*@a.example", "quotes", "a.example"},
		{"x*.a..example", "not a domain name", "letters"},
		{"a.example\x00", "control", "a.example"},
	}
	for _, test := range tests {
		_, err := NewList([]string{"ok.example", test.entry}, false, nil)
		errs := EntryErrors(err)
		if len(errs) != 1 {
			t.Errorf("entry %q: errors %v, want one", test.entry, err)
			continue
		}
		e := errs[0]
		if e.Index != 1 || e.Entry != strings.TrimSpace(test.entry) || !strings.Contains(e.Reason, test.reason) || !strings.Contains(e.Fix, test.fix) {
			t.Errorf("entry %q: %+v; want index 1, a reason with %q and a fix with %q", test.entry, e, test.reason, test.fix)
		}
	}
	_, err := NewList([]string{"a b.example", "ok.example", "!"}, false, nil)
	if got := EntryErrors(err); len(got) != 2 || got[0].Index != 0 || got[1].Index != 2 {
		t.Errorf("two wrong entries: %v, want both with their places", err)
	}
	if _, err := ParseEntry("a b.example"); EntryErrors(err) == nil || EntryErrors(err)[0].Entry != "a b.example" {
		t.Errorf("ParseEntry of a wrong entry: %v, want an *EntryError that names it", err)
	}
	if EntryErrors(nil) != nil {
		t.Error("EntryErrors(nil) is not empty")
	}
	if _, err := NewList(make([]string, MaxEntries+1), false, nil); err == nil || !strings.Contains(err.Error(), "100001 entries") {
		t.Errorf("too many entries: %v, want an error that tells how many", err)
	}
}

func TestNewLists(t *testing.T) {
	lists, err := NewLists([]NamedList{
		{"all", []string{"rivals", "@builtin/disposable"}},
		{"rivals", []string{".rival.example", "!friend@rival.example"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if entry, ok := lists["all"].Match(mustParse(t, "x@y.rival.example")); entry != "rivals" || !ok {
		t.Errorf("Match through a list defined later = %q, %t; want rivals", entry, ok)
	}
	bad := func(want string, lists ...NamedList) {
		t.Helper()
		_, err := NewLists(lists)
		if err == nil || !strings.Contains(err.Error(), want) || len(EntryErrors(err)) == 0 || EntryErrors(err)[0].List == "" {
			t.Errorf("NewLists(%v): %v; want an error of a list with %q", lists, err, want)
		}
	}
	bad("a → b → c → a", NamedList{"a", []string{"b"}}, NamedList{"b", []string{"c"}}, NamedList{"c", []string{"x.example", "!a"}})
	bad("x → x", NamedList{"x", []string{"x"}})
	bad("two lists", NamedList{"x", nil}, NamedList{"x", nil})
	bad(`list "x": entry 1, "y": no list of this name`, NamedList{"x", []string{"y"}})
}

func TestEntryForLint(t *testing.T) {
	for entry, want := range map[string]bool{"*example.com": true, "x@*a.example": true, "*.a.example": false, "a*.example": false, "*": false, "t*o@a.example": false} {
		e, err := ParseEntry(entry)
		if err != nil || e.StarBeforeLetter() != want {
			t.Errorf("%q: star before a letter = %t (%v), want %t", entry, e.StarBeforeLetter(), err, want)
		}
	}
	for entry, want := range map[string]bool{"a.example": true, "@a.example": false, ".a.example": false, "!a.example": true, "t@a.example": false} {
		if e, err := ParseEntry(entry); err != nil || e.Plain != want {
			t.Errorf("%q: plain = %t (%v), want %t", entry, e.Plain, err, want)
		}
	}
}

func TestCovers(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"a.example", "t@a.example", true},
		{"a.example", "@a.example", true},
		{"a.example", "t@x.a.example", false},
		{".a.example", "a.example", true},
		{".a.example", "*.a.example", true},
		{".a.example", "x*@a.example", true},
		{".a.example", "x*.a.example", true},
		{"*.a.example", "x*.a.example", true},
		{"*.a.example", "x*@a.example", false},
		{"*.a.example", ".x.a.example", true},
		{"*.a.example", "a.example", false},
		{"a.example", "x*@a.example", true},
		{"a.example", "x*.a.example", false},
		{"x.a.example", ".a.example", false},
		{"t*@a.example", "taro@a.example", true},
		{"t*.example", "tx.example", true},
		{"t*@tx.example", "tx.example", false},
		{"private", "private", true},
		{"private", "gmail.com", false},
		{"a.example", "!t@a.example", false},
		{"!a.example", "!t@a.example", true},
		{"t**o@a.example", "t*o@a.example", true},
		{"# x", "# x", false},
	}
	for _, test := range tests {
		a, errA := ParseEntry(test.a)
		b, errB := ParseEntry(test.b)
		if errA != nil || errB != nil || a.covers(b) != test.want {
			t.Errorf("%q covers %q = %t (%v, %v), want %t", test.a, test.b, a.covers(b), errA, errB, test.want)
		}
	}
	got := FindCovered([]string{"t@a.example", ".a.example", "# x", "# x", "b.example", "@b.example", "!t@a.example", "a b"}, false)
	want := []Covered{{0, "t@a.example", ".a.example"}, {5, "@b.example", "b.example"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("FindCovered = %v, want %v", got, want)
	}
	if got := FindCovered([]string{"a.example", "x.a.example"}, true); len(got) != 1 || got[0].Index != 1 {
		t.Errorf("FindCovered with subdomains = %v, want the second entry", got)
	}
}

func TestBuiltin(t *testing.T) {
	for name, addresses := range map[string]string{
		"freemail":   "gmail.com outlook.jp yahoo.co.jp yahoo.com hotmail.com live.jp icloud.com proton.me gmx.net goo.jp qq.com",
		"carrier-jp": "docomo.ne.jp ezweb.ne.jp au.com softbank.ne.jp i.softbank.jp ymobile.ne.jp yahoo.ne.jp rakumail.jp uqmobile.jp willcom.com d.vodafone.ne.jp",
		"disposable": "mailinator.com yopmail.com guerrillamail.com x.sute.jp",
		"services":   "google.com rakuten.co.jp mufg.jp toyota.co.jp",
	} {
		l, ok := Builtin(name)
		if !ok {
			t.Errorf("no shipped list %s", name)
			continue
		}
		for domain := range strings.FieldsSeq(addresses) {
			if _, ok := l.Match(Address{Local: "x", Domain: domain}); !ok {
				t.Errorf("%s is not in %s", domain, name)
			}
		}
		if _, ok := l.Match(Address{Local: "x", Domain: "akatsuki.example"}); ok {
			t.Errorf("%s matches a stranger", name)
		}
		checkBuiltinDomains(t, name)
	}
	if _, ok := Builtin("freemails"); ok || BuiltinDomains("freemails") != nil {
		t.Error("a shipped list nobody shipped")
	}
	if want := []string{"carrier-jp", "disposable", "freemail", "services"}; !reflect.DeepEqual(BuiltinNames(), want) {
		t.Errorf("shipped lists %v, want %v", BuiltinNames(), want)
	}
}

// checkBuiltinDomains looks for slips of the hand: forms that never match, repetitions, whole suffixes.
func checkBuiltinDomains(t *testing.T, name string) {
	t.Helper()
	domains := BuiltinDomains(name)
	if len(domains) < 35 {
		t.Errorf("%s has only %d domains", name, len(domains))
	}
	for _, d := range domains {
		if got, err := Domain(d); err != nil || got != d || !strings.Contains(d, ".") {
			t.Errorf("%s: %q is not normal: %q, %v", name, d, got, err)
		}
		if d == "co.jp" || d == "ne.jp" || d == "or.jp" || d == "gmail.co.jp" {
			t.Errorf("%s: %q must not be there", name, d)
		}
	}
	for _, c := range FindCovered(domains, false) {
		t.Errorf("%s: %q is there twice", name, c.Entry)
	}
}

// covers reports whether whatever other matches is matched by e too, so that other says nothing beside e. Both must be
// exclusions, or neither. It looks at how they are written: named lists cover only themselves.
func (e Entry) covers(other Entry) bool {
	if e.Exclude != other.Exclude || e.Kind == EntryRemark || other.Kind == EntryRemark {
		return false
	}
	x := newIndex(0)
	x.add(e, &List{})
	_, ok := x.covering(other)
	return ok || e.same() == other.same()
}
