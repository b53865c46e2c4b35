package account

import (
	"embed"
	"sync"

	"sekisho/desktop/internal/words"
)

//go:embed en.json ja.json
var sentences embed.FS

var book = sync.OnceValue(func() *words.Book { return words.Must(sentences) })

// Say returns the sentence of a code of this package in a language (ja, en).
func Say(lang, code string, args map[string]string) string { return book().Say(lang, code, args) }
