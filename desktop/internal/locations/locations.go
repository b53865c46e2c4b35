// Package locations names every file that the desktop program writes, on each system, and writes them.
//
// It promises that no other package makes up a path: what Files lists is all there is, so that removing it leaves nothing. Folders
// are made for their owner alone (0700), files too (0600), and a file is replaced in one step: after a crash there is the old one
// or the new one, never half of one. On Windows the folders of a profile are their owner's by inheritance; the modes say nothing
// there.
//
// It does not look into files, and knows nothing of what a mail client keeps.
package locations

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// ErrNoHome is the error on a system that does not say where a person's files are.
var ErrNoHome = errors.New("locations: no home folder is known; set HOME, or name a folder with --state")

// Places are the folders of one person's installation.
type Places struct {
	Config    string // what a person set
	State     string // what must not be lost
	Cache     string // what may be deleted at any time
	Log       string
	Autostart string // the file, or on Windows the registry value, that starts the program at login
	Managed   string // where an administrator puts what holds for all users of the computer; read, never written
	system    string
	together  bool // one folder given with --state
}

// System returns the places of the person who runs the program.
func System() (Places, error) { return For(runtime.GOOS, os.Getenv) }

// In returns places that are all in one folder: for tests, and for `--state`. The path is made absolute. Nothing is written outside
// of it, so that the program does not start at login.
func In(dir string) (Places, error) {
	if strings.TrimSpace(dir) == "" {
		return Places{}, errors.New("locations: the folder for --state has no name")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Places{}, fmt.Errorf("locations: folder %q: %w", dir, err)
	}
	return Places{
		Config: dir, State: dir, Cache: filepath.Join(dir, "cache"), Log: filepath.Join(dir, "log"),
		Autostart: filepath.Join(dir, "autostart"), Managed: filepath.Join(dir, "managed"), system: runtime.GOOS, together: true,
	}, nil
}

// For returns the places on a system as runtime.GOOS names it, from the environment that env reads. Systems other than Windows and
// macOS follow the XDG Base Directory Specification 0.8, whose variables are ignored when they are relative.
func For(system string, env func(string) string) (Places, error) {
	switch system {
	case "windows":
		return microsoft(env)
	case "darwin":
		return apple(env)
	}
	return xdg(system, env)
}

func xdg(system string, env func(string) string) (Places, error) {
	home := env("HOME")
	folder := func(variable, otherwise string) string {
		if dir := env(variable); strings.HasPrefix(dir, "/") {
			return dir
		}
		if home == "" {
			return ""
		}
		return home + "/" + otherwise
	}
	config, state, cache := folder("XDG_CONFIG_HOME", ".config"), folder("XDG_STATE_HOME", ".local/state"), folder("XDG_CACHE_HOME", ".cache")
	if config == "" || state == "" || cache == "" {
		return Places{}, ErrNoHome
	}
	return Places{
		Config: config + "/sekisho", State: state + "/sekisho", Cache: cache + "/sekisho", Log: state + "/sekisho/log",
		Autostart: config + "/autostart/sekisho.desktop", Managed: "/etc/sekisho", system: system,
	}, nil
}

func apple(env func(string) string) (Places, error) {
	home := env("HOME")
	if home == "" {
		return Places{}, ErrNoHome
	}
	library := home + "/Library"
	return Places{
		Config: library + "/Application Support/Sekisho", State: library + "/Application Support/Sekisho",
		Cache: library + "/Caches/Sekisho", Log: library + "/Logs/Sekisho",
		Autostart: library + "/LaunchAgents/sekisho.desktop.plist", Managed: "/Library/Application Support/Sekisho", system: "darwin",
	}, nil
}

// RunKey is the key of the Windows registry whose values are started at login.
const RunKey = `HKCU\Software\Microsoft\Windows\CurrentVersion\Run`

func microsoft(env func(string) string) (Places, error) {
	roaming, local, all := env("APPDATA"), env("LOCALAPPDATA"), env("ProgramData")
	if roaming == "" || local == "" {
		return Places{}, fmt.Errorf("%w (on Windows: APPDATA and LOCALAPPDATA)", ErrNoHome)
	}
	if all == "" {
		all = `C:\ProgramData`
	}
	return Places{
		Config: roaming + `\Sekisho`, State: local + `\Sekisho`, Cache: local + `\Sekisho\cache`, Log: local + `\Sekisho\log`,
		Autostart: RunKey + `\Sekisho`, Managed: all + `\Sekisho`, system: "windows",
	}, nil
}

// join puts a name into a folder with the separator of the places' system, which may not be the one that runs.
func (p Places) join(dir, name string) string {
	if p.system == "windows" {
		return dir + `\` + name
	}
	return dir + "/" + name
}
