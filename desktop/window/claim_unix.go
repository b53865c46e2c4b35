//go:build !windows

package main

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// claim returns standard output for the companion alone: what libraries print there goes to standard error from now on, and the web
// view's processes do not inherit the pipe, which would keep it open after this program's end.
func claim() (*os.File, error) {
	own, err := unix.FcntlInt(os.Stdout.Fd(), unix.F_DUPFD_CLOEXEC, 3)
	if err == nil {
		err = unix.Dup2(int(os.Stderr.Fd()), int(os.Stdout.Fd()))
	}
	if err != nil {
		return nil, fmt.Errorf("claim standard output: %w", err)
	}
	return os.NewFile(uintptr(own), "companion"), nil
}
