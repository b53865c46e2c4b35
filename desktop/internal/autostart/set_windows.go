package autostart

import (
	"errors"
	"strings"

	"golang.org/x/sys/windows/registry"

	"sekisho/desktop/internal/locations"
)

const run = `Software\Microsoft\Windows\CurrentVersion\Run`

// value is the name below the Run key; in a folder given with --state there is a file instead, which starts nothing.
func value(path string) (string, bool) { return strings.CutPrefix(path, locations.RunKey+`\`) }

func on(path string) bool {
	name, ok := value(path)
	if !ok {
		return fileThere(path)
	}
	key, err := registry.OpenKey(registry.CURRENT_USER, run, registry.QUERY_VALUE)
	if err != nil {
		return false
	}
	defer func() { _ = key.Close() }()
	_, _, err = key.GetStringValue(name)
	return err == nil
}

func set(path, program string, start bool) error {
	name, ok := value(path)
	if !ok {
		return setFile(path, program, start)
	}
	key, _, err := registry.CreateKey(registry.CURRENT_USER, run, registry.SET_VALUE)
	if err != nil {
		return err
	}
	defer func() { _ = key.Close() }()
	if start {
		return key.SetStringValue(name, `"`+program+`" --hidden`)
	}
	if err := key.DeleteValue(name); !errors.Is(err, registry.ErrNotExist) {
		return err
	}
	return nil
}
