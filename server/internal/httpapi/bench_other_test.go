//go:build !unix

package httpapi

import (
	"testing"
	"time"
)

// spentSoFar is not known here.
func spentSoFar(*testing.B) time.Duration { return 0 }
