package config

import (
	"testing"
	"time"
)

func TestRetention(t *testing.T) {
	c, err := load(t, []string{"SEKISHO_RETENTION_AUDIT=400d"}, "--retention-files=12h", "--retention-mails=0030d", "--retention-checks=60d", "--retention-history=100d")
	want := Retention{Files: 12 * time.Hour, Mails: 30 * day, Checks: 60 * day, History: 100 * day, Audit: 400 * day}
	if err != nil || c.Retention != want {
		t.Errorf("Retention = %+v, %v, want %+v", c.Retention, err, want)
	}
	for _, flag := range []string{
		"files=0", "files=59m", "mails=1h", "checks=29d", "audit=364d", "history=731d", "history=0", "mails=36501d", "mails=-1d", "mails=1.5d", "mails=", "mails=d",
		"mails=99999999999999999999d", "mails=+9d",
	} {
		if c, err := load(t, nil, "--retention-"+flag); err == nil {
			t.Errorf("%s is taken: %+v", flag, c.Retention)
		}
	}
	for d, want := range map[time.Duration]string{0: "0", day: "1d", 36 * time.Hour: "36h", 730 * day: "730d"} {
		if got := spell(d); got != want {
			t.Errorf("spell(%v) = %s, want %s", d, got, want)
		}
		if back, err := parsePeriod(want); back != d || err != nil {
			t.Errorf("parsePeriod(%s) = %v, %v, want %v", want, back, err, d)
		}
	}
}
