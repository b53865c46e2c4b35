package client

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sekisho/desktop/internal/locations"
)

// prefs is a file of Mozilla preferences as its lines, each with its line end, so that what is not changed stays as it is.
type prefs struct{ lines []string }

// prefLine is a line as Thunderbird writes it: a name in double quotes and a string, number or truth value.
var prefLine = regexp.MustCompile(`^[ \t]*user_pref\("((?:[^"\\]|\\.)*)",[ \t]*("(?:[^"\\]|\\.)*"|-?[0-9]+|true|false)[ \t]*\);[ \t]*\r?\n?$`)

// parsePrefs reads preferences. Lines that are no preference are kept. One that begins like a preference and is none is an error:
// Thunderbird itself stops there, and what follows would be lost.
func parsePrefs(data []byte) (*prefs, error) {
	if len(data) > maxPrefs {
		return nil, fmt.Errorf("%w: more than %d octets", ErrPrefs, maxPrefs)
	}
	p := &prefs{}
	for line := range strings.Lines(string(data)) {
		p.lines = append(p.lines, line)
		if _, _, ok := split(line); !ok && strings.HasPrefix(strings.TrimSpace(line), "user_pref") {
			return nil, fmt.Errorf("%w: line %d is no whole preference", ErrPrefs, len(p.lines))
		}
	}
	return p, nil
}

// split returns the name and the literal of a line's preference.
func split(line string) (name, literal string, ok bool) {
	m := prefLine.FindStringSubmatch(line)
	if m == nil {
		return "", "", false
	}
	return unescape(m[1]), m[2], true
}

func readPrefs(path string) (*prefs, error) {
	f, err := os.Open(path) //nolint:gosec // a person's own profile
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, maxPrefs+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	p, err := parsePrefs(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return p, nil
}

func (p *prefs) octets() []byte { return []byte(strings.Join(p.lines, "")) }

// write replaces the file in one step, with the mode it had.
func (p *prefs) write(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if err := locations.Write(path, p.octets()); err != nil {
		return err
	}
	return os.Chmod(path, info.Mode().Perm())
}

// find returns where a preference stands; of several the last, which holds. It is -1 where there is none.
func (p *prefs) find(name string) int {
	for i, line := range slices.Backward(p.lines) {
		if n, _, ok := split(line); ok && n == name {
			return i
		}
	}
	return -1
}

// line returns a preference's line without its end.
func (p *prefs) line(name string) (line string, ok bool) {
	i := p.find(name)
	if i < 0 {
		return "", false
	}
	return strings.TrimRight(p.lines[i], "\r\n"), true
}

// text returns the value of a preference; empty where there is none.
func (p *prefs) text(name string) string {
	i := p.find(name)
	if i < 0 {
		return ""
	}
	_, literal, _ := split(p.lines[i])
	if quoted, ok := strings.CutPrefix(literal, `"`); ok {
		return unescape(strings.TrimSuffix(quoted, `"`))
	}
	return literal
}

func (p *prefs) list(name string) []string {
	var list []string
	for _, s := range strings.Split(p.text(name), ",") {
		if s = strings.TrimSpace(s); s != "" {
			list = append(list, s)
		}
	}
	return list
}

// names returns the names of all preferences with a prefix.
func (p *prefs) names(prefix string) []string {
	var names []string
	for _, line := range p.lines {
		if n, _, ok := split(line); ok && strings.HasPrefix(n, prefix) && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return names
}

// put sets a preference's whole line. A new one comes where Thunderbird, which sorts them, would write it.
func (p *prefs) put(name, line string) {
	if i := p.find(name); i >= 0 {
		p.lines[i] = line + lineEnd(p.lines[i])
		return
	}
	at := len(p.lines)
	for i, l := range p.lines {
		if n, _, ok := split(l); ok && n > name {
			at = i
			break
		}
	}
	if at == len(p.lines) && at > 0 && lineEnd(p.lines[at-1]) == "" {
		at-- // a last line without an end stays the last
	}
	end := "\n"
	if len(p.lines) > 0 && lineEnd(p.lines[0]) != "" {
		end = lineEnd(p.lines[0])
	}
	p.lines = slices.Insert(p.lines, at, line+end)
}

// remove takes a preference away, all its lines.
func (p *prefs) remove(name string) {
	p.lines = slices.DeleteFunc(p.lines, func(line string) bool {
		n, _, ok := split(line)
		return ok && n == name
	})
}

func lineEnd(line string) string { return line[len(strings.TrimRight(line, "\r\n")):] }

func setText(name, value string) string {
	return "user_pref(" + quote(name) + ", " + quote(value) + ");"
}

func setNumber(name string, value int) string {
	return "user_pref(" + quote(name) + ", " + strconv.Itoa(value) + ");"
}

// quote writes a string as Thunderbird does: JSON's escapes are ones of its reader too.
func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string can always be encoded
	return strings.TrimSuffix(b.String(), "\n")
}

var escape = regexp.MustCompile(`\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)`)

// unescape reads the escapes of Mozilla's preferences: \" \' \\ \n \r \xNN \uNNNN. Halves of pairs become U+FFFD.
func unescape(s string) string {
	return escape.ReplaceAllStringFunc(s, func(e string) string {
		switch e[1] {
		case 'n':
			return "\n"
		case 'r':
			return "\r"
		case 'u', 'x':
			if n, err := strconv.ParseUint(e[2:], 16, 32); err == nil && len(e) > 2 {
				return string(rune(n)) //nolint:gosec // at most four hexadecimal digits
			}
		}
		return e[1:]
	})
}
