package words

import (
	"strings"
	"testing"
	"testing/fstest"
)

func files(en, ja string) fstest.MapFS {
	return fstest.MapFS{"en.json": {Data: []byte(en)}, "ja.json": {Data: []byte(ja)}}
}

func TestSay(t *testing.T) {
	b, err := Load(files(`{"a":"to {host} at {port}","b":"plain"}`, `{"a":"{host} の {port} へ","b":"そのまま"}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		lang, code string
		args       Args
		want       string
	}{
		{"en", "a", Args{"host": "h", "port": "25"}, "to h at 25"},
		{"ja", "a", Args{"host": "h", "port": "25"}, "h の 25 へ"},
		{"fr", "b", nil, "plain"},
		{"", "b", nil, "plain"},
		{"ja", "unknown.code", nil, "unknown.code"},
		{"en", "a", Args{"host": "{port}", "port": "%s"}, "to {port} at %s"},
		{"en", "a", nil, "to  at "},
	} {
		if got := b.Say(c.lang, c.code, c.args); got != c.want {
			t.Errorf("Say(%q, %q, %v) = %q, want %q", c.lang, c.code, c.args, got, c.want)
		}
	}
	if !b.Has("b") || b.Has("c") || len(b.Codes()) != 2 {
		t.Errorf("Has and Codes do not name what was read: %v", b.Codes())
	}
}

func TestLoadComparesLanguages(t *testing.T) {
	for _, c := range []struct{ en, ja, want string }{
		{`{"a":"x"}`, `{}`, `"a" is missing in ja.json`},
		{`{}`, `{"a":"x"}`, `"a" is missing in en.json`},
		{`{"a":""}`, `{"a":"x"}`, `"a" is empty`},
		{`{"a":"{host}"}`, `{"a":"{port}"}`, `names [{host}]`},
		{`{"a":1}`, `{"a":"x"}`, `en.json`},
	} {
		if _, err := Load(files(c.en, c.ja)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Load(%s, %s) = %v, want an error with %q", c.en, c.ja, err, c.want)
		}
	}
	if _, err := Load(fstest.MapFS{"en.json": {Data: []byte(`{}`)}}); err == nil {
		t.Error("Load without ja.json gave no error")
	}
}
