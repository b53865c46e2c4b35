package autostart

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"sekisho/desktop/internal/locations"
)

func TestSetAndTakeAway(t *testing.T) {
	p, err := locations.In(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if On(p) {
		t.Error("it starts at login before anybody wanted that")
	}
	for _, want := range []bool{true, true, false, false, true} {
		if err := Set(p, "/opt/sekisho/sekisho-desktop", want); err != nil {
			t.Fatal(err)
		}
		if On(p) != want {
			t.Errorf("after Set(%t) On is %t", want, On(p))
		}
	}
	data, err := os.ReadFile(p.Autostart)
	if err != nil || !strings.Contains(string(data), "--hidden") {
		t.Errorf("the file %s does not start without a window: %s (%v)", p.Autostart, data, err)
	}
}

func TestPathsAreQuoted(t *testing.T) {
	for path, want := range map[string]string{
		"/usr/bin/sekisho-desktop": `Exec="/usr/bin/sekisho-desktop" --hidden`,
		"/home/佐藤/a b/100%":        `Exec="/home/佐藤/a b/100%%" --hidden`,
		"/x/\"$HOME`id`\\":         "Exec=\"/x/\\\\\"\\\\$HOME\\\\`id\\\\`\\\\\\\\\" --hidden",
	} {
		if got := desktopEntry(path); !strings.Contains(got, want+"\n") {
			t.Errorf("the entry for %q is\n%s\nwant a line %s", path, got, want)
		}
	}
}

func TestLaunchAgentIsXML(t *testing.T) {
	d := xml.NewDecoder(strings.NewReader(launchAgent("/Applications/A & <B>/sekisho")))
	var said []string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("the launch agent is no XML: %v", err)
		}
		if text, ok := token.(xml.CharData); ok {
			said = append(said, string(text))
		}
	}
	if !strings.Contains(strings.Join(said, "|"), "|/Applications/A & <B>/sekisho|--hidden|") {
		t.Errorf("the arguments are not those of the program: %q", said)
	}
}
