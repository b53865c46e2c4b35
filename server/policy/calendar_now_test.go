package policy

import (
	"testing"
	"time"
)

// What is kept of a calendar is what it says when it is asked anew, in every order of times, over clocks that go forward and back and
// days whose clocks are moved at midnight.
func TestKeptOpeningsAreTheCalendars(t *testing.T) {
	const source = "version: 1\norganization: {domains: own.example}\ncalendars:\n" +
		"  office: {hours: {mon-fri: \"09:00-12:00, 13:00-18:00\"}, closed: [\"@builtin/holidays-jp\", 2026-12-29..2027-01-03]}\n" +
		"  night: {zone: America/New_York, hours: {mon-sun: \"22:00-02:30\"}}\n" +
		"  havana: {zone: America/Havana, hours: {mon-sun: \"00:00-00:30, 08:00-17:00\"}}\n" +
		"  beirut: {zone: Asia/Beirut, hours: {mon-sun: \"00:00-01:00, 23:00-24:00\"}}\n" +
		"  shut: {hours: {mon: \"09:00-10:00\"}, closed: 2020-01-01..2050-12-31}\n"
	p := parse(t, source)
	starts := []time.Time{
		time.Date(2026, 12, 28, 3, 0, 0, 0, time.UTC), time.Date(2027, 3, 13, 12, 0, 0, 0, time.UTC), time.Date(2027, 11, 6, 12, 0, 0, 0, time.UTC),
		time.Date(2027, 3, 27, 12, 0, 0, 0, time.UTC), time.Date(2027, 10, 30, 12, 0, 0, 0, time.UTC), time.Date(2027, 9, 19, 23, 0, 0, 0, time.UTC),
	}
	for _, c := range p.calendars {
		for _, start := range starts {
			for _, step := range []time.Duration{7 * time.Minute, -11 * time.Minute, 5 * time.Hour} {
				for i := range 300 {
					at := start.Add(time.Duration(i) * step)
					checkKept(t, c, at)
				}
			}
		}
	}
}

func checkKept(t *testing.T, c *calendar, at time.Time) {
	t.Helper()
	want, wantOK := c.opens(at)
	got, written, ok := c.opensAt(at)
	if got != want || ok != wantOK {
		t.Fatalf("%s at %s: kept %s %t, want %s %t", c.name, at.In(c.zone), got, ok, want, wantOK)
	}
	if written != "" && written != want.Format(time.RFC3339) {
		t.Fatalf("%s at %s: written %q, want %s", c.name, at.In(c.zone), written, want.Format(time.RFC3339))
	}
	if isOpen(got, at) && written != "" {
		t.Fatalf("%s at %s: written %q of a calendar that is open", c.name, at.In(c.zone), written)
	}
}

// A second mail of the same hour costs no look at the days.
func TestCalendarIsAskedOnce(t *testing.T) {
	p := parse(t, "version: 1\norganization: {domains: own.example}\ncalendars: {office: {hours: {mon-fri: \"09:00-18:00\"}}}\n")
	for _, hour := range []int{1, 11, 20} { // open, closed until tomorrow, closed until this morning
		at := time.Date(2026, 11, 24, hour, 0, 0, 0, time.UTC)
		p.calendars[0].opensAt(at)
		first := p.calendars[0].last.Load()
		p.calendars[0].opensAt(at.Add(20 * time.Minute))
		if again := p.calendars[0].last.Load(); first == nil || again != first {
			t.Errorf("at %s: worked out again twenty minutes later", at)
		}
	}
}
