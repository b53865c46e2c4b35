// Package attach looks at files: true type, disguise, encryption, macros, what is inside containers. It finds, it does not judge.
package attach

import (
	"context"
	"io"

	"sekisho/server/policy"
)

// File is one file to look at.
type File struct {
	Name     string   // the name a reader sees, undecorated
	Names    []string // every name it can have
	Declared string   // MIME type the client declared; may be empty
	Inline   bool
	Size     int64       // of the whole content, octets
	Content  io.ReaderAt // nil: only the name is known
}

// Inspect looks at f and at what is inside it, within the package's limits. It never fails: what it cannot read is marked.
func Inspect(ctx context.Context, f File) policy.Attachment {
	return policy.Attachment{Name: f.Name, Size: f.Size}
}
