package smtp

import (
	"errors"
	"testing"

	"sekisho/e2e/support/postfix"
)

// startPostfix runs a Postfix of its own that delivers to the address given, until the test ends.
func startPostfix(t testing.TB, deliverTo string) *postfix.Server {
	t.Helper()
	return startPostfixWith(t, postfix.Options{DeliverTo: deliverTo})
}

func startPostfixWith(t testing.TB, o postfix.Options) *postfix.Server {
	t.Helper()
	p, err := postfix.Start(t.Context(), o)
	if errors.Is(err, postfix.ErrMissing) || errors.Is(err, postfix.ErrRoot) {
		absent(t, err.Error())
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("Postfix said:\n%s", p.LastWords())
		}
		p.Stop()
	})
	return p
}

func greets(addr string) bool { return postfix.Greets(addr) }
