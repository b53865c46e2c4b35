package main

import (
	"os"
	"testing"
	"time"
)

// TestNothingIsLost is a small torture; `go tool task torture` is the whole one.
func TestNothingIsLost(t *testing.T) {
	if os.Getenv("SEKISHO_E2E") == "" {
		t.Skip("set SEKISHO_E2E=1 to kill servers")
	}
	for name, o := range map[string]options{
		"killed":  {kills: 8, mails: 300, senders: 8, every: 400 * time.Millisecond, seed: 1},
		"in rest": {kills: 0, mails: 100, senders: 8, every: time.Second, seed: 1},
	} {
		t.Run(name, func(t *testing.T) {
			if err := run(t.Context(), o); err != nil {
				t.Error(err)
			}
		})
	}
}
