package hold

import (
	"errors"
	"testing"
	"time"
)

func TestAllowed(t *testing.T) {
	h := newHouse(t)
	plain, fixed := wait("1h", "send"), wait("1h", "send")
	plain.Adjust, fixed.Adjust, fixed.Release = "", "", "approver"
	for name, c := range map[string]struct {
		stage Stage
		by    Actor
		want  May
	}{
		"own wait":           {plain, actor("sato"), May{Release: true, Cancel: true, Earliest: noon, Latest: noon.Add(time.Hour)}},
		"one to make longer": {wait("1h", "send"), actor("sato"), May{Release: true, Cancel: true, Earliest: noon, Latest: noon.Add(2 * time.Hour)}},
		"a fixed one":        {fixed, actor("sato"), May{Cancel: true}},
		"an approval":        {approval("manager"), actor("sato"), May{Cancel: true}},
		"somebody else's":    {plain, actor("boss"), May{}},
		"an operator":        {fixed, Actor{Operator: true}, May{Release: true, Cancel: true, Earliest: noon, Latest: noon.Add(longest)}},
	} {
		id := h.hold(c.stage)
		stored, err := h.store.Hold(t.Context(), h.org, id)
		must(t, err)
		got, stage, err := h.keep.Allowed(stored, c.by)
		if err != nil || got != c.want || stage.Kind != c.stage.Kind {
			t.Errorf("%s: %+v %s, %v, want %+v", name, got, stage.Kind, err, c.want)
		}
	}
}

// TestOnlyTheStageThatWasSeen: what is done on a page that shows an older stage changes nothing.
func TestOnlyTheStageThatWasSeen(t *testing.T) {
	h := newHouse(t)
	id := h.hold(wait("1h", "send"), wait("1h", "send"), approval("boss@minato.example"))
	sato, boss := actor("sato"), actor("boss")
	must(t, h.keep.Release(t.Context(), h.org, id, sato))
	sato.Stage = 1
	for name, err := range map[string]error{
		"release": h.keep.Release(t.Context(), h.org, id, sato),
		"cancel":  h.keep.Cancel(t.Context(), h.org, id, sato),
		"adjust":  h.keep.Adjust(t.Context(), h.org, id, noon.Add(time.Minute), sato),
	} {
		if !errors.Is(err, ErrConflict) {
			t.Errorf("%s in another stage: %v, want ErrConflict", name, err)
		}
	}
	sato.Stage = 2
	must(t, h.keep.Release(t.Context(), h.org, id, sato))
	boss.Stage = 2
	if err := h.keep.Decide(t.Context(), h.org, id, Choice{Approve: true}, boss); !errors.Is(err, ErrConflict) {
		t.Errorf("decide in another stage: %v, want ErrConflict", err)
	}
	boss.Stage = 3
	must(t, h.keep.Decide(t.Context(), h.org, id, Choice{Approve: true}, boss))
}
