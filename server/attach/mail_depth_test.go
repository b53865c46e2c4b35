package attach

import (
	"bytes"
	"strings"
	"testing"

	"sekisho/server/policy"
)

// TestForwardsAreNoBomb: a forward of a forward is looked into, and a file in it too; beyond the limit it is too deep.
func TestForwardsAreNoBomb(t *testing.T) {
	zipped := makeZip(t, part{name: "a.txt", content: "hello"})
	for _, test := range []struct {
		mails int
		want  string
	}{{1, ""}, {6, ""}, {9, ""}, {10, "uninspectable:too-deep"}} {
		content := []byte(mailWith("a.zip", zipped))
		for range test.mails - 1 {
			content = []byte(mailWith("fw.eml", content))
		}
		a := Inspect(t.Context(), File{Name: "fw.eml", Size: int64(len(content)), Content: bytes.NewReader(content)})
		got, files := brief(a), 0
		for in := &a; in != nil; files++ {
			var next *policy.Attachment
			if len(in.Inside) > 0 {
				next = &in.Inside[0]
			}
			in = next
		}
		if strings.Contains(got, "bomb") || strings.Contains(got, "uninspectable") != (test.want != "") || !strings.Contains(got, test.want) {
			t.Errorf("%d mails in each other: %s, want %q", test.mails, got, test.want)
		}
		if want := test.mails + 2; test.want == "" && files != want {
			t.Errorf("%d mails in each other: %d levels were looked into, want %d", test.mails, files, want)
		}
	}
}
