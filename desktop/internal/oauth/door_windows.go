package oauth

import (
	"errors"

	"golang.org/x/sys/windows"
)

// taken tells whether a port is another program's, and not just of a protocol that this computer lacks.
func taken(err error) bool { return errors.Is(err, windows.WSAEADDRINUSE) }
