package check

import (
	"sekisho/server/link"
	"sekisho/server/personal"
	"sekisho/server/policy"
)

// Look lets the detectors of texts read m and writes what they found into it. What a door has filled in already stays.
func Look(m *policy.Message) {
	link.Look(m)
	personal.Look(m)
}
