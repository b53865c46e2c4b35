package facts

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sekisho/server/policy"
)

func TestBlocked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "blocked.txt")
	write := func(s string, at time.Time) {
		t.Helper()
		if err := os.WriteFile(path, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	start := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	now := start
	write("# remark\nEVIL.example\n*.bad.example, phishing\n例え.jp\tblocked # why\n", start)
	b, err := OpenBlocked(path, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	facts := func(hosts ...string) map[string]string {
		t.Helper()
		m := &policy.Message{}
		for _, h := range hosts {
			m.Links = append(m.Links, policy.WebLink{Host: h})
		}
		apply, err := b.Gather(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		var f policy.Facts
		if apply != nil {
			apply(&f)
		}
		return f.Links
	}
	want := map[string]string{"evil.example": "blocked", "bad.example": "phishing", "xn--r8jz45g.jp": "blocked"}
	if got := facts("www.evil.example", "a.b.bad.example", "xn--r8jz45g.jp", "good.example", "notevil.example"); !maps.Equal(got, want) {
		t.Errorf("links = %v, want %v", got, want)
	}
	write("new.example\n", start.Add(time.Minute))
	if got := facts("new.example"); got != nil {
		t.Errorf("at once: %v, want the old list for ten seconds", got)
	}
	now = now.Add(11 * time.Second)
	if got := facts("new.example", "evil.example"); len(got) != 1 || got["new.example"] != "blocked" {
		t.Errorf("after ten seconds: %v, want the new list", got)
	}
	write("no host !\n", start.Add(time.Hour))
	now = now.Add(11 * time.Second)
	if got := facts("new.example"); len(got) != 1 {
		t.Errorf("with a broken file: %v, want the list as it was", got)
	}
	if _, err := OpenBlocked(path, nil); err == nil || !strings.Contains(err.Error(), `:1: "no" `) && !strings.Contains(err.Error(), ":1:") {
		t.Errorf("a broken file: %v, want its line", err)
	}
	if _, err := OpenBlocked(path+".not", nil); err == nil {
		t.Error("a missing file was opened")
	}
}
