// Package web embeds the built front ends. It compiles without them: a front end that was not built is simply absent.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files returns the built files of one front end ("addin", "playground"), or false if it was not built.
func Files(name string) (fs.FS, bool) {
	sub, err := fs.Sub(dist, "dist/"+name)
	if err != nil {
		return nil, false
	}
	if _, err := fs.Stat(sub, "."); err != nil {
		return nil, false
	}
	return sub, true
}
