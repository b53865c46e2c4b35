//go:build unix

package companion

import (
	"errors"
	"syscall"
)

// absent tells whether this machine has no such address: one without IPv6 has no ::1.
func absent(err error) bool {
	return errors.Is(err, syscall.EADDRNOTAVAIL) || errors.Is(err, syscall.EAFNOSUPPORT)
}
