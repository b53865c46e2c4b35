package store

import (
	"errors"
	"testing"

	"sekisho/server/internal/audit"
)

func TestOwnSettings(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	for _, want := range []string{"30m", "2h"} {
		must(t, s.PutOwnSettings(t.Context(), org, "Sato@example.co.jp", OwnSettings{Wait: want}, audit.Entry{Event: "user.changed"}))
		if got, err := s.OwnSettings(t.Context(), org, "sato@Example.co.jp"); err != nil || got.Wait != want {
			t.Errorf("OwnSettings = %+v, %v, want %s", got, err, want)
		}
	}
	must(t, s.PutOwnSettings(t.Context(), org, "sato@example.co.jp", OwnSettings{}, audit.Entry{Event: "user.changed"}))
	if got, err := s.OwnSettings(t.Context(), org, "sato@example.co.jp"); !errors.Is(err, ErrNotFound) {
		t.Errorf("after they were taken away: %+v, %v", got, err)
	}
}
