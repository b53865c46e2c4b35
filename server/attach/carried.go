package attach

import (
	"bytes"
	"strconv"

	"sekisho/server/policy"
)

// maxCarried is how many files in one text are looked at. More are marked as what is too large.
const maxCarried = 64

// shortestCarried is what no file is shorter than that can hold anything.
const shortestCarried = 22

// carried are the first signs, in base 64, of files that people hide, protect or run. Each begins where a word begins.
var carried = []string{
	"UEsDB", "N3q8rycc", "UmFyIRoH", "0M8R4KGxGuE", "TVqQAA", "TVpQAA", "JVBERi0", "H4sIA", "/Td6WFoA", "TVNDRgAAAAA", "TAAAAAEUAg", "f0VMR",
}

// carriesFile reports whether a text shows the begin of a file in base 64 or in uuencode, and where the next one begins at or behind from;
// negative: nowhere.
func carriesFile(b []byte, from int) int {
	word := from > 0 && base64Digit(b[from-1])
	for i := from; i < len(b); i++ {
		c := b[i]
		if !base64Digit(c) {
			word = false
			continue
		}
		if !word && beginsCarried(b[i:]) || c == 'b' && (i == 0 || b[i-1] == '\n') && uuHead(b[i:]) > 0 {
			return i
		}
		word = true
	}
	return -1
}

// beginsCarried looks at the first letter first: it spares nearly all words the comparisons.
func beginsCarried(b []byte) bool {
	switch b[0] {
	case 'U', 'N', '0', 'T', 'J', 'H', '/', 'f':
		for _, head := range carried {
			if len(b) >= len(head) && string(b[:len(head)]) == head {
				return true
			}
		}
	}
	return false
}

// inText looks for files that a text carries in base 64, in lines or in one, or in uuencode (POSIX, uuencode).
func (w *walker) inText(a *policy.Attachment, s source, depth int) {
	if group(a.Type) != "text" || a.Type == "text/html" || a.Type == "application/xhtml+xml" {
		return
	}
	b := s.at(0, maxMarkup)
	var found []object
	for at := carriesFile(b, 0); at >= 0; at = carriesFile(b, at) {
		if len(found) == maxCarried {
			mark(a, "uninspectable", "reason", "size")
			break
		}
		if w.partial || w.late() {
			mark(a, "uninspectable", "reason", w.missing())
			break
		}
		o, read := object{name: "embedded" + strconv.Itoa(len(found)+1)}, 0
		if head := uuHead(b[at:]); head > 0 {
			o.name = entryName(bytes.TrimSpace(b[at+len("begin 644 "):at+head]), 0)
			o.content, read = uuFile(b[at+head:])
			read += head
		} else {
			o.content, read = base64File(b[at:])
		}
		if at += max(read, 1); len(o.content) >= shortestCarried {
			found = append(found, o)
		}
	}
	w.handOver(a, s, found, depth)
}

// base64File decodes what may stand in lines, those of a calendar too, which are indented, and in JSON, whose line ends are written \n.
// It ends at an empty line. Read is how much of b that was.
func base64File(b []byte) (content []byte, read int) {
	var digits []byte // grows: most words that begin like a file are short, and a text may be full of them
	breaks := 0
	for ; read < len(b) && breaks < 2; read++ {
		switch c := b[read]; {
		case base64Digit(c):
			digits, breaks = append(digits, c), 0
			continue
		case c == '\n':
			breaks++
			continue
		case c == '\r', breaks > 0 && (c == ' ' || c == '\t'):
			continue
		case c == '\\' && read+1 < len(b) && (b[read+1] == 'n' || b[read+1] == 'r' || b[read+1] == '/'):
			if read++; b[read] == '/' {
				digits = append(digits, '/')
			}
			continue
		}
		break
	}
	if len(digits)*3/4 < shortestCarried {
		return nil, read
	}
	return unbase64Lenient(digits), read
}

// uuHead returns how long the line is that b begins with if a uuencoded file begins there: begin, its rights and its name.
func uuHead(b []byte) int {
	if len(b) < len("begin 644 x\n") || string(b[:6]) != "begin " || b[9] != ' ' && b[10] != ' ' {
		return 0
	}
	for _, c := range b[6:9] {
		if c < '0' || c > '7' {
			return 0
		}
	}
	return bytes.IndexByte(b[:min(len(b), 512)], '\n') + 1
}

// uuFile decodes lines until one that is none: the first sign is how many octets it holds, each further one six bits.
func uuFile(b []byte) (content []byte, read int) {
	for read < len(b) {
		line := b[read:]
		if i := bytes.IndexByte(line, '\n'); i >= 0 {
			line = line[:i+1]
		}
		text := bytes.TrimRight(line, "\r\n")
		if len(text) == 0 || text[0] < ' ' || text[0] > '`' || text[0]&63 == ' ' {
			return content, read
		}
		n := int(text[0]-' ') & 63
		if len(text) < 1+(n*8+5)/6 || n == 0 {
			return content, read
		}
		content = append(content, uuLine(text[1:], n)...)
		read += len(line)
	}
	return content, read
}

func uuLine(text []byte, n int) []byte {
	out := make([]byte, 0, n+2)
	for i := 0; len(out) < n; i += 4 {
		var four [4]byte
		for k := range four {
			if i+k < len(text) {
				four[k] = (text[i+k] - ' ') & 63
			}
		}
		out = append(out, four[0]<<2|four[1]>>4, four[1]<<4|four[2]>>2, four[2]<<6|four[3])
	}
	return out[:n]
}
