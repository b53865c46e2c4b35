package address

import (
	"errors"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	good := func(in, local, domain string) {
		t.Helper()
		got, err := Parse(in)
		if err != nil || got != (Address{Local: local, Domain: domain}) {
			t.Errorf("Parse(%q) = %q at %q, %v; want %q at %q", in, got.Local, got.Domain, err, local, domain)
		}
	}
	bad := func(in string, reason Reason, suggest string) {
		t.Helper()
		got, err := Parse(in)
		var e *Error
		if !errors.As(err, &e) || e.Reason != reason || e.Suggest != suggest {
			t.Errorf("Parse(%q) = %v, %v; want reason %q, suggestion %q", in, got, err, reason, suggest)
		}
	}
	good("taro@a.example", "taro", "a.example")
	good(" Taro.Yamada@A.Example. ", "taro.yamada", "a.example")
	good("ｔａｒｏ＠ａ．ｅｘａｍｐｌｅ", "taro", "a.example")
	good("taro@a。example", "taro", "a.example")
	good("taro@a｡example", "taro", "a.example")
	good("taro@例え.jp", "taro", "xn--r8jz45g.jp")
	good("taro@XN--R8JZ45G.jp", "taro", "xn--r8jz45g.jp")
	good("用户@例え.jp", "用户", "xn--r8jz45g.jp")
	good("taro@straße.example", "taro", "xn--strae-oqa.example")
	good("taro@_mail.a.example", "taro", "_mail.a.example")
	good("taro@ab--cd.example", "taro", "ab--cd.example")
	good("taro@xn--zzzzzz.example", "taro", "xn--zzzzzz.example")
	good("taro@localhost", "taro", "localhost")
	good("\u200btaro@a.example\ufeff", "taro", "a.example")

	// Addresses that Japanese carriers gave out, in both spellings that clients send.
	good("a..b@docomo.ne.jp", "a..b", "docomo.ne.jp")
	good(`"a..b"@docomo.ne.jp`, "a..b", "docomo.ne.jp")
	good(".a.@ezweb.ne.jp", ".a.", "ezweb.ne.jp")
	good(".@ezweb.ne.jp", ".", "ezweb.ne.jp")

	// The domain is what follows the last "@", whatever stands before.
	good("x@own.example@other.example", "x@own.example", "other.example")
	good(`"x@own.example"@other.example`, `"x@own.example"`, "other.example")
	good(`"victim@evil.example>,"@d.example`, `"victim@evil.example>,"`, "d.example")
	good(`"Taro \"Y\""@a.example`, `"taro \"y\""`, "a.example")
	good(`"ta\ro"@a.example`, "taro", "a.example")
	good(`""@a.example`, `""`, "a.example")
	good("taro@[192.0.2.1]", "taro", "[192.0.2.1]")
	good("taro@[IPv6:2001:DB8::0:1]", "taro", "[ipv6:2001:db8::1]")

	bad("", ReasonEmpty, "")
	bad(" \u3000 ", ReasonEmpty, "")
	bad("taro", ReasonNoAt, "")
	bad("@a.example", ReasonEmptyLocal, "")
	bad("taro@", ReasonEmptyDomain, "")
	bad("taro@.", ReasonEmptyDomain, "")
	bad("taro@a..example", ReasonBadDomain, "taro@a.example")
	bad("taro@a,example", ReasonBadDomain, "taro@a.example")
	bad("taro@ a.example", ReasonBadDomain, "taro@a.example")
	bad("taro@a.example,", ReasonBadDomain, "taro@a.example")
	bad("taro@a/b.example", ReasonBadDomain, "")
	bad("taro@[192.0.2.300]", ReasonBadDomain, "")
	bad("taro@[2001:db8::1]", ReasonBadDomain, "")
	bad("taro@[IPv6:fe80::1%eth0]", ReasonBadDomain, "")
	bad("<taro@a.example>", ReasonBadLocal, "taro@a.example")
	bad("Taro <taro@a.example>", ReasonBadLocal, "taro@a.example")
	bad("mailto:taro@a.example", ReasonBadLocal, "taro@a.example")
	bad("taro yamada@a.example", ReasonBadLocal, "taroyamada@a.example")
	bad("a@x.example,b@y.example", ReasonBadLocal, "")
	bad(`"taro@a.example`, ReasonBadLocal, "")
	bad(`"a"b"@a.example`, ReasonBadLocal, "")
	bad("ta\u202ero@a.example", ReasonBadLocal, "taro@a.example")
	bad("taro\r\nRCPT TO:<x@y.example>@a.example", ReasonControl, "")
	bad("taro\x00@a.example", ReasonControl, "")
	bad("taro@a.example\n", ReasonControl, "taro@a.example")
	bad("taro@a\u2028.example", ReasonControl, "")
	bad("taro\xff@a.example", ReasonControl, "")
	bad("taro@"+strings.Repeat("a", 64)+".example", ReasonBadDomain, "")
	bad("taro@"+strings.Repeat("abcdefgh.", 30)+"example", ReasonTooLong, "")
	bad(strings.Repeat("a", 320)+"@a.example", ReasonTooLong, "")
	bad(strings.Repeat("㍿", 2000)+"@a.example", ReasonTooLong, "")
}

