//go:build !windows

package autostart

import "runtime"

func on(path string) bool { return fileThere(path) }

func set(path, program string, start bool) error {
	if runtime.GOOS == "darwin" {
		return setFile(path, launchAgent(program), start)
	}
	return setFile(path, desktopEntry(program), start)
}
