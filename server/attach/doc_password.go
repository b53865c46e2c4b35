package attach

import (
	"bytes"
	"crypto/md5"  // #nosec G501 -- [MS-OFFCRYPTO] derives keys with it
	"crypto/rc4"  // #nosec G503 -- likewise: the files are encrypted with it
	"crypto/sha1" // #nosec G505 -- likewise
	"crypto/subtle"
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

// Excel and PowerPoint try one password each before they ask: that of a file whose structure, or whose slides, were protected
// against changes ([MS-XLS] 2.4.191). Such a file opens for everybody, so it does not count as encrypted.
const (
	passwordExcel      = "VelvetSweatshop"
	passwordPowerPoint = "/01Hannes Ruescher/01" //nolint:gosec // published, the same in every such file
)

// docKey gives the key stream of a block of an old Office document.
type docKey func(block uint32) *rc4.Cipher

func utf16le(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

func le32(n uint32) []byte { return binary.LittleEndian.AppendUint32(nil, n) }

// docCipher is an EncryptionHeader of an old Office document: how it is encrypted, and the key if the password fits.
// [MS-OFFCRYPTO] 2.3.5 and 2.3.6. Key is nil for any other password, and for headers that break off.
func docCipher(b []byte, password string) (how string, key docKey) {
	if len(b) < 4 {
		return "office-97", nil
	}
	major, minor := u16(b, 0), u16(b, 2)
	switch {
	case major == 1 && minor == 1:
		return "office-rc4", rc4Key(b[4:], password)
	case major >= 2 && major <= 4 && minor == 2:
		return "office-cryptoapi", cryptoAPIKey(b[4:], password)
	}
	return "office-97", nil
}

// rc4Key derives keys of 40 bits (2.3.6.2) and checks the password (2.3.6.4).
func rc4Key(b []byte, password string) docKey {
	if len(b) < 48 {
		return nil
	}
	first := md5.Sum(utf16le(password)) // #nosec G401 -- see the import
	salted := bytes.Repeat(append(first[:5:5], b[:16]...), 16)
	mixed := md5.Sum(salted) // #nosec G401 -- see the import
	key := func(block uint32) *rc4.Cipher {
		k := md5.Sum(append(mixed[:5:5], le32(block)...)) // #nosec G401 -- see the import
		c, _ := rc4.NewCipher(k[:])                       // #nosec G405 -- 16 octets are a legal key
		return c
	}
	plain := make([]byte, 32)
	key(0).XORKeyStream(plain, b[16:48])
	if want := md5.Sum(plain[:16]); subtle.ConstantTimeCompare(want[:], plain[16:]) != 1 { // #nosec G401 -- see the import
		return nil
	}
	return key
}

// cryptoAPIKey derives keys of up to 128 bits (2.3.5.2) and checks the password (2.3.5.6).
func cryptoAPIKey(b []byte, password string) docKey {
	if len(b) < 8 {
		return nil
	}
	size := u32(b, 4)
	if size < 32 || size > 4096 || int64(len(b)) < 8+size+60 {
		return nil
	}
	bits := u32(b, 8+16)
	verifier := b[8+size:]
	if bits == 0 {
		bits = 40
	}
	if bits%8 != 0 || bits < 40 || bits > 128 || u32(verifier, 0) != 16 {
		return nil
	}
	first := sha1.Sum(append(bytes.Clone(verifier[4:20]), utf16le(password)...)) // #nosec G401 -- see the import
	key := func(block uint32) *rc4.Cipher {
		k := sha1.Sum(append(first[:], le32(block)...)) // #nosec G401 -- see the import
		used := make([]byte, max(bits/8, 5))
		copy(used, k[:])
		if bits == 40 {
			used = append(used, make([]byte, 11)...) // 2.3.5.2: zeros up to 128 bits
		}
		c, _ := rc4.NewCipher(used) // #nosec G405 -- 5 to 16 octets are a legal key
		return c
	}
	plain := make([]byte, 36)
	cipher := key(0)
	cipher.XORKeyStream(plain[:16], verifier[20:36])
	cipher.XORKeyStream(plain[16:], verifier[40:60])
	if want := sha1.Sum(plain[:16]); subtle.ConstantTimeCompare(want[:], plain[16:]) != 1 { // #nosec G401 -- see the import
		return nil
	}
	return key
}

// xorVerifier is the hash of a password that XOR obfuscation stores (2.3.7.1). Passwords are of ASCII here.
func xorVerifier(password string) uint16 {
	var v uint16
	for i := len(password) - 1; i >= -1; i-- {
		octet := byte(len(password)) // #nosec G115 -- passwords have at most 15 octets
		if i >= 0 {
			octet = password[i]
		}
		v = v>>14&1 | v<<1&0x7fff
		v ^= uint16(octet)
	}
	return v ^ 0xce4b
}

// xorArray are the 16 octets that a password and its key give (2.3.7.2).
func xorArray(password string, key uint16) [16]byte {
	pad := "\xbb\xff\xff\xba\xff\xff\xb9\x80\x00\xbe\x0f\x00\xbf\x0f\x00"
	text := (password + pad + strings.Repeat("\x00", 16))[:16]
	var a [16]byte
	for i := range a {
		b := text[i] ^ byte(key>>(8*(i%2))) // #nosec G115 -- one of two octets
		a[i] = b>>1 | b<<7                  // rotated by one to the right
	}
	return a
}
