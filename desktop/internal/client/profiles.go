package client

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Profile is one of Thunderbird's.
type Profile struct {
	Name    string // as Thunderbird's profile manager shows it; the folder where two have the same name
	Dir     string
	Default bool // the one that an installed Thunderbird opens
}

func (p Profile) prefs() string {
	path := filepath.Join(p.Dir, "prefs.js")
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real // a link stays one
	}
	return path
}

// roots are the folders in which installations of Thunderbird have their profiles: of the distribution, of Snap, of Flatpak.
func (d *Desk) roots() []string {
	home := d.Env("HOME")
	switch d.system() {
	case "windows":
		if roaming := d.Env("APPDATA"); roaming != "" {
			return []string{filepath.Join(roaming, "Thunderbird")}
		}
		return nil
	case "darwin":
		if home != "" {
			return []string{filepath.Join(home, "Library", "Thunderbird")}
		}
		return nil
	}
	if home == "" {
		return nil
	}
	config := d.Env("XDG_CONFIG_HOME")
	if !filepath.IsAbs(config) {
		config = filepath.Join(home, ".config")
	}
	roots := []string{
		filepath.Join(home, ".thunderbird"), filepath.Join(config, "thunderbird"), filepath.Join(home, "snap", "thunderbird", "common", ".thunderbird"),
	}
	flatpaks, _ := filepath.Glob(filepath.Join(home, ".var", "app", "*Thunderbird*", ".thunderbird"))
	return append(roots, flatpaks...)
}

// Profiles lists Thunderbird's profiles that were used at least once, those that an installation opens first.
func (d *Desk) Profiles() []Profile {
	var all []Profile
	for _, root := range d.roots() {
		for _, p := range profilesIn(root) {
			if _, err := os.Stat(filepath.Join(p.Dir, "prefs.js")); err == nil && len(all) < maxProfiles {
				all = append(all, p)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Profile) int {
		switch {
		case a.Default == b.Default:
			return 0
		case a.Default:
			return -1
		}
		return 1
	})
	names := map[string]int{}
	for _, p := range all {
		names[p.Name]++
	}
	for i, p := range all {
		if names[p.Name] > 1 || p.Name == "" {
			all[i].Name = p.Dir
		}
	}
	return all
}

// profilesIn reads profiles.ini, and installs.ini that says which profile an installation opens.
func profilesIn(root string) []Profile {
	sections := readIni(filepath.Join(root, "profiles.ini"))
	opened, old := map[string]bool{}, true
	for _, s := range slices.Concat(sections, readIni(filepath.Join(root, "installs.ini"))) {
		if path := s.values["Default"]; path != "" && !strings.HasPrefix(s.name, "Profile") {
			opened[folder(root, path, "")], old = true, false
		}
	}
	var all []Profile
	for _, s := range sections {
		if !strings.HasPrefix(s.name, "Profile") || s.values["Path"] == "" {
			continue
		}
		dir := folder(root, s.values["Path"], s.values["IsRelative"])
		all = append(all, Profile{Name: s.values["Name"], Dir: dir, Default: opened[dir] || old && s.values["Default"] == "1"})
	}
	return all
}

// folder is where a profile is. Thunderbird writes a path below its own folder with slashes on every system.
func folder(root, path, relative string) string {
	native := filepath.FromSlash(path)
	if relative == "0" || relative == "" && filepath.IsAbs(native) {
		return filepath.Clean(native)
	}
	return filepath.Join(root, native)
}

// section is a part of an INI file.
type section struct {
	name   string
	values map[string]string
}

// readIni reads an INI file as Mozilla writes them. What is no section or value is passed over; a file that cannot be read is empty.
func readIni(path string) []section {
	f, err := os.Open(path) //nolint:gosec // a person's own file
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, maxIni))
	if err != nil {
		return nil
	}
	return parseIni(string(data))
}

func parseIni(data string) []section {
	var all []section
	for line := range strings.Lines(strings.TrimPrefix(data, "\ufeff")) {
		line = strings.TrimSpace(line)
		name, isSection := strings.CutPrefix(line, "[")
		if isSection && strings.HasSuffix(name, "]") {
			all = append(all, section{strings.TrimSuffix(name, "]"), map[string]string{}})
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if ok && len(all) > 0 && !strings.HasPrefix(line, ";") && !strings.HasPrefix(line, "#") {
			all[len(all)-1].values[key] = value
		}
	}
	return all
}

// Find returns the profile of a name or a folder. Without a name it is the only one that has an identity of an account here, or else
// the one that Thunderbird opens. The error is ErrUnknown.
func (d *Desk) Find(name string) (Profile, error) {
	all := d.Profiles()
	if name != "" {
		for _, p := range all {
			if p.Name == name || p.Dir == filepath.Clean(name) || filepath.Base(p.Dir) == name {
				return p, nil
			}
		}
		return Profile{}, &UnknownError{Name: name, Known: names(all)}
	}
	var ours []Profile
	for _, p := range all {
		if prefs, err := readPrefs(p.prefs()); err == nil && len(d.identities(prefs)) > 0 {
			ours = append(ours, p)
		}
	}
	switch {
	case len(ours) == 1:
		return ours[0], nil
	case len(ours) > 1:
		return Profile{}, &UnknownError{Known: names(ours)}
	case len(all) > 0:
		return all[0], nil
	}
	return Profile{}, &UnknownError{}
}

func names(all []Profile) []string {
	var names []string
	for _, p := range all {
		names = append(names, p.Name)
	}
	return names
}

// UnknownError says that a name means no profile, or that none was named where several could be meant. It is an ErrUnknown.
type UnknownError struct {
	Name  string
	Known []string
}

// Error implements error.
func (e *UnknownError) Error() string {
	switch {
	case len(e.Known) == 0:
		return "client: no Thunderbird profile was found"
	case e.Name == "":
		return "client: several Thunderbird profiles could be meant: " + strings.Join(e.Known, ", ")
	}
	return "client: no Thunderbird profile is called " + e.Name + "; there are: " + strings.Join(e.Known, ", ")
}

// Unwrap implements errors.Is.
func (e *UnknownError) Unwrap() error { return ErrUnknown }
