package manifest

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"time"

	"sekisho/manifest/icon"
)

// Names in the package of a unified manifest.
const (
	manifestName = "manifest.json"
	japaneseName = "ja-jp.json"
	colorName    = "color.png"
	outlineName  = "outline.png"
)

// members are the files of the package.
func members() []string { return []string{manifestName, japaneseName, colorName, outlineName} }

// texts are what the unified manifest says, in one language. The add-in-only template has the same.
type texts struct{ name, about, tip string }

var (
	english = texts{
		"Sekisho",
		"Checks recipients, attachments and text of a message before it leaves.",
		"Shows what to check before this is sent.",
	}
	japanese = texts{
		"関所",
		"メールを送信する前に、宛先・添付ファイル・本文を確認します。",
		"送信する前に確認することを表示します。",
	}
)

// translation is the language file of the package: a path into the manifest and what stands there in Japanese.
func translation() map[string]string {
	out := map[string]string{
		"$schema":    "https://developer.microsoft.com/json-schemas/teams/v" + schemaVersion + "/MicrosoftTeams.Localization.schema.json",
		"name.short": japanese.name, "name.full": japanese.name, "description.short": japanese.about, "description.full": japanese.about,
	}
	for i := range 2 {
		group := fmt.Sprintf("extensions[0].ribbons[%d].tabs[0].groups[0].", i)
		out[group+"label"] = japanese.name
		out[group+"controls[0].label"] = japanese.name
		out[group+"controls[0].supertip.title"] = japanese.name
		out[group+"controls[0].supertip.description"] = japanese.tip
	}
	return out
}

// Package makes what the Microsoft 365 admin centre takes for the unified manifest: a ZIP file of manifest.json, the Japanese
// texts and two icons. The same options give the same octets. Errors are those of Render.
func Package(o Options) ([]byte, error) {
	o.Mode = ModeUnified
	document, err := Render(o)
	if err != nil {
		return nil, err
	}
	language, err := json.MarshalIndent(translation(), "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the Japanese texts: %w", err)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range []struct {
		name string
		data []byte
	}{
		{manifestName, document},
		{japaneseName, language},
		{colorName, pictureOf(icon.Draw(192))},
		{outlineName, pictureOf(icon.Outline(32))},
	} {
		// a fixed time: the same content is the same file
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err == nil {
			_, err = w.Write(f.data)
		}
		if err != nil {
			return nil, fmt.Errorf("pack %s: %w", f.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("pack the unified manifest: %w", err)
	}
	return out.Bytes(), nil
}

// pictureOf encodes a picture of our own, which cannot go wrong.
func pictureOf(img image.Image) []byte {
	var out bytes.Buffer
	_ = png.Encode(&out, img) // fails only for sizes that no icon has, or a writer that fails
	return out.Bytes()
}
