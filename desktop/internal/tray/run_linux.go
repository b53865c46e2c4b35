package tray

import (
	"os"
	"path/filepath"

	"github.com/godbus/dbus/v5"
)

// watcher is the bus name of the place where icons are shown (freedesktop.org, StatusNotifierItem).
const watcher = "org.kde.StatusNotifierWatcher"

// possible tells whether there is a session bus. The library would start one of its own without, and falls over at its end.
func possible() bool {
	conn, err := session()
	if err != nil {
		return false
	}
	return conn.Close() == nil
}

// Hosted tells whether the desktop has a place for icons now; one may come later.
func Hosted() bool {
	conn, err := session()
	if err != nil {
		return false
	}
	defer func() { _ = conn.Close() }()
	var owned bool
	err = conn.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, watcher).Store(&owned)
	return err == nil && owned
}

// session connects with the session bus that is there already.
func session() (*dbus.Conn, error) {
	if os.Getenv("DBUS_SESSION_BUS_ADDRESS") == "" {
		if _, err := os.Stat(filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "bus")); err != nil { //nolint:gosec // the person's own environment
			return nil, ErrNone
		}
	}
	return dbus.ConnectSessionBus()
}

func encode(state string) ([]byte, error) { return pngOf(state) }
