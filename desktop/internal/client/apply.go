package client

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"sekisho/desktop/internal/locations"
)

// Applied is what was done in a profile.
type Applied struct {
	Plan
	// Trouble is why the certificate could not be imported; nil: it was, or is trusted already, or the person has to.
	Trouble error
}

// Apply sets a profile up. It changes nothing in one that is set up. Errors are those of Plan, and ErrRunning; then nothing was
// changed. A certificate that cannot be imported is no error: the person can.
func (d *Desk) Apply(ctx context.Context, profile Profile) (Applied, error) {
	free, err := d.lock(ctx)
	if err != nil {
		return Applied{}, err
	}
	defer free()
	release, err := hold(profile.Dir)
	if err != nil {
		return Applied{}, err
	}
	defer release()
	r, err := d.record()
	if err != nil {
		return Applied{}, err
	}
	now, err := readPrefs(profile.prefs())
	if err != nil {
		return Applied{}, err
	}
	done, _ := r.of(profile.Dir)
	plan, changes, err := d.plan(profile, now, done)
	if err != nil {
		return Applied{}, err
	}
	return d.carryOut(r, done, plan, now, changes)
}

// carryOut writes down what is there, then changes it: whatever interrupts it, what was done so far can be undone.
func (d *Desk) carryOut(r *record, done changed, plan Plan, now *prefs, changes []pref) (Applied, error) {
	a := Applied{Plan: plan}
	done.Name = plan.Profile.Name
	if done.Since.IsZero() {
		done.Since = d.now().UTC()
	}
	if len(changes) > 0 {
		if err := d.change(r, &done, plan, now, changes); err != nil {
			return a, err
		}
	}
	if !plan.Import {
		return a, nil
	}
	t, err := d.trustUs(plan.Profile, done.Trust)
	if err != nil {
		a.Trouble, a.Import, a.ByHand = err, false, true
	}
	if t != nil {
		done.Trust = t
	}
	r.set(done)
	return a, d.keep(r)
}

// change writes the preferences, the record of them before.
func (d *Desk) change(r *record, done *changed, plan Plan, now *prefs, changes []pref) error {
	if done.Backup == "" {
		done.Backup = d.backup(plan.Profile, "prefs.js")
		if err := locations.Write(done.Backup, now.octets()); err != nil {
			return err
		}
	}
	done.note(changes)
	for account, key := range plan.servers {
		done.Servers[account] = key
	}
	r.set(*done)
	if err := d.keep(r); err != nil {
		return err
	}
	next := &prefs{slices.Clone(now.lines)}
	for _, c := range changes {
		next.put(c.Name, c.After)
	}
	return next.write(plan.Profile.prefs())
}

// Undone is what was undone in a profile.
type Undone struct {
	Profile string
	Dir     string
	// Restored is how many preferences are as they were; Left names those that the person changed since, which stay.
	Restored int
	Left     []string
	// Gone tells that the profile is not there any more.
	Gone bool
	// Certificate is why the certificate could not be taken out; nil: it is out, or was never in.
	Certificate error
}

// Undo undoes what was set up in the profile of a folder, or in all where dir is empty. The error joins those of single profiles,
// ErrRunning among them; what could be undone was. Where nothing was set up, nothing is done.
func (d *Desk) Undo(ctx context.Context, dir string) ([]Undone, error) {
	free, err := d.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer free()
	r, err := d.record()
	if err != nil {
		return nil, err
	}
	var done []Undone
	var failed []error
	for _, c := range slices.Clone(r.Profiles) {
		if dir != "" && c.Dir != dir {
			continue
		}
		u, err := d.undo(c)
		if err == nil {
			r.drop(c.Dir)
			err = d.keep(r)
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("undo in profile %s: %w", c.Name, err))
			continue
		}
		d.forget(c)
		done = append(done, u)
	}
	return done, errors.Join(failed...)
}

// forget removes the copies of a profile's files, and their folder when it is empty.
func (d *Desk) forget(c changed) {
	copies := []string{c.Backup}
	if c.Trust != nil {
		for _, f := range c.Trust.Files {
			copies = append(copies, f.Backup)
		}
	}
	for _, path := range copies {
		if path != "" && filepath.Dir(path) == d.Places.ClientBackups() {
			_ = os.Remove(path)
		}
	}
	_ = os.Remove(d.Places.ClientBackups()) // refused while there are others in it
}
