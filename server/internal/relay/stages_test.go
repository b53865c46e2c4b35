package relay

import (
	"testing"
	"time"

	"sekisho/server/internal/hold"
	"sekisho/server/internal/store"
)

const twoStages = `
version: 1
organization: {name: Minato, domains: minato.example}
settings: {gateway: {present: true, confirm: ask, within: 24h, onExpiry: send}}
baseline: {external: allow}
lists: {asked: kaigan.example}
calendars:
  office: {hours: {mon-fri: "09:00-18:00"}, closed: ["@builtin/holidays-jp"]}
rules:
  - id: minutes
    when: {recipients: {any: {in: aoba.example}}}
    then: {action: hold, hold: [{for: 10m, adjust: 24h}, {until: office, release: nobody}]}
  - id: night
    when: {recipients: {any: {in: asked}}}
    then: {action: hold, confirm: {mode: tick}, hold: {until: office, release: nobody}}
`

// TestTheOfficeIsLookedAtWhenItsStageBegins, and not when the mail came: whoever makes the stage before longer or shorter, confirms late, or
// finds the server down, moves that time.
func TestTheOfficeIsLookedAtWhenItsStageBegins(t *testing.T) {
	const tuesday = "2026-11-24T09:00:00+09:00" // Monday 23 is 勤労感謝の日
	sato := hold.Actor{Account: "sato@minato.example"}
	for _, c := range []struct {
		name, to, sent string
		ends           string // when the first stage does
		by             string // sweep, adjust, release, confirm
		due            string // of the second; empty: it goes at once
	}{
		{"ends after the office closes", "x@aoba.example", "2026-11-20T17:59:00+09:00", "2026-11-20T18:09:00+09:00", "sweep", tuesday},
		{"ends before", "x@aoba.example", "2026-11-20T17:30:00+09:00", "2026-11-20T17:40:00+09:00", "sweep", ""},
		{"made longer, past the end of the day", "x@aoba.example", "2026-11-20T17:30:00+09:00", "2026-11-20T19:00:00+09:00", "adjust", tuesday},
		{"made longer, to the next morning", "x@aoba.example", "2026-11-19T17:59:00+09:00", "2026-11-20T10:00:00+09:00", "adjust", ""},
		{"cut short, before the office closes", "x@aoba.example", "2026-11-20T17:55:00+09:00", "2026-11-20T17:56:00+09:00", "release", ""},
		{"the server comes back late", "x@aoba.example", "2026-11-20T17:30:00+09:00", "2026-11-20T22:00:00+09:00", "sweep", tuesday},
		{"confirmed the next night", "x@kaigan.example", "2026-11-19T03:00:00+09:00", "2026-11-19T22:00:00+09:00", "confirm", "2026-11-20T09:00:00+09:00"},
		{"confirmed in office hours", "x@kaigan.example", "2026-11-19T22:00:00+09:00", "2026-11-20T11:00:00+09:00", "confirm", ""},
		{"came in office hours, confirmed at night", "x@kaigan.example", "2026-11-19T17:00:00+09:00", "2026-11-19T22:00:00+09:00", "confirm", "2026-11-20T09:00:00+09:00"},
		{"came in office hours, confirmed soon", "x@kaigan.example", "2026-11-19T16:00:00+09:00", "2026-11-19T16:10:00+09:00", "confirm", ""},
		{"never confirmed, and sent at night", "x@kaigan.example", "2026-11-18T23:00:00+09:00", "2026-11-19T23:00:00+09:00", "sweep", "2026-11-20T09:00:00+09:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := newTaking(t, twoStages)
			k.now = moment(t, c.sent)
			if got := k.send(eml("1"), c.to); got != "" {
				t.Fatal(got)
			}
			id, ends := k.kept[0].Holds[0].ID, moment(t, c.ends)
			if c.by == "adjust" {
				must(t, k.door.Holds.Adjust(t.Context(), k.org, id, ends, sato))
			}
			k.now = ends
			switch c.by {
			case "release":
				must(t, k.door.Holds.Release(t.Context(), k.org, id, sato))
			case "confirm":
				must(t, k.door.Holds.Confirmed(t.Context(), k.org, id, "c", sato))
			default:
				if n, _, err := k.door.Holds.Sweep(t.Context(), k.org); n != 1 || err != nil {
					t.Fatalf("the first stage did not end: %d, %v", n, err)
				}
			}
			h, err := k.store.Hold(t.Context(), k.org, id)
			must(t, err)
			if c.due == "" {
				if h.State != store.HoldReleased {
					t.Errorf("it is %s until %v, want it to go", h.State, h.Due)
				}
				return
			}
			if h.State != store.HoldTimed || h.Stage != 2 || !h.Due.Equal(moment(t, c.due)) {
				t.Fatalf("it is %s in stage %d until %v, want timed until %s", h.State, h.Stage, h.Due, c.due)
			}
			k.now = h.Due.Add(-time.Second)
			if n, _, err := k.door.Holds.Sweep(t.Context(), k.org); n != 0 || err != nil {
				t.Errorf("it moves before the office opens: %d, %v", n, err)
			}
			k.now = h.Due
			if n, _, err := k.door.Holds.Sweep(t.Context(), k.org); n != 1 || err != nil {
				t.Errorf("it does not go when the office opens: %d, %v", n, err)
			}
		})
	}
}

// TestACalendarThatIsGone: where the policy in force has no such calendar any more, what was written stays.
func TestACalendarThatIsGone(t *testing.T) {
	k := newTaking(t, twoStages)
	k.now = moment(t, "2026-11-20T17:59:00+09:00")
	if got := k.send(eml("1"), "x@aoba.example"); got != "" {
		t.Fatal(got)
	}
	k.obey("version: 1\norganization: {name: Minato, domains: minato.example}\n")
	k.now = moment(t, "2026-11-20T22:00:00+09:00")
	if n, _, err := k.door.Holds.Sweep(t.Context(), k.org); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	h, err := k.store.Hold(t.Context(), k.org, k.kept[0].Holds[0].ID)
	must(t, err)
	if want := moment(t, "2026-11-24T09:00:00+09:00"); !h.Due.Equal(want) {
		t.Errorf("it waits until %v, want %v", h.Due, want)
	}
}
