//go:build unix

package spool

import "syscall"

const errQuota = syscall.EDQUOT

// Free returns what an ordinary user may still write.
func (d *Folder) Free() (int64, error) {
	var s syscall.Statfs_t
	if err := syscall.Fstatfs(int(d.dir.Fd()), &s); err != nil {
		return 0, err
	}
	return int64(s.Bavail) * int64(s.Bsize), nil //nolint:unconvert,gosec // the types differ by system; no disk has 2^63 octets
}
