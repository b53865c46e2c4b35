package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"sekisho/server/policy"
	"sekisho/server/sample"
)

// open opens a file, or standard input for "-".
func open(name string, s Streams) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(s.In), nil
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, fmt.Errorf("open %s: it is a folder, not a file", name)
	}
	return os.Open(name) //nolint:gosec // the user names the file
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
	data, err := os.ReadFile(name) //nolint:gosec // the user names the file
	if err != nil {
		return nil, err
	}
	return policy.Load(name, data, beside(name))
}

// beside reads the files that a policy names, which stand in its folder or below.
func beside(policyFile string) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		root, err := os.OpenRoot(filepath.Dir(policyFile))
		if err != nil {
			return nil, err
		}
		defer func() { _ = root.Close() }()
		return root.ReadFile(name)
	}
}
