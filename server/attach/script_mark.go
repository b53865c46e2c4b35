package attach

import "strings"

// plainMarks tells texts that run by how they begin and what they must have besides, so that a text which only begins so is
// none.
var plainMarks = []struct{ first, also, mime string }{
	{"windows registry editor version 5", "\n[hkey_", "text/x-ms-regedit"},
	{"regedit4", "\n[hkey_", "text/x-ms-regedit"},
	{"[internetshortcut]", "\nurl=", typeURL},
	{"[desktop entry]", "\nexec=", "application/x-ms-shortcut"},
	{"[shell]", "\ncommand=", "application/x-ms-shortcut"},
	{"#@~^", "==", "text/x-jscript-encoded"},
}

// interpreters are those that the first line of a script names; any other is taken for a shell.
var interpreters = []struct{ name, mime string }{
	{"python", "text/x-python"}, {"perl", "text/x-perl"}, {"ruby", "text/x-ruby"}, {"node", "text/javascript"}, {"pwsh", "text/x-powershell"}, {"php", "text/x-php"},
}

// launchers are documents in XML that start something, by their first element and by what else they must have.
var launchers = []struct{ element, also, mime string }{
	{"job", "<script", "text/x-wsf"},
	{"package", "<script", "text/x-wsf"},
	{"scriptlet", "<script", "text/x-wsf"},
	{"component", "<script", "text/x-wsf"},
	{"mmc_consolefile", "consoleversion", "application/x-ms-console"},
	{"jnlp", "<jar", "application/x-java-jnlp-file"},
	{"assembly", "<deployment", "application/x-ms-application"},
	{"project", "<exec ", "text/x-msbuild"},
	{"project", "<usingtask", "text/x-msbuild"},
}

// runs names the script or the shortcut that a text is, whatever its name says; empty: it is none. A single mark is never
// enough. Where a name says nothing of its own, whole scripts without marks are known too.
func runs(text string, unsaid bool) string {
	lower := strings.ToLower(text)
	for _, m := range plainMarks {
		if strings.HasPrefix(lower, m.first) && strings.Contains(lower, m.also) {
			return m.mime
		}
	}
	line, _, more := strings.Cut(lower, "\n")
	switch {
	case more && strings.HasPrefix(line, "#!") && strings.Contains(line, "/") && !isProse(line):
		for _, i := range interpreters {
			if strings.Contains(line, i.name) {
				return i.mime
			}
		}
		return "text/x-shellscript"
	case strings.HasPrefix(lower, "<"):
		return launcher(lower)
	}
	if !unsaid {
		return ""
	}
	return plainScript(text)
}

// saysNothing reports whether an extension leaves open what a file is. Others that are not in the table are mostly those of
// sources in other languages.
func saysNothing(ext string) bool {
	switch ext {
	case "", "dat", "data", "bin", "tmp", "temp", "bak", "old", "org", "orig", "file":
		return true
	}
	return strings.HasSuffix(ext, "_") || classOfExtension(ext) != ""
}

// launcher goes by the first element of a document.
func launcher(lower string) string {
	if i := strings.Index(lower, "<hta:application"); i >= 0 && strings.Contains(lower[i:], ">") && (strings.HasPrefix(lower, "<html") || strings.HasPrefix(lower, "<!doctype") || strings.HasPrefix(lower, "<head") || strings.HasPrefix(lower, "<hta:")) {
		return "application/hta"
	}
	name := firstElement(lower)
	for _, l := range launchers {
		if name == l.element && strings.Contains(lower, l.also) {
			return l.mime
		}
	}
	return ""
}

// firstElement is the name of the first element, without the prefix of its name space.
func firstElement(text string) string {
	for {
		_, rest, ok := strings.Cut(text, "<")
		if !ok || rest == "" {
			return ""
		}
		if rest[0] != '?' && rest[0] != '!' {
			name := rest[:max(strings.IndexAny(rest, " \t\r\n/>"), 0)]
			return name[strings.IndexByte(name, ':')+1:]
		}
		if text = rest; strings.HasPrefix(rest, "!--") {
			_, text, _ = strings.Cut(rest, "-->")
		}
	}
}
