//go:build !windows && !darwin

package secret

import (
	"errors"
	"fmt"
	"os"
)

// usable tells whether there is a session bus at all: the library would start one, which would have nobody's keychain on it.
func usable() error {
	if os.Getenv("DBUS_SESSION_BUS_ADDRESS") != "" {
		return nil
	}
	if _, err := os.Stat(fmt.Sprintf("/run/user/%d/bus", os.Getuid())); err != nil {
		return errors.New("there is no session bus")
	}
	return nil
}
