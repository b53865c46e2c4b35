package desk

import (
	"context"
	"errors"
	"testing"

	"sekisho/server/internal/store"
)

// shelf holds one policy and counts how often it is read.
type shelf struct {
	now   store.Policy
	reads int
	err   error
}

func (s *shelf) CurrentPolicy(context.Context, store.Org) (store.Policy, error) {
	s.reads++
	return s.now, s.err
}

func (s *shelf) CurrentPolicyVersion(context.Context, store.Org) (int64, error) {
	return s.now.Version, s.err
}

const smallPolicy = "version: 1\norganization: {name: A, domains: [a.example]}\n"

func TestCurrentReadsEachVersionOnce(t *testing.T) {
	s := &shelf{now: store.Policy{Version: 1, Document: smallPolicy}}
	c := NewCompiled(s)
	current := func(wantVersion int64, wantReads int) {
		t.Helper()
		p, version, err := c.Current(t.Context(), store.Org{})
		if err != nil || p == nil || version != wantVersion || s.reads != wantReads {
			t.Fatalf("got version %d after %d reads, %v; want version %d after %d", version, s.reads, err, wantVersion, wantReads)
		}
	}
	current(1, 1)
	current(1, 1)
	s.now.Version = 2
	current(2, 2)
	current(2, 2)
}

func TestCurrentFails(t *testing.T) {
	s := &shelf{now: store.Policy{Version: 1, Document: "version: 2"}}
	c := NewCompiled(s)
	if _, _, err := c.Current(t.Context(), store.Org{}); err == nil {
		t.Error("a policy that does not compile: got no error")
	}
	s.err = store.ErrNotFound
	if _, _, err := c.Current(t.Context(), store.Org{}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("no policy: got %v, want %v", err, store.ErrNotFound)
	}
}
