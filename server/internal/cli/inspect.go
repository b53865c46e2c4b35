package cli

import (
	"context"
	"fmt"
	"os"
	"strings"

	"sekisho/server/attach"
)

// inspect looks into files and prints one object a line.
func inspect(ctx context.Context, args []string, s Streams) int {
	f := flags("inspect")
	asJSON := f.Bool("json", false, "print one JSON object a line")
	texts := f.Bool("text", false, "also read the texts of the files, as rules see them")
	if status, done := parse(f, args, s); done {
		return status
	}
	if f.NArg() == 0 {
		return complain(s, "inspect: name at least one file")
	}
	if *texts {
		var done func()
		ctx, done = withTexts(ctx)
		defer done()
	}
	status := exitOK
	for _, name := range f.Args() {
		o, err := inspectFile(ctx, name)
		if err != nil {
			status = complain(s, "inspect: %v", err)
			continue
		}
		if *asJSON {
			printJSON(s, o)
		} else {
			s.printf("%v\n", line(o, ""))
		}
	}
	return status
}

func inspectFile(ctx context.Context, name string) (attach.Object, error) {
	file, err := os.Open(name) //nolint:gosec // the user names the file
	if err != nil {
		return attach.Object{}, err
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return attach.Object{}, err
	}
	if info.IsDir() {
		return attach.Object{}, fmt.Errorf("open %s: it is a folder, not a file", name)
	}
	found := attach.Inspect(ctx, attach.File{Name: info.Name(), Size: info.Size(), Content: file})
	return attach.NewObject(name, found), nil
}

// line writes one file and what is inside it for people.
func line(o attach.Object, indent string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", o.File, o.Type)
	if len(o.Flags) > 0 {
		fmt.Fprintf(&b, " [%s]", strings.Join(o.Flags, ", "))
	}
	if o.Error != "" {
		fmt.Fprintf(&b, " (%s)", o.Error)
	}
	text := indent + plain(b.String())
	for l := range strings.Lines(o.Text) {
		text += "\n" + indent + "  | " + plain(strings.TrimRight(l, "\n"))
	}
	for _, c := range o.Children {
		text += "\n" + line(c, indent+"    ")
	}
	return text
}
