package policy

import "time"

// opening is when a calendar opens, for a mail whose time is known.
type opening struct {
	known   bool
	opens   time.Time
	written string // opens, as findings and stages write it; empty: not written yet
	ok      bool
}

// kept is what a calendar said of one time, and says of all from there until another. Mails come in the order of time, and working
// days and holidays out costs more than anything else that a small mail is asked.
type kept struct {
	from, until time.Time
	open        bool
	opens       time.Time // unless open
	written     string    // opens
}

// opensNow is opens of the mail's time, worked out once: a rule that asks, one that holds until then and the stage that it makes
// need the same.
func (e *evaluation) opensNow(number int32) (time.Time, bool) {
	o := &e.openings[number]
	if !o.known {
		o.known = true
		o.opens, o.written, o.ok = e.p.calendars[number].opensAt(e.now)
	}
	return o.opens, o.ok
}

// writeOpens is what opensNow returns, written.
func (e *evaluation) writeOpens(number int32) string {
	opens, ok := e.opensNow(number)
	if !ok {
		return ""
	}
	o := &e.openings[number]
	if o.written == "" {
		o.written = opens.Format(time.RFC3339)
	}
	return o.written
}

// openNow reports whether the mail's time is in a calendar's hours.
func (e *evaluation) openNow(number int32) bool {
	opens, _ := e.opensNow(number)
	return isOpen(opens, e.now)
}

// opensAt is opens, from what is kept if that says enough. While the calendar is open, nothing is written of it.
func (c *calendar) opensAt(t time.Time) (opens time.Time, written string, ok bool) {
	k := c.last.Load()
	if k == nil || t.Before(k.from) || !t.Before(k.until) {
		opens, ends, ok := c.look(t)
		if !ok {
			return opens, "", false
		}
		if k = c.keep(t, opens, ends); k == nil {
			return opens, "", true
		}
		c.last.Store(k)
	}
	if k.open {
		return t.In(c.zone), "", true
	}
	return k.opens, k.written, true
}

// keep says how long an answer stays the same: until it ends, and for that day, because the next day another one is looked at
// first. Nil: where clocks are moved at midnight nobody can say.
func (c *calendar) keep(t, opens, ends time.Time) *kept {
	year, month, date := t.In(c.zone).Date()
	midnight := time.Date(year, month, date+1, 0, 0, 0, 0, c.zone)
	if day(midnight.Add(-1)) != dayNumber(year, month, date) {
		return nil
	}
	if midnight.Before(ends) {
		ends = midnight
	}
	k := &kept{from: t.Round(0), until: ends, open: isOpen(opens, t)}
	if !k.open {
		k.opens, k.written = opens, opens.Format(time.RFC3339)
	}
	return k
}
