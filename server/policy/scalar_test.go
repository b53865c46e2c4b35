package policy

import (
	"slices"
	"testing"
	"time"
)

func TestSize(t *testing.T) {
	good := func(s string, want int64, canonical string) {
		t.Helper()
		got, err := ParseSize(s)
		if err != nil || got != want {
			t.Errorf("ParseSize(%q) = %d, %v, want %d", s, got, err, want)
		}
		if written := FormatSize(got); written != canonical {
			t.Errorf("FormatSize(%d) = %q, want %q", got, written, canonical)
		}
	}
	bad := func(s string) {
		t.Helper()
		if got, err := ParseSize(s); err == nil {
			t.Errorf("ParseSize(%q) = %d, want an error", s, got)
		}
	}
	good("500KB", 500_000, "500KB")
	good("20MB", 20_000_000, "20MB")
	good("1.5GB", 1_500_000_000, "1.5GB")
	good("1500MB", 1_500_000_000, "1.5GB")
	good("1KiB", 1024, "1KiB")
	good("1.5MiB", 1_572_864, "1.5MiB")
	good("2GiB", 2<<30, "2GiB")
	good("0KB", 0, "0KB")
	good("0.001KB", 1, "0.001KB")
	good("1.3KiB", 1331, "1.331KB")
	for _, s := range []string{"", "5", "KB", "5B", "5kb", "5 KB", "-5KB", "+5KB", ".5KB", "5.KB", "1e3KB", "5.1234567891KB", "9999999999999GB", "５KB"} {
		bad(s)
	}
}

func TestFormatSizeReads(t *testing.T) {
	for _, n := range []int64{1, 7, 999, 1000, 1001, 1023, 1024, 1025, 1 << 20, 1<<20 + 1, 1<<30 - 1, 123_456_789_012, 1 << 40} {
		if got, err := ParseSize(FormatSize(n)); err != nil || got != n {
			t.Errorf("ParseSize(FormatSize(%d)) = ParseSize(%q) = %d, %v", n, FormatSize(n), got, err)
		}
	}
}

func TestDuration(t *testing.T) {
	const day = 24 * time.Hour
	good := func(s string, want time.Duration, canonical string) {
		t.Helper()
		got, err := ParseDuration(s)
		if err != nil || got != want {
			t.Errorf("ParseDuration(%q) = %s, %v, want %s", s, got, err, want)
		}
		if written := FormatDuration(got); written != canonical {
			t.Errorf("FormatDuration(%s) = %q, want %q", got, written, canonical)
		}
	}
	good("30s", 30*time.Second, "30s")
	good("5m", 5*time.Minute, "5m")
	good("72h", 3*day, "3d")
	good("7d", 7*day, "7d")
	good("1h30m", 90*time.Minute, "1h30m")
	good("90m", 90*time.Minute, "1h30m")
	good("1d2h3m4s", day+2*time.Hour+3*time.Minute+4*time.Second, "1d2h3m4s")
	good("0s", 0, "0s")
	good("3650d", 3650*day, "3650d")
	for _, s := range []string{"", "10", "m", "10min", "1.5h", "-5m", "+5m", "30m1h", "1h1h", "5 m", "3651d", "3650d1s", "99999999999999999999s", "1h 30m"} {
		if got, err := ParseDuration(s); err == nil {
			t.Errorf("ParseDuration(%q) = %s, want an error", s, got)
		}
	}
}

func TestHours(t *testing.T) {
	for s, want := range map[string][]timeRange{
		"09:00-18:00":              {{540, 1080}},
		"09:00-12:00, 13:00-18:00": {{540, 720}, {780, 1080}},
		"22:00-05:00":              {{1320, 300}},
		"00:00-24:00":              {{0, 1440}},
	} {
		if got, err := readHours(s); err != nil || !slices.Equal(got, want) {
			t.Errorf("readHours(%q) = %v, %v, want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"", "9:00-18:00", "09:00", "09:00-09:00", "24:00-05:00", "09:60-10:00", "25:00-26:00", "09:00-18:00,", "09:00–18:00"} {
		if got, err := readHours(s); err == nil {
			t.Errorf("readHours(%q) = %v, want an error", s, got)
		}
	}
}

func TestDays(t *testing.T) {
	for s, want := range map[string][]time.Weekday{
		"sat": {6}, "mon-fri": {1, 2, 3, 4, 5}, "sat-mon": {6, 0, 1}, "mon,wed": {1, 3}, "sat, sun": {6, 0},
	} {
		if got, ok := readDays(s); !ok || !slices.Equal(got, want) {
			t.Errorf("readDays(%q) = %v, %t, want %v", s, got, ok, want)
		}
	}
	for _, s := range []string{"", "Mon", "monday", "mon-", "-fri", "mon-mon", "mon-fri-sun", "1"} {
		if got, ok := readDays(s); ok {
			t.Errorf("readDays(%q) = %v, want none", s, got)
		}
	}
}

func TestDateRange(t *testing.T) {
	for _, s := range []string{"2026-12-29", "2026-12-29..2027-01-03", "2026-12-29..2026-12-29"} {
		if _, _, err := readDateRange(s); err != nil {
			t.Errorf("readDateRange(%q): %v", s, err)
		}
	}
	for _, s := range []string{"", "2026-2-9", "2026-02-30", "2027-01-03..2026-12-29", "2026-12-29..", "..2026-12-29", "2026-12-29...2026-12-30", "1969-01-01"} {
		if from, until, err := readDateRange(s); err == nil {
			t.Errorf("readDateRange(%q) = %s, %s, want an error", s, from, until)
		}
	}
}
