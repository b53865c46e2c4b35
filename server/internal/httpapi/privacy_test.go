package httpapi

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestPrivacyPageSaysHowLongFilesAreKept: what people are told of their files is what is done with them, in both languages.
func TestPrivacyPageSaysHowLongFilesAreKept(t *testing.T) {
	page, err := os.ReadFile("../../../addin/public/privacy.html")
	if err != nil {
		t.Fatal(err)
	}
	ja, en, ok := strings.Cut(string(page), `<section lang="en">`)
	if !ok {
		t.Fatal("the page has no English section")
	}
	hours, minutes := int(keepKnown.Hours()), int(keepUpload.Minutes())
	for text, wants := range map[string][]string{
		ja: {fmt.Sprintf("最長%d時間", hours), fmt.Sprintf("ファイルは%d分で", minutes)},
		en: {fmt.Sprintf("up to %d hours", hours), fmt.Sprintf("uploaded files after %d minutes", minutes)},
	} {
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("the privacy page lacks %q", want)
			}
		}
	}
}
