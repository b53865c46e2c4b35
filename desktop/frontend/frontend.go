// Package frontend holds the built pages of the companion's window. They are made by `go tool task desktop`; without them
// the window says which command makes them.
package frontend

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var files embed.FS

// Pages is the folder of the built pages, and whether they were built.
func Pages() (pages fs.FS, built bool) {
	pages, err := fs.Sub(files, "dist/window")
	if err != nil {
		return files, false
	}
	_, err = fs.Stat(pages, "index.html")
	return pages, err == nil
}
