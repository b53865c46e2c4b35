package policy

import "testing"

// TestAsksForFileMarks: what a door reads of files for a rule's sake.
func TestAsksForFileMarks(t *testing.T) {
	for when, want := range map[string]struct{ marks, names bool }{
		"attachments: {any: {is: encrypted}}":                              {marks: true},
		"attachments: {none: {is: [macro, to-external]}}":                  {marks: true},
		"attachments: {any: {types: zip}}":                                 {marks: true},
		"attachments: {count: {types: pdf, atLeast: 2}}":                   {marks: true},
		"attachments: {any: {inside: true, names: 見積}}":                    {marks: true, names: true},
		"attachments: {any: {extensions: exe}}":                            {names: true},
		"attachments: {all: {names: 見積}}":                                  {names: true},
		"attachments: {any: {extensions: exe, inside: false}}":             {},
		"attachments: {count: {extensions: exe, atLeast: 2}}":              {},
		"attachments: {any: {is: to-external}}":                            {},
		"attachments: {any: {is: missing}}":                                {},
		"attachments: {any: true}":                                         {},
		"attachments: {totalSize: {atLeast: 10MB}}":                        {},
		"findings: {any: attachment.macro}":                                {marks: true},
		"findings: {any: attachment.missing}":                              {},
		"findings: {atLeast: danger}":                                      {marks: true},
		"text: {in: files, any: 社外秘}":                                      {},
		"text: {any: x}, also: {attachments: {any: {is: bomb}}}":           {marks: true},
		"text: {any: x}, also: {attachments: {any: {extensions: [a, b]}}}": {names: true},
		"text: {any: x}}, {attachments: {any: {is: macro, inside: false}}": {marks: true},
	} {
		rule := "version: 1\norganization: {domains: own.example}\nrules:\n  - id: r\n    when: [{" + when + "}]\n    then: {action: confirm}\n"
		p, err := Parse("t.yaml", []byte(rule), nil)
		if err != nil {
			t.Errorf("%s: %v", when, err)
			continue
		}
		if marks, names := p.AsksForFileMarks(), p.AsksForNamesInside(); marks != want.marks || names != want.names {
			t.Errorf("%s: marks %t, names %t; want %t, %t", when, marks, names, want.marks, want.names)
		}
		off, err := Parse("t.yaml", []byte(rule+"    mode: disabled\n"), nil)
		if err != nil || off.AsksForFileMarks() || off.AsksForNamesInside() {
			t.Errorf("%s, disabled: %v, or it asks", when, err)
		}
	}
}
