package web

import "testing"

func TestFilesOfNothing(t *testing.T) {
	for _, name := range []string{"nothing", "../internal", ""} {
		if _, ok := Files(name); ok && name != "" {
			t.Errorf("Files(%q) found something", name)
		}
	}
}
