package policy

import (
	"fmt"
	"slices"
	"strings"
)

const fewCandidates = 4

// oneOf says what may be written in place of s: the nearest candidate if it is near, else all of them.
func oneOf(s string, candidates []string) string {
	best, bestDistance := "", 3
	for _, c := range candidates {
		if len(candidates) <= fewCandidates {
			break // all of them are as short to read as a guess
		}
		if d := distance(strings.ToLower(s), strings.ToLower(c)); d < bestDistance && d <= (len(c)+1)/3 {
			best, bestDistance = c, d
		}
	}
	if best != "" {
		return fmt.Sprintf("did you mean %s?", best)
	}
	switch len(candidates) {
	case 0:
		return ""
	case 1:
		return "write " + candidates[0]
	}
	if len(candidates) > 40 {
		candidates = append(slices.Clone(candidates[:40]), "…")
	}
	return "write one of " + strings.Join(candidates, ", ")
}

// distance is the number of characters to insert, delete or replace between a and b, looking at 40 of each.
func distance(a, b string) int {
	x, y := []rune(clip(a, 40)), []rune(clip(b, 40))
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, diagonal+1, row[j]+1)
		}
	}
	return row[len(y)]
}
