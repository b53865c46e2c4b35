package manifest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing that Outlook, Exchange or our own add-in would stumble over.
type Problem struct {
	Rule    string // stable kebab-case name of the rule
	Where   string // line and path of the element; empty: the manifest as a whole
	Message string // what is wrong and what to write

	line int
}

// String is the problem on one line.
func (p Problem) String() string {
	if p.Where == "" {
		return fmt.Sprintf("%s: %s", p.Rule, p.Message)
	}
	return fmt.Sprintf("%s: %s: %s", p.Where, p.Rule, p.Message)
}

// linter collects problems of one manifest.
type linter struct {
	root     *node
	assets   func(path string) bool
	script   []byte
	problems []Problem
}

func (l *linter) add(rule string, n *node, format string, args ...any) {
	p := Problem{Rule: rule, Message: fmt.Sprintf(format, args...)}
	if n != nil {
		p.Where, p.line = n.where(), n.line
	}
	l.problems = append(l.problems, p)
}

// at adds a problem of a place in a JSON document.
func (l *linter) at(rule, where, format string, args ...any) {
	l.problems = append(l.problems, Problem{Rule: rule, Where: where, Message: fmt.Sprintf(format, args...)})
}

// Lint says what is wrong with a manifest, without asking anybody: order and presence of elements, lengths, references,
// addresses, languages, requirements, events, sign-in, and whether it fits the built launchEvent script. It takes add-in-only
// XML, a manifest.json and the package of one. assets tells whether the server delivers a path such as
// /addin/icons/icon-16.png. Problems are in the order of lines. Nothing found: nil.
func Lint(data []byte, assets func(path string) bool, launchEvent []byte) []Problem {
	l := &linter{assets: assets, script: launchEvent}
	switch {
	case isZip(data):
		l.pack(data)
	case isJSON(data):
		l.unified(data)
	default:
		l.xml(data)
	}
	slices.SortFunc(l.problems, func(a, b Problem) int {
		return cmp.Or(a.line-b.line, strings.Compare(a.Rule, b.Rule), strings.Compare(a.Where, b.Where), strings.Compare(a.Message, b.Message))
	})
	return l.problems
}

func (l *linter) xml(data []byte) {
	root, err := parse(data)
	if err != nil {
		l.add("xml", nil, "%v", err)
		return
	}
	l.root = root
	if !l.isMailApp() {
		return
	}
	for _, rule := range []func(){
		l.order, l.identity, l.lengths, l.locales, l.requirements, l.permissions, l.signIn,
		l.resources, l.addresses, l.icons, l.runtimes, l.events, l.functions, l.commands,
	} {
		rule()
	}
}

func (l *linter) isMailApp() bool {
	const space = "http://schemas.microsoft.com/office/appforoffice/1.1"
	if l.root.name != "OfficeApp" || l.root.space != space || l.root.attrs["type"] != "MailApp" {
		l.add("root", l.root, `the root must be <OfficeApp xmlns=%q xsi:type="MailApp">`, space)
		return false
	}
	return true
}
