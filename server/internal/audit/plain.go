package audit

import "strings"

// Plain returns s as every database keeps it: what is no UTF-8, and NUL, becomes U+FFFD. Rows are sealed in this form, since one that came
// back otherwise would look like one that somebody changed.
func Plain(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

// plainDetails is Plain for codes and their values. Where nothing is to be changed it is the same map.
func plainDetails(d map[string]string) map[string]string {
	same := true
	for k, v := range d {
		same = same && Plain(k) == k && Plain(v) == v
	}
	if same {
		return d
	}
	out := make(map[string]string, len(d))
	for k, v := range d {
		out[Plain(k)] = Plain(v)
	}
	return out
}
