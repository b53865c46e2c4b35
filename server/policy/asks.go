package policy

import (
	"slices"
	"strings"
)

// AsksForFileText reports whether a rule of the policy can only be decided by the texts of files: one that looks for words,
// personal data or partners' names in them, or asks what detectors found that look there. Rules that are disabled do not count.
func (p *Policy) AsksForFileText() bool { return p.asksFiles }

// AsksForFileMarks reports whether a rule asks what files are: of what type, encrypted, with macros, inside others.
func (p *Policy) AsksForFileMarks() bool { return anyBlock(p.doc, asksMarks) }

// AsksForNamesInside reports whether a rule looks for names or extensions of files, and so for those of files in containers.
func (p *Policy) AsksForNamesInside() bool { return anyBlock(p.doc, asksNames) }

// anyBlock reports whether a block of a rule that is not disabled asks something.
func anyBlock(doc *Document, asks func(Block) bool) bool {
	return slices.ContainsFunc(doc.Rules, func(r Rule) bool {
		return r.Mode != "disabled" && (slices.ContainsFunc(r.When.Items, asks) || slices.ContainsFunc(r.Unless.Items, asks))
	})
}

func asksMarks(b Block) bool {
	test := func(t *FileTest) bool {
		return len(t.Types) > 0 || t.Inside != nil && *t.Inside || slices.ContainsFunc(t.Is, inContent)
	}
	if a := b.Attachments; a != nil && (anyTest(a, test) || a.Count != nil && test(&a.Count.FileTest)) {
		return true
	}
	if f := b.Findings; f != nil && (f.AtLeast != "" || slices.ContainsFunc(slices.Concat(f.Any, f.All, f.None), foundOfFiles)) {
		return true
	}
	return b.Also != nil && asksMarks(*b.Also)
}

// asksNames leaves out counts, which are of attachments alone.
func asksNames(b Block) bool {
	test := func(t *FileTest) bool {
		return (len(t.Extensions) > 0 || len(t.Names) > 0) && (t.Inside == nil || *t.Inside)
	}
	return b.Attachments != nil && anyTest(b.Attachments, test) || b.Also != nil && asksNames(*b.Also)
}

func anyTest(a *AttachmentCondition, test func(*FileTest) bool) bool {
	return slices.ContainsFunc([]*FileTest{a.Any, a.None, a.All}, func(t *FileTest) bool { return t != nil && test(t) })
}

// foundOfFiles tells whether a code is of what a file is, or may be: "attachment.*" is.
func foundOfFiles(code string) bool {
	flag, ok := strings.CutPrefix(code, "attachment.")
	return ok && inContent(flag)
}

// inContent tells whether a flag is found in a file, not in the mail around it.
func inContent(flag string) bool { return flag != "to-external" && flag != "missing" }

func asksFiles(b Block) bool {
	in := func(parts []string) bool { return slices.Contains(parts, partNames[partFiles]) }
	switch {
	case b.Text != nil && in(b.Text.In),
		b.PersonalData != nil && (len(b.PersonalData.In) == 0 || in(b.PersonalData.In)),
		b.PartnerNames != nil && (in(b.PartnerNames.NotAddressed) || in(b.PartnerNames.Outsiders) || in(b.PartnerNames.NotNamed)),
		b.Findings != nil && slices.ContainsFunc(slices.Concat(b.Findings.Any, b.Findings.All, b.Findings.None), foundInFiles):
		return true
	}
	return b.Also != nil && asksFiles(*b.Also)
}

// foundInFiles tells whether a detector looks for this in files too.
func foundInFiles(code string) bool {
	switch code {
	case "content.*", "content.share-link", "content.public-link", "content.bad-link":
		return true
	}
	return strings.HasPrefix(code, "personal.")
}

// detectUnread says of which files the text is not known, or not all of it, where a rule needs it. What was counted in a text
// that is cut looks like a whole number, so that is said in any case.
func (e *evaluation) detectUnread() {
	for i := range e.files {
		f := &e.files[i]
		if f.src == nil || f.src.NoText == "" || !e.p.asksFiles && (f.src.NoText != "limit" || !e.personalIn(f)) {
			continue
		}
		what := "file-text"
		if f.src.Type == "application/pdf" {
			what = "pdf-text"
		}
		e.found(codeFactsIncomplete, fileTarget(f.top), word(argWhat, what), word(argReason, f.src.NoText))
	}
}

// personalIn reports whether personal data was found in a file.
func (e *evaluation) personalIn(f *file) bool {
	in := func(p Place) bool {
		return p.Where == partNames[partFiles] && p.Inside == f.inside && p.File < len(e.m.Attachments) && &e.m.Attachments[p.File] == e.files[f.top].src
	}
	return slices.ContainsFunc(e.m.Personal, func(p Personal) bool { return in(p.Place) }) ||
		slices.ContainsFunc(e.m.Records, func(r Records) bool { return in(r.Place) })
}
