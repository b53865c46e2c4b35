package deployment

import (
	"bytes"
	"context"
	"encoding/json"
	"image/png"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"

	"sekisho/manifest"
)

const allowedPath = "/.well-known/microsoft-officeaddins-allowed.json"

// allowed looks at the file by which classic Outlook lets a script call the server.
func (i *inspection) allowed(ctx context.Context) {
	a, ok := i.fetch(ctx, allowedPath, "application/json")
	if !ok {
		return
	}
	var file struct{ Allowed []string }
	if err := json.Unmarshal(a.body, &file); err != nil {
		i.add(Missing, "allowed.json", err.Error())
		return
	}
	var lacks []string
	for _, script := range manifest.Allowed(i.Origin) {
		if !slices.Contains(file.Allowed, script) {
			lacks = append(lacks, script)
		}
	}
	if len(lacks) > 0 {
		i.add(Missing, "allowed.list", strings.Join(lacks, ", "), strings.Join(file.Allowed, ", "))
		return
	}
	i.add(OK, "allowed")
}

// scripts looks at the launch event's files, both: which one a manifest names can change.
func (i *inspection) scripts(ctx context.Context) {
	for _, address := range manifest.Allowed(i.Origin) {
		name := "/addin/" + path.Base(address)
		a, ok := i.fetch(ctx, name, "text/javascript", "application/javascript")
		if !ok {
			continue
		}
		before := len(i.lines)
		if bytes.Contains(a.body, []byte(manifest.Placeholder)) || !bytes.Contains(a.body, []byte(i.Origin)) {
			i.add(Missing, "script.origin", name, i.Origin)
		}
		i.revalidated(ctx, name, a)
		if len(i.lines) == before {
			i.add(OK, "script", name, strconv.Itoa((len(a.body)+512)/1024))
		}
	}
}

// revalidated: a new build must be seen at once, an old one not be sent again.
func (i *inspection) revalidated(ctx context.Context, name string, a answer) {
	cache := strings.ToLower(a.header.Get("Cache-Control"))
	if !strings.Contains(cache, "no-cache") && !strings.Contains(cache, "max-age=0") && !strings.Contains(cache, "no-store") {
		i.add(Warning, "script.cache", name, a.header.Get("Cache-Control"))
		return
	}
	tag := a.header.Get("ETag")
	if tag == "" || i.client.ask(ctx, http.MethodGet, name, "", "If-None-Match", tag).status != http.StatusNotModified {
		i.add(Warning, "script.tag", name)
	}
}

// icons looks at the pictures that Outlook shows: sizes, and that they may be kept.
func (i *inspection) icons(ctx context.Context) {
	before := len(i.lines)
	for _, size := range []int{16, 32, 64, 80, 128} {
		name := "/addin/icons/icon-" + strconv.Itoa(size) + ".png"
		a, ok := i.fetch(ctx, name, "image/png")
		if !ok {
			continue
		}
		if c, err := png.DecodeConfig(bytes.NewReader(a.body)); err != nil || c.Width != size || c.Height != size {
			i.add(Missing, "icon.size", name, strconv.Itoa(size))
		}
		if strings.Contains(strings.ToLower(a.header.Get("Cache-Control")), "no-store") {
			i.add(Missing, "icon.store", name)
		}
	}
	if len(i.lines) == before {
		i.add(OK, "icon")
	}
}
