package dkim

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/idna"

	"sekisho/server/internal/input"
)

const (
	maxKeyFile = 64 << 10 // octets
	leastBits  = 1024     // verifiers need not take less (RFC 8301, 3.2)
	mostBits   = 8192
	newBits    = 2048
)

// Key is a domain's key.
type Key struct {
	Domain   string // in ASCII, lower case
	Selector string
	All      bool // signs mail of every author

	private crypto.Signer
}

// Open reads a key from a PEM file: PKCS #8 (RSA or Ed25519) or PKCS #1.
func Open(file, domain, selector string, all bool) (Key, error) {
	ascii, err := idna.Lookup.ToASCII(strings.TrimSuffix(domain, "."))
	if err != nil {
		return Key{}, fmt.Errorf("dkim: domain %q: %w", domain, err)
	}
	k := Key{Domain: strings.ToLower(ascii), Selector: selector, All: all}
	if k.private, err = open(file); err != nil {
		return Key{}, fmt.Errorf("dkim: key %s for %s: %w", file, domain, err)
	}
	return k, nil
}

func open(file string) (s crypto.Signer, err error) {
	f, err := input.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	text, err := io.ReadAll(io.LimitReader(f, maxKeyFile))
	if err != nil {
		return nil, err
	}
	return parse(text)
}

func parse(text []byte) (crypto.Signer, error) {
	block, _ := pem.Decode(bytes.TrimPrefix(text, []byte("\ufeff")))
	if block == nil {
		return nil, errors.New("it is no PEM file; make one with `sekisho dkim key`")
	}
	var key any
	var err error
	switch block.Type {
	case "PRIVATE KEY":
		key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	case "RSA PRIVATE KEY":
		key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	default:
		return nil, fmt.Errorf("it holds %q; a private key without a password is needed", block.Type)
	}
	if err != nil {
		return nil, err
	}
	switch k := key.(type) {
	case *rsa.PrivateKey:
		if n := k.N.BitLen(); n < leastBits || n > mostBits {
			return nil, fmt.Errorf("an RSA key of %d bits; it must have %d to %d", n, leastBits, mostBits)
		}
		return k, nil
	case ed25519.PrivateKey:
		return k, nil
	}
	return nil, fmt.Errorf("a key of type %T; RSA or Ed25519 is needed", key)
}

// New makes a key, "rsa" or "ed25519", and returns it as PEM.
func New(kind string) ([]byte, error) {
	var key any
	var err error
	switch kind {
	case "rsa":
		key, err = rsa.GenerateKey(rand.Reader, newBits)
	case "ed25519":
		_, key, err = ed25519.GenerateKey(rand.Reader)
	default:
		return nil, fmt.Errorf("dkim: %q is no kind of key; write rsa or ed25519", kind)
	}
	if err != nil {
		return nil, fmt.Errorf("dkim: make a key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("dkim: make a key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}

// Name is where the key's record stands in DNS.
func (k Key) Name() string { return k.Selector + "._domainkey." + k.Domain }

// Record is the text to publish there (RFC 6376, 3.6.1; RFC 8463, 4).
func (k Key) Record() (string, error) {
	switch p := k.private.Public().(type) {
	case ed25519.PublicKey:
		return "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(p), nil
	default:
		der, err := x509.MarshalPKIXPublicKey(p)
		if err != nil {
			return "", fmt.Errorf("dkim: write the public key: %w", err)
		}
		return "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(der), nil
	}
}

// Zone is the record as a line of a zone file, in strings of at most 255 octets.
func (k Key) Zone() (string, error) {
	text, err := k.Record()
	if err != nil {
		return "", err
	}
	var parts []string
	for len(text) > 250 {
		parts, text = append(parts, `"`+text[:250]+`"`), text[250:]
	}
	return k.Name() + ". IN TXT ( " + strings.Join(append(parts, `"`+text+`"`), " ") + " )", nil
}

// covers tells whether an author's domain is the key's or below it: what DMARC calls aligned.
func (k Key) covers(author string) bool {
	domain := author[strings.LastIndexByte(author, '@')+1:]
	ascii, err := idna.Lookup.ToASCII(strings.ToLower(strings.TrimSuffix(domain, ".")))
	if err != nil || !strings.Contains(author, "@") {
		return false
	}
	return ascii == k.Domain || strings.HasSuffix(ascii, "."+k.Domain)
}
