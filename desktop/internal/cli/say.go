package cli

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"unicode"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/words"
)

//go:embed en.json ja.json
var sentences embed.FS

var book = sync.OnceValue(func() *words.Book { return words.Must(sentences) })

// text returns a sentence; args are names and values by turns.
func (p *program) text(code string, args ...string) string {
	filled := words.Args{}
	for i := 0; i+1 < len(args); i += 2 {
		filled[args[i]] = args[i+1]
	}
	return book().Say(p.lang, code, filled)
}

// say writes a sentence.
func (p *program) say(code string, args ...string) { p.print(p.text(code, args...)) }

// print writes one line that is fit for a terminal.
func (p *program) print(line string) { _, _ = fmt.Fprintln(p.out, plain(line)) }

// complain writes one line about what is wrong and returns the status for bad input.
func (p *program) complain(code string, args ...string) int {
	_, _ = fmt.Fprintln(p.err, "sekisho-desktop: "+plain(p.text(code, args...)))
	return exitInput
}

// fail writes an error of a command. Those that have a sentence are said in the person's language.
func (p *program) fail(command string, err error) int {
	var invalid *account.InvalidError
	said := err.Error()
	if errors.As(err, &invalid) {
		said = account.Say(p.lang, invalid.Code, map[string]string{"value": invalid.Value})
	}
	return p.complain("error.command-failed", "command", command, "error", said)
}

// printJSON writes v on one line.
func (p *program) printJSON(v any) int {
	data, err := json.Marshal(v)
	if err != nil {
		return p.fail("json", err)
	}
	_, _ = fmt.Fprintf(p.out, "%s\n", data)
	return exitOK
}

// plain keeps a line one line: control characters and those that turn the direction of writing become blanks.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// language is that of --lang, else of the environment (POSIX, 8.2), else English.
func language(args []string) string {
	for i, arg := range args {
		if value, ok := strings.CutPrefix(arg, "--lang="); ok {
			return value
		}
		if arg == "--lang" && i+1 < len(args) {
			return args[i+1]
		}
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := os.Getenv(name); value != "" {
			return either(strings.HasPrefix(value, "ja"), "ja", "en")
		}
	}
	return systemLanguage()
}

func either(is bool, yes, no string) string {
	if is {
		return yes
	}
	return no
}

// maxPassword bounds what is read as a password.
const maxPassword = 4 << 10

// password reads a password: the first line of standard input.
func (p *program) password() (string, error) {
	data, err := io.ReadAll(io.LimitReader(p.in, maxPassword+1))
	if err != nil {
		return "", fmt.Errorf("read the password: %w", err)
	}
	line, _, _ := strings.Cut(string(data), "\n")
	line = strings.TrimSuffix(line, "\r")
	if line == "" || len(data) > maxPassword || slices.ContainsFunc([]rune(line), unicode.IsControl) {
		return "", errors.New(p.text("error.password"))
	}
	return line, nil
}

// Language is the person's language, ja or en, as a run with these arguments speaks it.
func Language(args []string) string { return language(args) }
