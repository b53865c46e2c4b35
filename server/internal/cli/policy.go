package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"sekisho/server/check"
	"sekisho/server/internal/input"
	"sekisho/server/policy"
)

// policyCommand works on policies without a server.
func policyCommand(ctx context.Context, args []string, s Streams) int {
	if len(args) == 0 {
		return complain(s, "policy: say what to do: lint F, test F|DIR, schema, explain F MAIL, replay F")
	}
	if asksForHelp(s, "policy", args[0]) {
		return exitOK
	}
	switch args[0] {
	case "lint":
		return policyLint(args[1:], s)
	case "test":
		return policyTest(ctx, args[1:], s)
	case "schema":
		return policySchema(args[1:], s)
	case "explain":
		return policyExplain(ctx, args[1:], s)
	case "replay":
		return policyReplay(ctx, args[1:], s)
	}
	return complain(s, "policy: %q is not known; there are lint, test, schema, explain and replay", args[0])
}

// policyLint prints errors and warnings with their place. Status 1: there are some; 2: the file cannot be read.
func policyLint(args []string, s Streams) int {
	f := flags("policy lint")
	asJSON := f.Bool("json", false, "print one JSON object a line")
	if status, done := parse(f, args, s); done {
		return status
	}
	if f.NArg() != 1 {
		return complain(s, "policy lint: name one policy file")
	}
	problems, err := lint(f.Arg(0))
	if err != nil {
		return complain(s, "policy lint: %v", err)
	}
	for _, p := range problems {
		if *asJSON {
			printJSON(s, p)
		} else {
			s.printf("%s\n", plain(p.String()))
		}
	}
	if len(problems) > 0 {
		return exitFound
	}
	return exitOK
}

// lint returns what is wrong or doubtful. The error is about reading the file.
func lint(name string) ([]policy.Problem, error) {
	doc, err := readDocument(name)
	var wrong *policy.Errors
	if errors.As(err, &wrong) {
		return wrong.Problems, nil
	}
	if err != nil {
		return nil, err
	}
	return policy.Lint(doc, time.Now(), nil), nil
}

func policySchema(args []string, s Streams) int {
	f := flags("policy schema")
	if status, done := parse(f, args, s); done {
		return status
	}
	if f.NArg() > 0 {
		return complain(s, "policy schema takes no arguments")
	}
	if _, err := s.Out.Write(policy.Schema()); err != nil {
		return complain(s, "policy schema: %v", err)
	}
	return exitOK
}

// policyTest runs the tests that policies carry, and case files. Status 1: one failed; 2: one cannot be read.
func policyTest(ctx context.Context, args []string, s Streams) int {
	f := flags("policy test")
	if status, done := parse(f, args, s); done {
		return status
	}
	if f.NArg() != 1 {
		return complain(s, "policy test: name one policy file, or a folder of policies and cases")
	}
	files, err := testFiles(f.Arg(0))
	if err != nil {
		return complain(s, "policy test: %v", err)
	}
	passed, failed := 0, 0
	for _, file := range files {
		p, n, err := testFile(ctx, file, s)
		if err != nil {
			return complain(s, "policy test: %v", err)
		}
		passed, failed = passed+p, failed+n
	}
	s.printf("%d passed, %d failed\n", passed, failed)
	if failed > 0 {
		return exitFound
	}
	return exitOK
}

func testFiles(name string) ([]string, error) {
	info, err := os.Stat(name)
	if err != nil || !info.IsDir() {
		return []string{name}, err
	}
	var files []string
	err = filepath.WalkDir(name, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && slices.Contains([]string{".yaml", ".yml", ".json", ".txtar"}, filepath.Ext(path)) {
			files = append(files, path)
		}
		return err
	})
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("%s holds no policy (.yaml, .yml, .json) and no case (.txtar)", name)
	}
	return files, err
}

func testFile(ctx context.Context, file string, s Streams) (passed, failed int, err error) {
	if filepath.Ext(file) == ".txtar" {
		return testCase(ctx, file, s)
	}
	doc, err := readDocument(file)
	if err != nil {
		return 0, 0, err
	}
	p, err := policy.Compile(doc)
	if err != nil {
		return 0, 0, fmt.Errorf("%s: %w", file, err)
	}
	for _, r := range policy.RunTests(p, doc, check.Builder(ctx, input.Beside(file))) {
		if r.Passed() {
			passed++
			continue
		}
		failed++
		s.printf("%s\n", plain(file+": "+r.Name))
		for _, why := range r.Failures {
			s.printf("    %s\n", plain(why))
		}
	}
	return passed, failed, nil
}

func testCase(ctx context.Context, file string, s Streams) (passed, failed int, err error) {
	data, err := input.Read(file)
	if err != nil {
		return 0, 0, err
	}
	c, err := check.ReadCase(file, data)
	if err != nil {
		return 0, 0, err
	}
	v, err := c.Verdict(ctx)
	if err != nil {
		return 0, 0, err
	}
	ok, err := c.Matches(v)
	if err != nil {
		return 0, 0, err
	}
	if ok {
		return 1, 0, nil
	}
	got, err := check.Indent(v)
	lines(s, fmt.Sprintf("%s: %s\n    got a verdict other than want.json:\n%s", file, c.Story, got))
	return 0, 1, err
}
