package policy

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"
)

// calendar is a compiled calendar: opening hours by the day of the week on which they start, and closed days.
type calendar struct {
	name     string
	zone     *time.Location
	hours    [7][]timeRange // by minutes of the day; past midnight beyond 24*60
	late     bool           // some hours end at midnight or later
	closed   []dateRange
	holidays bool // @builtin/holidays-jp

	last atomic.Pointer[kept] // what was asked last
}

// dateRange has both its days, as year*10000 + month*100 + day.
type dateRange struct{ from, to int }

const minutesOfDay = 24 * 60

// opensWithin is how many days ahead a calendar is searched for its next opening.
const opensWithin = 400

func (c *compiler) compileCalendars() {
	for i := range c.doc.Calendars {
		src := &c.doc.Calendars[i]
		c.calendars[src.Name] = n32(len(c.p.calendars))
		zone := src.Zone
		if zone == "" {
			zone = c.doc.Organization.TimeZone
		}
		compiled := &calendar{name: src.Name, zone: c.zone("calendars."+src.Name+".zone", zone)}
		if err := errors.Join(compiled.addHours(src.Hours), compiled.addClosed(src.Closed)); err != nil {
			c.fail("calendars."+src.Name, err)
		}
		c.p.calendars = append(c.p.calendars, compiled)
	}
}

func (c *calendar) addHours(hours []OpenHours) error {
	for _, h := range hours {
		days, ok := readDays(strings.ToLower(strings.TrimSpace(h.Days)))
		if !ok {
			return fmt.Errorf("no days %q: write mon-fri or sat", h.Days)
		}
		ranges, err := readHours(strings.TrimSpace(h.Hours))
		if err != nil {
			return fmt.Errorf(`no hours %q: write "09:00-18:00": %w`, h.Hours, err)
		}
		for _, r := range ranges {
			if r.to <= r.from {
				r.to += minutesOfDay // it belongs to the day it starts on
			}
			c.late = c.late || r.to >= minutesOfDay
			for _, d := range days {
				c.hours[d] = append(c.hours[d], r)
			}
		}
	}
	return nil
}

func (c *calendar) addClosed(closed []string) error {
	for _, written := range closed {
		written = strings.TrimSpace(written)
		if written == "@builtin/holidays-jp" {
			c.holidays = true
			continue
		}
		from, until, err := readDateRange(written)
		if err != nil {
			return fmt.Errorf("no date %q: write 2026-12-29 or 2026-12-29..2027-01-03: %w", written, err)
		}
		c.closed = append(c.closed, dateRange{day(from), day(until)})
	}
	return nil
}

// hoursOf returns when the office opens on a day; nothing on a closed day, past midnight included.
func (c *calendar) hoursOf(year int, month time.Month, date int, weekday time.Weekday) []timeRange {
	number := dayNumber(year, month, date)
	for _, r := range c.closed {
		if number >= r.from && number <= r.to {
			return nil
		}
	}
	if c.holidays && isHolidayJP(year, month, date) {
		return nil
	}
	return c.hours[weekday]
}

// isOpen reports whether t is in the hours of a calendar that opens then, or next. A range ends before its end.
func isOpen(opens, t time.Time) bool { return !opens.After(t) && !opens.IsZero() }

// opens returns t if the calendar is open then, else when it opens next. It is false if it does not open within 400 days.
func (c *calendar) opens(t time.Time) (time.Time, bool) {
	opens, _, ok := c.look(t)
	return opens, ok
}

// Opens returns when a calendar of the policy is open next: at, if it is open then. One that does not open within 400 days opens after
// the longest wait there is. It is false if the policy has no calendar of that name.
func (p *Policy) Opens(name string, at time.Time) (time.Time, bool) {
	for _, c := range p.calendars {
		if c.name == name {
			opens, ok := c.opens(at)
			if !ok {
				opens = at.Add(longestWait)
			}
			return opens, true
		}
	}
	return time.Time{}, false
}

// look is opens, and says at what time the answer ends: when the calendar closes, or opens.
func (c *calendar) look(t time.Time) (opens, ends time.Time, ok bool) {
	local := t.In(c.zone)
	year, month, date := local.Date()
	var next time.Time
	yesterday := 0
	if c.late {
		yesterday = -1
	}
	for i := yesterday; i <= opensWithin; i++ {
		midnight := time.Date(year, month, date+i, 0, 0, 0, 0, c.zone)
		y, m, d := midnight.Date()
		for _, r := range c.hoursOf(y, m, d, midnight.Weekday()) {
			// By clock time, so that a day with 23 or 25 hours opens when its clocks say so.
			from, to := time.Date(y, m, d, 0, r.from, 0, 0, c.zone), time.Date(y, m, d, 0, r.to, 0, 0, c.zone)
			if !t.Before(from) && t.Before(to) {
				return local, to, true
			}
			if from.After(t) && (next.IsZero() || from.Before(next)) {
				next = from
			}
		}
		if !next.IsZero() && i >= 0 {
			return next, next, true
		}
	}
	return next, next, !next.IsZero()
}
