package desk

import (
	"context"
	"strings"
	"testing"

	"sekisho/server/internal/audit"
	"sekisho/server/internal/store"
)

// lastReport keeps the entry that was written last; nothing else of the records is asked for.
type lastReport struct {
	Records
	entry audit.Entry
}

func (l *lastReport) AddReport(_ context.Context, _ store.Org, _ store.Who, _ string, e audit.Entry) error {
	l.entry = e
	return nil
}

func TestMissedKeepsVersionsAlone(t *testing.T) {
	kept := &lastReport{}
	d := &Desk{records: kept}
	check := func(version, want string) {
		t.Helper()
		if err := d.Missed(t.Context(), Person{}, Door{Name: "outlook", Version: version}, Missed{ID: "press-0001", Why: "unreachable", Became: "sent"}); err != nil {
			t.Fatal(err)
		}
		if got := kept.entry.Details["version"]; got != want || kept.entry.Details["why"] != "unreachable" {
			t.Errorf("version %q: %q in the row, want %q", version, got, want)
		}
	}
	good := func(version string) { t.Helper(); check(version, version) }
	bad := func(version string) { t.Helper(); check(version, "other") }
	good("1")
	good("1.2.3-rc.4")
	good(strings.Repeat("9", 64))
	bad(strings.Repeat("9", 65))
	bad("")
	bad("1.2\n")
	bad("1 <tanaka@hokuto.example>")
	bad("一")
}
