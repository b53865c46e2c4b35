package cli

import (
	"context"
	"crypto/x509"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"sekisho/server/internal/deployment"
	"sekisho/server/internal/input"
)

// checkFlags are what `manifest --check` is asked.
type checkFlags struct {
	url       string
	manifest  string
	authority string
	outlook   []string
	lang      string
}

func (c *checkFlags) register(f *pflag.FlagSet) {
	f.StringVar(&c.url, "check", "", "look at the deployment at this URL and say what it lacks; exit status 1 if something does not work")
	f.StringVar(&c.manifest, "manifest", "", "with --check: the manifest that is installed, to be compared with what is served")
	f.StringVar(&c.authority, "ca", "", "with --check: PEM file of an authority to trust besides those of this machine")
	f.StringSliceVar(&c.outlook, "outlook", nil, "with --check: where Outlook on the web is, if not at Microsoft: https://mail.example.co.jp")
	f.StringVar(&c.lang, "lang", "ja", "with --check: language of the sentences, ja or en")
}

// run looks at a deployment and prints a line for each thing: 0 all there, 1 something does not work, 2 nothing
// could be looked at.
func (c *checkFlags) run(ctx context.Context, s Streams) int {
	texts, err := deployment.TextsIn(c.lang)
	if err != nil || c.lang == "" {
		return complain(s, "manifest: --lang is %q; it is ja or en", c.lang)
	}
	o := deployment.Options{Origin: strings.TrimSuffix(c.url, "/"), Outlook: c.outlook}
	if wrong := c.read(&o, texts); wrong != "" {
		return complain(s, "manifest: %s", wrong)
	}
	found, err := deployment.Check(ctx, o)
	if err != nil {
		return complain(s, "manifest: %s", withoutRoom(texts.Error(o.Origin, err)))
	}
	for _, l := range found {
		says, do := texts.Of(l)
		s.printf("%s %s\n", marks[c.lang][l.Level], plain(says))
		if l.Level != deployment.OK && do != "" {
			s.printf("       → %s\n", plain(do))
		}
	}
	s.printf("%s\n", summary(c.lang, found))
	if deployment.Worst(found) == deployment.Missing {
		return exitFound
	}
	return exitOK
}

// withoutRoom takes the name of the room from what an error says: the line has the command's.
func withoutRoom(text string) string {
	for _, room := range []string{"manifest: ", "deployment: "} {
		text = strings.TrimPrefix(text, room)
	}
	return text
}

// read reads the files that the flags name; wrong is what cannot be used of them.
func (c *checkFlags) read(o *deployment.Options, texts deployment.Texts) (wrong string) {
	var err error
	if c.manifest != "" {
		if o.Manifest, err = input.Read(c.manifest); err != nil {
			return texts.Unread(c.manifest, err)
		}
	}
	if c.authority == "" {
		return ""
	}
	pem, err := input.Read(c.authority)
	if err != nil {
		return texts.Unread(c.authority, err)
	}
	if o.Roots, err = x509.SystemCertPool(); err != nil {
		o.Roots = x509.NewCertPool()
	}
	if !o.Roots.AppendCertsFromPEM(pem) {
		return texts.Unread(c.authority, nil)
	}
	return ""
}

var marks = map[string]map[deployment.Level]string{
	"ja": {deployment.OK: "[良好]", deployment.Warning: "[注意]", deployment.Missing: "[不足]"},
	"en": {deployment.OK: "[ok]  ", deployment.Warning: "[warn]", deployment.Missing: "[fail]"},
}

func summary(lang string, found []deployment.Line) string {
	count := make(map[deployment.Level]int)
	for _, l := range found {
		count[l.Level]++
	}
	form := "%d are in order, %d to note, %d missing"
	if lang == "ja" {
		form = "良好 %d 件、注意 %d 件、不足 %d 件"
	}
	return fmt.Sprintf(form, count[deployment.OK], count[deployment.Warning], count[deployment.Missing])
}
