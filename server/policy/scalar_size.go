package policy

import (
	"errors"
	"math"
	"strconv"
	"strings"
)

// sizeUnits are the units a size is written in, in the order in which FormatSize prefers them.
var sizeUnits = [...]struct {
	name  string
	bytes int64
}{{"GB", 1e9}, {"MB", 1e6}, {"KB", 1e3}, {"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}}

var errSize = errors.New("policy: not a size")

// ParseSize reads a size as the policy language writes it, such as 500KB, 1.5GB or 20MiB, in octets. A fraction of an octet
// is dropped. At most nine decimals.
func ParseSize(s string) (int64, error) {
	for _, u := range sizeUnits {
		number, ok := strings.CutSuffix(s, u.name)
		if !ok {
			continue
		}
		whole, fraction, point := strings.Cut(number, ".")
		if !digits(whole) || point && !digits(fraction) || len(fraction) > 9 || len(whole) > 18 {
			return 0, errSize
		}
		n, err := strconv.ParseInt(whole, 10, 64)
		if err != nil || n > math.MaxInt64/u.bytes-1 {
			return 0, errSize
		}
		return n*u.bytes + part(fraction, u.bytes), nil
	}
	return 0, errSize
}

// part is 0.fraction of unit, rounded down. Nine digits times a unit of 2^30 stay below 2^63.
func part(fraction string, unit int64) int64 {
	if fraction == "" {
		return 0
	}
	n, _ := strconv.ParseInt(fraction, 10, 64) // digits only, checked by ParseSize
	scale := int64(1)
	for range fraction {
		scale *= 10
	}
	return n * unit / scale
}

// FormatSize writes octets in the shortest way that ParseSize reads as the same number.
func FormatSize(octets int64) string {
	if octets == 0 {
		return "0KB"
	}
	best := ""
	for _, u := range sizeUnits {
		if s, ok := inUnit(octets, u.bytes); ok && (best == "" || len(s+u.name) < len(best)) {
			best = s + u.name
		}
	}
	return best
}

// inUnit writes octets as a decimal number of units, if at most three decimals do. Less than one unit is for KB alone.
func inUnit(octets, unit int64) (string, bool) {
	whole, rest := octets/unit, octets%unit
	if whole == 0 && unit != 1e3 || rest*1000%unit != 0 { // rest is below 2^30
		return "", false
	}
	s := strconv.FormatInt(whole, 10)
	if rest == 0 {
		return s, true
	}
	fraction := strconv.FormatInt(1000+rest*1000/unit, 10)[1:]
	return s + "." + strings.TrimRight(fraction, "0"), true
}

func digits(s string) bool {
	if s == "" {
		return false
	}
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
