package spool

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"filippo.io/age"
)

// Key is what an organisation's mails are encrypted under.
type Key struct {
	identity  *age.X25519Identity
	recipient *age.X25519Recipient
	public    [32]byte // a hash that tells recipients apart
}

// NewKey makes a key of an organisation's 32 secret octets.
func NewKey(secret [32]byte) (Key, error) {
	id, err := age.ParseX25519Identity(identity(secret))
	if err != nil {
		return Key{}, fmt.Errorf("make mail key: %w", err)
	}
	r := id.Recipient()
	return Key{identity: id, recipient: r, public: sha256.Sum256([]byte(r.String()))}, nil
}

// Key is NewKey, made once for each secret: finding its public half takes as long as encrypting a short mail.
func (s *Spool) Key(secret [32]byte) (Key, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if k, ok := s.keys[secret]; ok {
		return k, nil
	}
	k, err := NewKey(secret)
	if err != nil {
		return Key{}, err
	}
	if s.keys == nil {
		s.keys = map[[32]byte]Key{}
	}
	s.keys[secret] = k
	return k, nil
}

// Identity returns the secret key as the age program reads it. It must not be logged.
func (k Key) Identity() string { return k.identity.String() }

// String hides the key from whoever prints the value.
func (k Key) String() string { return "mail key (hidden)" }

// GoString is String, for %#v.
func (k Key) GoString() string { return k.String() }

const (
	bech32Letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	hrp           = "age-secret-key-"
)

// identity spells secret octets as age does: Bech32 (BIP 173), in capitals.
func identity(secret [32]byte) string {
	data := make([]byte, 0, 52)
	bits, n := uint32(0), 0
	for _, b := range secret {
		bits, n = bits<<8|uint32(b), n+8
		for n >= 5 {
			n -= 5
			data = append(data, byte(bits>>n&31)) // #nosec G115 -- five bits
		}
	}
	data = append(data, byte(bits<<(5-n)&31)) // #nosec G115 -- five bits; 256 leave one over
	var out strings.Builder
	out.WriteString(hrp + "1")
	for _, d := range append(data, checksum(data)...) {
		out.WriteByte(bech32Letters[d])
	}
	return strings.ToUpper(out.String())
}

// checksum returns Bech32's six letters over the prefix and data.
func checksum(data []byte) []byte {
	values := make([]byte, 0, 2*len(hrp)+1+len(data)+6)
	for i := range len(hrp) {
		values = append(values, hrp[i]>>5)
	}
	values = append(values, 0)
	for i := range len(hrp) {
		values = append(values, hrp[i]&31)
	}
	values = append(append(values, data...), 0, 0, 0, 0, 0, 0)
	sum := uint32(1)
	for _, v := range values {
		top := sum >> 25
		sum = (sum&0x1ffffff)<<5 ^ uint32(v)
		for i, g := range [...]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	sum ^= 1
	letters := make([]byte, 6)
	for i := range letters {
		letters[i] = byte(sum >> (5 * (5 - i)) & 31) // #nosec G115 -- five bits
	}
	return letters
}
