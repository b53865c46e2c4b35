package outbound

import "time"

// Schedule says when a delivery that could not be made is tried again. The zero value is the usual one.
type Schedule struct {
	Waits  []time.Duration // before the second attempt, the third …; the last one goes on. Nil: 1, 5, 15, 30, 60 minutes, 2 hours
	Tell   time.Duration   // after which the sender is told once; 0: 4 hours
	GiveUp time.Duration   // after which it comes back; 0: 5 days
}

func (s Schedule) waits() []time.Duration {
	if len(s.Waits) > 0 {
		return s.Waits
	}
	return []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour}
}

// next is when a delivery that was due first at begin is tried again after attempt; false: not again.
func (s Schedule) next(begin, now time.Time, attempt int64) (time.Time, bool) {
	giveUp := s.GiveUp
	if giveUp == 0 {
		giveUp = 5 * 24 * time.Hour
	}
	if now.Sub(begin) >= giveUp {
		return time.Time{}, false
	}
	waits := s.waits()
	at := now.Add(waits[min(max(attempt, 1), int64(len(waits)))-1])
	if last := begin.Add(giveUp); at.After(last) {
		at = last // once more at the end
	}
	return at, true
}

// tells reports whether this failed attempt is the first after which the sender hears of the delay.
func (s Schedule) tells(begin, before, now time.Time) bool {
	tell := s.Tell
	if tell == 0 {
		tell = 4 * time.Hour
	}
	return now.Sub(begin) >= tell && before.Sub(begin) < tell
}
