package deployment

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"sekisho/manifest"
)

//go:embed texts/*.json
var textFiles embed.FS

// sentence is what a line says, and what to do about it.
type sentence struct {
	Says string `json:"says"`
	Do   string `json:"do"`
}

// Texts are the sentences of one language.
type Texts struct{ byCode map[string]sentence }

// TextsIn are the sentences in "ja" or "en".
func TextsIn(lang string) (Texts, error) {
	data, err := textFiles.ReadFile("texts/" + lang + ".json")
	if err != nil {
		return Texts{}, fmt.Errorf("there are no texts in %q: %w", lang, err)
	}
	t := Texts{make(map[string]sentence)}
	if err := json.Unmarshal(data, &t.byCode); err != nil {
		return Texts{}, fmt.Errorf("read the texts in %q: %w", lang, err)
	}
	return t, nil
}

// Of is what a line says and, unless all is well, what to do.
func (t Texts) Of(l Line) (says, do string) {
	s, ok := t.byCode[l.Code]
	if !ok {
		return l.Code + " " + strings.Join(l.Args, " "), ""
	}
	var pairs []string
	for n, arg := range l.Args {
		if arg == "" {
			arg = "–"
		}
		pairs = append(pairs, "{"+strconv.Itoa(n)+"}", arg)
	}
	return strings.NewReplacer(pairs...).Replace(s.Says), s.Do
}

// whole is a line and what to do about it, on one line.
func (t Texts) whole(l Line) string {
	says, do := t.Of(l)
	return strings.TrimSpace(says + " " + do)
}

// Error says why nothing could be looked at at origin: what Check gave. Of another error it has its own words.
func (t Texts) Error(origin string, err error) string {
	var away *unreachableError
	switch {
	case errors.As(err, &away):
		return t.whole(away.line)
	case errors.Is(err, manifest.ErrOrigin):
		return t.whole(Line{"connect.origin", Missing, []string{strconv.Quote(origin)}})
	}
	return err.Error()
}

// Unread says that a file named on the command line cannot be used, and how: nothing is in it of what is wanted (err is nil), or
// it cannot be read.
func (t Texts) Unread(name string, err error) string {
	switch {
	case err == nil:
		return t.whole(Line{"file.authority", Missing, []string{name}})
	case errors.Is(err, fs.ErrNotExist):
		return t.whole(Line{"file.none", Missing, []string{name}})
	case errors.Is(err, fs.ErrPermission):
		return t.whole(Line{"file.forbidden", Missing, []string{name}})
	}
	return t.whole(Line{"file.other", Missing, []string{name, err.Error()}})
}
