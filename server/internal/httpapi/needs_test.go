package httpapi

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"

	"sekisho/server/api"
	"sekisho/server/internal/desk"
	"sekisho/server/policy"
)

// asking is a policy with one rule.
func asking(when string) string {
	return strings.Replace(words, "{text: {in: files, any: 社外秘}}", "{"+when+"}", 1)
}

// needed lists what a check asks for, each with what it is needed for.
func needed(c api.Check) (list []string) {
	for _, n := range value(c.Needs, nil) {
		list = append(list, n.Name+" "+string(n.Needs))
	}
	return list
}

// TestContentIsAskedFor: only of files whose content a rule needs, and for what it is needed.
func TestContentIsAskedFor(t *testing.T) {
	head := []byte("これは社外秘")
	page, shot := []byte(strings.Repeat("plain text\n", 6000)), []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"+strings.Repeat("x", 66_000)+"IEND\xaeB`\x82")
	packed := append([]byte("7z\xbc\xaf\x27\x1c"), make([]byte, 40_000)...)
	files := draft(func(d *api.Draft) {
		d.Attachments = []api.DraftAttachment{
			{Name: "a.txt", Size: 1 << 20, Head: &head, Tail: &head},
			{Name: "b.docx", Size: 1 << 20},
			{Name: "c.png", Size: 1 << 20},
			{Name: "d.log", Size: 1 << 20, Head: &page, Tail: &page},
			{Name: "e.png", Size: 1 << 20, Head: &shot, Tail: &shot},
			{Name: "f.7z", Size: 1 << 20, Head: &packed, Tail: &packed},
		}
	})
	marks := []string{"a.txt marks", "b.docx marks", "c.png marks", "f.7z marks"}
	for _, tt := range []struct {
		when string
		want []string
	}{
		{"text: {in: files, any: 社外秘}", []string{"a.txt text", "b.docx text", "d.log text"}},
		{"attachments: {any: {is: encrypted}}", marks},
		{"attachments: {any: {types: zip}}", marks},
		{"findings: {atLeast: danger}", marks},
		{"text: {in: files, any: 社外秘}, also: {attachments: {any: {is: macro}}}", []string{"a.txt text", "b.docx text", "c.png marks", "d.log text", "f.7z marks"}},
		{"attachments: {any: {extensions: exe}}", []string{"f.7z marks"}},
		{"attachments: {any: {extensions: exe, inside: false}}", nil},
		{"text: {in: body, any: 社外秘}", nil},
	} {
		f := newFixture(t)
		f.policy(asking(tt.when))
		c := f.check(files)
		if got := needed(c); !slices.Equal(got, tt.want) {
			t.Errorf("%s: asked for %v, want %v", tt.when, got, tt.want)
		}
		var names []string
		for _, one := range tt.want {
			name, _, _ := strings.Cut(one, " ")
			names = append(names, name)
		}
		if got := value(c.NeedsContent, nil); !slices.Equal(got, names) {
			t.Errorf("%s: doors of before are asked for %v, want %v", tt.when, got, names)
		}
		if got, want := finds(c, "facts.incomplete"), strings.Contains(tt.when, "in: files"); got != want {
			t.Errorf("%s: facts.incomplete is %t", tt.when, got)
		}
		f.policy(asking(tt.when) + "    mode: disabled\n")
		if c := f.check(files); c.Needs != nil || c.NeedsContent != nil {
			t.Errorf("%s, disabled: asked for %v", tt.when, needed(c))
		}
	}
}

// TestEndsAreEnough: a door sends head, tail and hash of a file once, then its hash alone; all of it only where the two ends
// could not tell, and then that is what counts.
func TestEndsAreEnough(t *testing.T) {
	locked := append([]byte("7z\xbc\xaf\x27\x1c"), make([]byte, 300_000)...)
	movie := append([]byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"), bytes.Repeat([]byte("frame"), 60_000)...)
	for name, tt := range map[string]struct {
		content []byte
		want    []string // still needed after the ends
	}{"a.mp4": {content: movie}, "b.7z": {locked, []string{"b.7z marks"}}} {
		f := newFixture(t)
		f.policy(asking("attachments: {any: {is: encrypted}}"))
		head, tail, hash := tt.content[:maxEdge-1], tt.content[len(tt.content)-maxEdge+1:], sum(tt.content)
		bare := api.DraftAttachment{Name: name, Size: int64(len(tt.content))}
		byHash := bare
		byHash.Sha256 = &hash
		ends := byHash
		ends.Head, ends.Tail = &head, &tail
		for what, step := range map[string]struct {
			file api.DraftAttachment
			want []string
		}{"the name": {bare, []string{name + " marks"}}, "a hash nobody knows": {byHash, []string{name + " marks"}}} {
			if got := needed(f.check(draft(attached(step.file)))); !slices.Equal(got, step.want) {
				t.Errorf("%s of %s: needs %v, want %v", what, name, got, step.want)
			}
		}
		for _, file := range []api.DraftAttachment{ends, byHash, ends} {
			if got := needed(f.check(draft(attached(file), func(d *api.Draft) { d.Intent = "compose" }))); !slices.Equal(got, tt.want) {
				t.Errorf("the ends of %s, then its hash: needs %v, want %v", name, got, tt.want)
			}
		}
		if tt.want == nil {
			continue
		}
		if w := f.ask(f.token, "POST", "/v1/uploads", string(tt.content), nil); w.Code != http.StatusCreated {
			t.Fatalf("upload: %d %s", w.Code, w.Body)
		}
		for _, file := range []api.DraftAttachment{byHash, ends, byHash} { // what was seen whole is not forgotten for its ends
			if got := needed(f.check(draft(attached(file)))); got != nil {
				t.Errorf("%s after its upload: needs %v", name, got)
			}
		}
	}
}

// TestEndsTakeNothingFromTheWhole: two checks of one file may cross.
func TestEndsTakeNothingFromTheWhole(t *testing.T) {
	f := newFixture(t)
	key := fileKey{owner: "sato", sha256: "a", name: "x"}
	part := policy.Attachment{Name: "part", NoText: "partial"}
	for _, one := range []policy.Attachment{part, {Name: "whole"}, part} {
		f.handlers.known.add(key, one)
	}
	if got, ok := f.handlers.known.get(key); !ok || got.Name != "whole" {
		t.Errorf("known is %q, %t; want the whole", got.Name, ok)
	}
	f.now = f.now.Add(keepKnown + 1)
	f.handlers.known.add(key, part)
	if got, ok := f.handlers.known.get(key); !ok || got.Name != "part" {
		t.Errorf("after its time, known is %q, %t; want the part", got.Name, ok)
	}
}

func TestNeedOfAFileSeenWhole(t *testing.T) {
	late := policy.Attachment{Name: "a.zip", Marks: []policy.Mark{{Flag: "uninspectable", Args: map[string]any{"reason": "no-content"}}}}
	if got := need(&late, all, desk.Asks{Marks: true, Names: true}); got != "" {
		t.Errorf("of a file that was sent whole: %q, want nothing: there is no more of it", got)
	}
}
