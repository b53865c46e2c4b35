package cli

import (
	"context"
	"io/fs"
	"os"
	"strings"

	"sekisho/server/migrate"
)

// importCommand turns another product's settings into a policy: the policy on stdout, what it does not say any more on stderr.
func importCommand(_ context.Context, args []string, s Streams) int {
	readers := map[string]func(fs.FS, []string) (*migrate.Result, error){
		"outlookokan": migrate.OutlookOkan, "flexconfirmmail": migrate.FlexConfirmMail,
	}
	if len(args) == 0 {
		return complain(s, "import: say from where: outlookokan DIR or flexconfirmmail DIR")
	}
	if asksForHelp(s, "import", args[0]) {
		return exitOK
	}
	read, ok := readers[args[0]]
	if !ok {
		return complain(s, "import: %q is not known; there are outlookokan and flexconfirmmail", args[0])
	}
	f := flags("import " + args[0])
	domains := f.StringSlice("domain", nil, "an internal domain that the settings do not name; may be repeated")
	lang := f.String("lang", "ja", "language of the report: ja or en")
	asJSON := f.Bool("json", false, "write the report as one JSON object a line")
	if status, done := parse(f, args[1:], s); done {
		return status
	}
	if f.NArg() != 1 || *lang != "ja" && *lang != "en" {
		return complain(s, "import %s: name one folder; --lang is ja or en", args[0])
	}
	return importFrom(f.Arg(0), *domains, *lang, *asJSON, read, s)
}

func importFrom(dir string, domains []string, lang string, asJSON bool, read func(fs.FS, []string) (*migrate.Result, error), s Streams) int {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return complain(s, "import: %v", err)
	}
	defer func() { _ = root.Close() }()
	r, err := read(root.FS(), domains)
	if err != nil {
		return complain(s, "import %s: %s", dir, strings.TrimPrefix(err.Error(), "migrate: ")) // whose package says so helps nobody
	}
	report := Streams{In: s.In, Out: s.Err, Err: s.Err}
	for _, l := range r.Losses {
		if asJSON {
			printJSON(report, l)
		} else {
			s.warnf("%s\n", plain(l.In(lang)))
		}
	}
	if !asJSON {
		s.warnf("%s\n", migrate.Summary(lang, r.Losses))
	}
	s.printf("%s", r.Policy)
	return exitOK
}
