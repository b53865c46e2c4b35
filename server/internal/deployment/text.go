package deployment

import (
	"embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
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
