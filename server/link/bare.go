package link

import "strings"

// narrow brings marks by which addresses are known into their usual form: full-width letters, which a Japanese keyboard writes,
// and backslashes. A text without such marks is returned as it is.
func narrow(s string) string {
	wide := strings.Contains(s, "／／") || strings.Contains(s, "ｔｐ") || strings.Contains(s, "ＴＰ") || strings.Contains(s, "ｗｗｗ") || strings.Contains(s, "ＷＷＷ")
	turned := strings.Contains(s, ":\\\\") || wide && strings.ContainsAny(s, "\\＼￥")
	if !wide && !turned {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case turned && (r == '\\' || r == '＼' || r == '￥'):
			return '/'
		case wide && r >= '！' && r <= '～': // U+FF01 to U+FF5E are ASCII's, in its order
			return r - '！' + '!'
		}
		return r
	}, s)
}

// bare calls yield with each address in s that has no scheme and leads to a service files are shared with, until it returns
// false: many mail programs make links of such words. It knows them by the slash behind the host.
func bare(s string, yield func(string) bool) {
	for at := 0; ; {
		i := strings.IndexByte(s[at:], '/')
		if i < 0 {
			return
		}
		slash := at + i
		at = slash + 1
		start := hostBefore(s, slash)
		if start == slash || !shares(strings.ToLower(s[start:slash])) {
			continue
		}
		end := start + stretch(s[start:])
		if !yield(s[start:end]) {
			return
		}
		at = max(at, end)
	}
}

// hostBefore returns where a host of letters begins that ends at the slash; slash if there is none, or a whole address.
func hostBefore(s string, slash int) int {
	start, dots := slash, 0
	for start > 0 && slash-start < 254 && nameByte(s[start-1]) && s[start-1] != '/' {
		start--
		switch s[start] {
		case '.':
			dots++
		case '@':
			return slash // of a mail, or what stands before a host
		}
	}
	if dots == 0 || start > 0 && s[start-1] == '/' {
		return slash
	}
	return start
}

// shares reports whether files are shared at a host.
func shares(host string) bool {
	for i := range services {
		if services[i].has(host) {
			return true
		}
	}
	return false
}
