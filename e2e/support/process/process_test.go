package process

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"
)

// TestTree starts a shell that starts another that works, and looks at both from outside.
func TestTree(t *testing.T) {
	if _, err := os.Stat("/proc/self/smaps_rollup"); err != nil {
		t.Skip("this system has no /proc as Linux has it")
	}
	shell := exec.Command("sh", "-c", `sh -c 'n=0; while [ $n -lt 200000 ]; do n=$((n+1)); done; echo $$; read x'; exit 3`)
	in, _ := shell.StdinPipe()
	out, err := shell.StdoutPipe()
	if err != nil || shell.Start() != nil {
		t.Fatal("no shell")
	}
	defer in.Close() //nolint:errcheck // the test is over
	var child int
	if _, err := fmt.Fscan(bufio.NewReader(out), &child); err != nil {
		t.Fatal(err)
	}
	tree := Tree(shell.Process.Pid)
	if tree[0] != shell.Process.Pid || !slices.Contains(tree, child) {
		t.Errorf("got tree %v, want %d first and %d in it", tree, shell.Process.Pid, child)
	}
	if cpu := CPU(shell.Process.Pid); cpu <= 0 || cpu > time.Minute {
		t.Errorf("got %v of processor time, want some", cpu)
	}
	if got := Memory(shell.Process.Pid); got < 16<<10 || got > 1<<30 {
		t.Errorf("got %d octets, want what a shell takes", got)
	}
	ForgetPeak(child)
	if got := Peak(child); got < 16<<10 {
		t.Errorf("got a peak of %d octets, want what a shell takes", got)
	}
	Kill(shell.Process.Pid)
	if err := shell.Wait(); err == nil || shell.ProcessState.ExitCode() != -1 {
		t.Errorf("got %v, want it killed", err)
	}
	if alive(child) {
		t.Error("the inner shell outlives the kill")
	}
}

func TestNothingThere(t *testing.T) {
	const nobody = 1 << 30
	if c, m, p := CPU(nobody), Memory(nobody), Peak(nobody); c != 0 || m != 0 || p != 0 {
		t.Errorf("got %v, %d and %d for no process, want nothing", c, m, p)
	}
}
