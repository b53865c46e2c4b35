package attach

import (
	"bytes"
	"strings"

	"sekisho/server/policy"
)

// Limits of what is read of a signed message.
const (
	maxSigned = 16 << 20 // octets
	maxBER    = 16       // values one in the other
)

// ber is one value of X.690: its tag, and what is in it, or what follows where the length is left open.
type ber struct {
	tag  byte
	body []byte
	open bool // the end is marked inside (8.1.3.6)
}

// berValue reads the header of the next value. A body that is cut off is as much as there is.
func berValue(b []byte) (v ber, rest []byte, ok bool) {
	if len(b) < 2 || b[0]&0x1f == 0x1f {
		return v, nil, false
	}
	v.tag = b[0]
	n, at := int64(b[1]), 2
	switch {
	case b[1] == 0x80:
		return ber{v.tag, b[2:], true}, nil, true
	case b[1] > 0x80:
		count := int(b[1] - 0x80)
		if count > 6 || len(b) < 2+count {
			return v, nil, false
		}
		n, at = 0, 2+count
		for _, c := range b[2:at] {
			n = n<<8 | int64(c)
		}
	}
	n = min(n, int64(len(b)-at))
	v.body = b[at : at+int(n)]
	return v, b[at+int(n):], true
}

// skipBER is what stands behind a value.
func skipBER(b []byte, depth int) ([]byte, bool) {
	v, rest, ok := berValue(b)
	if !ok || depth > maxBER || !v.open {
		return rest, ok
	}
	for b = v.body; len(b) >= 2; {
		if b[0] == 0 && b[1] == 0 {
			return b[2:], true
		}
		if b, ok = skipBER(b, depth+1); !ok {
			return nil, false
		}
	}
	return nil, false
}

// octetString puts together what may be written in pieces (8.7.3).
func octetString(b []byte, out []byte, depth int) []byte {
	v, _, ok := berValue(b)
	switch {
	case !ok || depth > maxBER:
		return out
	case v.tag == 0x04:
		return append(out, v.body...)
	case v.tag != 0x24:
		return out
	}
	for b = v.body; len(b) >= 2 && b[0] != 0; {
		out = octetString(b, out, depth+1)
		if b, ok = skipBER(b, depth+1); !ok {
			break
		}
	}
	return out
}

// signedContent is what a signed message carries inside itself (RFC 5652, 5.1 and 5.2); nil: it is none, or its content lies
// elsewhere.
func signedContent(b []byte) []byte {
	into := func(tag byte) bool {
		v, _, ok := berValue(b)
		b = v.body
		return ok && v.tag == tag
	}
	past := func(tag byte) bool {
		ok := len(b) > 0 && b[0] == tag
		if ok {
			b, ok = skipBER(b, 0)
		}
		return ok
	}
	const signed = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
	if !into(0x30) || !bytes.HasPrefix(b, []byte(signed)) || !past(0x06) || !into(0xa0) || !into(0x30) || !past(0x02) || !past(0x31) || !into(0x30) || !past(0x06) || !into(0xa0) {
		return nil
	}
	return octetString(b, nil, 0)
}

// signed looks at what a signature is wrapped round: a file under its own name, or a part of a mail.
func (w *walker) signed(a *policy.Attachment, s source, depth int) {
	b := s.at(0, maxSigned)
	if len(b) > 0 && b[0] != 0x30 {
		b = unarmour(bytes.TrimSpace(b))
	}
	content := signedContent(b)
	if len(content) == 0 {
		return
	}
	name, ext := split(cleanName(a.Name))
	if h := content[:min(len(content), 1024)]; bytes.HasPrefix(bytes.ToLower(h), []byte("content-")) || bytes.HasPrefix(bytes.ToLower(h), []byte("mime-version:")) {
		name = "smime.eml"
	} else if !strings.HasPrefix(ext, "p7") {
		name = "content"
	}
	w.handOver(a, s, []object{{name, content}}, depth)
}
