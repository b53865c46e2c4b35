package attach

import (
	"bytes"
	"encoding/base64"
	"strings"
)

// typeSealed is what has no type of its own and cannot be read without a key.
const typeSealed = "application/x-encrypted"

// seal is a way to encrypt a whole file whatever it is.
type seal struct{ how, mime string }

// seals by their first octets.
var seals = []struct {
	magic string
	seal
}{
	{"age-encryption.org/v1", seal{"age", typeSealed}},
	{"-----BEGIN AGE ENCRYPTED FILE", seal{"age", typeSealed}},
	{"Salted__", seal{"openssl", typeSealed}},
	{"\x03\xd9\xa2\x9a\x65\xfb\x4b\xb5", seal{"keepass", "application/x-keepass2"}},
	{"\x03\xd9\xa2\x9a\x66\xfb\x4b\xb5", seal{"keepass", "application/x-keepass2"}},
	{"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5", seal{"keepass", "application/x-keepass2"}},
	{".pfile", seal{"rms", typeSealed}},
	{"\x76\xe8\x04\x60\xc4\x11\xe3\x86", seal{"rms", "application/x-microsoft-rpmsg-message"}},
	{"LUKS\xba\xbe", seal{"other", typeSealed}},
	{"encrcdsa", seal{"other", "application/x-apple-diskimage"}},
	{"\xc0\xb9\x07\x2e\x4f\x93\xf1\x46\xa0\x15\x79\x2c\xa1\xd9\xe8\x21", seal{"other", typeSealed}}, // AxCrypt
	{"AES\x01\x00", seal{"other", typeSealed}},                                                      // AES Crypt
	{"AES\x02\x00", seal{"other", typeSealed}},
	{"AES\x03\x00", seal{"other", typeSealed}},
	{"PWS3", seal{"other", typeSealed}}, // Password Safe
	{"scrypt\x00", seal{"other", typeSealed}},
	{"\xeb\x58\x90-FVE-FS-", seal{"other", typeSealed}}, // BitLocker
	{"\xeb\x52\x90-FVE-FS-", seal{"other", typeSealed}},
	{"$ANSIBLE_VAULT;", seal{"other", typeSealed}},
	{"-----BEGIN ENCRYPTED PRIVATE KEY", seal{"pem", "application/x-pem-file"}},
}

// sealed tells how a file is encrypted as a whole; an empty how: it is not.
func sealed(head []byte) seal {
	if s := sealedOctets(head); s.how != "" {
		return s
	}
	return sealedText(head)
}

// sealedOctets goes by what the file begins with, as it is.
func sealedOctets(head []byte) seal {
	for _, s := range seals {
		if len(head) >= len(s.magic) && string(head[:len(s.magic)]) == s.magic {
			return s.seal
		}
	}
	switch {
	case len(head) == 0:
		return seal{}
	case head[0]&0x80 != 0:
		if pgpEncrypted(head) {
			return seal{"openpgp", "application/pgp-encrypted"}
		}
	case head[0] == 0x30:
		return derSeal(head)
	case bytes.Contains(head[:min(len(head), 64)], []byte("_AttacheCase")): // a Japanese program for encrypted files
		return seal{"other", typeSealed}
	}
	return seal{}
}

// armoured reads what stands behind a line of dashes: OpenPGP (RFC 9580, 6.2), age, CMS and keys (RFC 7468).
func armoured(label, body []byte) seal {
	switch name := string(label); {
	case name == "AGE ENCRYPTED FILE":
		return seal{"age", typeSealed}
	case name == "ENCRYPTED PRIVATE KEY":
		return seal{"pem", "application/x-pem-file"}
	case name == "PGP MESSAGE":
		if b := unarmour(body); len(b) == 0 || pgpEncrypted(b) {
			return seal{"openpgp", "application/pgp-encrypted"}
		}
	case name == "PKCS7" || name == "CMS":
		return derSeal(unarmour(body))
	case name == "OPENSSH PRIVATE KEY": // PROTOCOL.key: a mark, then the cipher's name
		if b := unarmour(body); len(b) > 23 && bytes.HasPrefix(b, []byte("openssh-key-v1\x00")) && !bytes.HasPrefix(b[15:], []byte("\x00\x00\x00\x04none")) {
			return seal{"pem", "application/x-pem-file"}
		}
	case strings.HasSuffix(name, "PRIVATE KEY") && bytes.Contains(body[:min(len(body), 64)], []byte("ENCRYPTED")):
		return seal{"pem", "application/x-pem-file"}
	}
	return seal{}
}

