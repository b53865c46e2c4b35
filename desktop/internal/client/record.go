package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"sekisho/desktop/internal/locations"
)

// record is what was changed in mail programs, by which it is undone.
type record struct {
	Version  int       `json:"version"`
	Profiles []changed `json:"profiles"`
}

const recordVersion = 1

// changed is what was changed in one profile of Thunderbird.
type changed struct {
	Dir     string            `json:"dir"`
	Name    string            `json:"name"`
	Since   time.Time         `json:"since"`
	Prefs   []pref            `json:"prefs"`
	Servers map[string]string `json:"servers"`          // an account's ID to the key of its outgoing server
	Trust   *trust            `json:"trust,omitempty"`  // the certificate that was imported
	Backup  string            `json:"backup,omitempty"` // the file with prefs.js as it was
}

// pref is one changed line. The empty line is none.
type pref struct {
	Name   string `json:"name"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// record reads what was changed; without a file nothing was. One that cannot be read is an error, and never overwritten.
func (d *Desk) record() (*record, error) {
	path := d.Places.Clients()
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &record{Version: recordVersion}, nil
	}
	if err == nil && info.Size() > maxRecord {
		err = fmt.Errorf("it has more than %d octets", maxRecord)
	}
	var data []byte
	if err == nil {
		data, err = os.ReadFile(path) //nolint:gosec // a file of ours
	}
	r := &record{}
	if err == nil {
		err = json.Unmarshal(data, r)
	}
	if err == nil && r.Version != recordVersion {
		err = fmt.Errorf("its version is %d; this program knows %d", r.Version, recordVersion)
	}
	if err != nil {
		return nil, fmt.Errorf("read what was changed in mail programs, %s: %w", path, err)
	}
	return r, nil
}

// keep writes the record; an empty one leaves no file.
func (d *Desk) keep(r *record) error {
	if len(r.Profiles) == 0 {
		if err := os.Remove(d.Places.Clients()); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return locations.Write(d.Places.Clients(), append(data, '\n'))
}

// of returns what was changed in a profile.
func (r *record) of(dir string) (changed, bool) {
	i := slices.IndexFunc(r.Profiles, func(c changed) bool { return c.Dir == dir })
	if i < 0 {
		return changed{Dir: dir, Servers: map[string]string{}}, false
	}
	c := r.Profiles[i]
	if c.Servers == nil {
		c.Servers = map[string]string{}
	}
	return c, true
}

func (r *record) set(c changed) {
	r.drop(c.Dir)
	r.Profiles = append(r.Profiles, c)
}

func (r *record) drop(dir string) {
	r.Profiles = slices.DeleteFunc(r.Profiles, func(c changed) bool { return c.Dir == dir })
}

// note adds changes to those of before. What stood there first is what undoing restores.
func (c *changed) note(changes []pref) {
	c.Prefs = slices.Clone(c.Prefs)
	for _, n := range changes {
		i := slices.IndexFunc(c.Prefs, func(p pref) bool { return p.Name == n.Name })
		if i < 0 {
			c.Prefs = append(c.Prefs, n)
			continue
		}
		c.Prefs[i].After = n.After
	}
}

// lock lets one process at a time work on mail programs.
func (d *Desk) lock(ctx context.Context) (release func(), err error) {
	const patience = 10 * time.Second
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return locations.Lock(ctx, d.Places.Clients())
}

// Pending names the profiles in which something can be undone.
func (d *Desk) Pending() ([]string, error) {
	r, err := d.record()
	if err != nil {
		return nil, err
	}
	var names []string
	for _, c := range r.Profiles {
		names = append(names, c.Name)
	}
	return names, nil
}
