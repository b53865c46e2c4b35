package policy

import "testing"

// A last label alone is looked up where a list names one.
func TestListsOfTopLevelDomains(t *testing.T) {
	for _, entry := range []string{".example", "*.example"} {
		p := parse(t, head+`rules: [{id: top, when: {recipients: {any: {in: "`+entry+`"}}}, then: {action: block}}]`)
		for to, want := range map[string]Action{"to:a@b.example": ActionBlock, "to:a@b.c.example": ActionBlock, "to:a@example.com": ActionConfirm} {
			if got := Evaluate(p, mail(to), Facts{}, tuesday()).Action; got != want {
				t.Errorf("%s and a list of %s: got %s, want %s", to, entry, got, want)
			}
		}
	}
}
