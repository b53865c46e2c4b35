package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"sekisho/server/attach"
	"sekisho/server/policy"
)

// labelled is a file that a real tool made, or that make builds when the program runs (harmful-looking ones).
type labelled struct {
	File  string   `json:"file"`           // below testdata/files; with make any name
	As    string   `json:"as,omitempty"`   // the name it is sent under; empty: its own
	Make  string   `json:"make,omitempty"` // a recipe of makers; empty: the file is there
	Class string   `json:"class"`
	Made  string   `json:"made"` // how, and with which tool
	Want  []string `json:"want"` // flags somewhere in it: encrypted, macro, executable, disguised, deceptive-name, bomb, uninspectable
}

// judgedFlags are those that a harmless file must not have.
var judgedFlags = []string{"encrypted", "macro", "executable", "disguised", "deceptive-name", "bomb"}

func readFiles() ([]item, error) {
	files, err := lines("files.jsonl", func(l labelled) string { return l.File })
	if err != nil {
		return nil, err
	}
	items := make([]item, 0, len(files))
	for _, l := range files {
		items = append(items, item{id: l.File, class: l.Class, want: l.Want, judge: l.judge})
	}
	return items, nil
}

func (l labelled) content() ([]byte, error) {
	if l.Make == "" {
		return fs.ReadFile(data, "testdata/files/"+l.File)
	}
	name, argument, _ := strings.Cut(l.Make, " ")
	recipe, ok := makers[name]
	if !ok {
		return nil, fmt.Errorf("no recipe is called %q", name)
	}
	return recipe(argument)
}

func (l labelled) judge(ctx context.Context) ([]string, error) {
	content, err := l.content()
	if err != nil {
		return nil, err
	}
	name := l.As
	if name == "" {
		name = path.Base(l.File)
	}
	a := attach.Inspect(ctx, attach.File{Name: name, Size: int64(len(content)), Content: bytes.NewReader(content)})
	found := map[string]bool{}
	gather(a, found)
	var got []string
	flags := judgedFlags
	if len(l.Want) > 0 {
		flags = append(flags[:len(flags):len(flags)], "uninspectable")
	}
	for _, f := range flags {
		if found[f] {
			got = append(got, f)
		}
	}
	return got, nil
}

// gather collects the flags of a file and of all files inside.
func gather(a policy.Attachment, into map[string]bool) {
	for _, m := range a.Marks {
		into[m.Flag] = true
	}
	for _, in := range a.Inside {
		gather(in, into)
	}
}
