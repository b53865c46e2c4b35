package policy

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
)

const maxDuration = 3650 * 24 * time.Hour

var (
	errDuration = errors.New("policy: not a duration")
	errHours    = errors.New("policy: not hours of a day")
	errDate     = errors.New("policy: not a date")
)

var durationUnits = [...]struct {
	name byte
	unit time.Duration
}{{'d', 24 * time.Hour}, {'h', time.Hour}, {'m', time.Minute}, {'s', time.Second}}

// ParseDuration reads a duration as the policy language writes it: 30s, 5m, 72h, 7d, 1h30m. A day is 24 hours, m is minutes.
// At most 3650d.
func ParseDuration(s string) (time.Duration, error) {
	var sum time.Duration
	rest := s
	for _, u := range durationUnits {
		end := strings.IndexByte(rest, u.name)
		if end < 0 {
			continue
		}
		n, err := strconv.Atoi(rest[:end])
		if err != nil || !digits(rest[:end]) || n > int(maxDuration/u.unit) {
			return 0, errDuration
		}
		sum, rest = sum+time.Duration(n)*u.unit, rest[end+1:]
	}
	if rest != "" || s == "" || sum > maxDuration {
		return 0, errDuration
	}
	return sum, nil
}

// FormatDuration writes whole seconds the way ParseDuration reads them, largest unit first: 7d, 1h30m, 0s.
func FormatDuration(d time.Duration) string {
	b := make([]byte, 0, 24)
	for _, u := range durationUnits {
		if n := d / u.unit; n > 0 {
			b = append(strconv.AppendInt(b, int64(n), 10), u.name)
			d -= n * u.unit
		}
	}
	if len(b) == 0 {
		return "0s"
	}
	return string(b)
}

// readDate reads a day, 2026-12-29, as midnight UTC.
func readDate(s string) (time.Time, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1970 {
		return time.Time{}, errDate
	}
	return t, nil
}

// readDateRange reads a day or a range of days, 2026-12-29..2027-01-03; both days count. Midnight UTC.
func readDateRange(s string) (from, until time.Time, err error) {
	first, last, isRange := strings.Cut(s, "..")
	if !isRange {
		last = first
	}
	if from, err = readDate(first); err != nil {
		return from, until, err
	}
	if until, err = readDate(last); err != nil {
		return from, until, err
	}
	if until.Before(from) {
		return from, until, errDate
	}
	return from, until, nil
}

// timeRange is a part of a day, in minutes after midnight. To is the first minute that is no longer in it; it is at most from
// when the range ends on the next day.
type timeRange struct{ from, to int }

// readHours reads ranges of times, "09:00-12:00, 13:00-18:00". A range may run past midnight and may end at 24:00; it may
// not be empty.
func readHours(s string) ([]timeRange, error) {
	var ranges []timeRange
	for part := range strings.SplitSeq(s, ",") {
		from, to, ok := strings.Cut(strings.TrimSpace(part), "-")
		a, okA := minutes(from)
		b, okB := minutes(to)
		if !ok || !okA || !okB || a == b || a == 24*60 {
			return nil, errHours
		}
		ranges = append(ranges, timeRange{a, b})
	}
	return ranges, nil
}

func minutes(s string) (int, bool) {
	if len(s) != 5 || s[2] != ':' || !digits(s[:2]) || !digits(s[3:]) {
		return 0, false
	}
	h, m := int(s[0]-'0')*10+int(s[1]-'0'), int(s[3]-'0')*10+int(s[4]-'0')
	return h*60 + m, h < 24 && m < 60 || h == 24 && m == 0
}

var weekdayNames = [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// readDays reads days of the week: sat, mon-fri, sat-mon, or several of these with commas.
func readDays(s string) ([]time.Weekday, bool) {
	var days []time.Weekday
	for part := range strings.SplitSeq(s, ",") {
		some, ok := dayRange(strings.TrimSpace(part))
		if !ok {
			return nil, false
		}
		days = append(days, some...)
	}
	return days, true
}

func dayRange(s string) ([]time.Weekday, bool) {
	first, last, isRange := strings.Cut(s, "-")
	if !isRange {
		last = first
	}
	a, b := slices.Index(weekdayNames[:], first), slices.Index(weekdayNames[:], last)
	if a < 0 || b < 0 || isRange && a == b {
		return nil, false
	}
	days := []time.Weekday{time.Weekday(a)}
	for d := a; d != b; {
		d = (d + 1) % 7
		days = append(days, time.Weekday(d))
	}
	return days, true
}
