package check

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"sekisho/server/attach"
	"sekisho/server/message"
	"sekisho/server/policy"
)

// Builder makes messages from the short form of a policy's own tests. A test's file is read by open and looked into as any
// attachment is.
func Builder(ctx context.Context, open func(name string) ([]byte, error)) func(policy.TestMessage) (*policy.Message, error) {
	file := func(t policy.TestAttachment) (policy.Attachment, error) {
		data, err := open(t.File)
		if err != nil {
			return policy.Attachment{}, fmt.Errorf("read the test's file: %w", err)
		}
		name := t.Name
		if name == "" {
			name = t.File
		}
		a := attach.Inspect(attach.WithText(ctx), attach.File{Name: name, Declared: t.Type, Inline: t.Inline, Size: int64(len(data)), Content: bytes.NewReader(data)})
		sum := sha256.Sum256(data)
		a.SHA256 = hex.EncodeToString(sum[:])
		return a, nil
	}
	return func(t policy.TestMessage) (*policy.Message, error) {
		m, err := policy.BuildTestMessage(t, file)
		if err == nil {
			m.Anchors = message.Anchors(t.HTML)
		}
		return m, err
	}
}
