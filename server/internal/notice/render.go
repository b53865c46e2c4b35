package notice

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strings"
	"sync"
)

//go:embed notice.html
var page string

var htmlTemplate = sync.OnceValues(func() (*template.Template, error) {
	return template.New("notice").Parse(page)
})

// html is the notice as mail programs show it: tables and styles in the elements, since Outlook knows no others; nothing is fetched.
func (l *letter) html() ([]byte, error) {
	t, err := htmlTemplate()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, map[string]any{"Lang": l.languages[0], "Subject": l.subject, "Bodies": l.bodies})
	return bytes.ReplaceAll(b.Bytes(), []byte("\n"), []byte("\r\n")), err
}

// text is the notice for programs that show no HTML.
func (l *letter) text() string {
	var b strings.Builder
	for i, body := range l.bodies {
		if i > 0 {
			b.WriteString("\n" + strings.Repeat("-", 60) + "\n\n")
		}
		body.text(&b)
	}
	return strings.ReplaceAll(b.String(), "\n", "\r\n")
}

func (b body) text(to *strings.Builder) {
	line := func(format string, args ...any) { fmt.Fprintf(to, format+"\n", args...) }
	line("%s\n", b.Title)
	for _, s := range b.Lead {
		line("%s", s)
	}
	if b.URL != "" {
		line("\n%s:\n%s\n\n%s", b.Button, b.URL, b.Once)
	}
	line("")
	for _, f := range b.Facts {
		if len(f.Values) == 1 {
			line("%s: %s", f.Label, f.Values[0])
			continue
		}
		line("%s:", f.Label)
		for _, v := range f.Values {
			line("  %s", v)
		}
	}
	if len(b.Findings) > 0 {
		line("")
	}
	for _, f := range b.Findings {
		line("- [%s] %s", f.Label, f.Text)
		if f.About != "" {
			line("  %s", f.About)
		}
	}
	if b.More != "" {
		line("%s", b.More)
	}
	line("\n%s", b.Footer)
}
