package attach

import (
	"bytes"
	"encoding/base64"
	"strings"

	"sekisho/server/policy"
)

// typeActiveMime is what Office keeps macros in when it saves as a web page or as XML.
const typeActiveMime = "application/x-mso"

// markupMacros looks at documents that are texts: ODF in one file, Word's and PowerPoint's XML.
func (w *walker) markupMacros(a *policy.Attachment, s source, depth int) {
	b := s.at(0, maxMarkup)
	switch {
	case bytes.Contains(b, []byte("urn:oasis:names:tc:opendocument")):
		if bytes.Contains(b, []byte("<script:module")) || bytes.Contains(b, []byte("<ooo:module")) || bytes.Contains(b, []byte("<office:script ")) && bytes.Contains(b, []byte("<ooo:source-code")) || odfEvent(b) {
			macro(a, "basic")
		}
		if bytes.Contains(b, []byte("office:dde-application=")) {
			macro(a, "dde")
		}
	case bytes.Contains(b, []byte("schemas.microsoft.com/office/2006/xmlPackage")):
		if bytes.Contains(b, []byte("application/vnd.ms-office.vbaProject")) {
			macro(a, "vba")
		}
	case bytes.Contains(b, []byte("w:macrosPresent=\"yes\"")):
		macro(a, "vba")
	}
	w.handOver(a, s, activeMimes(b), depth)
}

// activeMimes decodes what begins like one in base 64, with line breaks as they come.
func activeMimes(b []byte) (found []object) {
	for len(found) < 4 {
		i := bytes.Index(b, []byte("QWN0aXZlTWltZ"))
		if i < 0 {
			break
		}
		end := bytes.IndexAny(b[i:], "<\"'-")
		if end < 0 {
			end = len(b) - i
		}
		text := strings.Map(func(r rune) rune {
			if r == '\r' || r == '\n' || r == ' ' || r == '\t' {
				return -1
			}
			return r
		}, string(b[i:i+end]))
		out := make([]byte, len(text))
		n, _ := base64.StdEncoding.Decode(out, []byte(text[:len(text)/4*4])) // what follows an error is missing
		found = append(found, object{"editdata.mso", out[:n]})
		b = b[i+end:]
	}
	return found
}

// activeMime unpacks what Office keeps macros in: a compound file behind a header of 50 octets, or of as many as it says.
func (w *walker) activeMime(a *policy.Attachment, s source, depth int) {
	b := s.at(0, maxStream)
	var content []byte
	if len(b) > 0x32 {
		content = inflated(b[0x32:], maxStream)
	}
	if len(content) == 0 && len(b) > 0x1e {
		if at := u16(b, 0x1e) + 46; at < len(b) {
			content = inflated(b[at:], maxStream)
		}
	}
	if len(content) == 0 {
		mark(a, "uninspectable", "reason", w.missing())
		return
	}
	w.handOver(a, s, []object{{"oledata.bin", content}}, depth)
}

// sylk looks for what is no mere table: macro sheets, and names that run by themselves.
func sylk(b []byte) bool {
	upper := bytes.ToUpper(b)
	if bytes.Contains(upper, []byte("NN;NAUTO_")) {
		return true
	}
	for _, line := range bytes.Split(upper, []byte("\n")) {
		line = bytes.TrimSpace(line)
		if bytes.HasPrefix(line, []byte("O;")) && (bytes.Contains(line, []byte(";E;")) || bytes.HasSuffix(line, []byte(";E"))) {
			return true
		}
	}
	return false
}

// tableDDE finds a formula that starts a program, in a file of rows: =cmd|'…'!A1.
func tableDDE(b []byte) bool {
	for {
		i := bytes.Index(b, []byte("|'"))
		if i < 0 {
			if i = bytes.Index(b, []byte(`|"`)); i < 0 {
				return false
			}
		}
		from := max(0, i-64)
		before := string(b[from:i])
		if j := strings.LastIndexAny(before, "=+-@"); j >= 0 && programName(before[j+1:]) {
			rest := b[i+2 : min(len(b), i+1024)]
			if bytes.Contains(rest, []byte("'!")) || bytes.Contains(rest, []byte(`"!`)) {
				return true
			}
		}
		b = b[i+2:]
	}
}

func programName(s string) bool {
	if s == "" {
		return false
	}
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' && r != '.' && r != '"' {
			return false
		}
	}
	return true
}

// webQuery knows files that make Excel load a page, or a database.
func webQuery(head []byte, ext string) bool {
	lower := bytes.ToLower(head)
	switch ext {
	case "iqy":
		return bytes.Contains(lower, []byte("http"))
	case "oqy", "rqy", "dqy", "odc":
		return true
	}
	return bytes.HasPrefix(lower, []byte("web\r\n1\r\nhttp")) || bytes.HasPrefix(lower, []byte("web\n1\nhttp"))
}
