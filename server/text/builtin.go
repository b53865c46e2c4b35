package text

import (
	"embed"
	"strings"
)

//go:embed words/*.txt
var wordFiles embed.FS

// Builtin returns a shipped list of words, as they would be written in a policy, exclusions with "!": confidential.
func Builtin(name string) ([]string, bool) {
	if strings.ContainsAny(name, `./\`) {
		return nil, false
	}
	data, err := wordFiles.ReadFile("words/" + name + ".txt")
	if err != nil {
		return nil, false
	}
	var words []string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			words = append(words, line)
		}
	}
	return words, true
}

// BuiltinNames returns the names of the shipped lists in alphabetical order.
func BuiltinNames() []string {
	files, _ := wordFiles.ReadDir("words") // an embedded folder is always readable, and sorted
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = strings.TrimSuffix(f.Name(), ".txt")
	}
	return names
}
