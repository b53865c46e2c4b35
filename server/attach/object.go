package attach

import "sekisho/server/policy"

// Object is one file as the command inspect writes it, a JSON object a line. Lists are never null.
type Object struct {
	File      string   `json:"file"`             // the path that was given, or the name in the container
	Type      string   `json:"type"`             // MIME type by content
	Extension string   `json:"extension"`        // last one of the cleaned name, without the dot
	Encrypted bool     `json:"encrypted"`        // it, or a file inside it at any depth
	Macro     bool     `json:"macro"`            // likewise
	Disguised bool     `json:"disguised"`        // likewise
	Flags     []string `json:"flags"`            // every flag of it and of the files inside, each once
	Children  []Object `json:"children"`         // the files inside, in the container's order
	Text      string   `json:"text,omitempty"`   // what could be read of it, if texts were wanted
	NoText    string   `json:"noText,omitempty"` // why that is not all
	Error     string   `json:"error"`            // why it could not be looked into; empty if it could
}

// NewObject makes the object of what Inspect found in a file.
func NewObject(file string, a policy.Attachment) Object {
	o := Object{File: file, Type: a.Type, Extension: Extension(a.Name), Text: a.Text, NoText: a.NoText, Flags: []string{}, Children: []Object{}}
	for _, m := range a.Marks {
		o.flag(m.Flag)
		if m.Flag == "uninspectable" {
			o.Error, _ = m.Args["reason"].(string)
		}
	}
	for _, inside := range a.Inside {
		child := NewObject(inside.Name, inside)
		for _, f := range child.Flags {
			o.flag(f)
		}
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
