//go:build !windows

package locations

import "os"

// rename replaces path, whoever reads it.
func rename(from, path string) error { return os.Rename(from, path) }
