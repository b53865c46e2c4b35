package relay

import "testing"

// TestRoutesAtHomeAreRefused: the rules see a colleague, the mail server behind us would see the rival.
func TestRoutesAtHomeAreRefused(t *testing.T) {
	h := newHouse(t)
	raw := "From: sato@minato.example\r\nTo: all@minato.example\r\nSubject: s\r\n\r\nHello\r\n"
	for _, to := range []string{
		"x%kaigan-seiki.example@minato.example", "kaigan-seiki.example!x@minato.example", `"x@kaigan-seiki.example"@tokyo.minato.example`,
		`"x\@kaigan-seiki.example"@minato.example`,
	} {
		want := "550 5.7.1 Sekisho: 宛先の経路指定は受け付けません / the recipient names a route (% ! or a second @), write the last address only: " + to
		if got := h.send(raw, "yamada@minato.example", to); got != want {
			t.Errorf("to %s:\n got %s\nwant %s", to, got, want)
		}
	}
	if got := h.send(raw, `"yamada hanako"@minato.example`); got != "" {
		t.Errorf("an ordinary quoted local part: %s", got)
	}
	if h.count() != 1 {
		t.Errorf("%d mails were taken, want 1", h.count())
	}
}
