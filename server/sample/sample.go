// Package sample holds the policy that a new installation starts with: that of a Japanese office, with its own tests.
// It uses only reserved example domains; an administrator replaces them first.
package sample

import _ "embed"

//go:embed office.yaml
var office []byte

// Policy returns the sample policy as its author wrote it.
func Policy() []byte { return append([]byte(nil), office...) }
