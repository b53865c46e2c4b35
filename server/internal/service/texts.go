package service

import (
	"context"
	"path/filepath"

	"sekisho/server/attach/pdftext"
)

// openTexts makes the reader of PDF files. It starts at once, in the background, if the policy in force asks for texts of files;
// else with the first file that is needed.
func (s *service) openTexts(ctx context.Context) {
	s.pdf = pdftext.New(filepath.Join(s.config.DataDir, "pdfium"))
	if pol, _, err := s.policies.Current(ctx, s.org); err == nil && pol.AsksForFileText() {
		s.pdf.Warm()
	}
}
