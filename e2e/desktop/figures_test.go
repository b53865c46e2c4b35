package desktop

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestFigures measures what design.md 10 sets floors for, and only prints it: SEKISHO_FIGURES=1, on a quiet machine.
func TestFigures(t *testing.T) {
	if os.Getenv("SEKISHO_FIGURES") != "1" {
		t.Skip("SEKISHO_FIGURES=1 measures")
	}
	var toTray, toWindow []time.Duration
	var memory, cpu []int
	for range 5 {
		tray, window, kilobytes, busy := measure(t)
		toTray, toWindow, memory, cpu = append(toTray, tray), append(toWindow, window), append(memory, kilobytes), append(cpu, busy)
	}
	slices.Sort(toTray)
	slices.Sort(toWindow)
	slices.Sort(memory)
	slices.Sort(cpu)
	t.Logf("start to tray %v, mail to first window %v, idle before any window %.1f MB and %d ms of processor in %v (medians of 5; all %v %v %v %v)",
		toTray[2].Round(time.Millisecond), toWindow[2].Round(time.Millisecond), float64(memory[2])/1000, cpu[2], idle, toTray, toWindow, memory, cpu)
}

// idle is how long a companion that has nothing to do is watched.
const idle = 10 * time.Second

func measure(t *testing.T) (tray, window time.Duration, kilobytes, busy int) {
	d := newDesk(t, "ja_JP.UTF-8")
	place, err := d.bus.OfferTray()
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	r := d.start("--hidden")
	if _, err := place.Item(patience); err != nil {
		t.Fatal(err)
	}
	tray = time.Since(began)
	time.Sleep(3 * time.Second) // what starting needed is given back
	kilobytes = proportional(t, r.cmd.Process.Pid)
	before := processor(t, r.cmd.Process.Pid)
	time.Sleep(idle)
	busy = processor(t, r.cmd.Process.Pid) - before
	began = time.Now()
	sent := d.send(mail{"figures", "Thunderbird"})
	d.seen(true)
	window = time.Since(began)
	_ = r.cmd.Process.Signal(syscall.SIGTERM)
	_ = result(t, sent) // it hangs up
	_ = r.end()
	return tray, window, kilobytes, busy
}

// proportional is the memory of a process without what it shares with others (PSS), in kB.
func proportional(t *testing.T, pid int) int {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "smaps_rollup"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "Pss:" {
			n, _ := strconv.Atoi(fields[1])
			return n
		}
	}
	t.Fatal("the system does not say how much memory a process has")
	return 0
}

// processor is the processor's time that a process took so far, in milliseconds (proc(5), stat: utime and stime, in hundredths of a second).
func processor(t *testing.T, pid int) int {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(data), ") ") // the name may have spaces
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		t.Fatalf("the system says %q of a process", data)
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return (user + system) * 10
}
