package manifest

import (
	"bytes"
	"encoding/json"
	"image/png"
	"unicode/utf8"
)

// pack checks the package of a unified manifest: the document, its Japanese texts and its icons.
func (l *linter) pack(data []byte) {
	if len(data) > maxSize {
		l.at("package", "", "%d bytes, at most %d", len(data), maxSize)
		return
	}
	document, err := member(data, manifestName)
	if err != nil {
		l.at("package", manifestName, "%v", err)
		return
	}
	l.unified(document)
	var u unified
	if json.Unmarshal(document, &u) != nil || len(u.Extensions) != 1 {
		return // said above
	}
	for name, size := range map[string]int{u.Icons.Color: 192, u.Icons.Outline: 32} {
		l.picture(data, name, size)
	}
	l.translated(data, &u)
}

// picture: a PNG file of the size that Microsoft 365 wants.
func (l *linter) picture(data []byte, name string, size int) {
	file, err := member(data, name)
	if err != nil {
		l.at("icon", name, "%v", err)
		return
	}
	c, err := png.DecodeConfig(bytes.NewReader(file))
	if err != nil || c.Width != size || c.Height != size {
		l.at("icon", name, "must be a PNG file of %d by %d pixels", size, size)
	}
}

// translated: each text has its Japanese, no longer than the text may be, and no Japanese is of a text that is not there.
func (l *linter) translated(data []byte, u *unified) {
	file, err := member(data, japaneseName)
	if err != nil {
		l.at("locale", japaneseName, "%v", err)
		return
	}
	var words map[string]string
	if err := json.Unmarshal(file, &words); err != nil {
		l.at("locale", japaneseName, "%v", err)
		return
	}
	delete(words, "$schema")
	for _, t := range u.texts() {
		switch count := utf8.RuneCountInString(words[t.where]); {
		case count == 0:
			l.at("locale", t.where, "no text for ja-jp: both languages are equal")
		case count > t.most:
			l.at("length", japaneseName+" "+t.where, "%d characters, at most %d", count, t.most)
		}
		delete(words, t.where)
	}
	for where := range words {
		l.at("locale", japaneseName, "%s is no text of the manifest", where)
	}
}
