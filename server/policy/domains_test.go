package policy

import (
	"fmt"
	"reflect"
	"sync"
	"testing"
)

// TestDomainsAreKept proves that a second mail to the same domains works nothing out again, and that what is kept is bounded.
func TestDomainsAreKept(t *testing.T) {
	p := parse(t, head)
	m := mail("to:a@tsubarne.example", "to:b@hinode.example")
	first := Evaluate(p, m, Facts{}, tuesday())
	before := p.alikes.asked["hinode.example"]
	if before == nil || len(p.alikes.asked) != 2 {
		t.Fatalf("%d domains are kept, want those of the mail's 2 outsiders", len(p.alikes.asked))
	}
	if again := Evaluate(p, m, Facts{}, tuesday()); !reflect.DeepEqual(again, first) {
		t.Errorf("the second mail got %+v, the first %+v", again, first)
	}
	if p.alikes.asked["hinode.example"] != before {
		t.Error("a domain was worked out again")
	}
	for i := range maxAsked + 10 {
		p.alikes.find(fmt.Sprintf("c%d.example", i), nil)
	}
	if n := len(p.alikes.asked); n == 0 || n > maxAsked {
		t.Errorf("%d domains are kept, want at most %d", n, maxAsked)
	}
}

// TestHistoryIsCompiledOnce proves that the domains of one sender are compiled for the first mail, and that another sender's are not
// taken for them.
func TestHistoryIsCompiledOnce(t *testing.T) {
	p := parse(t, head)
	m := mail("to:a@kumagava.example")
	mine := Facts{History: &History{Domains: map[string]int{"kumagaya.example": 5, "minato.example": 5}}}
	other := Facts{History: &History{Domains: map[string]int{"minato.example": 5}}}
	for _, c := range []struct {
		facts Facts
		want  bool
		kept  int
	}{{mine, true, 1}, {mine, true, 1}, {other, false, 2}, {Facts{}, false, 2}} {
		got := false
		for _, f := range Evaluate(p, m, c.facts, tuesday()).Findings {
			got = got || f.Code == "recipient.typo" || f.Code == "recipient.look-alike"
		}
		if got != c.want || len(p.alikes.kept) != c.kept {
			t.Errorf("%v: warned %t, %d compiled; want %t, %d", c.facts.History, got, len(p.alikes.kept), c.want, c.kept)
		}
	}
	for i := range 3 * maxCompiled {
		p.alikes.compiled([]string{fmt.Sprintf("c%d.example", i)})
	}
	if n := len(p.alikes.kept); n == 0 || n > maxCompiled {
		t.Errorf("%d sets are kept, want at most %d", n, maxCompiled)
	}
}

// TestDomainsAtOnce lets mails ask at the same time; the race detector looks on.
func TestDomainsAtOnce(t *testing.T) {
	p := parse(t, head)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for n := range 50 {
				m := mail(fmt.Sprintf("to:a@c%d.example", (n+i)%20))
				Evaluate(p, m, Facts{History: &History{Domains: map[string]int{fmt.Sprintf("d%d.example", n%5): 5}}}, tuesday())
			}
		})
	}
	all.Wait()
}

func BenchmarkEvaluateWithHistory(b *testing.B) {
	p := parse(b, head)
	f := Facts{History: &History{Domains: map[string]int{}}}
	for i := range 5000 {
		f.History.Domains[fmt.Sprintf("hokuto-denki%d.example", i)] = 3
	}
	m := mail("to:a@hinode.example")
	b.ReportAllocs()
	for b.Loop() {
		Evaluate(p, m, f, tuesday())
	}
}
