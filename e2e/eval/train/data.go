package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sekisho/server/text"
)

// sample is a labelled mail, or a sentence of the package's own tests.
type sample struct {
	id        string
	isMail    bool
	forgotten bool
	cost      float64 // against that of a mail
	sentences []sentence
	byRule    bool
	linked    bool
	sum       float64 // of the sentence that says most, by a model that has not seen it
}

// sentence is what package text knows of one worth a look.
type sentence []text.PromiseTrait

// heldOut tells the mails that nobody looks at. It has to stay what it is in e2e/eval.
func heldOut(id string) bool { return sha256.Sum256([]byte(id))[0] >= 179 }

// mail is a line of the labelled set, as far as it matters here.
type mail struct {
	ID        string   `json:"id"`
	Subject   string   `json:"subject"`
	Body      string   `json:"body"`
	Files     []string `json:"files"`
	Forgotten bool     `json:"forgotten"`
}

// readMails reads the working half.
func readMails(name string) ([]*sample, error) {
	all, err := readLines(name, func(m mail) bool { return !heldOut(m.ID) })
	for _, s := range all {
		s.isMail = true
	}
	return all, err
}

// readLessons reads mails that were written to learn from.
func readLessons(name string, cost float64) ([]*sample, error) {
	all, err := readLines(name, func(mail) bool { return true })
	for _, s := range all {
		s.cost = cost
	}
	return all, err
}

// readLines reads the mails that are wanted. Those that have files are left out: what they say of them is no promise unkept.
func readLines(name string, wanted func(mail) bool) ([]*sample, error) {
	raw, err := os.ReadFile(name) // #nosec G304 -- a file of the project
	if err != nil {
		return nil, err
	}
	var all []*sample
	lines := bufio.NewScanner(bytes.NewReader(raw))
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		var m mail
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
		if wanted(m) && len(m.Files) == 0 {
			all = append(all, newSample(m.ID, m.Subject, m.Body, m.Forgotten))
		}
	}
	return all, lines.Err()
}

// readOwn reads the sentences of the package's own tests and those that were written to learn from.
func readOwn(folder string, cost float64) ([]*sample, error) {
	names, err := filepath.Glob(filepath.Join(folder, "promise*.txt"))
	if err != nil {
		return nil, err
	}
	more, err := filepath.Glob(filepath.Join(folder, "learn*.txt"))
	if err != nil {
		return nil, err
	}
	var all []*sample
	for _, name := range append(names, more...) {
		raw, err := os.ReadFile(name) // #nosec G304 -- a file of the project
		if err != nil {
			return nil, err
		}
		for n, line := range strings.Split(string(raw), "\n") {
			if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
				continue
			}
			subject, body, ok := strings.Cut(strings.TrimLeft(line, "+- "), " | ")
			if !ok {
				return nil, fmt.Errorf("%s:%d: there is no %q", name, n+1, " | ")
			}
			s := newSample(fmt.Sprintf("%s-%d", filepath.Base(name), n), subject, strings.ReplaceAll(body, `\n`, "\n"), line[0] == '+')
			s.cost = cost
			all = append(all, s)
		}
	}
	return all, nil
}

func newSample(id, subject, body string, forgotten bool) *sample {
	s := &sample{id: id, forgotten: forgotten, cost: 1}
	var sentences [][]text.PromiseTrait
	sentences, s.byRule, s.linked = text.PromiseTraits(subject, text.NewText(body))
	for _, traits := range sentences {
		s.sentences = append(s.sentences, traits)
	}
	return s
}

// part parts samples by how their identifiers begin; prefixes are separated by commas.
func part(all []*sample, prefixes string) (others, those []*sample) {
	for _, s := range all {
		is := false
		for p := range strings.SplitSeq(prefixes, ",") {
			is = is || p != "" && strings.HasPrefix(s.id, p)
		}
		if is {
			those = append(those, s)
		} else {
			others = append(others, s)
		}
	}
	return others, those
}

func ofMails(all []*sample) (mails []*sample) {
	for _, s := range all {
		if s.isMail {
			mails = append(mails, s)
		}
	}
	return mails
}
