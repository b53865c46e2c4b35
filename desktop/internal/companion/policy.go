package companion

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/shim"
	"sekisho/server/check"
	"sekisho/server/policy"
	"sekisho/server/sample"
)

// maxPolicy is the largest policy file, and the largest list beside it.
const maxPolicy = 16 << 20

var errPolicySize = errors.New("companion: the file is larger than 16 MiB")

// policyFile is the policy on this machine, read anew when the file changes; without a file it is the sample.
type policyFile struct {
	path string

	mu     sync.Mutex
	stamp  stamp
	looked time.Time
	policy *policy.Policy
	err    error
}

// stamp tells whether a file is still the one that was read.
type stamp struct {
	time time.Time
	size int64
}

// lookAgain is how often the file is looked at, at most.
const lookAgain = time.Second

func newPolicyFile(path string) (*policyFile, error) {
	f := &policyFile{path: path}
	if path == "" {
		p, err := policy.Parse("sample.yaml", sample.Policy(), nil)
		if err != nil {
			return nil, fmt.Errorf("read the sample policy: %w", err)
		}
		f.policy = p
		return f, nil
	}
	f.refresh()
	if f.err != nil {
		return nil, f.err
	}
	return f, nil
}

// current returns the last policy that could be used.
func (f *policyFile) current() *policy.Policy {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.path != "" && time.Since(f.looked) >= lookAgain {
		f.refresh()
	}
	return f.policy
}

// refresh reads the file if it is another than before. Half a file, or one with an error, leaves the last good policy in force.
func (f *policyFile) refresh() {
	f.looked = time.Now()
	info, err := os.Stat(f.path)
	if err != nil {
		f.err = fmt.Errorf("read policy: %w", err)
		return
	}
	now := stamp{info.ModTime(), info.Size()}
	if now == f.stamp && f.err == nil {
		return
	}
	var p *policy.Policy
	data, err := readFile(f.path)
	if err == nil {
		p, err = policy.Parse(f.path, data, func(name string) ([]byte, error) { return readFile(filepath.Join(filepath.Dir(f.path), name)) })
	}
	if f.err = err; err == nil {
		f.policy, f.stamp = p, now
	}
}

func readFile(path string) ([]byte, error) {
	file, err := os.Open(path) //nolint:gosec // the person named it
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	data, err := io.ReadAll(io.LimitReader(file, maxPolicy+1))
	if err == nil && len(data) > maxPolicy {
		err = fmt.Errorf("read %s: %w", path, errPolicySize)
	}
	return data, err
}

// trouble tells whether the file cannot be used as it is now.
func (f *policyFile) trouble() (Trouble, bool) {
	p := f.current()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err == nil {
		return Trouble{}, false
	}
	code := TroublePolicy
	if p == nil {
		code = TroubleNoPolicy
	}
	return Trouble{code, map[string]string{"path": f.path, "error": f.err.Error()}}, true
}

// Rules is the organisation's policy where there is one, else the file's or the sample.
func (c *Companion) Rules(ctx context.Context, a account.Account) (shim.Rules, error) {
	var r shim.Rules
	if c.parts.Policy != nil {
		var err error
		if r, err = c.parts.Policy.Rules(ctx, a); err != nil || r.Engine != nil {
			return r, err
		}
	}
	r.Engine = &check.Engine{Policy: c.policy.current()}
	return r, nil
}
