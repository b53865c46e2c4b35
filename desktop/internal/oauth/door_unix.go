//go:build unix

package oauth

import (
	"errors"
	"syscall"
)

// taken tells whether a port is another program's, and not just of a protocol that this computer lacks.
func taken(err error) bool { return errors.Is(err, syscall.EADDRINUSE) }
