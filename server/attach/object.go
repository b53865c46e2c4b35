package attach

import (
	"cmp"

	"sekisho/server/policy"
)

// Object is one file as the command inspect writes it, a JSON object a line. Lists are never null.
type Object struct {
	File      string   `json:"file"`             // the path that was given, or the name in the container
	Type      string   `json:"type"`             // MIME type by content
	Extension string   `json:"extension"`        // last one of the cleaned name, without the dot
	Size      int64    `json:"size"`             // octets; what its container says where it could not be opened
	Encrypted bool     `json:"encrypted"`        // it, or a file inside it at any depth
	How       string   `json:"how"`              // how that is encrypted, such as "zip-aes-256"; of several the first
	Macro     bool     `json:"macro"`            // it, or a file inside it at any depth
	MacroKind string   `json:"macroKind"`        // of which kind that is, such as "vba"; of several the first
	Disguised bool     `json:"disguised"`        // likewise
	Flags     []string `json:"flags"`            // every flag of it and of the files inside, each once
	Children  []Object `json:"children"`         // the files inside, in the container's order
	Text      string   `json:"text,omitempty"`   // what could be read of it, if texts were wanted
	NoText    string   `json:"noText,omitempty"` // why that is not all
	Error     string   `json:"error"`            // why it could not be looked into; empty if it could
}

// NewObject makes the object of what Inspect found in a file.
func NewObject(file string, a policy.Attachment) Object {
	o := Object{File: file, Type: a.Type, Extension: Extension(a.Name), Size: a.Size, Text: a.Text, NoText: a.NoText, Flags: []string{}, Children: []Object{}}
	for _, m := range a.Marks {
		o.flag(m.Flag)
		switch m.Flag {
		case "uninspectable":
			o.Error, _ = m.Args["reason"].(string)
		case "encrypted":
			o.How, _ = m.Args["how"].(string)
		case "macro":
			o.MacroKind, _ = m.Args["kind"].(string)
		}
	}
	for _, inside := range a.Inside {
		child := NewObject(inside.Name, inside)
		for _, f := range child.Flags {
			o.flag(f)
		}
		o.How, o.MacroKind = cmp.Or(o.How, child.How), cmp.Or(o.MacroKind, child.MacroKind)
		o.Children = append(o.Children, child)
	}
	return o
}

func (o *Object) flag(flag string) {
	if has(o.Flags, flag) {
		return
	}
	o.Flags = append(o.Flags, flag)
	switch flag {
	case "encrypted":
		o.Encrypted = true
	case "macro":
		o.Macro = true
	case "disguised":
		o.Disguised = true
	}
}
