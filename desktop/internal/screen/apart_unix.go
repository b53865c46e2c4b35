//go:build !windows

package screen

import (
	"os/exec"
	"syscall"
)

// apart keeps a Ctrl-C in the companion's terminal from the window: the companion ends it.
func apart(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
