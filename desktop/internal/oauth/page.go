package oauth

import (
	"embed"
	"html/template"
	"net/http"
	"sync"

	"sekisho/desktop/internal/words"
)

//go:embed en.json ja.json
var sentences embed.FS

var book = sync.OnceValue(func() *words.Book { return words.Must(sentences) })

// Say returns the sentence of a code of this package in a language (ja, en).
func Say(lang, code string, args map[string]string) string { return book().Say(lang, code, args) }

// markup is the page that the browser shows afterwards: no script, nothing loaded from anywhere.
var markup = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="{{.Lang}}"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{{.Title}}</title>
<style>:root{color-scheme:light dark}body{font:1.1rem/1.7 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1.5rem}h1{font-size:1.5rem}small{overflow-wrap:anywhere}</style>
<main><h1>{{.Title}}</h1><p>{{.Text}}</p>{{with .Detail}}<p><small>{{.}}</small></p>{{end}}</main></html>
`))

// page answers the browser. The address bar holds a code, used up by now: nothing may pass it on.
func (d *door) page(w http.ResponseWriter, status int, code, detail string) {
	lang := d.r.Lang
	if lang != "ja" {
		lang = "en"
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'")
	w.WriteHeader(status)
	args := words.Args{"service": d.r.Provider.Title}
	_ = markup.Execute(w, struct{ Lang, Title, Text, Detail string }{ // a browser that went away needs no page
		lang, Say(lang, code+".title", args), Say(lang, code, args), detail,
	})
}
