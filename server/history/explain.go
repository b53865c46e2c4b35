package history

import (
	"fmt"
	"time"
)

// Explain says in Japanese (ja) or English why a recipient counts as known: how often they were written to, first and last. The
// days are those of the zone that the times carry.
func Explain(count int, first, last time.Time, lang string) string {
	from, to := first.Format(time.DateOnly), last.Format(time.DateOnly)
	switch {
	case lang == "ja" && count == 0:
		return "この宛先に送ったことはありません"
	case lang == "ja" && count == 1:
		return fmt.Sprintf("この宛先には %s に 1 回送っています", to)
	case lang == "ja":
		return fmt.Sprintf("この宛先には %d 回送っています（最初は %s、最近は %s）", count, from, to)
	case count == 0:
		return "You have never written to this address"
	case count == 1:
		return fmt.Sprintf("You have written to this address once, on %s", to)
	}
	return fmt.Sprintf("You have written to this address %d times, first on %s, last on %s", count, from, to)
}
