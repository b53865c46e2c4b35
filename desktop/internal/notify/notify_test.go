package notify

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"
)

// kept is a system that only remembers.
type kept struct{ last Notice }

func (k *kept) show(_ context.Context, n Notice) error {
	k.last = n
	return nil
}
func (*kept) close() {}

func TestTextsAreCut(t *testing.T) {
	k := &kept{}
	n := &Notifier{k}
	if err := n.Show(t.Context(), Notice{Title: strings.Repeat("あ", 200), Body: "one\n two\t" + strings.Repeat("b", 300)}); err != nil {
		t.Fatal(err)
	}
	if got := utf8.RuneCountInString(k.last.Title); got != maxTitle || !strings.HasSuffix(k.last.Title, "…") {
		t.Errorf("a title of 200 characters became %d: %q; want %d and …", got, k.last.Title, maxTitle)
	}
	if got := utf8.RuneCountInString(k.last.Body); got != maxBody || !strings.HasPrefix(k.last.Body, "one two b") {
		t.Errorf("a body of two lines became %q (%d characters), want one line of %d", k.last.Body, got, maxBody)
	}
}
