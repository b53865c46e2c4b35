package store

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"

	"golang.org/x/crypto/chacha20poly1305"

	"sekisho/server/policy"
)

// historyKeys hide whom people write to from a reader of the database. Both are made of the organisation's fingerprint key,
// which is itself encrypted under the master key outside the database.
type historyKeys struct{ hash, seal [sha256.Size]byte }

func historyKeysOf(k Keys) historyKeys {
	return historyKeys{derive(k.Fingerprint, "sekisho history hash 1"), derive(k.Fingerprint, "sekisho history seal 1")}
}

func derive(key [keySize]byte, purpose string) (out [sha256.Size]byte) {
	m := hmac.New(sha256.New, key[:])
	m.Write([]byte(purpose))
	m.Sum(out[:0])
	return out
}

const tokenSize = 16 // octets of a keyed hash that are kept: 128 bits

// token is the keyed hash of a value of that kind; the empty value has the empty token.
func (k historyKeys) token(kind, value string) string {
	if value == "" {
		return ""
	}
	sum := k.sum(kind, value)
	return hex.EncodeToString(sum[:tokenSize])
}

// number is a token of 64 bits. Of 100,000 mails two are taken for one with a probability of 1 in 3,000,000,000.
func (k historyKeys) number(kind, value string) int64 {
	sum := k.sum(kind, value)
	return int64(binary.BigEndian.Uint64(sum[:])) //nolint:gosec // a bit pattern, not a quantity
}

func (k historyKeys) sum(kind, value string) (out [sha256.Size]byte) {
	m := hmac.New(sha256.New, k.hash[:])
	m.Write([]byte(kind))
	m.Write([]byte{0})
	m.Write([]byte(value))
	m.Sum(out[:0])
	return out
}

// close encrypts an address and its name. It is bound to its row: moved to another it does not open.
func (k historyKeys) close(m policy.Mailbox, row string) string {
	a, err := chacha20poly1305.NewX(k.seal[:])
	if err != nil {
		panic(err) // the size is right by type
	}
	nonce := make([]byte, a.NonceSize())
	_, _ = rand.Read(nonce)
	return base64.RawStdEncoding.EncodeToString(a.Seal(nonce, nonce, []byte(m.Address+"\n"+m.Name), []byte(row)))
}

func (k historyKeys) open(sealed, row string) (policy.Mailbox, error) {
	a, err := chacha20poly1305.NewX(k.seal[:])
	if err != nil {
		return policy.Mailbox{}, err
	}
	b, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil || len(b) < a.NonceSize() {
		return policy.Mailbox{}, fmt.Errorf("%w: a line of the history is damaged", ErrInvalid)
	}
	plain, err := a.Open(nil, b[:a.NonceSize()], b[a.NonceSize():], []byte(row))
	if err != nil {
		return policy.Mailbox{}, fmt.Errorf("%w: a line of the history does not open under the organisation's key", ErrInvalid)
	}
	address, name, _ := strings.Cut(string(plain), "\n")
	return policy.Mailbox{Address: address, Name: name}, nil
}
