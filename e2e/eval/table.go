package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
)

// tally counts one half of a set, or one class of it.
type tally struct {
	harmful, found   int
	harmless, alarms int
}

// table is what came out for one set.
type table struct {
	set     set
	work    tally
	heldOut tally
	parts   map[string]*tally // of the held-out items
	classes map[string]*tally // of the items to work on
	wrong   []string          // of the items to work on
}

// measure judges every item. One that should be found counts as found when all that is wanted is there; one that should not counts as
// an alarm when anything is.
func measure(ctx context.Context, s set, items []item) (*table, error) {
	t := &table{set: s, classes: map[string]*tally{}, parts: map[string]*tally{}}
	for _, i := range items {
		got, err := i.judge(ctx)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", i.id, err)
		}
		right := len(got) == 0
		if len(i.want) > 0 {
			right = !slices.ContainsFunc(i.want, func(w string) bool { return !slices.Contains(got, w) })
		}
		if i.heldOut() {
			t.heldOut.add(i, right)
			for _, part := range i.parts {
				addTo(t.parts, part, i, right)
			}
			continue
		}
		t.work.add(i, right)
		addTo(t.classes, i.class, i, right)
		if !right {
			t.wrong = append(t.wrong, strings.TrimRight(fmt.Sprintf("%s (%s): want %v, got %v %s", i.id, i.class, i.want, got, i.shown), " "))
		}
	}
	return t, nil
}

func addTo(tallies map[string]*tally, name string, i item, right bool) {
	if tallies[name] == nil {
		tallies[name] = &tally{}
	}
	tallies[name].add(i, right)
}

func (c *tally) add(i item, right bool) {
	switch {
	case len(i.want) > 0:
		c.harmful++
		if right {
			c.found++
		}
	default:
		c.harmless++
		if !right {
			c.alarms++
		}
	}
}

// misses tells whether the held-out half falls short of a target.
func (t *table) misses() bool {
	return ratio(t.heldOut.found, t.heldOut.harmful) < t.set.recall || ratio(t.heldOut.alarms, t.heldOut.harmless) > t.set.alarms
}

func (t *table) print(out io.Writer, s set, work bool) {
	p := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format, args...) }
	p("%s: %s (targets: recall %s, false alarms %s)\n", s.name, s.about, atLeast(s.recall), atMost(s.alarms))
	p("  %-10s %s\n", "to work on", t.work)
	p("  %-10s %s\n", "held out", t.heldOut)
	for _, name := range slices.Sorted(maps.Keys(t.parts)) {
		p("    %-14s %s\n", name, t.parts[name])
	}
	if !work {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(t.classes)) {
		p("    %-28s %s\n", name, t.classes[name])
	}
	p("%s", indent(t.wrong))
}

func indent(all []string) string {
	var b strings.Builder
	for _, s := range all {
		b.WriteString("    ! " + s + "\n")
	}
	return b.String()
}

// String writes both ratios with their intervals.
func (c tally) String() string {
	return fmt.Sprintf("recall %s   false alarms %s", share(c.found, c.harmful), share(c.alarms, c.harmless))
}

func share(n, of int) string {
	if of == 0 {
		return "-"
	}
	low, high := wilson(n, of)
	return fmt.Sprintf("%d/%d = %.1f %% [%.1f, %.1f]", n, of, 100*ratio(n, of), 100*low, 100*high)
}

func ratio(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// wilson is the 95 % score interval of a proportion (E. B. Wilson, 1927). It is of use near 0 and 1, where this program looks.
func wilson(n, of int) (low, high float64) {
	const z = 1.959964
	p, m := ratio(n, of), float64(of)
	middle := p + z*z/(2*m)
	width := z * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return max((middle-width)/(1+z*z/m), 0), min((middle+width)/(1+z*z/m), 1)
}

func atLeast(x float64) string { return fmt.Sprintf(">= %g %%", 100*x) }
func atMost(x float64) string  { return fmt.Sprintf("<= %g %%", 100*x) }
