package account

import (
	"errors"

	"golang.org/x/sys/windows"
)

// refusedConnection tells whether nobody listens at the port.
func refusedConnection(err error) bool { return errors.Is(err, windows.WSAECONNREFUSED) }
