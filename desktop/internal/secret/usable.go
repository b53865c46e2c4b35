//go:build windows || darwin

package secret

// usable: these systems always have a keychain.
func usable() error { return nil }
