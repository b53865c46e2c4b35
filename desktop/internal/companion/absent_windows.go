package companion

import (
	"errors"

	"golang.org/x/sys/windows"
)

// absent tells whether this machine has no such address: one without IPv6 has no ::1.
func absent(err error) bool {
	return errors.Is(err, windows.WSAEADDRNOTAVAIL) || errors.Is(err, windows.WSAEAFNOSUPPORT)
}
