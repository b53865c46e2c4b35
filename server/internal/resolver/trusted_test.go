package resolver

import "testing"

// TestTrusted: only nobody on the way may say that something is proven.
func TestTrusted(t *testing.T) {
	for server, want := range map[string]bool{
		"127.0.0.1:53": true, "127.0.0.53:53": true, "[::1]:53": true, "[::ffff:127.0.0.1]:53": true,
		"192.0.2.1:53": false, "8.8.8.8:53": false, "[2001:db8::1]:53": false, "localhost:53": false, "": false,
	} {
		if got := trusted(server); got != want {
			t.Errorf("trusted(%q) = %v, want %v", server, got, want)
		}
	}
}

func TestLocal(t *testing.T) {
	for _, c := range []struct {
		servers []string
		want    bool
	}{{nil, false}, {[]string{"127.0.0.1:53"}, true}, {[]string{"127.0.0.1:53", "192.0.2.1:53"}, false}} {
		if got := (&Resolver{Servers: c.servers}).Local(); got != c.want {
			t.Errorf("Local with %q = %v, want %v", c.servers, got, c.want)
		}
	}
}
