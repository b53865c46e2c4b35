package text

import (
	"strings"
)

// uncited leaves out what a mail shows as another's: a draft between lines that say ここから and ここまで, or
// between rules below a line that says what it is, what a form was filled in with, a letter that is set in, questions and answers,
// and what happened day by day. Nothing of it goes with this mail.
func uncited(s string) string {
	var b strings.Builder
	done, afterBlank, told := 0, false, tells(s)
	for at := 0; at < len(s); {
		size := lineIn(s[at:])
		cited := citedIn(s[at:], size, afterBlank)
		if cited == 0 && told && isTold(s[at:]) {
			cited = size
		}
		if cited == 0 && mayBeginOther(s[at:at+size]) {
			cited = draftIn(s, at, size)
		}
		if cited > 0 {
			b.WriteString(s[done:at])
			b.WriteByte('\n')
			done, size = at+cited, cited
		}
		afterBlank = isBlank(s[at : at+size])
		at += size
	}
	if done == 0 {
		return s
	}
	return b.String() + s[done:]
}

// lineIn returns how many octets the first line has, with its end.
func lineIn(s string) int {
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		return i + 1
	}
	return len(s)
}

func isBlank(line string) bool {
	return line == "\n" || line == "\r\n" || len(line) > 0 && line[0] <= ' ' && strings.TrimSpace(line) == ""
}

const (
	// maxHead is how many octets a line over something cited has at most.
	maxHead = 90
	// maxCited is how many octets a draft has at most.
	maxCited = 8 << 10
	// minSetIn is how many lines set in are a letter. One or two are an address or a list.
	minSetIn = 3
)

// citedIn returns how many octets, from the first line on, are another's.
func citedIn(s string, line int, afterBlank bool) int {
	if isSetIn(s) {
		if afterBlank {
			return setIn(s)
		}
		return 0
	}
	switch head := withoutEnd(s[:line]); {
	case len(head) > maxHead:
	case strings.HasSuffix(head, "内容】"), strings.HasSuffix(head, "本文】"), head == "Your message:":
		return upToBlank(s, line)
	case strings.Contains(head, "ここから"):
		if i := strings.Index(clipOctets(s, maxCited), "ここまで"); i >= 0 {
			return i + lineIn(s[i:])
		}
	}
	return 0
}

// withoutEnd takes the line end and the blanks before it off.
func withoutEnd(line string) string {
	for {
		n := len(line)
		line = strings.TrimSuffix(strings.TrimRight(line, "\r\n "), "\u3000")
		if len(line) == n {
			return line
		}
	}
}

// isSetIn reports whether a text's first line begins with a tab or a good many spaces.
func isSetIn(s string) bool {
	if s[0] > ' ' && s[0] != "\u3000"[0] {
		return false
	}
	return (strings.HasPrefix(s, "    ") || strings.HasPrefix(s, "\t") || strings.HasPrefix(s, "\u3000\u3000")) && !isBlank(s[:lineIn(s)])
}

// setIn returns how many octets the lines have that are set in, if they are enough for a letter.
func setIn(s string) (size int) {
	lines := 0
	for ; size < len(s) && isSetIn(s[size:]); lines++ {
		size += lineIn(s[size:])
	}
	if lines < minSetIn {
		return 0
	}
	return size
}

// upToBlank returns where the first blank line behind the head begins.
func upToBlank(s string, head int) int {
	at := head
	for at < len(s) && !isBlank(s[at:at+lineIn(s[at:])]) {
		at += lineIn(s[at:])
	}
	return at
}
