package address

import "strings"

// specials may not stand in a local part without quotes, RFC 5322, 3.2.3. The dot is missing, because addresses with dots
// at the ends or in a row were given out by Japanese mobile carriers; "@" is, because only the last one counts.
const specials = "()<>[]:;,\\\" \t"

// canonicalLocal brings a folded local part into its only form: without quotes if it can do without, RFC 5321, 4.1.2.
func canonicalLocal(s string) (string, bool) {
	if !strings.HasPrefix(s, `"`) {
		return s, !strings.ContainsAny(s, specials) && !strings.ContainsFunc(s, invisible)
	}
	content, ok := unquote(s)
	if !ok || strings.ContainsFunc(content, invisible) {
		return "", false
	}
	if content == "" || strings.ContainsAny(content, specials+"@") {
		return quote(content), true
	}
	return content, true
}

// unquote reads a quoted-string of RFC 5321, 4.1.2. False means that it is none, or not one to its end.
func unquote(s string) (string, bool) {
	if len(s) < 2 || s[0] != '"' {
		return "", false
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return b.String(), i == len(s)-1
		case s[i] == '\\' && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		default:
			b.WriteByte(s[i])
		}
	}
	return "", false
}

func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
