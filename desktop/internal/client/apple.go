package client

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"sekisho/desktop/internal/locations"
)

// AppleLife is how long a configuration profile, which may hold the local password, lies on the disk.
const AppleLife = 10 * time.Minute

// appleID begins the identifiers in the profile. A profile with the same identifier replaces the one before.
const appleID = "sekisho.desktop.mail"

// AppleProfile makes a configuration profile for macOS: the authority's certificate and, for accounts whose server for reading is
// named, a mail account that sends through the companion. It is not signed: the person sees that when they install it. What is in
// incoming is by account ID; an account that has none stays as it is in Mail, and its person chooses the server for sending by hand.
func (d *Desk) AppleProfile(incoming map[string]Incoming) []byte {
	payloads := []dict{{
		{"PayloadType", "com.apple.security.root"},
		{"PayloadVersion", 1},
		{"PayloadIdentifier", appleID + ".certificate"},
		{"PayloadUUID", uuid("certificate", d.Authority.Fingerprint)},
		{"PayloadDisplayName", d.Authority.Name},
		{"PayloadCertificateFileName", "sekisho-ca.cer"},
		{"PayloadContent", d.Authority.DER},
	}}
	for _, w := range d.Ways {
		if in, ok := incoming[w.Account]; ok {
			payloads = append(payloads, appleAccount(w, in))
		}
	}
	return propertyList(dict{
		{"PayloadType", "Configuration"},
		{"PayloadVersion", 1},
		{"PayloadIdentifier", appleID},
		{"PayloadUUID", uuid("profile", d.Authority.Fingerprint)},
		{"PayloadDisplayName", "Sekisho 関所"},
		{"PayloadOrganization", "Sekisho"},
		{"PayloadDescription", "Mail leaves through Sekisho on this computer. / メールはこのコンピューターの関所を通って送られます。"},
		{"PayloadScope", "User"},
		{"PayloadRemovalDisallowed", false},
		{"PayloadContent", payloads},
	})
}

// appleAccount is a mail account (Apple, Device Management, "Mail"). There is one server for sending and none to fall back on.
func appleAccount(w Way, in Incoming) dict {
	port, kind := w.TLS, "EmailTypeIMAP"
	if port == 0 {
		port = w.StartTLS
	}
	if in.Protocol == POP {
		kind = "EmailTypePOP"
	}
	d := dict{
		{"PayloadType", "com.apple.mail.managed"},
		{"PayloadVersion", 1},
		{"PayloadIdentifier", appleID + "." + w.Account},
		{"PayloadUUID", uuid("account", w.Account)},
		{"PayloadDisplayName", w.Address},
		{"EmailAccountDescription", w.Address + " (Sekisho)"},
		{"EmailAccountType", kind},
		{"EmailAddress", w.Address},
		{"IncomingMailServerAuthentication", "EmailAuthPassword"},
		{"IncomingMailServerHostName", in.Host},
		{"IncomingMailServerPortNumber", in.Port},
		{"IncomingMailServerUseSSL", true},
		{"IncomingMailServerUsername", w.Login},
		{"OutgoingMailServerAuthentication", "EmailAuthPassword"},
		{"OutgoingMailServerHostName", w.Host},
		{"OutgoingMailServerPortNumber", port},
		{"OutgoingMailServerUseSSL", true},
		{"OutgoingMailServerUsername", w.Login},
		{"OutgoingPasswordSameAsIncomingPassword", w.Password == ""},
		{"PreventAppSheet", false},
		{"PreventMove", false},
		{"SMIMEEnabled", true},
	}
	if w.Name != "" {
		d = append(d, entry{"EmailAccountName", w.Name})
	}
	if w.Password != "" {
		d = append(d, entry{"OutgoingPassword", w.Password})
	}
	return d
}

// uuid is the same for the same thing, so that installing it again replaces it (RFC 9562, version 8).
func uuid(kind, of string) string {
	h := sha256.Sum256([]byte("sekisho " + kind + "\x00" + of))
	h[6], h[8] = h[6]&0x0f|0x80, h[8]&0x3f|0x80
	return fmt.Sprintf("%X-%X-%X-%X-%X", h[0:4], h[4:6], h[6:8], h[8:10], h[10:16])
}

// Lend writes a configuration profile where only its person can read it, calls open with its path, and removes it after AppleLife or
// when ctx ends, which is no error.
func (d *Desk) Lend(ctx context.Context, profile []byte, open func(path string) error) error {
	path := d.Places.AppleProfile()
	if err := locations.Write(path, profile); err != nil {
		return err
	}
	defer func() { _ = os.Remove(path) }()
	if err := open(path); err != nil {
		return err
	}
	t := time.NewTimer(AppleLife)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
	return nil
}

// Sweep removes a configuration profile that a crash left.
func (d *Desk) Sweep() error {
	path := d.Places.AppleProfile()
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && d.now().Sub(info.ModTime()) < AppleLife {
		return nil
	}
	if err != nil {
		return err
	}
	return os.Remove(path)
}
