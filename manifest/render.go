package manifest

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"
	"text/template"
)

//go:embed addin.xml
var addinXML string

// Render makes a manifest: add-in-only XML, or the manifest.json of the unified package. The same options give the same
// octets. It gives ErrOrigin, ErrMode, ErrLaunch or ErrVersion, each with what to write instead.
func Render(o Options) ([]byte, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	if o.Mode == ModeUnified {
		return renderUnified(o)
	}
	return renderXML(o)
}

// filling is what the template asks for.
type filling struct {
	Options
	ID       string
	Page     string
	Script   string
	Events   []Event
	ItemSend bool
	Function string
	SendMode string
	Entra    bool
}

func renderXML(o Options) ([]byte, error) {
	t, err := template.New(o.Mode).Parse(addinXML)
	if err != nil {
		return nil, fmt.Errorf("read the template: %w", err)
	}
	f := filling{
		Options: o, ID: ID(o.Origin, o.Mode), Page: o.page(), Script: o.script(), Events: o.events(), SendMode: "SoftBlock",
		ItemSend: o.Mode == ModeItemSend, Function: ItemSendFunction, Entra: o.Launch == LaunchEntra,
	}
	if o.Mode == ModeBlock {
		f.SendMode = "Block"
	}
	var out bytes.Buffer
	if err := t.Execute(&out, f); err != nil {
		return nil, fmt.Errorf("fill in the template of %s: %w", o.Mode, err)
	}
	return out.Bytes(), nil
}

// FileName is what a manifest is best called on a disk.
func FileName(mode string) string {
	if mode == ModeUnified {
		return "sekisho-unified.zip"
	}
	return "sekisho-" + strings.ToLower(mode) + ".xml"
}
