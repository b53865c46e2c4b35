package manifest

import (
	"bytes"
	"maps"
	"regexp"
)

// Placeholder stands in launchevent.js for the origin of the server. Classic Outlook runs that file without a page, so
// nothing but the file itself can say where it came from.
const Placeholder = "https://sekisho-origin.invalid"

// WithOrigin writes the origin into launchevent.js, as the server delivers it.
func WithOrigin(script []byte, origin string) []byte {
	return bytes.ReplaceAll(script, []byte(Placeholder), []byte(origin))
}

var (
	associated = regexp.MustCompile("\\bOffice\\.actions\\.associate\\(\\s*[\"'`]([^\"'`]+)[\"'`]")
	handlers   = regexp.MustCompile("[\"'`](on[A-Z][A-Za-z]*Handler)[\"'`]")
	paneNames  = regexp.MustCompile("[\"'`](sekisho[A-Za-z]+Pane)[\"'`]")
)

// functions are the names that a built script associates with its handlers: those in the calls themselves, and those of the
// form of ours, which the script may hand on to the call in a variable.
func functions(script []byte) map[string]bool {
	found := names(associated, script)
	if bytes.Contains(script, []byte("Office.actions.associate(")) {
		maps.Copy(found, names(handlers, script))
	}
	return found
}

// commands are the buttons that a built script names in its alerts.
func commands(script []byte) map[string]bool { return names(paneNames, script) }

func names(form *regexp.Regexp, script []byte) map[string]bool {
	found := make(map[string]bool)
	for _, match := range form.FindAllSubmatch(script, -1) {
		found[string(match[1])] = true
	}
	return found
}

// allowedPath is where classic Outlook asks which scripts may call the server.
const allowedPath = "/.well-known/microsoft-officeaddins-allowed.json"

// Allowed lists the scripts under this origin that may call the server, as the file for classic Outlook names them.
func Allowed(origin string) []string {
	return []string{origin + "/addin/launchevent.js", origin + "/addin/launchevent-entra.js"}
}
