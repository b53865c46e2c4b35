package httpapi

import (
	"context"
	"slices"

	"sekisho/server/api"
	"sekisho/server/attach"
	"sekisho/server/internal/desk"
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

// sight is how much of a file's content has been looked at.
type sight int

const (
	unseen sight = iota
	ends         // head and tail
	all          // or as much as if it were
)

// needs says of which attachments a rule needs more than the door has sent, and names them for doors that only read that.
func needs(m *policy.Message, saw []sight, asks desk.Asks) (*[]api.FileNeed, *[]string) {
	var files []api.FileNeed
	var names []string
	for i := range m.Attachments {
		if what := need(&m.Attachments[i], saw[i], asks); what != "" {
			files, names = append(files, api.FileNeed{Name: m.Attachments[i].Name, Needs: what}), append(names, m.Attachments[i].Name)
		}
	}
	if files == nil {
		return nil, nil
	}
	return &files, &names
}

// need is what a rule needs of one file; empty: nothing more. A name alone tells no type.
func need(a *policy.Attachment, saw sight, asks desk.Asks) api.FileNeedNeeds {
	switch {
	case asks.Texts && a.NoText == "partial":
		return "text"
	case saw == all, !asks.Marks && (!asks.Names || !holdsFiles(a)):
		return ""
	case saw == unseen || cutShort(a):
		return "marks"
	}
	return ""
}

// holdsFiles tells whether it is what files are packed into.
func holdsFiles(a *policy.Attachment) bool {
	return slices.ContainsFunc(attach.Groups(a.Type, a.Name), func(group string) bool {
		return group == "archive" || group == "disk-image" || group == "mail"
	})
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

// partly tells whether the ends of a file were too little.
func partly(a *policy.Attachment) bool { return a.NoText == "partial" || cutShort(a) }
