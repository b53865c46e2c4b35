package catalogue

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
)

//go:embed explain.ja.json explain.en.json
var explainFiles embed.FS

var explanations = sync.OnceValue(func() map[string]map[string]string {
	all := make(map[string]map[string]string)
	for _, lang := range Languages() {
		var texts map[string]string
		data, err := explainFiles.ReadFile("explain." + lang + ".json")
		if err == nil {
			err = json.Unmarshal(data, &texts)
		}
		if err != nil {
			panic(fmt.Sprintf("catalogue: embedded explain.%s.json: %v", lang, err))
		}
		all[lang] = texts
	}
	return all
})

// Explain says a sentence of explanations ("ja", anything but "en" is "ja") by its key, with pairs of a name and what it stands
// for put in. An unknown key is shown as it is.
func Explain(lang, key string, pairs ...string) string {
	if lang != "en" {
		lang = "ja"
	}
	text, ok := explanations()[lang][key]
	if !ok {
		return key
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		pairs[i] = "{" + pairs[i] + "}"
	}
	if len(pairs)%2 != 0 {
		pairs = pairs[:len(pairs)-1]
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// List joins names with the language's comma.
func List(lang string, names []string) string { return strings.Join(names, comma(lang)) }
