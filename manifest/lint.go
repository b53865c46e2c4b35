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

// Lint says what is wrong with an add-in-only manifest, without asking anybody: order and presence of elements, lengths,
// references, addresses, languages, requirements, events, and whether it fits the built launchEvent script. assets tells
// whether the server delivers a path such as /addin/icons/icon-16.png. Problems are in the order of lines. Nothing found: nil.
func Lint(xml []byte, assets func(path string) bool, launchEvent []byte) []Problem {
	root, err := parse(xml)
	if err != nil {
		return []Problem{{Rule: "xml", Message: err.Error()}}
	}
	l := &linter{root: root, assets: assets, script: launchEvent}
	if !l.isMailApp() {
		return l.problems
	}
	for _, rule := range []func(){
		l.order, l.identity, l.lengths, l.locales, l.requirements, l.permissions,
		l.resources, l.addresses, l.icons, l.runtimes, l.events, l.functions, l.commands,
	} {
		rule()
	}
	slices.SortFunc(l.problems, func(a, b Problem) int {
		return cmp.Or(a.line-b.line, strings.Compare(a.Rule, b.Rule), strings.Compare(a.Message, b.Message))
	})
	return l.problems
}

func (l *linter) isMailApp() bool {
	const space = "http://schemas.microsoft.com/office/appforoffice/1.1"
	if l.root.name != "OfficeApp" || l.root.space != space || l.root.attrs["type"] != "MailApp" {
		l.add("root", l.root, `the root must be <OfficeApp xmlns=%q xsi:type="MailApp">`, space)
		return false
	}
	return true
}
