package message

import (
	"context"
	"fmt"
	"io"

	"sekisho/server/attach"
	"sekisho/server/policy"
)

// Extract writes the decoded content of the first attachment of that name, as Read names it, to w, and tells whether there is one.
// It streams; errors are those of r, of w and the context's.
func Extract(ctx context.Context, r io.Reader, name string, w io.Writer) (found bool, err error) {
	var failed error
	look := func(_ context.Context, f attach.File) policy.Attachment {
		if !found && f.Name == name {
			found = true
			_, failed = io.Copy(w, io.NewSectionReader(f.Content, 0, f.Size))
		}
		return policy.Attachment{Name: f.Name}
	}
	if _, err := read(ctx, r, nil, look); err != nil {
		return found, err
	}
	if failed != nil {
		return found, fmt.Errorf("write %q: %w", name, failed)
	}
	return found, nil
}
