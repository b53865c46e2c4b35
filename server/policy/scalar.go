package policy

import (
	"fmt"
	"io/fs"
	"mime"
	"regexp"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // zones must not depend on the machine
	"unicode"
	"unicode/utf8"

	"sekisho/server/address"
)

const (
	maxText    = 200    // characters
	maxNote    = 10_000 // characters
	maxName    = 64     // characters of the name of a list or rule
	maxPattern = 1000   // characters
)

// scalar says what is wrong with s as a value of a kind, and what to write; empty: nothing. Kinds are those of the is tag.
func (l *loader) scalar(is, s string) (message, fix string) {
	if c := choices(is); c != nil {
		if !slices.Contains(c, s) {
			return fmt.Sprintf("unknown value %s", quoted(clip(s, 60))), oneOf(s, c)
		}
		return "", ""
	}
	switch is {
	case "any", "number":
		return "", ""
	case "text", "line", "note":
		return textProblem(is, s)
	case "id":
		return idProblem(s)
	case "name":
		return nameProblem(s)
	case "entry":
		return entryProblem(s)
	case "word", "plain-word":
		return l.wordProblem(is, s)
	case "pattern":
		return patternProblem(s)
	case "part", "personal-type", "recipient-flag", "attachment-flag", "sender-flag", "mark", "code", "found", "file-type", "change":
		return vocabularyProblem(is, s)
	case "notify", "decider", "added", "bcc-to":
		return personProblem(is, s)
	}
	return formProblem(is, s)
}

// formProblem is scalar for the kinds that are a matter of spelling.
func formProblem(is, s string) (message, fix string) {
	ok, want := true, ""
	switch is {
	case "zone":
		_, err := time.LoadLocation(s)
		ok, want = err == nil && s != "" && s != "Local", "write an IANA name such as Asia/Tokyo"
	case "closed":
		_, _, err := readDateRange(s)
		ok, want = err == nil || s == "@builtin/holidays-jp", `write 2026-12-29, 2026-12-29..2027-01-03 or "@builtin/holidays-jp"`
	case "days":
		_, ok = readDays(s)
		want = "write days such as mon, sat or mon-fri"
	case "hours":
		_, err := readHours(s)
		ok, want = err == nil, `write times such as "09:00-12:00, 13:00-18:00"`
	case "extension":
		e := strings.TrimPrefix(s, ".")
		ok, want = e != "" && !strings.ContainsAny(e, `./\*?`) && !strings.ContainsFunc(e, unicode.IsSpace), "write the last extension alone, such as pdf"
	case "path":
		ok, want = fs.ValidPath(s) && s != "." && !strings.ContainsAny(s, "\\:") && !hasControl(s), "write a path below the policy's folder, such as lists/private.csv"
	case "mime":
		t, _, err := mime.ParseMediaType(s)
		ok, want = err == nil && strings.Contains(t, "/"), "write a type such as application/pdf"
	case "wait":
		_, errDuration := ParseDuration(s)
		_, errTime := time.Parse(time.RFC3339, s)
		ok, want = s == "none" || errDuration == nil || errTime == nil, "write a duration such as 10m, a time such as 2026-11-24T09:00:00+09:00, or none"
	}
	if ok {
		return "", ""
	}
	return fmt.Sprintf("%s is not %s", quoted(clip(s, 60)), wanted(is)), want
}

// wanted names a kind in a message.
func wanted(is string) string {
	names := map[string]string{
		"zone": "a time zone", "closed": "a date", "days": "a day of the week", "hours": "hours of a day", "extension": "an extension",
		"path": "a path that may be used", "mime": "a MIME type", "wait": "a wait", "entry": "an entry", "word": "a word", "plain-word": "a name",
		"text": "a text", "duration": "a duration", "size": "a size", "bool": "true or false", "date": "a date", "moment": "a time", "pattern": "a pattern",
	}
	if name, ok := names[is]; ok {
		return name
	}
	return "one value"
}

var placeholder = regexp.MustCompile(`\{([A-Za-z]+)\}`)

