// Package message reads RFC 5322 and MIME octets into a policy.Message, tolerantly and within limits.
package message

import (
	"context"
	"errors"
	"io"

	"sekisho/server/policy"
)

// Envelope is the SMTP envelope. A nil Envelope means the headers are the envelope.
type Envelope struct {
	From string
	To   []string
}

// Read reads one message, streaming: memory does not grow with its size. The message it returns is complete as far as it
// could be understood; what could not be is in Malformed and in the attachments' marks. The error is only r's.
func Read(ctx context.Context, r io.Reader, env *Envelope) (*policy.Message, error) {
	return nil, errors.New("message: unwritten")
}