func TestErrorIsOneLine(t *testing.T) {
	_, err := Parse("evil\r\n" + strings.Repeat("x", 500))
	if got := err.Error(); strings.ContainsAny(got, "\r\n") || len(got) > 300 {
		t.Errorf("error of a long input with line ends = %q, want one short line", got)
	}
}

func TestDomain(t *testing.T) {
	for in, want := range map[string]string{
		"A.Example.":   "a.example",
		"日本語。ＪＰ":       "xn--wgv71a119e.jp",
		"[192.0.2.1]":  "[192.0.2.1]",
		" a.example\t": "a.example",
	} {
		if got, err := Domain(in); err != nil || got != want {
			t.Errorf("Domain(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
	for _, in := range []string{"", ".", "a b", "a@b.example", "a..b", "a\nb"} {
		if got, err := Domain(in); err == nil {
			t.Errorf("Domain(%q) = %q, want an error", in, got)
		}
	}
}

func TestUnusual(t *testing.T) {
	for in, want := range map[string]string{
		"taro@a.example":           "",
		" Taro@A.example ":         "",
		"taro@例え.jp":               "",
		"taro@カード.jp":              "", // ー belongs to the word
		"あ@a.example":              "",
		"taro":                     "",
		"ｔａｒｏ@a.example":           "taro@a.example",
		"taro＠a.example":           "taro@a.example",
		"taro@a。example":           "taro@a.example",
		"taro@my‐firm.example":     "taro@my-firm.example",
		"taro@my−firm.example":     "taro@my-firm.example",
		"taro@myーfirm.example":     "taro@my-firm.example",
		"ta\u200bro@a.example":     "taro@a.example",
		"taro@a.example\u200b":     "taro@a.example",
		"ﾀﾛｳ@a.example":            "タロウ@a.example",
		"ｔａｒｏ＠a.example\r\nx@y.jp": "",
	} {
		got, ok := Unusual(in)
		if got != want || ok != (want != "") {
			t.Errorf("Unusual(%q) = %q, %t; want %q", in, got, ok, want)
		}
	}
}

func TestRegistrable(t *testing.T) {
	for in, want := range map[string]string{
		"a.co.jp":                "a.co.jp",
		"x.y.a.co.jp":            "a.co.jp",
		"a.example":              "a.example",
		"x.a.example":            "a.example",
		"co.jp":                  "co.jp",
		"aoba.yokohama.jp":       "aoba.yokohama.jp",
		"x.aoba.yokohama.jp":     "x.aoba.yokohama.jp",
		"city.yokohama.jp":       "city.yokohama.jp",
		"chiba.lg.jp":            "chiba.lg.jp",
		"pref.chiba.lg.jp":       "pref.chiba.lg.jp",
		"mz.pref.chiba.lg.jp":    "pref.chiba.lg.jp",
		"a.b.city.chiba.lg.jp":   "city.chiba.lg.jp",
		"user.github.io":         "user.github.io",
		"localhost":              "localhost",
		"[192.0.2.1]":            "[192.0.2.1]",
		"mail.xn--r8jz45g.jp":    "xn--r8jz45g.jp",
		"www.xn--wgv71a119e.com": "xn--wgv71a119e.com",
	} {
		if got := Registrable(in); got != want {
			t.Errorf("Registrable(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"taro@a.example", "ｔａｒｏ＠例え。jp", `"a\"b"@[IPv6:::1]`, "x@own.example@other.example", "İ@ﬀ.jp", "<a@b>",
		"taro@xn--zzzzzz.example", "a@\u0345.x", "\u200b@", "a@٠.jp", "㏂@a", "a@ａ－ｂ.jp",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		checkPlain(t, in, new(int))
		a, err := Parse(in)
		if strings.ContainsAny(a.String(), "\x00\r\n") {
			t.Errorf("Parse(%q) = %q: a control passed", in, a)
		}
		if err == nil {
			if again, err := Parse(a.String()); err != nil || again != a {
				t.Errorf("Parse(%q) = %q, and again %q, %v; want the same", in, a, again, err)
			}
			if domain, err := Domain(a.Domain); err != nil || domain != a.Domain {
				t.Errorf("Domain(%q) = %q, %v; want the same", a.Domain, domain, err)
			}
			if r := Registrable(a.Domain); r != a.Domain && !Below(a.Domain, r) {
				t.Errorf("Registrable(%q) = %q, want a part of it", a.Domain, r)
			}
		} else if e := new(Error); !errors.As(err, &e) || e.Reason == "" {
			t.Errorf("Parse(%q) = %v, want an *Error with a reason", in, err)
		}
		if s, ok := Unusual(in); ok {
			if _, err := Parse(s); err != nil {
				t.Errorf("Unusual(%q) suggests %q: %v", in, s, err)
			}
		}
	})
}
