package check

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"sekisho/server/policy"
)

type source struct {
	name  string
	delay time.Duration
	apply func(*policy.Facts)
	err   error
	panic any
}

func (s source) Name() string { return s.name }

func (s source) Gather(ctx context.Context, _ *policy.Message) (func(*policy.Facts), error) {
	if s.panic != nil {
		panic(s.panic)
	}
	select {
	case <-time.After(s.delay):
		return s.apply, s.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func TestGather(t *testing.T) {
	known := func(d string) func(*policy.Facts) {
		return func(f *policy.Facts) { f.Known = append(f.Known, d) }
	}
	for name, c := range map[string]struct {
		sources     []Source
		known, late []string
		took        time.Duration
	}{
		"nobody to ask":                  {},
		"in the order of the sources":    {sources: []Source{source{name: "slow", delay: time.Second, apply: known("a")}, source{name: "fast", apply: known("b")}}, known: []string{"a", "b"}, took: time.Second},
		"late is left out and said":      {sources: []Source{source{name: "dns", delay: time.Hour, apply: known("a")}, source{name: "fast", apply: known("b")}}, known: []string{"b"}, late: []string{"dns"}, took: Budget},
		"an error counts as late":        {sources: []Source{source{name: "directory", err: errors.New("down")}}, late: []string{"directory"}},
		"a panic counts as late":         {sources: []Source{source{name: "broken", panic: "boom"}, source{name: "fast", apply: known("b")}}, known: []string{"b"}, late: []string{"broken"}},
		"nothing to say is no complaint": {sources: []Source{source{name: "silent"}}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				got := gather(t.Context(), &policy.Message{}, policy.Facts{}, c.sources)
				if !slices.Equal(got.Known, c.known) {
					t.Errorf("known = %v, want %v", got.Known, c.known)
				}
				if !slices.Equal(got.Late, c.late) {
					t.Errorf("late = %v, want %v", got.Late, c.late)
				}
				if took := time.Since(start); took != c.took {
					t.Errorf("took %v, want %v", took, c.took)
				}
			})
		})
	}
}

func TestGatherLeavesBaseAlone(t *testing.T) {
	base := policy.Facts{Late: make([]string, 1, 8)}
	base.Late[0] = "tls"
	got := gather(t.Context(), &policy.Message{}, base, []Source{source{name: "directory", err: errors.New("down")}})
	if want := []string{"directory", "tls"}; !slices.Equal(got.Late, want) {
		t.Errorf("late = %v, want %v", got.Late, want)
	}
	if len(base.Late) != 1 || base.Late[0] != "tls" {
		t.Errorf("the caller's facts changed: %v", base.Late)
	}
}

func TestReadFacts(t *testing.T) {
	good := func(s string) policy.Facts {
		t.Helper()
		f, err := ReadFacts("facts.json", []byte(s))
		if err != nil {
			t.Fatalf("ReadFacts(%s): %v", s, err)
		}
		return f
	}
	bad := func(s, want string) {
		t.Helper()
		if _, err := ReadFacts("facts.json", []byte(s)); err == nil || err.Error() != want {
			t.Errorf("ReadFacts(%s):\n got %v\nwant %s", s, err, want)
		}
	}
	f := good(`{"now":"2026-11-24T10:00:00+09:00","sender":{"groups":["営業部"]},"thread":{"wasBcc":true}}`)
	if f.Now.Hour() != 10 || f.Sender.Groups[0] != "営業部" || !f.Thread.WasBcc {
		t.Errorf("facts = %+v", f)
	}
	bad(`{"nwo":"2026-11-24T10:00:00+09:00"}`, `facts.json:1:2: unknown field "nwo"`)
	bad("{\n\"known\":7}", `facts.json:2:11: "known" must not be a JSON number; write a list of texts in quotes, as in ["…", "…"]`)
	bad(`{"contacts":[{"address":"a@b.example"}]}`, `facts.json:1:41: "contacts" must not be a JSON object; write an address in quotes`)
	bad(`{"thread":{"wasBcc":"yes"}}`, `facts.json:1:28: "thread.wasBcc" must not be a JSON string; write true or false`)
	bad(`{"history":{"domains":{"b.example":"3"}}}`, `facts.json:1:42: "history.domains" must not be a JSON string; write a whole number`)
	bad(`{"history":[]}`, `facts.json:1:15: "history" must not be a JSON array; write a block { } of names and values`)
	bad(`{"known":["a.example"]`, `facts.json:1:23: the JSON ends too early`)
	bad(`{} {}`, `facts.json:1:5: more text after the facts; one JSON object is expected`)
	bad(`{"now":"tomorrow"}`, `facts.json:1:19: "tomorrow" is not a time; write it like 2026-11-24T10:00:00+09:00`)
}

func FuzzReadFacts(f *testing.F) {
	f.Add([]byte(`{"history":{"addresses":{"a@b.example":3}}}`))
	f.Add([]byte(`{"tls":{"b.example":"none"},"late":["dns"]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, err := ReadFacts("f", data)
		if err != nil && err.Error() == "" {
			t.Error("an error without words")
		}
	})
}
