package facts

import (
	"errors"
	"testing"
	"time"
)

func TestCache(t *testing.T) {
	now := noon
	c := newCache[string, int](func() time.Time { return now }, time.Second, 10)
	asked := 0
	get := func(key string, weight, want int) {
		t.Helper()
		got, err := c.get(key, func() (int, int, error) { asked++; return asked, weight, nil })
		if err != nil || got != want {
			t.Errorf("get(%s) = %d, %v, want %d", key, got, err, want)
		}
	}
	get("a", 4, 1)
	get("a", 4, 1)
	get("b", 4, 2)
	now = now.Add(2 * time.Second)
	get("b", 4, 3) // too old
	get("c", 4, 4) // a goes, b stays
	get("b", 4, 3)
	get("d", 9, 5) // everything goes
	if len(c.all) != 1 || c.weight != 9 {
		t.Errorf("%d remembered of weight %d, want 1 of 9", len(c.all), c.weight)
	}
	if _, err := c.get("e", func() (int, int, error) { return 0, 1, errors.New("gone") }); err == nil {
		t.Error("an error was swallowed")
	}
	get("e", 1, 6) // and not remembered
}
