//go:build !linux

package postgres

import (
	"os"
	"os/exec"
)

// account is who the server runs as.
type account struct{ uid, gid int }

func unprivileged() account { return account{os.Getuid(), os.Getgid()} }

func (account) run(c *exec.Cmd) *exec.Cmd { return c }
