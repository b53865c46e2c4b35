package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"sekisho/manifest"
	"sekisho/server/internal/config"
	"sekisho/server/sample"
)

// guides are what administrators follow to bring the add-in to their people.
var guides = []string{"../../../manifest/README.md", "../../../manifest/README.ja.md"}

func guide(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestCommandsOfTheGuide runs every command that makes a manifest as it stands in the guide.
func TestCommandsOfTheGuide(t *testing.T) {
	dir := t.TempDir()
	installed, err := manifest.Render(manifest.Options{Origin: "https://sekisho.example.co.jp"})
	if err != nil {
		t.Fatal(err)
	}
	words := strings.NewReplacer(
		"CLIENT-ID", "11111111-2222-3333-4444-555555555555", "クライアントID", "11111111-2222-3333-4444-555555555555",
		"installed.xml", file(t, "installed.xml", string(installed)), "--out manifests", "--out "+filepath.Join(dir, "manifests"),
	)
	command := regexp.MustCompile(`(?m)^ {4,}sekisho (manifest --origin [^\n>]*)`)
	for _, name := range guides {
		found := command.FindAllStringSubmatch(guide(t, name), -1)
		if len(found) != 3 {
			t.Errorf("%s has %d commands that make manifests, want 3", name, len(found))
		}
		for _, m := range found {
			status, out, errs := run(t, "", strings.Fields(words.Replace(m[1]))...)
			if status != 0 || out == "" {
				t.Errorf("%s: sekisho %s: status %d, %s", name, m[1], status, errs)
			}
		}
	}
}

// TestPolicyOfTheGuide puts the lines of the guide before the rules of the sample, as the guide says.
func TestPolicyOfTheGuide(t *testing.T) {
	block := regexp.MustCompile("(?s)```yaml\n(organization:.*?)```")
	_, rules, _ := strings.Cut(string(sample.Policy()), "\nrules:\n")
	for _, name := range guides {
		m := block.FindStringSubmatch(guide(t, name))
		if m == nil {
			t.Errorf("%s shows no policy", name)
			continue
		}
		status, out, errs := run(t, "", "policy", "lint", file(t, "policy.yaml", "version: 1\n"+m[1]+"rules:\n"+rules))
		if status != 0 || out+errs != "" {
			t.Errorf("%s: status %d, %s%s", name, status, out, errs)
		}
	}
}

// TestConfigurationsOfTheGuide loads every configuration that the guide shows.
func TestConfigurationsOfTheGuide(t *testing.T) {
	block := regexp.MustCompile("(?s)```yaml\n(listen:.*?)```")
	for _, name := range guides {
		found := block.FindAllStringSubmatch(guide(t, name), -1)
		if len(found) != 2 {
			t.Errorf("%s shows %d configurations, want 2", name, len(found))
		}
		for _, m := range found {
			f := pflag.NewFlagSet("serve", pflag.ContinueOnError)
			config.Register(f)
			if err := f.Parse([]string{"--config", file(t, "sekisho.yaml", m[1])}); err != nil {
				t.Fatal(err)
			}
			c, err := config.Load(f, nil)
			if err != nil {
				t.Errorf("%s: %v in\n%s", name, err, m[1])
			}
			if c.Policy == "" || !filepath.IsAbs(c.DataDir) {
				t.Errorf("%s: policy %q, data in %q: the sample would be in force, or the data wherever one stands", name, c.Policy, c.DataDir)
			}
		}
	}
}

// TestGuideShowsWhatIsPrinted: files, versions, and the marks of the check.
func TestGuideShowsWhatIsPrinted(t *testing.T) {
	for n, lang := range []string{"en", "ja"} {
		text := guide(t, guides[n])
		for _, mode := range manifest.Modes() {
			if want := "manifests/" + manifest.FileName(mode) + ": version " + manifest.Base() + ", written\n"; !strings.Contains(text, want) {
				t.Errorf("%s does not show %s", guides[n], want)
			}
		}
		for _, mark := range marks[lang] {
			if !strings.Contains(text, "`"+strings.TrimSpace(mark)+"`") {
				t.Errorf("%s does not explain %s", guides[n], mark)
			}
		}
	}
}
