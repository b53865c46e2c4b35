package main

import (
	"fmt"
	"io"
	"math"
	"slices"
)

// says is how much a sample says, with what rules say and a link weighed in.
func (s *sample) says(o options) float64 {
	sum := s.sum
	if s.linked {
		sum -= o.link
	}
	if s.byRule {
		return sum + o.rule
	}
	return sum - o.rule
}

// leastFor returns what a mail must say more than so that no greater part of the harmless is told of than allowed.
func leastFor(all []*sample, o options, alarms float64) float64 {
	sums := sumsOf(all, o, false)
	if len(sums) == 0 {
		return 0
	}
	slices.Reverse(sums)
	return sums[int(alarms*float64(len(sums)))]
}

// leastOf returns what a mail must say more than so that a part of the promises is found. Above it there is as little else as
// can be.
func leastOf(all []*sample, o options, found float64) float64 {
	sums := sumsOf(all, o, true)
	if len(sums) == 0 {
		return 0
	}
	missed := int((1 - found) * float64(len(sums)))
	return math.Nextafter(sums[missed], -1<<30)
}

// balancedOf returns what a mail must say more than so that the recall is as far above its target as the false alarms are below theirs,
// both in standard errors of the target: other mails will miss the one as seldom as the other. The margin is the smaller of the two.
func balancedOf(all []*sample, o options) (least, margin float64) {
	promises, others := sumsOf(all, o, true), sumsOf(all, o, false)
	if len(promises) == 0 || len(others) == 0 {
		return 0, 0
	}
	margin = math.Inf(-1)
	for missed, sum := range promises {
		at := math.Nextafter(sum, -1<<30)
		quiet, _ := slices.BinarySearchFunc(others, at, func(other, at float64) int {
			if other <= at {
				return -1
			}
			return 1
		})
		recall := errorsAbove(1-float64(missed)/float64(len(promises)), o.recall, len(promises))
		alarms := errorsAbove(float64(quiet)/float64(len(others)), 1-o.alarms, len(others))
		if m := min(recall, alarms); m > margin {
			least, margin = at, m
		}
	}
	return least, margin
}

// errorsAbove is how far a part of n is above its target, in standard errors of the target.
func errorsAbove(is, target float64, n int) float64 {
	return (is - target) / math.Sqrt(target*(1-target)/float64(n))
}

// sumsOf returns how much the mails say that promise, or those that do not, the least first.
func sumsOf(all []*sample, o options, forgotten bool) (sums []float64) {
	for _, s := range all {
		if s.forgotten == forgotten {
			sums = append(sums, s.says(o))
		}
	}
	slices.Sort(sums)
	return sums
}

// report prints what rules, weights and both find and raise falsely.
func report(out io.Writer, name string, all []*sample, o options, least float64) {
	_, _ = fmt.Fprintf(out, "%s:\n", name)
	line := func(by string, is func(*sample) bool) {
		var found, harmful, alarms, harmless int
		for _, s := range all {
			told := is(s)
			switch {
			case s.forgotten && told:
				found++
				harmful++
			case s.forgotten:
				harmful++
			case told:
				alarms++
				harmless++
			default:
				harmless++
			}
		}
		_, _ = fmt.Fprintf(out, "  %-28s recall %d/%d = %.1f %%   false alarms %d/%d = %.1f %%\n", by,
			found, harmful, percent(found, harmful), alarms, harmless, percent(alarms, harmless))
	}
	line("rules", func(s *sample) bool { return s.byRule && !s.linked })
	for _, at := range [...]float64{-2, -1, -0.5, 0, 0.5, 1, 2} {
		line(fmt.Sprintf("both, from %.2f on", at), func(s *sample) bool { return s.says(o) > at })
	}
	line(fmt.Sprintf("both, from %.3f on (chosen)", least), func(s *sample) bool { return s.says(o) > least })
	q := qualityOf(all, o)
	_, _ = fmt.Fprintf(out, "  %-28s recall %.1f %%   area %.4f\n", "both, at 1 % false alarms", 100*q.recall, q.area)
}

func percent(n, of int) float64 { return 100 * float64(n) / float64(max(of, 1)) }
