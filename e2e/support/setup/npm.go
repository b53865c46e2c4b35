package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
)

const (
	lockFile = "package-lock.json"
	stamp    = "node_modules/.sekisho-lock" // a copy of the lock file that the packages were installed by
)

// npm installs the packages of the lock file unless exactly those are there.
func npm(ctx context.Context) error {
	lock, err := os.ReadFile(lockFile)
	if err != nil {
		return fmt.Errorf("read the lock file (run this in the project's folder): %w", err)
	}
	if have, err := os.ReadFile(stamp); err == nil && bytes.Equal(have, lock) {
		return nil
	}
	if !there("npm") {
		return fmt.Errorf("npm is missing: install Node.js 20.19 or later (Debian 12's own is too old)")
	}
	fmt.Fprintln(os.Stderr, "setup: npm ci")
	c := exec.CommandContext(ctx, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci: %w\n%s", err, out)
	}
	return os.WriteFile(stamp, lock, 0o644) //nolint:gosec // a copy of a public file
}
