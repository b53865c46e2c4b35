package cli

import (
	"context"
	"os"
	"path/filepath"

	"sekisho/server/attach"
	"sekisho/server/attach/pdftext"
)

// withTexts has the texts of files read, of PDF files too: nobody waits at a command line for a mail to leave. What it returns
// second ends that. Compiled code is kept in the user's cache, where there is one.
func withTexts(ctx context.Context) (context.Context, func()) {
	cache := ""
	if dir, err := os.UserCacheDir(); err == nil {
		if cache = filepath.Join(dir, "sekisho", "pdfium"); os.MkdirAll(cache, 0o700) != nil {
			cache = ""
		}
	}
	reader := pdftext.New(cache)
	return attach.WithPDF(ctx, reader), func() { _ = reader.Close() } // nothing of it is wanted any more
}
