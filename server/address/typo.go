package address

import "strings"

// slip is the one edit that makes one word of another.
type slip uint8

const (
	slipNone slip = iota
	slipInserted
	slipOmitted
	slipSwapped  // two neighbours
	slipReplaced // one for another
)

// oneSlip returns the edit by which got came of want, where it is a single one, its place in got, and the characters: those
// that were written and those that were meant (0 where there is none).
func oneSlip(want, got []rune) (kind slip, at int, wrote, meant rune) {
	n := 0
	for n < len(want) && n < len(got) && want[n] == got[n] {
		n++
	}
	wantEnd, gotEnd := len(want), len(got)
	for wantEnd > n && gotEnd > n && want[wantEnd-1] == got[gotEnd-1] {
		wantEnd, gotEnd = wantEnd-1, gotEnd-1
	}
	w, g := want[n:wantEnd], got[n:gotEnd]
	switch {
	case len(w) == 0 && len(g) == 1:
		return slipInserted, n, g[0], 0
	case len(w) == 1 && len(g) == 0:
		return slipOmitted, n, 0, w[0]
	case len(w) == 1 && len(g) == 1:
		return slipReplaced, n, g[0], w[0]
	case len(w) == 2 && len(g) == 2 && w[0] == g[1] && w[1] == g[0]:
		return slipSwapped, n, g[0], w[0]
	}
	return slipNone, 0, 0, 0
}

// within2 reports whether two words are at most two edits apart, a swap of neighbours counting as one (optimal string
// alignment). Only a band of five about the diagonal is looked at.
func within2(a, b []rune) bool {
	const limit, far = 2, 99
	if d := len(a) - len(b); d > limit || d < -limit || len(a) > maxLabel || len(b) > maxLabel {
		return false
	}
	var rows [3][maxLabel + 1]int8
	for j := range len(b) + 1 {
		rows[0][j] = int8(min(j, far))
	}
	for i := 1; i <= len(a); i++ {
		row, above, twice := &rows[i%3], &rows[(i+2)%3], &rows[(i+1)%3]
		from, to := max(1, i-limit), min(len(b), i+limit)
		best := int8(far)
		row[from-1] = far
		if from == 1 {
			row[0] = int8(min(i, far))
			best = row[0]
		}
		for j := from; j <= to; j++ {
			cost := int8(1)
			if a[i-1] == b[j-1] {
				cost = 0
			}
			up := int8(far)
			if j < i+limit {
				up = above[j]
			}
			d := min(above[j-1]+cost, row[j-1]+1, up+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, twice[j-2]+1)
			}
			row[j] = d
			best = min(best, d)
		}
		if best > limit {
			return false
		}
	}
	return rows[len(a)%3][len(b)] <= limit
}

// keys are the rows of a QWERTY keyboard, each half a key to the right of the one above.
var keys = [...]string{"1234567890-", "qwertyuiop", "asdfghjkl", "zxcvbnm"}

// keyboardNeighbours[c] are the keys that touch c.
var keyboardNeighbours = func() (near [128]string) {
	at := func(row, column int) string {
		if row < 0 || row >= len(keys) || column < 0 || column >= len(keys[row]) {
			return ""
		}
		return keys[row][column : column+1]
	}
	for row, line := range keys {
		for column := range len(line) {
			near[line[column]] = at(row, column-1) + at(row, column+1) + at(row-1, column) + at(row-1, column+1) + at(row+1, column) + at(row+1, column-1)
		}
	}
	return near
}()

func isNeighbour(a, b rune) bool {
	if a >= 128 || b >= 128 {
		return false
	}
	for _, c := range keyboardNeighbours[a] {
		if c == b {
			return true
		}
	}
	return false
}

// looksNear knows single letters that a quick look mistakes, both ways.
func looksNear(a, b rune) bool {
	if a >= 128 || b >= 128 {
		return false
	}
	return roughLetter(byte(a)) == roughLetter(byte(b)) //nolint:gosec // both are ASCII
}

// soundsNear knows letters that Japanese writers of Latin letters take for one another.
func soundsNear(a, b rune) bool {
	switch string([]rune{min(a, b), max(a, b)}) {
	case "lr", "bv", "sz", "jz", "ck", "fh", "kq", "jy", "cs", "dt", "gk":
		return true
	}
	return false
}

func isVowelRune(r rune) bool { return strings.ContainsRune("aiueo", r) }
func isDigitRune(r rune) bool { return r >= '0' && r <= '9' }

// oneBit reports whether a single flipped bit makes one of the other, which happens in memory and on wires.
func oneBit(a, b rune) bool {
	x := a ^ b
	return a < 128 && b < 128 && x&(x-1) == 0
}