// unarmour decodes base 64 behind headers and an empty line, as far as it is whole.
func unarmour(b []byte) []byte {
	b = bytes.ReplaceAll(b, []byte("\r"), nil)
	if header, rest, ok := bytes.Cut(b, []byte("\n\n")); ok && bytes.Contains(header, []byte(": ")) || ok && len(bytes.TrimSpace(header)) == 0 {
		b = rest
	}
	var digits []byte
	for _, line := range bytes.Split(b, []byte("\n")) {
		if bytes.HasPrefix(line, []byte("-----")) || bytes.HasPrefix(line, []byte("=")) {
			break
		}
		digits = append(digits, line...)
	}
	out := make([]byte, len(digits))
	n, _ := base64.StdEncoding.Decode(out, digits[:len(digits)/4*4]) // what follows an error is missing
	return out[:n]
}

// pgpEncrypted goes by the first packet (RFC 9580, 4.2 and 5): a session key, or encrypted data without one.
func pgpEncrypted(b []byte) bool {
	if len(b) < 8 || b[0]&0x80 == 0 {
		return false
	}
	tag, body := int(b[0]&0x3f), b[2:]
	if b[0]&0x40 == 0 { // the old form of headers
		tag = int(b[0] >> 2 & 15)
		body = b[1+[]int{1, 2, 4, 0}[b[0]&3]:]
	} else if b[1] >= 192 && b[1] < 224 {
		body = b[3:]
	}
	switch tag {
	case 1: // for a public key: version, identity, algorithm
		return len(body) > 10 && (body[0] == 3 && pgpAlgorithm(body[9]) || body[0] == 6)
	case 3: // for a password: version, cipher, how the key is made of it
		return len(body) > 3 && ((body[0] == 4 || body[0] == 5) && pgpCipher(body[1]) && body[2] <= 4 || body[0] == 6 && pgpCipher(body[2]))
	case 18:
		return body[0] == 1 || body[0] == 2
	}
	return false
}

func pgpCipher(n byte) bool { return n >= 1 && n <= 13 }

func pgpAlgorithm(n byte) bool {
	return n >= 1 && n <= 3 || n == 16 || n == 18 || n == 20 || n >= 25 && n <= 36
}

// derSeal reads the begin of PKCS #12 (RFC 7292, 4) and CMS (RFC 5652, 3), in DER or BER.
func derSeal(b []byte) seal {
	inner, ok := derInto(b, 0x30)
	if !ok {
		return seal{}
	}
	const cms = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
	switch {
	case bytes.HasPrefix(inner, []byte("\x02\x01\x03\x30")):
		if content, ok := derInto(inner[3:], 0x30); ok && bytes.HasPrefix(content, []byte(cms)) {
			return seal{"pkcs12", "application/x-pkcs12"}
		}
	case bytes.HasPrefix(inner, []byte(cms)) && len(inner) > len(cms):
		switch inner[len(cms)] {
		case 3, 4, 6: // enveloped, signed and enveloped, encrypted
			return seal{"smime", "application/pkcs7-mime"}
		}
	case bytes.HasPrefix(inner, []byte("\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17")): // RFC 5083
		return seal{"smime", "application/pkcs7-mime"}
	case bytes.HasPrefix(inner, []byte("\x30")): // RFC 5958: an encrypted key names its cipher of PKCS #5 first
		if alg, ok := derInto(inner, 0x30); ok && bytes.HasPrefix(alg, []byte("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05")) {
			return seal{"pem", "application/pkcs8"}
		}
	}
	return seal{}
}

// derInto steps into a value of this tag.
func derInto(b []byte, tag byte) ([]byte, bool) {
	if len(b) < 4 || b[0] != tag {
		return nil, false
	}
	n := 0
	if b[1] > 0x80 {
		n = int(b[1] - 0x80)
	}
	if n > 8 || len(b) < 2+n {
		return nil, false
	}
	return b[2+n:], true
}
