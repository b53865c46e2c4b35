package store

import (
	"context"
	"testing"
)

func TestAReportIsToldOnce(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	ctx := context.Background()
	suzuki := Who{sato.Issuer, "suzuki"}
	tell := func(who Who, id string, wantRows int) {
		t.Helper()
		must(t, s.AddReport(ctx, org, who, id, entry("check.missed")))
		rows := 0
		for r, err := range s.AuditRows(ctx, org, 0) {
			must(t, err)
			if r.Event == "check.missed" {
				rows++
			}
		}
		if rows != wantRows {
			t.Errorf("%s told %q: %d rows, want %d", who.Subject, id, rows, wantRows)
		}
	}
	tell(sato, "r-1", 1)
	tell(sato, "r-1", 1)
	tell(sato, "r-2", 2)
	tell(suzuki, "r-1", 3)
}
