// Package autostart has the companion started, without a window, when its person logs in: by a desktop entry on Linux (Desktop
// Application Autostart Specification 0.5), a launch agent on macOS, a value of the registry on Windows.
//
// It promises that what it wrote is all that it takes away again. It starts and ends nothing by itself.
package autostart

import (
	"errors"
	"fmt"
	"html"
	"io/fs"
	"os"
	"strings"

	"sekisho/desktop/internal/locations"
)

// On tells whether the companion is started at login.
func On(p locations.Places) bool { return on(p.Autostart) }

// Set has the program at path started at login, or not any more.
func Set(p locations.Places, path string, start bool) error {
	if err := set(p.Autostart, path, start); err != nil {
		return fmt.Errorf("start at login: %w", err)
	}
	return nil
}

func fileThere(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// setFile writes or removes the file that starts the program.
func setFile(path, text string, start bool) error {
	if start {
		return locations.Write(path, []byte(text))
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// desktopEntry is the file of Linux. In it a path stands in quotes, where four characters are escaped, and the whole value once more
// (Desktop Entry Specification 1.5, "The Exec key"); a percent sign is doubled.
func desktopEntry(program string) string {
	quoted := strings.NewReplacer(`\`, `\\\\`, `"`, `\\"`, "`", "\\\\`", `$`, `\\$`, `%`, `%%`).Replace(program)
	return "[Desktop Entry]\nType=Application\nName=Sekisho\nName[ja]=関所 Sekisho\nComment=Checks mail before it leaves\n" +
		"Comment[ja]=送信前にメールを確かめます\nExec=\"" + quoted + "\" --hidden\nIcon=sekisho-desktop\nX-GNOME-Autostart-enabled=true\n"
}

// launchAgent is the file of macOS (launchd.plist(5)).
func launchAgent(program string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>Label</key><string>jp.sekisho.desktop</string>
<key>ProgramArguments</key><array><string>` + html.EscapeString(program) + `</string><string>--hidden</string></array>
<key>RunAtLoad</key><true/>
</dict></plist>
`
}
