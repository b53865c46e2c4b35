package companion

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"sekisho/server/policy"
)

// Errors of Pause.
var (
	ErrNoPause  = errors.New("companion: the policy allows no pause")
	ErrNoReason = errors.New("companion: a pause needs a reason")
)

// PauseError is the error of a pause that is longer than the policy allows.
type PauseError struct{ Longest time.Duration }

// Error names the longest pause.
func (e *PauseError) Error() string {
	return fmt.Sprintf("companion: the longest pause is %s", policy.FormatDuration(e.Longest))
}

// pause is the time during which nobody is asked. Block, hold, approval and changes hold all the same.
type pause struct {
	mu     sync.Mutex
	since  time.Time
	until  time.Time
	reason string
	end    *time.Timer
}

// begin starts or replaces a pause; ended is called when it runs out.
func (p *pause) begin(length, longest time.Duration, reason string, ended func()) error {
	reason = strings.Join(strings.Fields(reason), " ")
	switch {
	case longest <= 0:
		return ErrNoPause
	case length <= 0 || length > longest:
		return &PauseError{longest}
	case reason == "":
		return ErrNoReason
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.end != nil {
		p.end.Stop()
	}
	p.since = time.Now()
	p.until, p.reason = p.since.Add(length), reason
	p.end = time.AfterFunc(length, ended)
	return nil
}

func (p *pause) resume() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.end != nil {
		p.end.Stop()
	}
	p.since, p.until, p.reason, p.end = time.Time{}, time.Time{}, "", nil
}

// Paused returns the reason of the pause that is on.
func (p *pause) Paused() (reason string, on bool) {
	_, _, reason, on = p.now()
	return reason, on
}

// now returns the pause that is on.
func (p *pause) now() (since, until time.Time, reason string, on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !time.Now().Before(p.until) {
		return time.Time{}, time.Time{}, "", false
	}
	return p.since, p.until, p.reason, true
}
