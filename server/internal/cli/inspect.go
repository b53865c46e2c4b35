package cli

import (
	"context"
	"strings"

	"sekisho/server/attach"
	"sekisho/server/catalogue"
	"sekisho/server/internal/input"
	"sekisho/server/policy"
)

// inspect looks into files and prints one object a line, or for people what was found in each.
func inspect(ctx context.Context, args []string, s Streams) int {
	f := flags("inspect")
	asJSON := f.Bool("json", false, "print one JSON object a line")
	texts := f.Bool("text", false, "also read the texts of the files, as rules see them")
	lang := f.String("lang", "ja", "language of the sentences: ja or en")
	if status, done := parse(f, args, s); done {
		return status
	}
	switch {
	case f.NArg() == 0:
		return complain(s, "inspect: name at least one file")
	case *lang != "ja" && *lang != "en":
		return complain(s, "inspect: --lang is %q; it is ja or en", *lang)
	}
	if *texts {
		var done func()
		ctx, done = withTexts(ctx)
		defer done()
	}
	status := exitOK
	for _, name := range f.Args() {
		found, err := inspectFile(ctx, name)
		switch {
		case err != nil:
			status = complain(s, "inspect: %v", err)
		case *asJSON:
			printJSON(s, attach.NewObject(name, found))
		default:
			var b strings.Builder
			found.Name = name
			tell(&b, &found, *lang, "")
			s.printf("%s", b.String())
		}
	}
	return status
}

// inspectFile looks into one file.
func inspectFile(ctx context.Context, name string) (policy.Attachment, error) {
	file, err := input.Open(name)
	if err != nil {
		return policy.Attachment{}, err
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return policy.Attachment{}, err
	}
	return attach.Inspect(ctx, attach.File{Name: info.Name(), Size: info.Size(), Content: file}), nil
}

// tell writes one file, what there is to say of it, and the files inside it.
func tell(b *strings.Builder, a *policy.Attachment, lang, indent string) {
	say(b, "%s%s: %s, %s", indent, a.Name, a.Type, catalogue.Size(a.Size))
	for _, m := range a.Marks {
		say(b, "%s  ! %s", indent, catalogue.Sentence(lang, policy.Finding{Code: "attachment." + m.Flag, Args: policy.ArgsOf(m.Args)}))
	}
	for l := range strings.Lines(a.Text) {
		say(b, "%s  | %s", indent, strings.TrimRight(l, "\r\n"))
	}
	for i := range a.Inside {
		tell(b, &a.Inside[i], lang, indent+"    ")
	}
}
