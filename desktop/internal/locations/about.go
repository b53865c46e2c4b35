package locations

import (
	"embed"
	"fmt"
	"strings"
	"sync"

	"sekisho/desktop/internal/words"
)

//go:embed en.json ja.json
var sentences embed.FS

var book = sync.OnceValue(func() *words.Book { return words.Must(sentences) })

// About says in a language (ja, en) what a file is for.
func (f File) About(lang string) string { return book().Say(lang, "file."+f.Code, nil) }

// Table returns the list of files on three systems as a table in Markdown, for the README. Folders are written as a person would
// look for them.
func Table(lang string) string {
	systems := []struct {
		name string
		env  map[string]string
	}{
		{"linux", map[string]string{"HOME": "~"}},
		{"windows", map[string]string{"APPDATA": "%APPDATA%", "LOCALAPPDATA": "%LOCALAPPDATA%", "ProgramData": "%ProgramData%"}},
		{"darwin", map[string]string{"HOME": "~"}},
	}
	var lists [][]File
	for _, s := range systems {
		p, err := For(s.name, func(name string) string { return s.env[name] })
		if err != nil {
			return err.Error()
		}
		lists = append(lists, p.Files())
	}
	var b strings.Builder
	fmt.Fprintf(&b, "| %s | Linux | Windows | macOS |\n|---|---|---|---|\n", book().Say(lang, "table.what", nil))
	for i, f := range lists[0] {
		fmt.Fprintf(&b, "| %s", f.About(lang))
		for _, list := range lists {
			fmt.Fprintf(&b, " | `%s`", list[i].Path)
		}
		b.WriteString(" |\n")
	}
	return b.String()
}
