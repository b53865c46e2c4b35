package ldap

import "testing"

// StartFilled runs a server with the small company, and returns its URL, the folder of its certificate and password, and how to end it.
func StartFilled(t *testing.T) (url, dir string, end func()) {
	t.Helper()
	s := start(t, "")
	fill(s)
	return s.tls, s.dir, s.end
}
