package postgres

import (
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// account is who the server runs as: PostgreSQL refuses to run as root.
type account struct{ uid, gid int }

const nobody = 65534

// unprivileged is ourselves, or, for root, Debian's user of PostgreSQL, or nobody.
func unprivileged() account {
	if os.Getuid() != 0 {
		return account{os.Getuid(), os.Getgid()}
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return account{nobody, nobody}
	}
	uid, uidErr := strconv.Atoi(u.Uid)
	gid, gidErr := strconv.Atoi(u.Gid)
	if uidErr != nil || gidErr != nil {
		return account{nobody, nobody}
	}
	return account{uid, gid}
}

// run makes a command run as the account, in the root folder, which everybody may read.
func (a account) run(c *exec.Cmd) *exec.Cmd {
	c.Dir = "/"
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // a Ctrl-C in the terminal is for the tests
	if os.Getuid() == 0 {
		c.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)} //nolint:gosec // identifiers of the system
	}
	return c
}
