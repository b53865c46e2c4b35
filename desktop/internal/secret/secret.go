// Package secret keeps passwords, tokens and keys in one encrypted file, the vault.
//
// Each value is sealed with XChaCha20-Poly1305 under a key of 32 octets, with its name as associated data: a value that somebody
// moves under another name does not open. The key is in the system's keychain (Secret Service, Windows Credential Manager, macOS
// Keychain). Where there is none when the vault is made, the key is in a file beside it that only its owner may read, which keeps
// the vault from those who get hold of its copy alone; Kind says which, and doctor tells people.
//
// It promises that a vault whose key is lost is never overwritten: that is an error until a person sets it aside. What Set and
// Delete returned nil for holds after a loss of power. Several processes may use one vault. It does not hide the names, how many
// values there are, nor protect against what runs as the same person.
//
// # Limits
//
// A value has at most 1 MiB, a name 200 octets, a vault 1,000 values. The keychain is waited for as long as the context lets.
package secret

import "errors"

// Kinds of places for the vault's key.
const (
	KindKeychain Kind = "keychain"
	KindFile     Kind = "file"
)

// Kind says where the vault's key is.
type Kind string

// Errors of a vault. Each comes wrapped in what was done and what to do.
var (
	ErrNotFound = errors.New("secret: no such secret")
	ErrKeyLost  = errors.New("secret: the key of the vault is lost")
	ErrKeychain = errors.New("secret: the keychain does not answer")
	ErrDamaged  = errors.New("secret: the vault is damaged")
	ErrLimit    = errors.New("secret: too large")
)

// The limits.
const (
	MaxValue = 1 << 20
	MaxName  = 200
	MaxItems = 1000
)
