package stories

import (
	"errors"
	"testing"

	"sekisho/e2e/support/postfix"
)

// startPostfix runs a Postfix of its own that asks logins for who may send, and delivers to the address given, until the test ends.
func startPostfix(t *testing.T, deliverTo, logins string) *postfix.Server {
	t.Helper()
	p, err := postfix.Start(t.Context(), postfix.Options{DeliverTo: deliverTo, Logins: logins})
	if errors.Is(err, postfix.ErrMissing) || errors.Is(err, postfix.ErrRoot) {
		absent(t, err.Error())
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("Postfix said at the end:\n%s", p.LastWords())
		}
		p.Stop()
	})
	return p
}
