package policy

import (
	"slices"
	"testing"
)

// TestWordsNameTheirFile has words in several files: each finding points at its own file and says only what stands there.
func TestWordsNameTheirFile(t *testing.T) {
	p := parse(t, head+rules("  - {id: r, when: {text: {in: [subject, files], any: [社外秘, '!社外秘ではない', 極秘]}}, then: {action: notify}}\n"))
	m := mail("to:x@a.example").file("a.zip", 1, "").file("none.bin", 1, "").file("b.txt", 1, "")
	m.Subject = "社外秘"
	m.Attachments[0].Inside = []Attachment{
		{Name: "1.txt", Text: "社外秘"}, {Name: "2.txt", Text: "極秘、社外秘"}, {Name: "3.txt", Text: "社外秘ではない"}, {Name: "4.txt"},
	}
	m.Attachments[2].Text = "極秘"
	v := Evaluate(p, m, Facts{}, tuesday())
	got := lines(&v)
	for _, want := range []string{
		"content.words warning {where=subject words=[社外秘]} by r",
		"content.words warning {inside=1.txt where=files words=[社外秘]} @ a.zip by r",
		"content.words warning {inside=2.txt where=files words=[社外秘 極秘]} @ a.zip by r",
		"content.words warning {where=files words=[極秘]} @ b.txt by r",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("got %q, want %q in it", got, want)
		}
	}
	if slices.Contains(got, "content.words warning {inside=3.txt where=files words=[社外秘]} @ a.zip by r") {
		t.Errorf("got %q: what a phrase takes out does not count", got)
	}
}
