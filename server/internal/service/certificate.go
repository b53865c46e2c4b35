package service

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"sekisho/server/internal/config"
)

// lookEvery is how often, at most, a new connection looks whether the certificate's files have changed.
const lookEvery = 2 * time.Second

// soon is how long before its end a certificate is warned of.
const soon = 14 * 24 * time.Hour

// certificate is the server's certificate, read anew when its files change. What they hold then must fit together and be valid
// today; else the one that works stays, and the log says why, once. It needs no restart and no signal.
type certificate struct {
	files config.TLS
	every time.Duration
	now   func() time.Time
	log   *slog.Logger

	mu        sync.Mutex
	current   *tls.Certificate
	cert, key []byte    // the files' content that it was made of
	wrong     string    // why the files could not be used the last time; empty: they could
	looked    time.Time // when
}

// openCertificate reads the files for the first time. A certificate that is past its end serves: mail by SMTP must still be
// checked, and the log says what is wrong.
func openCertificate(files config.TLS, log *slog.Logger) (*certificate, error) {
	c := &certificate{files: files, every: lookEvery, now: time.Now, log: log}
	cert, key, err := c.read()
	if err != nil {
		return nil, fmt.Errorf("read the certificate: %w", err)
	}
	pair, err := c.pair(cert, key)
	if err != nil {
		return nil, err
	}
	c.current, c.cert, c.key, c.looked = &pair, cert, key, c.now()
	if err := c.valid(&pair); err != nil {
		log.LogAttrs(context.Background(), slog.LevelError, "certificate", slog.String("file", files.Cert), slog.Any("error", err))
	}
	c.tell("certificate", &pair)
	return c, nil
}

// pair puts certificate and key together, or says which files do not belong together and what to write there.
func (c *certificate) pair(cert, key []byte) (tls.Certificate, error) {
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		err = fmt.Errorf("certificate %q with key %q: %s; write the PEM files of a certificate (with its intermediates) and of its key",
			c.files.Cert, c.files.Key, strings.TrimPrefix(err.Error(), "tls: "))
	}
	return pair, err
}

// config is what the listener needs.
func (c *certificate) config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: c.get, NextProtos: []string{"h2", "http/1.1"}}
}

// get is asked at each handshake.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.now(); now.Sub(c.looked) >= c.every {
		c.looked = now
		c.look()
	}
	return c.current, nil
}

// look reads the files and takes what they hold if it can be used.
func (c *certificate) look() {
	pair, cert, key, err := c.changed()
	switch {
	case err == nil && pair != nil:
		c.current, c.cert, c.key = pair, cert, key
		c.tell("new certificate", pair)
		fallthrough
	case err == nil:
		c.wrong = ""
	case err.Error() != c.wrong:
		c.wrong = err.Error()
		c.log.LogAttrs(context.Background(), slog.LevelError, "the certificate's files changed and cannot be used; the old certificate stays",
			slog.String("cert", c.files.Cert), slog.String("key", c.files.Key), slog.Any("error", err))
	}
}

// changed is the certificate in the files if it is another one; nil: it is the one in use.
func (c *certificate) changed() (pair *tls.Certificate, cert, key []byte, err error) {
	cert, key, err = c.read()
	if err != nil || bytes.Equal(cert, c.cert) && bytes.Equal(key, c.key) {
		return nil, nil, nil, err
	}
	read, err := c.pair(cert, key)
	if err == nil {
		err = c.valid(&read)
	}
	return &read, cert, key, err
}

// valid tells whether today is within the certificate's days.
func (c *certificate) valid(pair *tls.Certificate) error {
	switch now := c.now(); {
	case now.Before(pair.Leaf.NotBefore):
		return fmt.Errorf("the certificate is not valid before %s", pair.Leaf.NotBefore.Format(time.RFC3339))
	case now.After(pair.Leaf.NotAfter):
		return fmt.Errorf("the certificate ended on %s", pair.Leaf.NotAfter.Format(time.RFC3339))
	}
	return nil
}

// tell logs whose certificate it is, as a warning when its end is near.
func (c *certificate) tell(what string, pair *tls.Certificate) {
	level := slog.LevelInfo
	if pair.Leaf.NotAfter.Sub(c.now()) < soon {
		level = slog.LevelWarn
	}
	c.log.LogAttrs(context.Background(), level, what, slog.Any("names", pair.Leaf.DNSNames), slog.Time("until", pair.Leaf.NotAfter))
}

// pemMost is how many octets a file may have; a chain has some thousands.
const pemMost = 1 << 20

func (c *certificate) read() (cert, key []byte, err error) {
	cert, err = readPEM(c.files.Cert)
	key, keyErr := readPEM(c.files.Key)
	return cert, key, errors.Join(err, keyErr)
}

func readPEM(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > pemMost {
		return nil, fmt.Errorf("%s is no PEM file of at most %d octets", name, pemMost)
	}
	return os.ReadFile(name) //nolint:gosec // the administrator names it
}
