// Package migrate makes a policy of what other products against mis-sent mail keep: OutlookOkan's CSV files, FlexConfirmMail's
// text files, JSON, registry files, and the list of domains of Confirm-Address.
//
// It translates what a setting does, not how it is written. Where the policy language says less, more or something else, a
// Loss tells of it with file and line, in Japanese and English; nothing is left out silently. What it returns is a policy in
// canonical form that policy.Load accepts, or an error.
//
// # Limits
//
// A file has at most 4 MiB and 100,000 entries. Only the folder itself and those of its folders are read in which the products
// keep such files; links out of it are not followed.
package migrate

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"sekisho/server/policy"
	"sekisho/server/text"
)

const (
	maxFile    = 4 << 20
	maxEntries = 100_000
	maxMessage = 200 // characters, as the policy language has it
)

// What callers may ask for with errors.Is.
var (
	ErrNothing  = errors.New("migrate: none of the product's files is there")
	ErrNoDomain = errors.New("migrate: no internal domain is known")
)

// Effect is what became of an entry or setting.
type Effect string

// The effects.
const (
	Narrowed Effect = "narrowed" // it matches less than it did
	Widened  Effect = "widened"  // it matches more
	Changed  Effect = "changed"  // it does something close
	Lost     Effect = "lost"     // it has no counterpart
)

// Loss is one entry or setting that was not taken over as it was.
type Loss struct {
	File   string `json:"file"`
	Line   int    `json:"line,omitempty"` // 0: the file as a whole
	Effect Effect `json:"effect"`
	Entry  string `json:"entry,omitempty"` // as written
	JA     string `json:"ja"`
	EN     string `json:"en"`
}

// Result is a policy and what it does not say any more.
type Result struct {
	Policy []byte // canonical YAML
	Losses []Loss
}

// object is a block of a policy before it is checked.
type object = map[string]any

// builder gathers a policy.
type builder struct {
	files     fs.FS
	folders   []string // that are read beside the top one
	domains   []string
	doc       object
	rules     []object
	ids       map[string]int
	losses    []Loss
	settings  object
	baseline  object
	used      int               // files that were read
	contents  map[string]string // of those files
	wildcards bool              // the product's words have * and ? too
}

func newBuilder(files fs.FS, domains []string) *builder {
	return &builder{files: files, domains: slices.Clone(domains), doc: object{}, ids: map[string]int{}, settings: object{}, baseline: object{}, contents: map[string]string{}}
}

// at is the place of an entry.
type at struct {
	file string
	line int
}

func (b *builder) lose(where at, effect Effect, entry, ja, en string) {
	l := Loss{File: where.file, Line: where.line, Effect: effect, Entry: clip(entry, 100), JA: ja, EN: en}
	if !slices.Contains(b.losses, l) {
		b.losses = append(b.losses, l)
	}
}

// rule adds a rule; a second one with the same id gets a number.
func (b *builder) rule(id string, title [2]string, keys object) {
	if b.ids[id]++; b.ids[id] > 1 {
		id = fmt.Sprintf("%s-%d", id, b.ids[id])
	}
	r := object{"id": id, "title": object{"ja": title[0], "en": title[1]}}
	for k, v := range keys {
		r[k] = v
	}
	b.rules = append(b.rules, r)
}

// result checks the policy and writes it.
func (b *builder) result() (*Result, error) {
	if b.used == 0 {
		return nil, ErrNothing
	}
	if len(b.domains) == 0 {
		return nil, fmt.Errorf("%w: say who is internal with --domain, as in --domain example.co.jp", ErrNoDomain)
	}
	b.unread()
	b.doc["version"] = 1
	org, _ := b.doc["organization"].(object)
	if org == nil {
		org = object{}
	}
	org["domains"] = unique(b.domains)
	b.doc["organization"] = org
	for name, block := range map[string]object{"settings": b.settings, "baseline": b.baseline} {
		if len(block) > 0 {
			b.doc[name] = block
		}
	}
	if len(b.rules) > 0 {
		b.doc["rules"] = b.rules
	}
	raw, err := json.Marshal(b.doc)
	if err != nil {
		return nil, fmt.Errorf("write the policy: %w", err)
	}
	doc, err := policy.Load("imported.json", raw, nil)
	if err != nil {
		return nil, fmt.Errorf("the imported policy is not valid: %w", err)
	}
	if _, err := policy.Compile(doc); err != nil {
		return nil, fmt.Errorf("the imported policy is not valid: %w", err)
	}
	slices.SortStableFunc(b.losses, func(x, y Loss) int { return strings.Compare(x.File, y.File)*2 + sign(x.Line-y.Line) })
	return &Result{Policy: policy.Canonical(doc), Losses: b.losses}, nil
}

// read returns a file's text; ok is false if there is none. Names are compared without case, as on Windows.
func (b *builder) read(folder, name string) (content, actual string, ok bool, err error) {
	entries, err := fs.ReadDir(b.files, folder)
	if err != nil {
		return "", "", false, nil //nolint:nilerr // a folder that is not there has no files
	}
	for _, e := range entries {
		if e.IsDir() || !strings.EqualFold(e.Name(), name) {
			continue
		}
		actual = path.Join(folder, e.Name())
		raw, err := b.octets(actual)
		if err != nil {
			return "", actual, false, fmt.Errorf("%s: %w", actual, err)
		}
		b.used++
		content, err := decode(raw)
		if err != nil {
			return "", actual, false, fmt.Errorf("%s: %w; save it as UTF-8", actual, err)
		}
		b.contents[actual] = content
		return content, actual, true, nil
	}
	return "", "", false, nil
}

// octets reads a file whole. What is no file with an end is not opened: to open a pipe would wait for whoever fills it.
func (b *builder) octets(file string) ([]byte, error) {
	info, err := fs.Stat(b.files, file)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is a folder, a device or a pipe; put the file itself there")
	}
	f, err := b.files.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	raw, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(raw) > maxFile {
		err = fmt.Errorf("it has more than %d octets, which is all that is read; split it, or leave out what is not used", maxFile)
	}
	return raw, err
}

// decode also reads UTF-16, which Windows writes into registry files.
func decode(raw []byte) (string, error) {
	if len(raw) >= 2 && (raw[0] == 0xff && raw[1] == 0xfe || raw[0] == 0xfe && raw[1] == 0xff) {
		return strings.TrimPrefix(text.Decoded(text.Guess(raw), raw), "\ufeff"), nil
	}
	return text.Decode(raw)
}

func unique(all []string) []string {
	var out []string
	for _, s := range all {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func sign(n int) int { return min(max(n, -1), 1) }

// clip shortens a text to so many characters.
func clip(s string, characters int) string {
	r := []rune(s)
	if len(r) <= characters {
		return s
	}
	return string(r[:characters-1]) + "…"
}
