//go:build unix

package account

import (
	"errors"
	"syscall"
)

// refusedConnection tells whether nobody listens at the port.
func refusedConnection(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }
