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
	host  string // lower case, A-labels
	path  string
	query url.Values
	odd   string // why it is not what it seems; empty: it is
}

// parse takes an address apart, without what mail filters put around it. False: it leads nowhere on the web.
func parse(written string) (target, bool) {
	for range 3 { // filters before filters
		u, odd, ok := split(written)
		if !ok {
			return target{}, false
		}
		t := target{host: strings.ToLower(u.Hostname()), path: u.EscapedPath(), query: u.Query(), odd: odd}
		if inner := wrapped(t); inner != "" {
			written = inner
			continue
		}
		return t.named()
	}
	return target{}, false
}

// split reads an address leniently, as browsers do.
func split(written string) (u *url.URL, odd string, ok bool) {
	s := strings.TrimSpace(written)
	if len(s) > maxURL {
		s = s[:maxURL]
	}
	if !strings.Contains(s, "://") {
		if before, after, ok := strings.Cut(s, ":"); ok && !strings.ContainsAny(before, "/?#") && !startsWithDigit(after) {
			return nil, "", false // mailto:, tel: …
		}
		s = "http://" + strings.TrimLeft(s, "/")
	}
	s = strings.ReplaceAll(s, "\\", "/")
	u, err := url.Parse(s)
	if err != nil {
		// What follows the host is not needed for what matters most.
		at := strings.Index(s, "://") + len("://")
		end := strings.IndexAny(s[at:], "/?#")
		if end < 0 {
			return nil, "", false
		}
		if u, err = url.Parse(s[:at+end]); err != nil {
			return nil, "", false
		}
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https", "ftp":
	default:
		return nil, "", false
	}
	if u.User != nil && u.User.Username() != "" && strings.Contains(u.User.Username(), ".") {
		odd = "userinfo" // https://www.bank.example@elsewhere.example
	}
	return u, odd, u.Hostname() != ""
}

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// named normalises the host and says what is odd about it.
func (t target) named() (target, bool) {
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
