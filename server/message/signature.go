package message

import (
	"bytes"
	"strings"
)

const (
	maxSignature = 64 << 10 // octets; a larger part is no signature
	maxArmoured  = 16 << 10 // the same for OpenPGP, which carries no certificates
	maxElements  = 32       // BER elements of indefinite length in each other
	maxComment   = 128      // octets of a header line of OpenPGP armour
)

// Signatures are no attachments: nobody means them, and rules about files would act on every signed mail. Whoever writes a
// mail also writes what its parts call themselves, so a part is believed only if all of it is what it says, and if it bears no
// name under which a reader would open it as something else.

// control tells whether a part is the signature of a signed multipart, or the version part of an encrypted one (RFC 1847, 2).
func control(c *content, info leafInfo, p parent) bool {
	if info.declared == "" || info.declared != p.protocol {
		return false
	}
	switch info.declared {
	case "application/pkcs7-signature", "application/x-pkcs7-signature": // RFC 8551, 3.5.3
		return p.kind == "signed" && p.index == 1 && endIn(info.names, ".p7s") && c.size <= maxSignature && detachedCMS(c.head(maxSignature))
	case "application/pgp-signature": // RFC 3156, 5
		return p.kind == "signed" && p.index == 1 && endIn(info.names, ".asc", ".sig", ".pgp", ".gpg") && c.size <= maxArmoured && armouredSignature(c.head(maxArmoured))
	case "application/pgp-encrypted": // RFC 3156, 4
		return p.kind == "encrypted" && p.index == 0 && c.size < 64 && string(bytes.TrimSpace(c.head(64))) == "Version: 1"
	}
	return false
}

// endIn tells whether every name that has an extension has one of these.
func endIn(names []string, extensions ...string) bool {
	for _, name := range names {
		at := strings.LastIndexByte(name, '.')
		known := at < 0
		for _, e := range extensions {
			known = known || strings.EqualFold(name[max(at, 0):], e)
		}
		if !known {
			return false
		}
	}
	return true
}

// oidSignedData is 1.2.840.113549.1.7.2 (RFC 5652, 5.1).
var oidSignedData = []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02}

// Tags of BER elements.
const (
	tagInteger  = 0x02
	tagOID      = 0x06
	tagSequence = 0x30
	tagSet      = 0x31
	tagZero     = 0xa0 // [0], constructed
	tagOne      = 0xa1
)

// detachedCMS tells whether b, all of it, is a CMS SignedData (RFC 5652, 5.1) with signers and without the content they signed,
// which would be a file of its own. It does not look into certificates.
func detachedCMS(b []byte) bool {
	whole := &berReader{rest: b}
	info := whole.enter(tagSequence)
	kind := info.take(tagOID)
	data := info.enter(tagZero)
	signed := data.enter(tagSequence)
	signed.take(tagInteger)
	signed.take(tagSet)
	inside := signed.enter(tagSequence)
	inside.take(tagOID)
	if len(inside.rest) > 0 {
		e := inside.enter(tagZero)
		inside.bad = inside.bad || !hollow(e.rest, 0)
	}
	for _, optional := range [...]byte{tagZero, tagOne} { // certificates, revocation lists
		if len(signed.rest) > 0 && signed.rest[0] == optional {
			signed.take(optional)
		}
	}
	signers := signed.take(tagSet)
	for _, r := range [...]*berReader{whole, info, data, signed, inside} {
		if r.bad || len(r.rest) > 0 {
			return false
		}
	}
	return bytes.Equal(kind, oidSignedData) && len(signers) > 0
}

// berReader reads BER elements one after the other. After a wrong one it is bad, and so is what is entered from it.
type berReader struct {
	rest []byte
	bad  bool
}

// take returns the content of the next element, which must have that tag.
func (r *berReader) take(tag byte) []byte {
	got, content, rest, ok := element(r.rest, 0)
	if r.bad = r.bad || !ok || got != tag; r.bad {
		return nil
	}
	r.rest = rest
	return content
}

func (r *berReader) enter(tag byte) *berReader {
	content := r.take(tag)
	return &berReader{rest: content, bad: r.bad}
}

// element reads one element (X.690, 8.1): its identifier octet, its content, and what comes after it.
func element(b []byte, depth int) (tag byte, content, rest []byte, ok bool) {
	if len(b) < 2 || b[0]&0x1f == 0x1f || depth > maxElements {
		return 0, nil, nil, false
	}
	size, head := int(b[1]), 2
	switch {
	case size == 0x80:
		return indefinite(b, depth)
	case size > 0x80:
		octets := size & 0x7f
		if octets > 3 || len(b) < 2+octets {
			return 0, nil, nil, false
		}
		for size = 0; head < 2+octets; head++ {
			size = size<<8 | int(b[head])
		}
	}
	if len(b)-head < size {
		return 0, nil, nil, false
	}
	return b[0], b[head : head+size], b[head+size:], true
}

// indefinite reads an element that goes to an end-of-contents (X.690, 8.1.3.6), as signers that stream write it.
func indefinite(b []byte, depth int) (tag byte, content, rest []byte, ok bool) {
	rest = b[2:]
	for !bytes.HasPrefix(rest, []byte{0, 0}) {
		if _, _, rest, ok = element(rest, depth+1); !ok {
			return 0, nil, nil, false
		}
	}
	return b[0], b[2 : len(b)-len(rest)], rest[2:], b[0]&0x20 != 0
}

// hollow tells whether the elements in b hold no octets: what a streaming signer leaves where the content would be.
func hollow(b []byte, depth int) bool {
	for len(b) > 0 {
		tag, content, rest, ok := element(b, depth)
		if !ok || tag&0x20 == 0 && len(content) > 0 || !hollow(content, depth+1) {
			return false
		}
		b = rest
	}
	return true
}

// armouredSignature tells whether b, all of it, is one OpenPGP signature in armour (RFC 9580, 6.2).
func armouredSignature(b []byte) bool {
	lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(string(b), "\r\n", "\n")), "\n")
	last := len(lines) - 1
	if last < 3 || lines[0] != "-----BEGIN PGP SIGNATURE-----" || lines[last] != "-----END PGP SIGNATURE-----" {
		return false
	}
	at := 1
	for ; at < last && strings.TrimSpace(lines[at]) != ""; at++ {
		key, _, ok := strings.Cut(lines[at], ": ")
		switch key {
		case "Version", "Comment", "Hash", "Charset", "MessageID":
		default:
			ok = false
		}
		if !ok || at > 4 || len(lines[at]) > maxComment {
			return false
		}
	}
	text := strings.Join(lines[min(at+1, last):last], "")
	data := decodeBase64(text)
	return strings.Trim(text, base64Digits) == "" && len(data) > 0 && (data[0]&0xfc == 0x88 || data[0] == 0xc2) // packet 2: RFC 9580, 4.2, 5.2
}

const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
