package cli

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
)

// goal is how large the heap may become before the next collection begins.
func goal() uint64 {
	runtime.GC()
	s := []metrics.Sample{{Name: "/gc/heap/goal:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

func TestRoomToGrow(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	before := goal()
	release := roomToGrow()
	if got := goal(); got < before+roomOctets {
		t.Errorf("the heap may become %d octets with room to grow, want at least %d more than the %d without", got, roomOctets, before)
	}
	release()
	if got := goal(); got > before+roomOctets {
		t.Errorf("the heap may become %d octets after the release, before it was %d", got, before)
	}
}

func TestRoomToGrowLeavesALimitAlone(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	before := goal()
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(1 << 40))
	release := roomToGrow()
	if got := goal(); got >= before+roomOctets {
		t.Errorf("the heap may become %d octets though the operator has set a limit, before it was %d", got, before)
	}
	release()
}
