package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sekisho/manifest"
	"sekisho/server/internal/input"
)

// planned is one file of the folder: what is to stand in it, and the version that was there.
type planned struct {
	options manifest.Options
	name    string
	was     string // empty: it is written whatever it says
}

// writeAll writes the manifests into the folder, each whole or not at all, and tells what became of each.
func (m *manifestFlags) writeAll(s Streams) error {
	modes := []string{m.options.Mode}
	if m.allModes {
		modes = manifest.Modes()
	}
	if m.replaces != "" && len(modes) > 1 {
		return errors.New("--replaces is about one manifest: name its --mode too")
	}
	var plans []planned
	for _, mode := range modes { // what is wrong is said before anything is written
		p, err := m.plan(mode, s)
		if err == nil {
			_, err = manifest.Render(p.options)
		}
		if err != nil {
			return err
		}
		plans = append(plans, p)
	}
	if err := os.MkdirAll(m.out, 0o755); err != nil { //nolint:gosec // manifests are no secret
		return fmt.Errorf("make the folder %s: %w", m.out, err)
	}
	var told strings.Builder
	for _, p := range plans {
		line, err := p.write()
		if err != nil {
			return err
		}
		told.WriteString(line)
	}
	s.printf("%s", told.String())
	return nil
}

// plan finds what the file of one mode is to say. What it replaces is --replaces, else the file that is there; a file that is
// new follows nothing, but people sign in by it as by the others of the folder.
func (m *manifestFlags) plan(mode string, s Streams) (planned, error) {
	p := planned{options: m.options, name: filepath.Join(m.out, manifest.FileName(mode))}
	p.options.Mode = mode
	before := p.name
	if m.replaces != "" {
		before = m.replaces
	}
	installed, err := m.present(before)
	switch {
	case errors.Is(err, fs.ErrNotExist) && m.replaces == "":
		p.options.Version = manifest.Base()
		return m.asOthers(p)
	case err != nil:
		return p, err
	}
	if p.options, err = m.following(p.options, before, installed); err == nil {
		m.warnOfOrigin(s, before, installed)
	}
	if err != nil || before != p.name {
		return p, err
	}
	p.was, err = manifest.ReadVersion(installed)
	return p, err
}

// present reads a file, which cannot be there before its folder is.
func (m *manifestFlags) present(name string) ([]byte, error) {
	if info, err := os.Stat(m.out); name != m.replaces && (err != nil || !info.IsDir()) {
		return nil, fs.ErrNotExist
	}
	return input.Read(name)
}

// asOthers takes the sign-in from the other manifests of the folder; they must agree, unless it is named.
func (m *manifestFlags) asOthers(p planned) (planned, error) {
	var first manifest.Options
	var whose string
	for _, mode := range manifest.Modes() {
		name := filepath.Join(m.out, manifest.FileName(mode))
		data, err := m.present(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return p, err
		}
		other, err := manifest.Read(data)
		if err != nil {
			return p, fmt.Errorf("%s: %w", name, err)
		}
		if whose != "" && m.options.Launch == "" && (other.Launch != first.Launch || other.ClientID != first.ClientID) {
			return p, fmt.Errorf("%s and %s sign in differently: write --launch device, or --launch entra and --client-id, for %s", whose, name, p.name)
		}
		if whose == "" || other.Launch == manifest.LaunchEntra && first.Launch != manifest.LaunchEntra {
			first, whose = other, name
		}
	}
	p.options = p.options.Keep(first, false)
	return p, nil
}

// write makes the file, unless the one that is there says the same.
func (p planned) write() (line string, err error) {
	if p.was == p.options.Version {
		return fmt.Sprintf("%s: version %s, as before\n", p.name, p.was), nil
	}
	document, err := uploadable(p.options)
	if err != nil {
		return "", err
	}
	if err := replaceFile(p.name, document); err != nil {
		return "", fmt.Errorf("write %s: %w", p.name, err)
	}
	return fmt.Sprintf("%s: version %s, written\n", p.name, p.options.Version), nil
}
