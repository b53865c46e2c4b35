package httpapi

import (
	"context"
	"slices"

	"sekisho/server/api"
	"sekisho/server/attach"
	"sekisho/server/policy"
)

// withTexts lets the texts of PDF files be read where that is of use: while the mail is written, if a rule asks for texts of
// files. At the moment of sending nobody waits for them; what was read before is known.
func (h *handlers) withTexts(ctx context.Context, intent api.DraftIntent, asks bool) context.Context {
	switch {
	case h.pdf == nil || !asks:
		return attach.WithText(ctx)
	case intent == "compose":
		return attach.WithPDF(ctx, h.pdf)
	}
	return attach.WithPDF(ctx, h.pdf.Known())
}

// needsContent names the attachments of which a rule needs more than the door has sent.
func needsContent(m *policy.Message, texts, marks bool) *[]string {
	var names []string
	for i := range m.Attachments {
		a := &m.Attachments[i]
		if texts && a.NoText == "partial" || marks && cutShort(a) {
			names = append(names, a.Name)
		}
	}
	if names == nil {
		return nil
	}
	return &names
}

// quiet takes back that only the ends of a document were seen, where no rule asks what is in files: nearly every large one
// would be reported. Of archives it is said, for there is no other word of what they hold.
func quiet(m *policy.Message) {
	for i := range m.Attachments {
		a := &m.Attachments[i]
		if groups := attach.Groups(a.Type, a.Name); slices.Contains(groups, "archive") || slices.Contains(groups, "disk-image") {
			continue
		}
		a.Marks = slices.DeleteFunc(a.Marks, func(m policy.Mark) bool { return m.Flag == "uninspectable" && m.Args["reason"] == "partial" })
	}
}

// cutShort tells whether what is known of a file was too little to look into it.
func cutShort(a *policy.Attachment) bool {
	for _, m := range a.Marks {
		if m.Flag == "uninspectable" && (m.Args["reason"] == "partial" || m.Args["reason"] == "no-content") {
			return true
		}
	}
	return false
}
