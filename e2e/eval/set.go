package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/json"
	"fmt"
	"strings"
)

//go:embed testdata
var data embed.FS

// item is one labelled thing.
type item struct {
	id    string
	class string   // what it is an example of
	parts []string // of which sums are printed apart on the held-out half
	shown string   // what -work shows of it beside its identifier
	want  []string
	judge func(ctx context.Context) ([]string, error) // what was found
}

// heldOut tells the 30 % that nobody looks at from the others.
func (i item) heldOut() bool { return sha256.Sum256([]byte(i.id))[0] >= 179 }

// set is one labelled set and what is asked of its detector.
type set struct {
	name  string
	about string
	read  func() ([]item, error)
	// recall is the least part of harmful items to be found, alarms the greatest part of harmless ones to be told of.
	recall, alarms float64
}

func sets() []set {
	return []set{
		{name: "domains", about: "look-alike and typo domains", read: readDomains, recall: 0.98, alarms: 0.005},
		{name: "texts", about: "personal data", read: readTexts, recall: 0.95, alarms: 0.01},
		{name: "mails", about: "forgotten attachments", read: readMails, recall: 0.95, alarms: 0.01},
		{name: "files", about: "encryption, macros, programs, disguise", read: readFiles, recall: 1, alarms: 0},
	}
}

// lines reads a file of JSON objects, one a line. Unknown keys are errors, and so is an identifier that stands twice.
func lines[T any](name string, id func(T) string) ([]T, error) {
	raw, err := data.ReadFile("testdata/" + name)
	if err != nil {
		return nil, err
	}
	var all []T
	seen := map[string]bool{}
	s := bufio.NewScanner(bytes.NewReader(raw))
	s.Buffer(nil, 1<<20)
	for n := 1; s.Scan(); n++ {
		if strings.TrimSpace(s.Text()) == "" {
			continue
		}
		var v T
		d := json.NewDecoder(bytes.NewReader(s.Bytes()))
		d.DisallowUnknownFields()
		if err := d.Decode(&v); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
		if seen[id(v)] || id(v) == "" {
			return nil, fmt.Errorf("%s:%d: the identifier %q is empty or stands there twice", name, n, id(v))
		}
		seen[id(v)] = true
		all = append(all, v)
	}
	return all, s.Err()
}
