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
	var memory []int
	for range 5 {
		tray, window, kilobytes := measure(t)
		toTray, toWindow, memory = append(toTray, tray), append(toWindow, window), append(memory, kilobytes)
	}
	slices.Sort(toTray)
	slices.Sort(toWindow)
	slices.Sort(memory)
	t.Logf("start to tray %v, mail to first window %v, idle before any window %.1f MB (medians of 5; all %v %v %v)",
		toTray[2].Round(time.Millisecond), toWindow[2].Round(time.Millisecond), float64(memory[2])/1000, toTray, toWindow, memory)
}

func measure(t *testing.T) (tray, window time.Duration, kilobytes int) {
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
	began = time.Now()
	sent := d.send(mail{"figures", "Thunderbird"})
	d.seen(true)
	window = time.Since(began)
	_ = r.cmd.Process.Signal(syscall.SIGTERM)
	_ = result(t, sent) // it hangs up
	_ = r.end()
	return tray, window, kilobytes
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
