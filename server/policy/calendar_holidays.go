package policy

import "time"

// isHolidayJP reports whether a day is a Japanese national holiday, by the Act on National Holidays as it stands: the days
// themselves, substitute holidays (the next day that is none, after one on a Sunday), and citizens' holidays (a day between
// two). The equinoxes are computed; the government announces them a year before, so they are a forecast. Known for 2020 to
// 2050; other years have no holidays.
func isHolidayJP(year int, month time.Month, date int) bool {
	if year < 2020 || year > 2050 {
		return false
	}
	at := time.Date(year, month, date, 0, 0, 0, 0, time.UTC)
	if isNational(at) {
		return true
	}
	before := at.Add(-aDay)
	return at.Weekday() != time.Sunday && isNational(before) && (beganOnSunday(before) || isNational(at.Add(aDay)))
}

// aDay is a day of the calendar: days are counted in UTC here, where all are of the same length.
const aDay = 24 * time.Hour

// beganOnSunday: holidays without a gap up to at, or some of them, began on a Sunday. The day after them is a substitute.
func beganOnSunday(at time.Time) bool {
	for ; isNational(at); at = at.Add(-aDay) {
		if at.Weekday() == time.Sunday {
			return true
		}
	}
	return false
}

// isNational reports whether a day is one of the holidays that the act names.
func isNational(at time.Time) bool {
	year, month, date := at.Date()
	if moved, ok := olympic(year, month, date); ok {
		return moved
	}
	monday := 0 // which Monday of the month it is
	if at.Weekday() == time.Monday {
		monday = (date-1)/7 + 1
	}
	switch month {
	case time.January:
		return date == 1 || monday == 2
	case time.February:
		return date == 11 || date == 23
	case time.March:
		return date == equinox(year, 20.8431)
	case time.April:
		return date == 29
	case time.May:
		return date >= 3 && date <= 5
	case time.July:
		return monday == 3
	case time.August:
		return date == 11
	case time.September:
		return monday == 3 || date == equinox(year, 23.2488)
	case time.October:
		return monday == 2
	case time.November:
		return date == 3 || date == 23
	}
	return false
}

// olympic knows the days that special acts moved in 2020 and 2021. It is false for other years and months.
func olympic(year int, month time.Month, date int) (holiday, ok bool) {
	if month != time.July && month != time.August && month != time.October {
		return false, false
	}
	switch year {
	case 2020:
		return month == time.July && (date == 23 || date == 24) || month == time.August && date == 10, true
	case 2021:
		return month == time.July && (date == 22 || date == 23) || month == time.August && date == 8, true
	}
	return false, false
}

// equinox is the day of the month, by the approximation in common use for 1980 to 2099.
func equinox(year int, base float64) int {
	since := year - 1980
	return int(base+0.242194*float64(since)) - since/4
}
