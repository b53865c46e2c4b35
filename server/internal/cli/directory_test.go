package cli

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

const table = "氏名,メールアドレス,種類,部署,メンバー\n伊藤,ito@minato.example,,営業部;東京,\n,all@minato.example,リスト,,ito@minato.example;guest@outside.example\n"

// TestDirectoryJudgesLists: what an administrator imports is there for the next check.
func TestDirectoryJudgesLists(t *testing.T) {
	s, token := enrolled(t)
	if got := s.codes(t, token, "all@minato.example"); slices.Contains(got, "recipient.external-member") {
		t.Errorf("before the import: %v", got)
	}
	path := file(t, "people.csv", table)
	for _, want := range []string{"2 added, 0 changed, 0 taken out, 0 as before\n+ ito@minato.example\n+ all@minato.example\n", "0 added, 0 changed, 0 taken out, 2 as before\n"} {
		if status, out, errs := run(t, "", "directory", "import", "--data-dir", s.data, path); status != 0 || out != want {
			t.Errorf("import: status %d, %q, %q, want %q", status, out, errs, want)
		}
	}
	// A server that has looked and found no directory looks again after a second; a new one looks at once.
	s.stop()
	s2 := start(t, s.data)
	got := s2.codes(t, token, "all@minato.example")
	for _, want := range []string{"recipient.group-address", "recipient.external-member"} {
		if !slices.Contains(got, want) {
			t.Errorf("a list with an outsider: %v, want %s", got, want)
		}
	}
	if status, out, _ := run(t, "", "directory", "show", "--data-dir", s.data, "ito@minato.example"); status != 0 || !strings.Contains(out, `"groups":["営業部","東京"]`) {
		t.Errorf("show: %d %q", status, out)
	}
}

func TestDirectoryImportIsAllOrNothing(t *testing.T) {
	s, _ := enrolled(t)
	bad := table + "山田,yamada,,,\n鈴木,suzuki@minato.example,役員,,\n"
	status, out, errs := run(t, bad, "directory", "import", "--data-dir", s.data, "-")
	if status != 2 || out != "" || !strings.Contains(errs, "line 4, メールアドレス: ") || !strings.Contains(errs, "line 5, 種類: ") || !strings.Contains(errs, "nothing was changed") {
		t.Errorf("status %d, %q, %q; want both lines named", status, out, errs)
	}
	if status, out, _ := run(t, "", "directory", "show", "--data-dir", s.data); status != 0 || out != "" {
		t.Errorf("after a bad import: %q, want an empty directory", out)
	}
	if status, out, _ := run(t, table, "directory", "import", "--dry-run", "--data-dir", s.data, "-"); status != 0 || !strings.Contains(out, "2 entries") {
		t.Errorf("dry run: %d %q", status, out)
	}
}

func TestDirectoryShowsObjectIDs(t *testing.T) {
	const id = "11111111-2222-3333-4444-555555555555"
	data := start(t, t.TempDir()).data
	table := file(t, "people.csv", "address,objectId\nito@minato.example,"+id+"\nsato@minato.example,\n")
	if status, _, errs := run(t, "", "directory", "import", "--data-dir", data, table); status != 0 {
		t.Fatalf("import: status %d, %s", status, errs)
	}
	_, out, errs := run(t, "", "directory", "show", "--data-dir", data)
	if !strings.Contains(out, `"objectId":"`+id+`"`) || strings.Count(out, "objectId") != 1 {
		t.Errorf("show: %q %q, want the one object id there is", out, errs)
	}
}

// TestDirectoryImportShrinks: a part of a table, imported as the whole, takes out most of a directory only where that is said.
func TestDirectoryImportShrinks(t *testing.T) {
	data := start(t, t.TempDir()).data
	addresses := func(n int) string {
		var b strings.Builder
		b.WriteString("address\n")
		for i := range n {
			fmt.Fprintf(&b, "p%d@minato.example\n", i)
		}
		return b.String()
	}
	for _, c := range []struct {
		people    int
		flags     string
		status    int
		out, errs string
	}{
		{30, "", 0, "30 added, 0 changed, 0 taken out", ""},
		{14, "--only", 2, "", "16 of the directory's 30 entries would be taken out, more than half; nothing was changed: look at the list, or, if that is right, run it again with --allow-shrink"},
		{14, "", 0, "0 added, 0 changed, 0 taken out, 14 as before", ""},
		{14, "--allow-shrink", 2, "", "--allow-shrink is for --only"},
		{14, "--only --allow-shrink", 0, "0 added, 0 changed, 16 taken out, 14 as before", ""},
		{5, "--only", 0, "0 added, 0 changed, 9 taken out, 5 as before", ""},
	} {
		args := slices.Concat([]string{"directory", "import", "--data-dir", data}, strings.Fields(c.flags), []string{"-"})
		status, out, errs := run(t, addresses(c.people), args...)
		if status != c.status || !strings.Contains(out, c.out) || !strings.Contains(errs, c.errs) {
			t.Errorf("%d people, %s: status %d, %q, %q, want %d, %q, %q", c.people, c.flags, status, out, errs, c.status, c.out, c.errs)
		}
	}
}
