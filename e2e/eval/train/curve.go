package main

import (
	"fmt"
	"hash/fnv"
	"io"
	"slices"
)

// curve prints what judges learned from parts of the working mails would find, cross-validated: whether it is more mails or
// other traits that lack.
func curve(out io.Writer, learned, judged []*sample, o options) {
	for _, percent := range [...]uint32{0, 25, 50, 75, 100} {
		crossValidateWith(learned, linear(o), func(s *sample) bool { return !s.isMail || drawn(s.id) < percent })
		q := qualityOf(judged, o)
		_, _ = fmt.Fprintf(out, "  %3d %% of the mails: recall %.1f %% at 1 %% false alarms, area %.4f\n", percent, 100*q.recall, q.area)
	}
}

// alone prints what mails and lessons say by themselves. Sentences, letters and rules were made after many of the mails; without
// these, what comes out is near to what the held-out half says.
func alone(out io.Writer, mails, lessons []*sample, o options) {
	o.rule = 0
	crossValidate(slices.Concat(mails, lessons), networked)
	_, few := part(mails, "mail-,b-,c-,d-,e-,f-,g-")
	least, margin := balancedOf(mails, o)
	report(out, "mails and lessons, cross-validated, batches 1 to 7", few, o, least)
	report(out, "mails and lessons, cross-validated", mails, o, least)
	_, _ = fmt.Fprintf(out, "both targets are met by %.1f standard errors\n", margin)
}

// drawn is a number below 100 that a mail shares with its twins.
func drawn(id string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte("curve " + groupOf(id)))
	return (h.Sum32() >> 5) % 100
}

// quality is how well sums part mails that promise from others: the recall where 1 % of the harmless are told of, and the
// area under the curve of both.
type quality struct{ recall, area float64 }

func qualityOf(all []*sample, o options) quality {
	least, found, harmful := leastFor(all, o, 0.01), 0, 0
	harmless := sumsOf(all, o, false)
	area := 0.0
	for _, s := range all {
		if !s.forgotten {
			continue
		}
		harmful++
		if s.says(o) > least {
			found++
		}
		n, ties := slices.BinarySearch(harmless, s.says(o))
		area += float64(n)
		for ; ties && n < len(harmless) && harmless[n] == s.says(o); n++ {
			area += 0.5
		}
	}
	return quality{float64(found) / float64(max(harmful, 1)), area / float64(max(harmful*len(harmless), 1))}
}
