//go:build !unix

package spool

import (
	"errors"
	"syscall"
)

const errQuota = syscall.ENOSPC

// Free is not known here.
func (d *Folder) Free() (int64, error) { return 0, errors.ErrUnsupported }
