package address

import "testing"

func TestNameOf(t *testing.T) {
	for domain, want := range map[string][2]string{
		"x.a.co.jp":            {"a.co.jp", ""},
		"co.jp":                {"co.jp", ""},
		"jp":                   {"jp", ""},
		"mail.city.kobe.lg.jp": {"city.kobe.lg.jp", ""},
		"lg.jp":                {"lg.jp", ""},
		"192.0.2.1":            {"192.0.2.1", "bare-number"},
		"192.0.2":              {"192.0.2", "bare-number"},
		"-bad.co.jp":           {"-bad.co.jp", "bad-label"},
		"mail.bad-.co.jp":      {"bad-.co.jp", "bad-label"},
		"-fax":                 {"-fax", ""},
		"[192.0.2.1]":          {"[192.0.2.1]", ""},
		"a.b.con":              {"b.con", "unknown-suffix"},
		"x.invalid":            {"x.invalid", "reserved"},
		"host.local":           {"host.local", ""},
		"localhost":            {"localhost", "reserved"},
		"":                     {"", ""},
	} {
		if n := NameOf(domain); n.Registrable() != want[0] || n.Unreachable() != want[1] || n.String() != domain {
			t.Errorf("%q: registrable %q, unreachable %q; want %q, %q", domain, n.Registrable(), n.Unreachable(), want[0], want[1])
		}
	}
}
