// Package dkim signs mails on their way out (RFC 6376, RFC 8463), with keys of their authors' domains and of a domain that signs for
// everybody.
//
// It promises to change nothing of a mail: a signature is a field before all others, so signatures that are there stay good. The
// canonical form is relaxed/relaxed. From, Reply-To, To, Cc, Subject and Date are signed once more than they are there, so that
// nobody can add one of them: a Reply-To that is added sends the answers elsewhere. Keys come from files and go nowhere else.
//
// It reads no DNS: whether a record is published is for whoever sets it up to see.
//
// # Limits
//
// A header of 1 MiB; 16 keys; RSA keys of 1,024 to 8,192 bits, of which one below 2,048 is old; Ed25519.
package dkim

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/emersion/go-msgauth/dkim"

	"sekisho/server/message"
)

const maxHeader = 1 << 20 // octets

// ErrHeader is the reason why a mail is not signed: its header is none that verifiers would read as we do.
var ErrHeader = errors.New("dkim: the header cannot be signed")

// Signer signs mails. Its fields must not change once in use.
type Signer struct{ Keys []Key }

// fields are those that are signed as often as they are there, and once more where over is true.
var fields = []struct {
	name string
	over bool
}{
	{"From", true},
	{"Reply-To", true},
	{"To", true},
	{"Cc", true},
	{"Subject", true},
	{"Date", true},
	{"Sender", false},
	{"Message-ID", false},
	{"In-Reply-To", false},
	{"References", false},
	{"MIME-Version", false},
	{"Content-Type", false},
	{"Content-Transfer-Encoding", false},
	{"Resent-From", false},
	{"Resent-To", false},
	{"Resent-Cc", false},
	{"Resent-Date", false},
	{"Resent-Message-ID", false},
	{"List-Id", false},
	{"List-Unsubscribe", false},
	{"List-Unsubscribe-Post", false},
	{"Auto-Submitted", false},
}

// Sign reads a mail, with CRLF at the end of each line, and returns the fields to put before it, complete with their line ends; none if
// no key is for it. The error is r's, or ErrHeader.
func (s *Signer) Sign(r io.Reader) (string, error) {
	header, rest, err := readHeader(r)
	if err != nil {
		return "", err
	}
	h, err := message.ReadHeader(bytes.NewReader(header))
	if err != nil {
		return "", err
	}
	keys := s.keysFor(h.Addresses("From"))
	if len(keys) == 0 {
		return "", nil
	}
	if !plain(header) {
		return "", ErrHeader
	}
	return signAll(keys, names(h), io.MultiReader(bytes.NewReader(header), rest))
}

// keysFor are the keys that sign a mail of authors: those of a domain that all of them are at or below, and those for everybody.
func (s *Signer) keysFor(authors []string) (keys []Key) {
	for _, k := range s.Keys {
		covers := len(authors) > 0
		for _, a := range authors {
			covers = covers && k.covers(a)
		}
		if k.All || covers {
			keys = append(keys, k)
		}
	}
	return keys
}

// names are the fields to sign.
func names(h message.Header) (all []string) {
	for _, f := range fields {
		n := len(h.Values(f.name))
		if f.over {
			n++
		}
		for range n {
			all = append(all, f.name)
		}
	}
	return all
}

// signAll signs with every key in one reading.
func signAll(keys []Key, names []string, r io.Reader) (string, error) {
	signers := make([]*dkim.Signer, len(keys))
	writers := make([]io.Writer, len(keys))
	defer func() {
		for _, s := range signers {
			if s != nil {
				_ = s.Close() // ends its goroutine, whatever happened
			}
		}
	}()
	for i, k := range keys {
		s, err := dkim.NewSigner(&dkim.SignOptions{
			Domain: k.Domain, Selector: k.Selector, Signer: k.private, HeaderKeys: names,
			HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed,
		})
		if err != nil {
			return "", fmt.Errorf("sign for %s: %w", k.Domain, err)
		}
		signers[i], writers[i] = s, s
	}
	if _, err := io.Copy(io.MultiWriter(writers...), r); err != nil {
		return "", err
	}
	var b strings.Builder
	for i, s := range signers {
		if err := s.Close(); err != nil {
			return "", fmt.Errorf("sign for %s: %w", keys[i].Domain, err)
		}
		b.WriteString(s.Signature())
		signers[i] = nil
	}
	return b.String(), nil
}

// readHeader reads up to and with the empty line. A mail without one is all header.
func readHeader(r io.Reader) ([]byte, io.Reader, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	var b []byte
	for {
		line, err := in.ReadSlice('\n')
		b = append(b, line...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF):
			return b, in, nil
		case err != nil:
			return nil, nil, err
		case string(line) == "\r\n" && (len(b) == 2 || bytes.HasSuffix(b, []byte("\r\n\r\n"))):
			return b, in, nil
		}
		if len(b) > maxHeader {
			return nil, nil, ErrHeader
		}
	}
}

// plain tells whether every line of a header begins a field or goes on with one. Others are read by each verifier in its own way.
func plain(header []byte) bool {
	seen := false
	for line := range bytes.SplitSeq(header, []byte("\r\n")) {
		switch name, _, ok := bytes.Cut(line, []byte(":")); {
		case len(line) == 0:
		case line[0] == ' ' || line[0] == '\t':
			if !seen {
				return false
			}
		case !ok || len(name) == 0 || bytes.ContainsAny(name, " \t\r\n"):
			return false
		default:
			seen = true
		}
	}
	return seen
}
