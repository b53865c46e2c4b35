package policy

import (
	"fmt"
	"slices"
	"strings"
)

// maxProblems is how many problems one Errors lists; more than a screenful helps nobody.
const maxProblems = 50

// Problem is one thing that is wrong, or doubtful, in a policy.
type Problem struct {
	File    string `json:"file"`    // as Load was told; for a row of a CSV file, that file
	Line    int    `json:"line"`    // from 1; zero: unknown
	Column  int    `json:"column"`  // in characters, from 1; zero: unknown
	Path    string `json:"path"`    // JSON pointer of the value: "/rules/0/then/action"
	Message string `json:"message"` // what is wrong: lower case, no full stop
	Fix     string `json:"fix"`     // what to do, in the imperative; empty when the message says it
}

// String is one line: file:line:column: message; fix.
func (p Problem) String() string {
	var b strings.Builder
	if p.File != "" {
		b.WriteString(p.File + ":")
	}
	if p.Line > 0 {
		fmt.Fprintf(&b, "%d:%d:", p.Line, p.Column)
	}
	if b.Len() > 0 {
		b.WriteByte(' ')
	}
	b.WriteString(p.Message)
	if p.Fix != "" {
		b.WriteString("; " + p.Fix)
	}
	return b.String()
}

// Errors is everything that keeps a policy from being read, in the order of the file.
type Errors struct { //nolint:errname // a list of problems, and policy.Errors is how callers ask for it
	Problems []Problem // at most 50
	More     bool      // there were more than Problems holds
}

// Error is one line for each problem.
func (e *Errors) Error() string {
	lines := make([]string, 0, len(e.Problems)+1)
	for _, p := range e.Problems {
		lines = append(lines, p.String())
	}
	if e.More {
		lines = append(lines, fmt.Sprintf("more than %d problems; the rest is not listed", maxProblems))
	}
	return strings.Join(lines, "\n")
}

func (e *Errors) add(p Problem) {
	if len(e.Problems) == maxProblems {
		e.More = true
		return
	}
	e.Problems = append(e.Problems, p)
}

// full tells a reader that going on would add nothing.
func (e *Errors) full() bool { return e.More }

// err is nil when nothing is wrong.
func (e *Errors) err() error {
	if len(e.Problems) == 0 {
		return nil
	}
	sortProblems(e.Problems)
	return e
}

// sortProblems puts problems of one file in the order of its lines and leaves the order of the files.
func sortProblems(list []Problem) {
	first := map[string]int{}
	for i, p := range list {
		if _, ok := first[p.File]; !ok {
			first[p.File] = i
		}
	}
	slices.SortStableFunc(list, func(a, b Problem) int {
		if a.File != b.File {
			return first[a.File] - first[b.File]
		}
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
}
