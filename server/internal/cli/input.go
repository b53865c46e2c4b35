package cli

import (
	"context"
	"io"

	"sekisho/server/internal/input"
	"sekisho/server/policy"
	"sekisho/server/sample"
)

// open opens a file, or standard input for "-".
func open(ctx context.Context, name string, s Streams) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(untilDone(ctx, s.In)), nil
	}
	return input.Open(name)
}

// untilDone reads in until ctx ends: nobody may have to press a key for a command to end. What still waits for in then, waits
// until the program ends.
func untilDone(ctx context.Context, in io.Reader) io.Reader {
	r, w := io.Pipe()
	context.AfterFunc(ctx, func() { _ = w.CloseWithError(context.Cause(ctx)) })
	go func() {
		_, err := io.Copy(w, in)
		_ = w.CloseWithError(err) // nil is the end of the file
	}()
	return r
}

// readPolicy reads and compiles a policy file; without a name it is the sample policy.
func readPolicy(name string) (*policy.Policy, error) {
	doc, err := readDocument(name)
	if err != nil {
		return nil, err
	}
	return policy.Compile(doc)
}

func readDocument(name string) (*policy.Document, error) {
	if name == "" {
		return policy.Load("sample.yaml", sample.Policy(), nil)
	}
	data, err := input.Read(name)
	if err != nil {
		return nil, err
	}
	return policy.Load(name, data, input.Beside(name))
}
