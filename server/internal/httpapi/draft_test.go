package httpapi

import (
	"testing"

	"sekisho/server/api"
)

// TestOnlyPicturesAreEmbedded: "inline" is what a client says, and takes a file out of what the gateway compares.
func TestOnlyPicturesAreEmbedded(t *testing.T) {
	inline, png, zip, text := true, "image/png", []byte("PK\x05\x06"+string(make([]byte, 18))), []byte("hello")
	picture := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
	for name, c := range map[string]struct {
		file api.DraftAttachment
		want bool
	}{
		"a picture":              {api.DraftAttachment{Name: "a.png", Type: &png, Content: &picture}, true},
		"a picture by name":      {api.DraftAttachment{Name: "a.png"}, true},
		"a picture by type":      {api.DraftAttachment{Name: "cid", Type: &png}, true},
		"a zip that says it":     {api.DraftAttachment{Name: "a.png", Type: &png, Content: &zip}, false},
		"a text that says it":    {api.DraftAttachment{Name: "a.png", Type: &png, Content: &text}, false},
		"a zip nobody looked at": {api.DraftAttachment{Name: "a.zip", Type: &png}, false},
		"nothing known":          {api.DraftAttachment{Name: "a"}, false},
	} {
		c.file.Inline = &inline
		if c.file.Content != nil {
			c.file.Size = int64(len(*c.file.Content))
		}
		got, _, err := contents{maxInline: 1 << 10}.file(t.Context(), c.file)
		if err != nil {
			t.Fatal(err)
		}
		if got.Inline != c.want {
			t.Errorf("%s (type %q): inline %v, want %v", name, got.Type, got.Inline, c.want)
		}
	}
}

// TestTheCredentialNamesTheAccount: rules about senders must not believe what a door says of itself.
func TestTheCredentialNamesTheAccount(t *testing.T) {
	f := newFixture(t)
	boss := "boss@minato.example"
	c := f.check(draft(func(d *api.Draft) { d.Account, d.From.Address = &boss, boss }))
	for _, finding := range c.Verdict.Findings {
		if finding.Code == "sender.from-differs" {
			if got := finding.Args.Get("account"); got != "sato@minato.example" {
				t.Errorf("account = %v, want the credential's", got)
			}
			return
		}
	}
	t.Error("the mail counts as sent by the account that the door named")
}
