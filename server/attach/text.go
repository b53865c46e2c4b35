package attach

import (
	"context"
	"strings"
	"unicode/utf8"

	"sekisho/server/policy"
)

// maxText is how much text of a file is kept, in octets.
const maxText = 1 << 20

type textKey struct{}

// WithText returns a context in which Inspect also reads the texts of files, those inside containers too, into
// policy.Attachment.Text. Without it no text is read: most callers only want to know what a file is.
func WithText(ctx context.Context) context.Context {
	return context.WithValue(ctx, textKey{}, true)
}

func wantsText(ctx context.Context) bool { return ctx.Value(textKey{}) != nil }

// readText is called for each file after it has been looked at, when texts are wanted. At that time a.Type and a.Marks are
// final and s is the whole content; only of a file that is not whole in its container a part of s cannot be read.
func (w *walker) readText(a *policy.Attachment, s source) {
	if group(a.Type) != "text" {
		return
	}
	if b := s.at(0, maxText); utf8.Valid(b) {
		a.Text = strings.TrimPrefix(string(b), "\ufeff")
	}
}
