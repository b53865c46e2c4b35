package attach

import (
	"bytes"
	"strconv"
	"strings"

	"sekisho/server/policy"
)

// maxRTF is how much of an RTF file is searched.
const maxRTF = 32 << 20

// rtf finds the objects in an RTF file, and what is loaded or started when it is opened.
func (w *walker) rtf(a *policy.Attachment, s source, depth int) {
	b := s.at(0, maxRTF)
	if int64(len(b)) < min(s.size, maxRTF) {
		mark(a, "uninspectable", "reason", w.missing())
	}
	if t := rtfTarget(b, `\*\template`); t != "" && elsewhere(t) {
		macro(a, "template")
	}
	if rtfDDE(b) {
		macro(a, "dde")
	}
	var found []object
	for rest := b; len(found) < maxObjects && !w.late(); {
		i := bytes.Index(rest, []byte(`\objdata`))
		if i < 0 {
			break
		}
		rest = rest[i+len(`\objdata`):]
		data := rtfHex(rest)
		o, class := oleObject(data, len(found)+1)
		if class == "OLE2Link" && bytes.Contains(data, utf16le("http")) {
			macro(a, "remote-object")
		}
		if len(o.content) > 0 {
			found = append(found, o)
		}
	}
	w.handOver(a, s, found, depth)
}

// rtfTarget returns the text behind a control word, up to the end of its group.
func rtfTarget(b []byte, word string) string {
	_, rest, ok := bytes.Cut(b, []byte(word))
	if !ok {
		return ""
	}
	end := bytes.IndexAny(rest[:min(len(rest), 2048)], "{}")
	if end < 0 {
		return ""
	}
	return strings.TrimSpace(strings.ReplaceAll(string(rest[:end]), `\\`, `\`))
}

// rtfDDE reads the instructions of fields. What formats them stands in between and is passed over.
func rtfDDE(b []byte) bool {
	for {
		_, rest, ok := bytes.Cut(b, []byte(`\fldinst`))
		if !ok {
			return false
		}
		b = rest
		var text []byte
		for i := 0; i < min(len(rest), 512) && len(text) < 64; i++ {
			switch c := rest[i]; c {
			case '{', '}', '\r', '\n':
			case '\\':
				for i++; i < len(rest) && (rest[i] >= 'a' && rest[i] <= 'z' || rest[i] >= '0' && rest[i] <= '9'); i++ {
				}
				if i < len(rest) && rest[i] != ' ' {
					i--
				}
			default:
				text = append(text, c)
			}
		}
		if isDDE(text) {
			return true
		}
	}
}

// rtfHex reads the digits of an object up to the end of its group. Control words in between are passed over, as Word does.
func rtfHex(b []byte) []byte {
	digits := make([]byte, 0, 4096)
	depth := 0
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth < 0 {
				return unhex(digits)
			}
		case c == '\\':
			for i++; i < len(b) && b[i] != ' ' && b[i] != '\\' && b[i] != '{' && b[i] != '}' && b[i] != '\n' && b[i] != '\r'; i++ {
			}
			if i < len(b) && b[i] != ' ' {
				i--
			}
		case hexDigit(c) >= 0:
			digits = append(digits, c)
		}
	}
	return unhex(digits)
}

// oleObject reads an object as OLE 1 writes it ([MS-OLEDS] 2.2.5): a class, and its data.
func oleObject(b []byte, nth int) (object, string) {
	p := cursor{b: b}
	p.u32() // version
	format := p.u32()
	class := strings.TrimRight(string(p.take(p.u32())), "\x00")
	if format == 2 {
		p.skip(p.u32())
		p.skip(p.u32())
	}
	data := p.take(p.u32())
	if p.bad || format != 2 {
		// Word is lenient with a wrong length; the content is what counts.
		if i := bytes.Index(b, []byte(cfbMagic)); i >= 0 {
			data = b[i:]
		}
	}
	o := object{"object" + strconv.Itoa(nth) + ".bin", data}
	if strings.EqualFold(class, "Package") && len(data) > 0 {
		o = nativeObject(append([]byte("\x00\x00\x00\x00"), data...))
	}
	return o, class
}