// placeholders are filled in when a text is shown.
func placeholders() []string { return []string{"recipients", "files", "words", "count", "limit"} }

func textProblem(is, s string) (message, fix string) {
	limit := maxText
	if is == "note" {
		limit = maxNote
	}
	n := utf8.RuneCountInString(s)
	switch {
	case strings.TrimSpace(s) == "":
		return "an empty text", "write it or leave the key out"
	case n > limit:
		return fmt.Sprintf("a text of %d characters", n), fmt.Sprintf("keep it to %d", limit)
	case is == "line" && hasControl(s):
		return "a line break or control character in a name", "write it on one line"
	}
	if is != "text" {
		return "", ""
	}
	for _, m := range placeholder.FindAllStringSubmatch(s, -1) {
		if !slices.Contains(placeholders(), m[1]) {
			return "unknown placeholder " + m[0], oneOf(m[1], placeholders())
		}
	}
	return "", ""
}

func hasControl(s string) bool { return strings.ContainsFunc(s, unicode.IsControl) }

var idForm = regexp.MustCompile(`^[a-z0-9-]{1,64}$`)

func idProblem(s string) (message, fix string) {
	switch {
	case s == "baseline":
		return "baseline is not free as an id", "write another id"
	case !idForm.MatchString(s):
		return fmt.Sprintf("%s is no id", quoted(clip(s, 80))), "write a-z, 0-9 and -, at most 64 characters"
	}
	return "", ""
}

func nameProblem(s string) (message, fix string) {
	if s == "" || utf8.RuneCountInString(s) > maxName || strings.ContainsAny(s, ".@*?!#/") || s != strings.TrimSpace(s) || hasControl(s) {
		return fmt.Sprintf("%s cannot be a name", quoted(clip(s, 80))), "write at most 64 characters without . @ * ? ! # / and without spaces at the ends"
	}
	return "", ""
}

// wordProblem checks a word as written: a plain one, one to leave out ("!…"), or the name of a list ("@…").
func (l *loader) wordProblem(is, s string) (message, fix string) {
	body := strings.TrimSpace(s)
	if is == "word" {
		if list, ok := strings.CutPrefix(withoutBang(body), "@"); ok {
			if name, builtin := strings.CutPrefix(list, "builtin/"); builtin && name != "confidential" {
				return fmt.Sprintf("there is no shipped list of words %s", quoted(name)), `write "@builtin/confidential"`
			}
			return "", ""
		}
		if strings.HasPrefix(body, "# ") {
			return "", ""
		}
		body = withoutBang(body)
	}
	switch {
	case strings.HasPrefix(body, "#"):
		return fmt.Sprintf("%s begins with #, as remarks do", quoted(clip(s, 60))), "leave the # out: the word is found behind one too"
	case utf8.RuneCountInString(body) > maxText:
		return fmt.Sprintf("a word of %d characters", utf8.RuneCountInString(body)), fmt.Sprintf("keep it to %d", maxText)
	case !strings.ContainsFunc(body, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsNumber(r) }):
		return fmt.Sprintf("%s has no letter or digit", quoted(clip(s, 60))), "write a word that has one"
	}
	if _, err := l.words.Add(body); err != nil {
		return fmt.Sprintf("%s is no word: %v", quoted(clip(s, 60)), err), "write another"
	}
	return "", ""
}

// personProblem checks who is told, decides or is added.
func personProblem(is, s string) (message, fix string) {
	words := map[string][]string{"notify": {"sender", "manager"}, "decider": {"manager"}, "added": {"manager"}, "bcc-to": {"sender"}}[is]
	want := strings.Join(words, ", ")
	if group, ok := strings.CutPrefix(s, "group/"); ok && is == "decider" && strings.TrimSpace(group) != "" {
		return "", ""
	}
	if slices.Contains(words, s) {
		return "", ""
	}
	if _, err := address.Parse(s); err == nil {
		return "", ""
	}
	if is == "decider" {
		want += ", group/NAME"
	}
	return fmt.Sprintf("%s is no address", quoted(clip(s, 60))), "write " + want + " or an address"
}
