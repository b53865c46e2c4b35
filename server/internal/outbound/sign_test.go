package outbound

import (
	"errors"
	"io"
	"testing"
)

// TestSignaturesGoBeforeTheMail: they are made once, of the mail as it is stored, and every server gets them; a mail that cannot be signed
// goes without.
func TestSignaturesGoBeforeTheMail(t *testing.T) {
	for _, c := range []struct {
		name   string
		fields string
		err    error
		want   string
	}{
		{"signed", "DKIM-Signature: v=1;\r\n b=x\r\n", nil, "DKIM-Signature: v=1;\r\n b=x\r\nSubject: hello\r\n"},
		{"not for us", "", nil, "Subject: hello\r\n"},
		{"cannot be", "DKIM-Signature: half", errors.New("no"), "Subject: hello\r\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			var seen []string
			h.queue.PerMail = 1 // two transactions
			h.queue.Sign = func(r io.Reader) (string, error) {
				b, err := io.ReadAll(r)
				must(t, err)
				seen = append(seen, string(b))
				return c.fields, c.err
			}
			h.add("m", "Subject: hello\r\n\r\nx", "a@x.example", "b@x.example")
			h.queue.message(t.Context(), "m")
			h.wants("m", "a@x.example delivered 1; b@x.example delivered 1")
			for n, to := range []string{"a@x.example: ", "b@x.example: "} {
				if got := h.arrived()[n]; got != to+c.want+"\r\nx" {
					t.Errorf("arrived %q, want %q", got, to+c.want+"\r\nx")
				}
			}
			if len(seen) != 1 || seen[0] != "Subject: hello\r\n\r\nx\r\n" {
				t.Errorf("signed %d times: %q", len(seen), seen)
			}
		})
	}
}
