package attach

import "bytes"

// sealedText finds what is encrypted and written as text, wherever it begins within the octets looked at: a note, a certificate
// or an empty line may stand in front.
func sealedText(head []byte) seal {
	if bytes.IndexByte(head, 0) >= 0 {
		return seal{}
	}
	rest := bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	if s := bareBase64(rest); s.how != "" {
		return s
	}
	for len(rest) > 0 {
		line, after, _ := bytes.Cut(rest, []byte("\n"))
		switch line = bytes.TrimRight(line, "\r \t"); {
		case bytes.HasPrefix(line, []byte("-----BEGIN ")):
			label, _, _ := bytes.Cut(line[len("-----BEGIN "):], []byte("-----"))
			if s := armoured(label, after); s.how != "" {
				return s
			}
		case bytes.HasPrefix(line, []byte("U2FsdGVkX1")) && len(line) >= 40 && isBase64(line): // openssl enc -a
			return seal{"openssl", typeSealed}
		}
		rest = after
	}
	return seal{}
}

// bareBase64 looks into a text of nothing but base 64, as base64 and openssl -a write it: lines of one length, or one line.
func bareBase64(text []byte) seal {
	text = bytes.TrimSpace(text)
	first, after, _ := bytes.Cut(text, []byte("\n"))
	second, _, _ := bytes.Cut(after, []byte("\n"))
	first, second = bytes.TrimSpace(first), bytes.TrimSpace(second)
	if len(first) < 40 || len(second) > len(first) || !isBase64(first) || !isBase64(second) {
		return seal{}
	}
	return sealedOctets(unarmour(text))
}

func isBase64(line []byte) bool {
	for _, c := range bytes.TrimRight(line, "=") {
		if !base64Digit(c) || c == '-' || c == '_' {
			return false
		}
	}
	return true
}
