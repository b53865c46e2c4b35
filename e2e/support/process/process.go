// Package process tells tests what a program and those that it started cost: their processor time and their memory, and it ends them.
//
// It reads Linux's /proc. What is not there (another system, a process that ended meanwhile) counts as nothing.
package process

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// tick is the unit of times in /proc/<pid>/stat: USER_HZ is 100 on every Linux that Go runs on.
const tick = 10 * time.Millisecond

// Tree returns a process and all that descend from it, the process first. Those whose parent has ended are not among them.
func Tree(pid int) []int {
	children := map[int][]int{}
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return []int{pid}
	}
	for _, e := range entries {
		if child, err := strconv.Atoi(e.Name()); err == nil {
			if f := stat(child); f != nil {
				children[number(f, 1)] = append(children[number(f, 1)], child)
			}
		}
	}
	all := []int{pid}
	for i := 0; i < len(all); i++ {
		all = append(all, children[all[i]]...)
	}
	return all
}

// CPU returns the processor time, the system's part included, of a process, those that descend from it, and those of them that
// ended and were waited for.
func CPU(pid int) (total time.Duration) {
	for _, p := range Tree(pid) {
		if f := stat(p); f != nil { // utime, stime, cutime, cstime: proc(5)
			total += time.Duration(number(f, 11)+number(f, 12)+number(f, 13)+number(f, 14)) * tick
		}
	}
	return total
}

// Memory returns the octets of memory of a process and those that descend from it: pages that several share count once, by parts (PSS).
func Memory(pid int) (total int64) {
	for _, p := range Tree(pid) {
		total += field(fmt.Sprintf("/proc/%d/smaps_rollup", p), "Pss:")
	}
	return total
}

// Peak returns the most octets of memory that a single process has had at a time (RSS), since it began or since ForgetPeak.
func Peak(pid int) int64 { return field(fmt.Sprintf("/proc/%d/status", pid), "VmHWM:") }

// ForgetPeak begins Peak anew. Without the right to do so nothing happens.
func ForgetPeak(pid int) {
	_ = os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", pid), []byte("5"), 0) // proc(5)
}

// Kill ends a process and all that descend from it with SIGKILL, and returns once they are gone. They are stopped first, so that none
// sees another end.
func Kill(pid int) {
	var all []int
	for n := -1; n != len(all); { // one may have been started while we looked
		n = len(all)
		all = Tree(pid)
		each(all, stop)
	}
	each(all, end)
	for until := time.Now().Add(5 * time.Second); slices.ContainsFunc(all, alive) && time.Now().Before(until); {
		time.Sleep(time.Millisecond)
	}
}

func each(pids []int, do func(pid int)) {
	for _, p := range pids {
		do(p)
	}
}

// alive tells whether a process does more than wait for its parent to look at how it ended.
func alive(pid int) bool {
	f := stat(pid)
	return len(f) > 0 && f[0] != "Z" && f[0] != "X"
}

// stat returns the fields of /proc/<pid>/stat from the state on, which is number 0; nil: there is no such process.
func stat(pid int) []string {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)) // #nosec G304 -- a number
	if err != nil {
		return nil
	}
	_, rest, _ := strings.Cut(string(b[strings.LastIndexByte(string(b), ')')+1:]), " ") // the name may hold blanks
	return strings.Fields(rest)
}

func number(fields []string, i int) int {
	if i >= len(fields) {
		return 0
	}
	n, _ := strconv.Atoi(fields[i]) // not a number: nothing
	return n
}

// field returns the value of a line "Name:  123 kB", in octets.
func field(file, name string) int64 {
	b, err := os.ReadFile(file) // #nosec G304 -- below /proc
	if err != nil {
		return 0
	}
	for _, line := range strings.Split(string(b), "\n") {
		if f := strings.Fields(line); len(f) >= 2 && f[0] == name {
			n, _ := strconv.ParseInt(f[1], 10, 64)
			return n << 10
		}
	}
	return 0
}
