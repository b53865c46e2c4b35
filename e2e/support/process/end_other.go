//go:build !unix

package process

import "os"

// stop does nothing: there is no such signal.
func stop(int) {}

func end(pid int) {
	if p, err := os.FindProcess(pid); err == nil {
		_ = p.Kill() // gone already is as good
	}
}
