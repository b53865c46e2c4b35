package link

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/idna"

	"sekisho/server/address"
)

// target is an address taken apart.
type target struct {
	host string // lower case, A-labels; empty with odd: nobody knows
	path string // as written, slashes turned, without query and fragment
	rest string // query and fragment with their marks
	odd  string // why it is not what it seems; empty: it is
}

// query returns a parameter of the query.
func (t target) query(key string) string {
	q, _, _ := strings.Cut(strings.TrimPrefix(t.rest, "?"), "#")
	values, _ := url.ParseQuery(q) // what can be read of it
	return values.Get(key)
}

// parse takes an address apart, without what mail filters put around it. False: it leads nowhere on the web.
func parse(written string) (target, bool) {
	for range 3 { // filters before filters
		t, ok := split(written)
		if !ok {
			return target{}, false
		}
		if inner := wrapped(t); inner != "" {
			written = inner
			continue
		}
		return t.named()
	}
	return target{}, false
}

// split reads an address as browsers do (URL Standard, 4.4, basic URL parser): blanks around it and line ends and tabs inside are
// nothing, "\\" is "/", after the scheme come as many slashes as there are, even none, and the host is what follows the
// last "@" and may be percent-encoded. Without a scheme it is taken for one of the web.
func split(written string) (target, bool) {
	s := trimmed(written[:min(len(written), maxURL)])
	scheme, rest, ok := cutScheme(s)
	switch {
	case !ok || startsWithDigit(rest) && strings.Contains(scheme, "."): // a.example:8080
		rest = s
	case scheme != "http" && scheme != "https" && scheme != "ftp":
		return target{}, false // mailto:, tel: …
	}
	rest = strings.TrimLeft(rest, "/\\")
	end := strings.IndexAny(rest, "/\\?#")
	if end < 0 {
		if end = len(rest); len(written) >= maxURL {
			return target{odd: "too-long"}, true
		}
	}
	t := target{}
	authority := rest[:end]
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		user, _, _ := strings.Cut(authority[:at], ":")
		if strings.ContainsAny(unescaped(user), ".．。｡") {
			t.odd = "userinfo" // https://www.bank.example@elsewhere.example
		}
		authority = authority[at+1:]
	}
	t.host = strings.ToLower(hostOf(authority))
	t.path = rest[end:]
	if at := strings.IndexAny(t.path, "?#"); at >= 0 {
		t.path, t.rest = t.path[:at], t.path[at:]
	}
	t.path = strings.ReplaceAll(t.path, "\\", "/")
	return t, t.host != ""
}

// trimmed leaves out what browsers do: control characters and blanks around an address, line ends and tabs inside.
func trimmed(s string) string {
	s = strings.TrimFunc(s, func(r rune) bool { return r <= ' ' || unicode.IsSpace(r) })
	if !strings.ContainsAny(s, "\t\r\n") {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\r' || r == '\n' {
			return -1
		}
		return r
	}, s)
}

// cutScheme splits an address behind its scheme (RFC 3986, 3.1), which it returns in lower case.
func cutScheme(s string) (scheme, rest string, ok bool) {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
		case i > 0 && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'):
		case i > 0 && c == ':':
			return strings.ToLower(s[:i]), s[i+1:], true
		default:
			return "", s, false
		}
	}
	return "", s, false
}

// hostOf returns the host of a host and port, without its percent-encoding and the brackets of IPv6.
func hostOf(s string) string {
	if inside, ok := strings.CutPrefix(s, "["); ok {
		host, _, _ := strings.Cut(inside, "]")
		return host
	}
	host, _, _ := strings.Cut(s, ":")
	return unescaped(host)
}

// unescaped undoes percent escapes; broken ones stay.
func unescaped(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if v, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(v))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// named normalises the host and says what is odd about it.
func (t target) named() (target, bool) {
	if t.host == "" {
		return t, t.odd != ""
	}
	if ip, ok := ipOf(t.host); ok {
		t.host = ip.String()
		if t.odd == "" && !ip.IsPrivate() && !ip.IsLoopback() && !ip.IsLinkLocalUnicast() {
			t.odd = "ip-address"
		}
		return t, true
	}
	name, err := address.Domain(t.host)
	if err != nil || strings.HasPrefix(name, "[") {
		return t, false
	}
	t.host = name
	if t.odd == "" && deceptive(name) {
		t.odd = "mixed-script"
	}
	return t, strings.Contains(name, ".")
}

// ipOf reads the forms of an IPv4 address that browsers take: four numbers, fewer, hexadecimal, octal; and IPv6.
func ipOf(host string) (netip.Addr, bool) {
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.Unmap(), true
	}
	parts := strings.Split(strings.TrimSuffix(host, "."), ".")
	if len(parts) > 4 {
		return netip.Addr{}, false
	}
	var value uint64
	for i, p := range parts {
		n, err := strconv.ParseUint(p, 0, 32) // "0x7f" and "017"; base prefixes as browsers read them
		room := uint64(1) << 8
		if i == len(parts)-1 {
			room = 1 << (8 * (5 - len(parts)))
		}
		if err != nil || n >= room || oddNumber(p) {
			return netip.Addr{}, false
		}
		if i == len(parts)-1 {
			value = value<<(8*(5-len(parts))) | n
		} else {
			value = value<<8 | n
		}
	}
	return netip.AddrFrom4([4]byte{byte(value >> 24), byte(value >> 16), byte(value >> 8), byte(value)}), true
}

// oddNumber reports whether p is a number in a form that Go reads and browsers do not.
func oddNumber(p string) bool {
	return strings.ContainsAny(p, "_+") || len(p) > 1 && strings.ContainsRune("oObB", rune(p[1]))
}

// deceptive reports whether a label mixes scripts as no language does (UTS #39, 5.2: Japanese may mix its own with Latin), or
// is all of letters of another script that look Latin.
func deceptive(name string) bool {
	if !strings.Contains(name, "xn--") {
		return false
	}
	for label := range strings.SplitSeq(name, ".") {
		if !strings.HasPrefix(label, "xn--") {
			continue
		}
		shown, err := idna.ToUnicode(label)
		if err != nil || mixed(shown) {
			return true
		}
	}
	return false
}

func mixed(label string) bool {
	latin, alike, other := false, false, false
	for _, r := range label {
		switch {
		case r < 0x80 && !unicode.IsLetter(r), r == '・', r == 'ー':
		case unicode.Is(unicode.Latin, r):
			latin = true
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			other = true
		case unicode.In(r, unicode.Cyrillic, unicode.Greek, unicode.Armenian, unicode.Cherokee):
			alike = true
		}
	}
	return alike && (latin || other) || alike && onlyAlikes(label)
}

// onlyAlikes reports whether every letter of a Cyrillic or Greek label could be read as a Latin one.
func onlyAlikes(label string) bool {
	for _, r := range label {
		if r >= 0x80 && !strings.ContainsRune("асеорхуіјӏѕһԁԛԝмтвнкгпзьαορνιτκυχωε", r) {
			return false
		}
	}
	return true
}
