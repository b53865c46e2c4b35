package attach

import (
	"strings"
	"unicode"
)

// script is how a language's files are told from texts that quote it: how lines begin that hardly stand in anything else,
// each kind of which counts once.
type script struct {
	mime    string
	must    []string // in small letters; one of them stands somewhere
	never   []string // none of these does: they are another language's
	signs   []string // in small letters; lines begin so
	least   int      // how many different signs there are
	comment []string
}

// scripts that have no mark of their own.
var scripts = []script{
	{
		"text/vbscript",
		[]string{"wscript.", "createobject(", "getobject("},
		[]string{"{\n", ";\n"},
		[]string{"option explicit", "dim ", "set ", "wscript.", "on error resume next", "sub ", "function ", "end sub", "end function", "end if", "const ", "msgbox ", "createobject("},
		2,
		[]string{"'", "rem "},
	},
	{
		"text/x-powershell",
		[]string{"write-", "get-", "set-", "new-", "invoke-", "start-", "import-", "add-", "remove-", "out-", "copy-"},
		[]string{"<?", "#include", "\nuse "},
		[]string{"#requires", "param(", "param (", "[cmdletbinding", "$", "function ", "write-", "get-", "set-", "new-", "invoke-", "start-", "import-", "add-", "remove-", "copy-", "try {", "foreach (", "if ($"},
		3,
		[]string{"#", "<#", "#>"},
	},
	{
		"text/javascript",
		[]string{"wscript.", "new activexobject("},
		[]string{"\nimport ", "\nend sub"},
		[]string{"var ", "let ", "const ", "function ", "wscript.", "try {", "try{", "if (", "if(", "for (", "while (", "new activexobject(", "shell.", "fso."},
		2,
		[]string{"//", "/*", "*"},
	},
	{
		"text/x-python",
		[]string{"import "},
		[]string{"{\n", ";\n", "import (", "import \"", "from '", "from \""},
		[]string{"import ", "from ", "def ", "if __name__ ", "print(", "with open(", "os.", "sys.", "subprocess."},
		3,
		[]string{"#"},
	},
}

// plainScript names the script that a text is from begin to end, whatever its name says; empty: it is none. A mail or a manual
// that quotes one has lines of prose around it, and one such line is enough to be a text.
func plainScript(text string) string {
	lower := strings.ReplaceAll(strings.ToLower(text), "\r\n", "\n")
	if isBatch(lower) {
		return "text/x-msdos-batch"
	}
	for _, s := range scripts {
		if containsAny(lower, s.must) && !containsAny(lower, s.never) && s.fits(lower) {
			return s.mime
		}
	}
	return ""
}

// fits goes through the lines.
func (s *script) fits(lower string) bool {
	found := map[string]bool{}
	for line := range strings.Lines(lower) {
		line = strings.TrimSpace(line)
		if sign := beginsWith(line, s.comment); line == "" || sign != "" && beginsWith(line, s.signs) == "" {
			continue
		}
		if isProse(line) {
			return false
		}
		if sign := beginsWith(line, s.signs); sign != "" {
			found[sign] = true
		}
	}
	return len(found) >= s.least && len(found)*8 >= min(strings.Count(lower, "\n"), 32) // signs thin out in a long script
}

// commands are what lines of a batch file begin with.
var commands = []string{
	"echo", "rem", ":", "set", "if ", "for ", "goto ", "call ", "start ", "copy ", "xcopy ", "robocopy ", "move ", "del ", "erase ", "rd ", "rmdir ", "md ", "mkdir ", "cd", "chdir",
	"pushd", "popd", "exit", "pause", "cls", "title ", "color ", "endlocal", "type ", "ren ", "net ", "reg ", "sc ", "taskkill ", "schtasks ", "powershell", "cmd", "cscript", "wscript",
	"timeout ", "ping ", "choice ", "find ", "findstr ", "attrib ", "icacls ", "shutdown ", "rundll32 ", "regsvr32 ", "mshta ", "certutil ", "bitsadmin ", "curl ", "shift", "chcp ", "(", ")", "else", "%", "\"%", "msiexec ", "wmic ",
}

// isBatch reports whether a text is a batch file: it silences its own echo, and three lines of four are commands.
func isBatch(lower string) bool {
	first, _, _ := strings.Cut(lower, "\n")
	if first = strings.TrimSpace(first); !strings.HasPrefix(first, "@") && first != "echo off" || strings.HasPrefix(first, "@echo ") && first != "@echo off" && first != "@echo on" {
		return false
	}
	lines, known := 0, 0
	for line := range strings.Lines(lower) {
		line = strings.TrimLeft(strings.TrimSpace(line), "@ ")
		if line == "" {
			continue
		}
		if lines++; beginsWith(line, commands) != "" {
			known++
		} else if lines == 1 || isProse(line) {
			return false
		}
	}
	return lines > 1 && known*4 >= lines*3
}

func beginsWith(line string, any []string) string {
	for _, s := range any {
		if strings.HasPrefix(line, s) {
			return s
		}
	}
	return ""
}

func containsAny(text string, any []string) bool {
	for _, s := range any {
		if strings.Contains(text, s) {
			return true
		}
	}
	return false
}

// isProse reports whether a line is written for people: outside quotation marks it has Japanese, or five words in a row.
func isProse(line string) bool {
	words, letters := 0, false
	quote := rune(0)
	for _, r := range line + " " {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
			words, letters = 0, false
		case r == '"' || r == '\'' && !letters:
			quote, words, letters = r, 0, false
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			return true
		case unicode.IsLetter(r):
			letters = true
		case r == ' ' && letters, r == ',' && letters:
			if words++; words == 5 {
				return true
			}
			letters = false
		case r != ' ':
			words, letters = 0, false
		}
	}
	return false
}
