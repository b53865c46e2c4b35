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
	if _, out, _ := run(t, "", "domains", "--known", known, "tsubame.com", "minato.jp"); out != "tsubame.com: typo of tsubame.co.jp (suffix, 80)\nminato.jp: none\n" {
		t.Errorf("for people: %q", out)
	}
}

func TestDomainsRefuses(t *testing.T) {
	bad := file(t, "bad.txt", "tsubame.co.jp\nnot a domain\n")
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"no list":    {[]string{"domains", "a.example"}, "--known is missing"},
		"no domain":  {[]string{"domains", "--known", bad}, "name at least one domain"},
		"not there":  {[]string{"domains", "--known", bad + ".no", "a.example"}, "no such file"},
		"a bad line": {[]string{"domains", "--known", bad, "a.example"}, "bad.txt:2: "},
	} {
		status, out, errs := run(t, "", c.args...)
		if status != exitInput || out != "" || !strings.Contains(errs, c.want) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: status %d, stdout %q, stderr %q; want one line with %q", name, status, out, errs, c.want)
		}
	}
}
