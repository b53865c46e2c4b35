package message

import (
	"strings"
)

// protect notes what must not be changed inside (RFC 8551, 3; RFC 3156).
func (w *walker) protect(t typed) {
	protocol := strings.ToLower(t.get("protocol"))
	switch t.value {
	case "multipart/signed":
		if strings.Contains(protocol, "pgp") {
			w.guarded("pgp-signed")
		} else {
			w.guarded("smime-signed")
		}
	case "multipart/encrypted":
		w.guarded("pgp-encrypted")
	case "application/pkcs7-mime", "application/x-pkcs7-mime":
		switch strings.ToLower(t.get("smime-type")) {
		case "signed-data":
			w.guarded("smime-signed")
		case "certs-only", "compressed-data":
		default:
			w.guarded("smime-encrypted")
		}
	}
}

// inlinePGP notes armour in body text (RFC 9580, 6.2).
func (w *walker) inlinePGP(s string) {
	begins := func(mark string) bool { return strings.HasPrefix(s, mark) || strings.Contains(s, "\n"+mark) }
	if begins("-----BEGIN PGP SIGNED MESSAGE-----") {
		w.guarded("pgp-signed")
	}
	if begins("-----BEGIN PGP MESSAGE-----") {
		w.guarded("pgp-encrypted")
	}
}

func (w *walker) guarded(what string) {
	for _, g := range w.guard {
		if g == what {
			return
		}
	}
	w.guard = append(w.guard, what)
}

// guards returns all that protects the message, DKIM signatures (RFC 6376, 3.5) last.
func (w *walker) guards(h Header) []string {
	if len(h.Values("dkim-signature")) > 0 {
		w.guarded("dkim-signed")
	}
	return w.guard
}
