package main

import (
	"context"
	"math"
	"strings"
	"testing"
)

func TestWilson(t *testing.T) {
	for _, c := range []struct {
		n, of     int
		low, high float64
	}{{0, 10, 0, 0.2775}, {10, 10, 0.7225, 1}, {98, 100, 0.9300, 0.9945}} {
		low, high := wilson(c.n, c.of)
		if math.Abs(low-c.low) > 0.0001 || math.Abs(high-c.high) > 0.0001 {
			t.Errorf("wilson(%d, %d) = %.4f, %.4f, want %.4f, %.4f", c.n, c.of, low, high, c.low, c.high)
		}
	}
}

// A set is measured by halves, and the held-out half decides.
func TestMeasure(t *testing.T) {
	says := func(codes ...string) func(context.Context) ([]string, error) {
		return func(context.Context) ([]string, error) { return codes, nil }
	}
	var items []item
	for _, id := range strings.Fields("a b c d e f g h i j k l m n o p q r s t") {
		items = append(items, item{id: id, want: []string{"x"}, judge: says("x", "y")}, item{id: id + "-not", judge: says()})
	}
	s := set{name: "s", recall: 1}
	got, err := measure(t.Context(), s, items)
	if err != nil || got.misses() || got.work.harmful+got.heldOut.harmful != 20 || got.heldOut.harmful == 0 || got.work.found != got.work.harmful {
		t.Fatalf("measure = %+v, %v, want all 20 found in two halves", got, err)
	}
	for i := range items {
		if items[i].heldOut() && len(items[i].want) == 0 {
			items[i].judge = says("z")
			break
		}
	}
	if got, _ := measure(t.Context(), s, items); !got.misses() || got.heldOut.alarms != 1 {
		t.Errorf("with one false alarm: %+v, want it to miss the target", got.heldOut)
	}
}

// Of parts only the held-out half is told.
func TestParts(t *testing.T) {
	var items []item
	found := func(context.Context) ([]string, error) { return []string{"x"}, nil }
	held := 0
	for _, id := range strings.Fields("a b c d e f g h i j k l m n o p q r s t") {
		items = append(items, item{id: id, parts: []string{"en", "third"}, want: []string{"x"}, judge: found})
		if items[len(items)-1].heldOut() {
			held++
		}
	}
	got, err := measure(t.Context(), set{name: "s"}, items)
	if err != nil || got.parts["en"].harmful != held || got.parts["third"].found != held {
		t.Fatalf("measure = %+v, %v, want %d of each part", got.parts, err, held)
	}
	var out strings.Builder
	got.print(&out, got.set, false)
	if want := "    third          recall"; !strings.Contains(out.String(), want) {
		t.Errorf("the table lacks %q:\n%s", want, &out)
	}
}

func TestPartsOfMails(t *testing.T) {
	for _, c := range []struct {
		l    letter
		want string
	}{
		{letter{ID: "h-012-1", Class: "ja-bank"}, "ja,eighth batch"},
		{letter{ID: "d-012", Class: "en-quoted"}, "en,blind batches,blind batches en,batches 1-7"},
		{letter{ID: "mail-012", Class: "ja-quoted"}, "ja,blind batches,blind batches ja,batches 1-7"},
		{letter{ID: "i-012", Class: "ja-plain"}, "ja,blind batches,blind batches ja,batches 9-12"},
		{letter{ID: "k-012", Class: "en-plain"}, "en,blind batches,blind batches en,batches 9-12"},
		{letter{ID: "m-012-1", Class: "en-plain"}, "en,blind batches,blind batches en,batch 13"},
		{letter{ID: "n-012", Class: "ja-plain"}, "ja,blind batches,blind batches ja,batch 14"},
	} {
		if got := strings.Join(c.l.parts(), ","); got != c.want {
			t.Errorf("parts of %s: %s, want %s", c.l.ID, got, c.want)
		}
	}
}

// Every set can be read, has both kinds of item in both halves, and no item twice.
func TestSetsAreWhole(t *testing.T) {
	least := map[string][2]int{"domains": {300, 300}, "texts": {300, 300}, "mails": {100, 100}, "files": {100, 50}}
	for _, s := range sets() {
		items, err := s.read()
		if err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		count := map[bool]int{}
		for _, i := range items {
			count[len(i.want) > 0]++
		}
		if want := least[s.name]; count[true] < want[0] || count[false] < want[1] {
			t.Errorf("%s has %d harmful and %d harmless items, want at least %d and %d", s.name, count[true], count[false], want[0], want[1])
		}
	}
}
