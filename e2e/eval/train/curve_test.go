package main

import (
	"fmt"
	"strings"
	"testing"
)

func TestQuality(t *testing.T) {
	var all []*sample
	for i := range 200 {
		all = append(all, &sample{sum: float64(i) / 200})
	}
	all = append(all, &sample{forgotten: true, sum: 2}, &sample{forgotten: true, sum: 0.5025})
	q := qualityOf(all, options{})
	if got, want := q.recall, 0.5; got != want {
		t.Errorf("recall %g, want %g: two of 200 harmless may be told of", got, want)
	}
	if got, want := q.area, (200.0+101)/400; got != want {
		t.Errorf("area %g, want %g", got, want)
	}
	if q := qualityOf([]*sample{{sum: 1}, {forgotten: true, sum: 1}}, options{}); q.area != 0.5 {
		t.Errorf("of equal sums the area is %g, want a half", q.area)
	}
	if q := qualityOf(nil, options{}); q != (quality{}) {
		t.Errorf("of nothing %+v, want nothing", q)
	}
}

// The more mails are learned from, the more of others are known.
func TestCurve(t *testing.T) {
	var all []*sample
	for i := range 100 {
		s := &sample{id: fmt.Sprintf("m-%d", i), isMail: true, forgotten: i%2 == 0, cost: 1, sentences: []sentence{traits(2)}}
		if s.forgotten {
			s.sentences[0] = traits(1)
		}
		all = append(all, s)
	}
	var b strings.Builder
	curve(&b, all, all, options{cost: 10})
	if !strings.Contains(b.String(), "    0 % of the mails: recall 0.0 % at 1 % false alarms, area 0.5000\n") ||
		!strings.Contains(b.String(), "  100 % of the mails: recall 100.0 % at 1 % false alarms, area 1.0000\n") {
		t.Errorf("the curve:\n%s", &b)
	}
	b.Reset()
	alone(&b, all[:60], all[60:], options{rule: 9, recall: 0.95, alarms: 0.01})
	if !strings.Contains(b.String(), "(chosen) recall 30/30 = 100.0 %   false alarms 0/30 = 0.0 %") {
		t.Errorf("the mails alone:\n%s", &b)
	}
	if drawn("h-012-1") != drawn("h-012") {
		t.Error("twins are not drawn together")
	}
}
