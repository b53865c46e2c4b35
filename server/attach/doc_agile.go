package attach

import (
	"bytes"
	aescipher "crypto/aes"
	"crypto/cipher"
	"crypto/sha1" // #nosec G505 -- [MS-OFFCRYPTO] derives keys with it
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/xml"
	"hash"
)

// maxSpin bounds how often a file may have the password hashed; Office writes 50,000 and 100,000.
const maxSpin = 200_000

// maxOpened is the largest document that is decrypted with Excel's own password to look at it.
const maxOpened = 32 << 20

// packageHow names the encryption of an Office file that is a ZIP inside ([MS-OFFCRYPTO] 2.3.4).
func packageHow(info []byte) string {
	if len(info) < 4 {
		return "ooxml"
	}
	major, minor := u16(info, 0), u16(info, 2)
	switch {
	case major == 4 && minor == 4:
		return "ooxml-agile"
	case major >= 2 && major <= 4 && minor == 2:
		return "ooxml-standard"
	case (major == 3 || major == 4) && minor == 3:
		return "ooxml-extensible"
	}
	return "ooxml"
}

// openPackage decrypts an EncryptedPackage; nil if the password does not fit or the parameters are not those of Office.
func openPackage(info, encrypted []byte, password string, late func() bool) []byte {
	if len(info) < 8 || len(encrypted) < 8 || late() {
		return nil
	}
	size, body := u64(encrypted, 0), encrypted[8:]
	var plain []byte
	switch packageHow(info) {
	case "ooxml-agile":
		plain = openAgile(info[8:], body, password, late)
	case "ooxml-standard":
		plain = openStandard(info[4:], body, password)
	}
	if size < 0 || int64(len(plain)) < size {
		return nil
	}
	return plain[:size]
}

// openStandard decrypts by 2.3.4.7 to 2.3.4.9: AES in ECB mode.
func openStandard(b, body []byte, password string) []byte {
	if len(b) < 8 {
		return nil
	}
	size := u32(b, 4)
	if size < 32 || size > 4096 || int64(len(b)) < 8+size+72 {
		return nil
	}
	bits, v := u32(b, 8+16), b[8+size:]
	if bits != 128 && bits != 192 && bits != 256 {
		return nil
	}
	h := sha1.Sum(append(bytes.Clone(v[4:20]), utf16le(password)...)) // #nosec G401 -- see the import
	for i := uint32(0); i < 50_000; i++ {
		h = sha1.Sum(append(le32(i), h[:]...)) // #nosec G401 -- see the import
	}
	h = sha1.Sum(append(h[:], 0, 0, 0, 0)) // #nosec G401 -- see the import
	var key []byte
	for _, fill := range []byte{0x36, 0x5c} {
		pad := bytes.Repeat([]byte{fill}, 64)
		for i, x := range h {
			pad[i] ^= x
		}
		sum := sha1.Sum(pad) // #nosec G401 -- see the import
		key = append(key, sum[:]...)
	}
	block, err := aescipher.NewCipher(key[:bits/8])
	if err != nil {
		return nil
	}
	verifier, check := ecb(block, v[20:36]), ecb(block, v[40:72])
	if want := sha1.Sum(verifier); !bytes.Equal(want[:], check[:20]) { // #nosec G401 -- see the import
		return nil
	}
	return ecb(block, body[:len(body)/16*16])
}

func ecb(block cipher.Block, in []byte) []byte {
	out := make([]byte, len(in))
	for i := 0; i+16 <= len(in); i += 16 {
		block.Decrypt(out[i:], in[i:])
	}
	return out
}

// agile is the XML of 2.3.4.10.
type agile struct {
	Data struct {
		Salt   string `xml:"saltValue,attr"`
		Hash   string `xml:"hashAlgorithm,attr"`
		Cipher string `xml:"cipherAlgorithm,attr"`
		Mode   string `xml:"cipherChaining,attr"`
	} `xml:"keyData"`
	Key []struct {
		Salt  string `xml:"saltValue,attr"`
		Hash  string `xml:"hashAlgorithm,attr"`
		Bits  int    `xml:"keyBits,attr"`
		Spin  uint32 `xml:"spinCount,attr"`
		Input string `xml:"encryptedVerifierHashInput,attr"`
		Value string `xml:"encryptedVerifierHashValue,attr"`
		Key   string `xml:"encryptedKeyValue,attr"`
	} `xml:"keyEncryptors>keyEncryptor>encryptedKey"`
}

var hashes = map[string]func() hash.Hash{"SHA1": sha1.New, "SHA-1": sha1.New, "SHA256": sha256.New, "SHA384": sha512.New384, "SHA512": sha512.New}

// openAgile decrypts by 2.3.4.11 to 2.3.4.15: AES in CBC mode, in segments of 4,096 octets.
func openAgile(info, body []byte, password string, late func() bool) []byte {
	var a agile
	if err := xml.Unmarshal(info, &a); err != nil || len(a.Key) == 0 || a.Data.Cipher != "AES" || a.Data.Mode != "ChainingModeCBC" {
		return nil
	}
	k := a.Key[0]
	newHash, dataHash := hashes[k.Hash], hashes[a.Data.Hash]
	if newHash == nil || dataHash == nil || k.Spin > maxSpin || k.Bits%8 != 0 || k.Bits < 128 || k.Bits > 256 {
		return nil
	}
	salt, h := unbase64(k.Salt), newHash()
	sum := digest(h, salt, utf16le(password))
	for i := uint32(0); i < k.Spin; i++ {
		if i%16384 == 0 && late() {
			return nil
		}
		sum = digest(h, le32(i), sum)
	}
	part := func(purpose, value string) []byte {
		key := fit(digest(h, sum, []byte(purpose)), k.Bits/8)
		return cbc(key, fit(salt, 16), unbase64(value))
	}
	input := part("\xfe\xa7\xd2\x76\x3b\x4b\x9e\x79", k.Input)
	value := part("\xd7\xaa\x0f\x6d\x30\x61\x34\x4e", k.Value)
	if want := digest(h, input[:min(len(input), len(salt))]); len(input) == 0 || !bytes.HasPrefix(value, want) {
		return nil
	}
	key := part("\x14\x6e\x0b\xe7\xab\xac\xd0\xd6", k.Key)
	return segments(key[:min(len(key), k.Bits/8)], unbase64(a.Data.Salt), dataHash(), body)
}

func segments(key, salt []byte, h hash.Hash, body []byte) []byte {
	out := make([]byte, 0, len(body))
	for i := uint32(0); len(body) >= 16; i++ {
		n := min(len(body)/16*16, 4096)
		out = append(out, cbc(key, fit(digest(h, salt, le32(i)), 16), body[:n])...)
		body = body[n:]
	}
	return out
}

func digest(h hash.Hash, parts ...[]byte) []byte {
	h.Reset()
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

// fit cuts b to n octets, or fills it up with 0x36 (2.3.4.11).
func fit(b []byte, n int) []byte {
	out := bytes.Repeat([]byte{0x36}, n)
	copy(out, b)
	return out
}

// cbc decrypts whole blocks; nothing if key or length do not suit AES.
func cbc(key, iv, in []byte) []byte {
	block, err := aescipher.NewCipher(key)
	if err != nil || len(iv) != 16 || len(in) == 0 || len(in)%16 != 0 {
		return nil
	}
	out := make([]byte, len(in))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(out, in)
	return out
}

func unbase64(s string) []byte {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return nil
	}
	return b
}
