package check

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"sekisho/server/policy"
)

// Record is a message as records keep it: without body and contents, with what remains of them.
type Record struct {
	*policy.Message
	Searched *policy.Searched `json:"searched,omitempty"`
}

// Keep is what a record holds of a message. The message itself is not changed.
func Keep(m *policy.Message, searched *policy.Searched) Record {
	c := *m
	c.Body, c.Anchors = "", nil // Anchors show what stands in the body
	return Record{Message: &c, Searched: searched}
}

// Recorded is one check as it was recorded.
type Recorded struct {
	Time    time.Time
	Message json.RawMessage // a Record
	Facts   json.RawMessage
	Verdict json.RawMessage
	Policy  *policy.Policy // that judged; nil: it is not known any more
}

// Replay judges a recorded check under another policy. It returns what was said then and what p says of it. An error means
// that the record cannot be read.
func Replay(p *policy.Policy, r Recorded) (m *policy.Message, before policy.Verdict, after policy.Replayed, err error) {
	record := Record{Message: &policy.Message{}}
	var facts policy.Facts
	for _, part := range []struct {
		name string
		data json.RawMessage
		into any
	}{{"message", r.Message, &record}, {"facts", r.Facts, &facts}, {"verdict", r.Verdict, &before}} {
		if bytes.Equal(bytes.TrimSpace(part.data), []byte("null")) {
			continue
		}
		if err := json.Unmarshal(part.data, part.into); err != nil {
			return nil, before, after, fmt.Errorf("read the recorded %s: %w", part.name, err)
		}
	}
	now := facts.Now
	if now.IsZero() {
		now = r.Time
	}
	past := policy.Past{Searched: record.Searched, Policy: r.Policy, Findings: before.Findings}
	return record.Message, before, policy.Replay(p, record.Message, facts, now, past), nil
}
