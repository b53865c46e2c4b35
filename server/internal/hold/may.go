package hold

import (
	"time"

	"sekisho/server/internal/store"
)

// May is what somebody may do with a hold as it is now. It is for screens: the Keeper looks again.
type May struct {
	Release  bool // or send after being asked
	Cancel   bool
	Earliest time.Time // the ends of a wait that may be chosen; both zero: none
	Latest   time.Time
}

// Allowed tells what an actor may do with a hold as its sender or as an operator, and its stages.
func (k *Keeper) Allowed(h store.Hold, by Actor) (May, Stage, error) {
	c, err := opened(h)
	if err != nil {
		return May{}, Stage{}, err
	}
	if o := ownerOf(h); o.named(by) {
		by.Operator = false
	}
	if !c.waits() || !by.Operator && !by.acts(ownerOf(h)) {
		return May{}, c.stage, nil
	}
	m := May{Cancel: true, Release: by.Operator || c.stage.Release == "sender" && (c.stage.Kind == Wait || c.stage.Kind == Ask)}
	if c.stage.Kind != Wait {
		return m, c.stage, nil
	}
	if earliest, latest := c.bounds(k.now(), by.Operator); latest.After(earliest) {
		m.Earliest, m.Latest = earliest, latest
	}
	return m, c.stage, nil
}
