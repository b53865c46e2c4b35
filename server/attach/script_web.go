package attach

import (
	"bytes"
	"encoding/base64"
	"strconv"
	"strings"

	"sekisho/server/policy"
)

// maxMarkup is how much of a page or a drawing is searched.
const maxMarkup = 16 << 20

// webPage looks for files that a page carries in its text and saves by a script. Pictures and fonts that pages carry are
// none of these.
func (w *walker) webPage(a *policy.Attachment, s source, depth int) {
	b := s.at(0, maxMarkup)
	found := w.smuggled(b)
	if len(found) > 0 || saves(b) {
		mark(a, "executable", "type", a.Type)
	}
	w.handOver(a, s, found, depth)
}

// drawing looks for scripts in SVG (SVG 2, 15): elements, handlers of events, links that are scripts.
func (w *walker) drawing(a *policy.Attachment, s source, depth int) {
	b := s.at(0, maxMarkup)
	if scriptedMarkup(b) {
		mark(a, "executable", "type", a.Type)
	}
	w.handOver(a, s, w.smuggled(b), depth)
}

// scriptedMarkup goes through the tags.
func scriptedMarkup(b []byte) bool {
	for {
		i := bytes.IndexByte(b, '<')
		if i < 0 {
			return false
		}
		b = b[i+1:]
		end := bytes.IndexByte(b, '>')
		if end < 0 {
			end = len(b)
		}
		tag := bytes.ToLower(b[:min(end, 4096)])
		b = b[min(end, len(b)):]
		if len(tag) == 0 || tag[0] == '!' || tag[0] == '?' {
			continue
		}
		if localName(tag) == "script" && tag[0] != '/' || bytes.Contains(tag, []byte("javascript:")) || handler(tag) {
			return true
		}
	}
}

// handler reports whether a tag has an attribute like onload="…".
func handler(tag []byte) bool {
	for {
		i := bytes.Index(tag, []byte("on"))
		if i < 0 {
			return false
		}
		space := i > 0 && (tag[i-1] == ' ' || tag[i-1] == '\n' || tag[i-1] == '\t' || tag[i-1] == '\r' || tag[i-1] == '/' || tag[i-1] == '"')
		tag = tag[i+2:]
		j := 0
		for j < len(tag) && tag[j] >= 'a' && tag[j] <= 'z' {
			j++
		}
		if space && j > 2 && len(bytes.TrimLeft(tag[j:], " \t\r\n")) > 0 && bytes.TrimLeft(tag[j:], " \t\r\n")[0] == '=' {
			return true
		}
	}
}

// saves reports whether a script makes a file of a long text and offers it for saving, even if the text does not show what
// the file is.
func saves(b []byte) bool {
	if !bytes.Contains(b, []byte("createObjectURL")) && !bytes.Contains(b, []byte("msSaveOrOpenBlob")) && !bytes.Contains(b, []byte("msSaveBlob")) {
		return false
	}
	decodes := bytes.Contains(b, []byte("atob(")) || bytes.Contains(b, []byte("Uint8Array")) || bytes.Contains(b, []byte("charCodeAt"))
	offers := bytes.Contains(b, []byte(".download")) || bytes.Contains(b, []byte("msSave")) || bytes.Contains(b, []byte("location"))
	return decodes && offers && longRun(b) >= 4<<10
}

// longRun is the length of the longest text in base 64.
func longRun(b []byte) (longest int) {
	n := 0
	for _, c := range b {
		if base64Digit(c) {
			n++
			longest = max(longest, n)
			continue
		}
		n = 0
	}
	return longest
}

func base64Digit(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/' || c == '-' || c == '_'
}

// smuggledMagic are first octets of files that pages have no honest reason to carry.
var smuggledMagic = []string{sigLocal, "MZ", cfbMagic, "Rar!\x1a\x07", "7z\xbc\xaf\x27\x1c", "\x4c\x00\x00\x00\x01\x14\x02\x00", "MSCF\x00\x00\x00\x00", "{\\rtf", "\x7fELF"}

func smuggles(b []byte) bool {
	for _, magic := range smuggledMagic {
		if bytes.HasPrefix(b, []byte(magic)) && len(b) > 64 {
			return magic != "MZ" || isPE(source{bytes.NewReader(b), int64(len(b))}, b)
		}
	}
	return len(b) > 0x8006 && string(b[0x8001:0x8006]) == "CD001"
}

// smuggled decodes texts in base 64 of some length, and lists of numbers, that are such files.
func (w *walker) smuggled(b []byte) (found []object) {
	const shortest = 88
	add := func(content []byte) {
		if len(found) < 16 && smuggles(content) {
			found = append(found, object{"embedded" + strconv.Itoa(len(found)+1), content})
		}
	}
	for i := 0; i < len(b); i++ {
		if !base64Digit(b[i]) {
			continue
		}
		j := i
		for j < len(b) && base64Digit(b[j]) {
			j++
		}
		if j-i >= shortest && !w.late() && (smuggles(append(unbase64Lenient(b[i:i+shortest]), 0)) || j-i > 44<<10) {
			add(unbase64Lenient(b[i:j]))
		}
		i = j
	}
	for _, start := range []string{"80,75,3,4,", "77,90,", "208,207,17,224,", "82,97,114,33,"} {
		if i := bytes.Index(b, []byte("["+start)); i >= 0 {
			add(listed(b[i+1:]))
		}
	}
	return found
}

func unbase64Lenient(b []byte) []byte {
	text := strings.NewReplacer("-", "+", "_", "/").Replace(string(b))
	if len(text)%4 == 1 { // no octet ends there
		text = text[:len(text)-1]
	}
	out := make([]byte, len(text))
	n, _ := base64.RawStdEncoding.Decode(out, []byte(text)) // what follows an error is missing
	return out[:n]
}

// listed reads numbers between commas.
func listed(b []byte) (out []byte) {
	for len(b) > 0 && len(out) < maxStream {
		i := bytes.IndexAny(b[:min(len(b), 8)], ",]")
		if i < 0 {
			return out
		}
		n, err := strconv.ParseUint(string(bytes.TrimSpace(b[:i])), 10, 8)
		if err != nil {
			return out
		}
		if out = append(out, byte(n)); b[i] == ']' {
			return out
		}
		b = b[i+1:]
	}
	return out
}
