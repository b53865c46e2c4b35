package extract

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// format is how a number is shown: of the many things a number format can say, those that change what it is.
type format struct {
	date, clock bool
	percent     bool
	places      int    // with percent: decimals
	mask        string // zeros and what stands between them: 0000, 000-0000; empty: none
}

// builtinFormat knows the formats without a text (ECMA-376-1, 18.8.30), the Japanese ones too.
func builtinFormat(id int) format {
	switch {
	case id == 9:
		return format{percent: true}
	case id == 10:
		return format{percent: true, places: 2}
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 58:
		return format{date: true}
	case id == 22:
		return format{date: true, clock: true}
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id >= 45 && id <= 47:
		return format{clock: true}
	}
	return format{}
}

// parseFormat reads a number format: its first section, without what is quoted or in brackets.
func parseFormat(code string) format {
	var f format
	plain := true // nothing but zeros and separators
	var mask strings.Builder
	decimal := false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case ';':
			i = len(code)
		case '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				return f
			}
			mask.WriteString(code[i+1 : i+1+end])
			i += end + 1
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return f
			}
			switch inside := strings.ToLower(code[i+1 : i+end]); inside {
			case "h", "hh", "m", "mm", "s", "ss":
				f.clock = true
			}
			i += end
		case '\\', '_', '*':
			if i++; c == '\\' && i < len(code) {
				mask.WriteByte(code[i])
			}
		case 'y', 'Y', 'd', 'D', 'e', 'g', 'G':
			if rest := code[i:]; strings.HasPrefix(strings.ToLower(rest), "general") {
				i += len("general") - 1
				plain = false
				continue
			}
			f.date, plain = true, false
		case 'h', 'H', 's', 'S':
			f.clock, plain = true, false
		case '%':
			f.percent, plain = true, false
		case '.':
			decimal, plain = true, false
		case '0':
			if decimal {
				f.places++
			}
			mask.WriteByte(c)
		case '-', ' ', '(', ')', '/':
			mask.WriteByte(c)
		default:
			plain = false
		}
	}
	if zeros := strings.Count(mask.String(), "0"); plain && zeros > 1 {
		f.mask = mask.String()
	}
	return f
}

// show appends a number as the format shows it. Long whole numbers are written in full, where a cell would show 1.2E+11:
// what they are is of more use than how they look.
func (f format) show(to []byte, value string, from1904 bool) []byte {
	value = strings.TrimSpace(value)
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
		return append(to, strings.Map(printable, value)...)
	}
	switch {
	case (f.date || f.clock) && n >= 0 && n < 2958466:
		return f.moment(to, n, from1904)
	case f.percent:
		to = strconv.AppendFloat(to, n*100, 'f', min(f.places, 10), 64)
		return append(to, '%')
	case f.mask != "" && n >= 0 && n == math.Trunc(n) && n < 1e15:
		return f.masked(to, strconv.FormatInt(int64(n), 10))
	}
	return appendNumber(to, n)
}

func printable(r rune) rune {
	if r < ' ' {
		return -1
	}
	return r
}

// appendNumber writes n without an exponent where that is exact, and rounds to the 15 digits that Excel has.
func appendNumber(to []byte, n float64) []byte {
	if n == math.Trunc(n) && math.Abs(n) < 1e18 {
		return strconv.AppendInt(to, int64(n), 10)
	}
	s := strconv.FormatFloat(n, 'g', 15, 64)
	if r, err := strconv.ParseFloat(s, 64); err == nil && math.Abs(r) < 1e15 && math.Abs(r) > 1e-6 {
		return strconv.AppendFloat(to, r, 'f', -1, 64)
	}
	return append(to, s...)
}

// masked puts digits at the places of the zeros, from the right.
func (f format) masked(to []byte, digits string) []byte {
	shown := make([]byte, 0, len(f.mask)+len(digits))
	left := strings.Count(f.mask, "0")
	for i := len(f.mask) - 1; i >= 0; i-- {
		if f.mask[i] != '0' {
			shown = append(shown, f.mask[i])
			continue
		}
		if left--; left == 0 { // all that is left
			for j := len(digits) - 1; j >= 0; j-- {
				shown = append(shown, digits[j])
			}
			if len(digits) == 0 {
				shown = append(shown, '0')
			}
			digits = ""
			continue
		}
		c := byte('0')
		if len(digits) > 0 {
			c, digits = digits[len(digits)-1], digits[:len(digits)-1]
		}
		shown = append(shown, c)
	}
	for i := len(shown) - 1; i >= 0; i-- {
		to = append(to, shown[i])
	}
	return to
}

// moment writes a day and a time. Day 60 of the older count is the 29 February 1900, which was none.
func (f format) moment(to []byte, n float64, from1904 bool) []byte {
	days := math.Floor(n)
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case from1904:
		start = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days < 60:
		start = time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)
	}
	at := start.AddDate(0, 0, int(days)).Add(time.Duration(math.Round((n-days)*86400)) * time.Second)
	switch {
	case f.date && f.clock:
		return at.AppendFormat(to, "2006/01/02 15:04")
	case f.date:
		return at.AppendFormat(to, "2006/01/02")
	case n >= 1: // hours beyond a day, as in time sheets
		return append(to, strconv.Itoa(int(n*24))+at.Format(":04")...)
	}
	return at.AppendFormat(to, "15:04")
}
