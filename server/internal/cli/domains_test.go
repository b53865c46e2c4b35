package cli

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestDomains(t *testing.T) {
	known := file(t, "known.txt", "# ours\nakatsuki.example\n\ntsubame.co.jp # printers\n@hokuto-denki.co.jp\n")
	status, out, errs := run(t, "tsubarne.co.jp\n# a remark\n\nminato.co.jp\n", "domains", "--known", known, "--json", "TSUBAME.co.jp", "hokuto-dneki.co.jp", "-", "no domain")
	if status != 0 || errs != "" {
		t.Fatalf("status %d, stderr %q", status, errs)
	}
	want := []string{
		`{"domain":"TSUBAME.co.jp","match":"","kind":"none","score":0,"reason":""}`,
		`{"domain":"hokuto-dneki.co.jp","match":"hokuto-denki.co.jp","kind":"typo","score":90,"reason":"swapped"}`,
		`{"domain":"tsubarne.co.jp","match":"tsubame.co.jp","kind":"look-alike","score":92,"reason":"letter-shapes"}`,
		`{"domain":"minato.co.jp","match":"","kind":"none","score":0,"reason":""}`,
		`{"domain":"no domain","match":"","kind":"none","score":0,"reason":"not-a-domain"}`,
	}
	if got := strings.Split(strings.TrimSpace(out), "\n"); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	var one map[string]any
	if err := json.Unmarshal([]byte(want[1]), &one); err != nil {
		t.Fatal(err)
	}
}

func TestDomainsForPeople(t *testing.T) {
	known := file(t, "known.txt", "\ufefftsubame.co.jp\n青空商事.jp\n")
	asked := []string{"tsubame.com", "Tanaka <a@tsubarne.co.jp>", "靑空商事.jp", "minato.jp", "no domain"}
	for lang, want := range map[string]string{
		"ja": "tsubame.com: tsubame.co.jp の打ち間違いと思われます (末尾が違う) [typo, 80]\n" +
			"Tanaka <a@tsubarne.co.jp>: tsubame.co.jp によく似た別のドメインです（形の似た文字） [look-alike, 92]\n" +
			"靑空商事.jp (xn--3kqw7nl88a0dy.jp): 青空商事.jp (xn--3kqw7nl88a4dy.jp) によく似た別のドメインです（形の似たかなや漢字） [look-alike, 85]\n" +
			"minato.jp: 似たドメインはありません\nno domain: ドメイン名として読めません\n",
		"en": "tsubame.com: Probably a slip for tsubame.co.jp (another ending) [typo, 80]\n" +
			"Tanaka <a@tsubarne.co.jp>: Looks like tsubame.co.jp, but is another domain (letters of like shape) [look-alike, 92]\n" +
			"靑空商事.jp (xn--3kqw7nl88a0dy.jp): Looks like 青空商事.jp (xn--3kqw7nl88a4dy.jp), but is another domain (kana or kanji of like shape) [look-alike, 85]\n" +
			"minato.jp: like none of them\nno domain: cannot be read as a domain\n",
	} {
		status, out, errs := run(t, "", append([]string{"domains", "--known", known, "--lang", lang}, asked...)...)
		if status != 0 || errs != "" || out != want {
			t.Errorf("%s: status %d, stderr %q, got\n%swant\n%s", lang, status, errs, out, want)
		}
	}
}

func TestDomainsReadsLongLists(t *testing.T) {
	known := file(t, "known.txt", "tsubame.co.jp\n")
	const lines = 20_000
	status, out, errs := run(t, strings.Repeat("minato.example\n", lines), "domains", "--known", known, "--json", "-")
	if status != 0 || errs != "" || strings.Count(out, "\n") != lines {
		t.Errorf("status %d, stderr %q, %d lines; want %d", status, errs, strings.Count(out, "\n"), lines)
	}
	status, out, errs = run(t, "tsubame.com\n"+strings.Repeat("x", 70_000)+"\n", "domains", "--known", known, "--json", "-")
	if want := "sekisho: domains: standard input:2: the line is longer than 65536 octets; write one domain a line\n"; status != exitInput || errs != want || strings.Count(out, "\n") != 1 {
		t.Errorf("a long line: status %d, %q after %d lines; want %q after 1", status, errs, strings.Count(out, "\n"), want)
	}
}

func TestDomainsRefuses(t *testing.T) {
	bad := file(t, "bad.txt", "tsubame.co.jp\nnot a domain\n")
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"no list":       {[]string{"domains", "a.example"}, "--known is missing"},
		"no domain":     {[]string{"domains", "--known", bad}, "name at least one domain"},
		"not there":     {[]string{"domains", "--known", bad + ".no", "a.example"}, "no such file"},
		"no language":   {[]string{"domains", "--lang", "fr", "--known", bad, "a.example"}, "it is ja or en"},
		"an empty list": {[]string{"domains", "--known", file(t, "empty.txt", "# nobody\n"), "a.example"}, "has no domain in it"},
		"a bad line":    {[]string{"domains", "--known", bad, "a.example"}, "bad.txt:2: "},
	} {
		status, out, errs := run(t, "", c.args...)
		if status != exitInput || out != "" || !strings.Contains(errs, c.want) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: status %d, stdout %q, stderr %q; want one line with %q", name, status, out, errs, c.want)
		}
	}
}
