package attach

import (
	"cmp"
	"context"
	"io"
	"strings"
	"time"

	"sekisho/server/attach/extract"
	"sekisho/server/policy"
)

// maxTexts is how much text all files of a message may have, in octets.
const maxTexts = 4 << 20

// PDFReader reads the text of PDF files. It is slow to start, so it is not for every door: without one, the text of a PDF is
// noted as late.
type PDFReader interface {
	// Text returns what could be read, at most extract.MaxText octets, and why that is not all; empty: it is. It must return
	// when ctx ends.
	Text(ctx context.Context, content io.ReaderAt, size int64) (text, reason string)
}

type textKey struct{}

// WithText returns a context in which Inspect also reads the texts of files, those inside containers too, into
// policy.Attachment.Text, and says in NoText where there is more than was read. Without it no text is read: many callers only
// want to know what a file is. A PDF reader that was there before stays.
func WithText(ctx context.Context) context.Context {
	if wantsText(ctx) {
		return ctx
	}
	return WithPDF(ctx, nil)
}

// WithPDF is WithText with a reader for the text of PDF files.
func WithPDF(ctx context.Context, reader PDFReader) context.Context {
	return context.WithValue(ctx, textKey{}, textWish{reader})
}

type textWish struct{ pdf PDFReader }

func wantsText(ctx context.Context) bool { return ctx.Value(textKey{}) != nil }

// readText is called for each file after it has been looked at, when texts are wanted. At that time a.Type and a.Marks are
// final and s is the whole content; only of a file that is not whole in its container a part of s cannot be read.
func (w *walker) readText(a *policy.Attachment, s source) {
	pdf := a.Type == "application/pdf"
	said, cut := a.Text, a.NoText // what was found beside the pages
	a.Text, a.NoText = "", ""
	if !pdf && !extract.Reads(a.Type, a.Name) || marked(a, "encrypted") || s.size <= 0 {
		return
	}
	if w.partial {
		a.NoText = "partial"
		return
	}
	if w.budget.texts.Load() >= maxTexts {
		a.NoText = extract.Limit
		return
	}
	if pdf {
		text, reason := w.readPDF(s)
		a.Text, a.NoText = withWords(text, cmp.Or(reason, cut), said)
	} else {
		ctx, cancel := context.WithDeadline(w.ctx, w.until)
		defer cancel()
		found := extract.Text(ctx, extract.File{Name: a.Name, Type: a.Type, Content: s.r, Size: s.size})
		a.Text, a.NoText = found.Text, found.Reason
	}
	if left := maxTexts - w.budget.texts.Add(int64(len(a.Text))); left < 0 {
		a.Text, a.NoText = strings.ToValidUTF8(a.Text[:max(int64(len(a.Text))+left, 0)], ""), extract.Limit
	}
}

// Unread notes that of a file whose text could be read not enough is known.
func Unread(a *policy.Attachment) {
	if kind := cmp.Or(a.Type, typeOfExtension(Extension(a.Name))); kind == "application/pdf" || extract.Reads(kind, a.Name) {
		a.NoText = "partial"
	}
}

// readPDF lets the reader take its own time: what it takes is no part of the message's two seconds.
func (w *walker) readPDF(s source) (text, reason string) {
	wish, _ := w.ctx.Value(textKey{}).(textWish)
	if wish.pdf == nil {
		return "", "late"
	}
	before, ctx := time.Now(), w.ctx
	if until, ok := ctx.Deadline(); ok { // half of what is left stays for what else is to be done
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, before.Add(time.Until(until)/2))
		defer cancel()
	}
	text, reason = wish.pdf.Text(ctx, s.r, s.size)
	took := time.Since(before)
	w.until = w.until.Add(took)
	w.budget.spent.Add(-int64(took))
	return text, reason
}
