//go:build !windows

package cli

// systemLanguage stands in where the environment says nothing.
func systemLanguage() string { return "en" }
