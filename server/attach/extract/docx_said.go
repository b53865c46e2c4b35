package extract

import (
	"bytes"
	"strconv"
	"strings"
)

// maxForms is how deep alternatives may lie in each other to be compared; deeper ones are all kept.
const maxForms = 32

// forms is where the forms of one content (ECMA-376-3, 9.3 AlternateContent) were written.
type forms struct{ first, second int }

func (d *prose) begin() {
	if len(d.twice) < maxForms {
		d.twice = append(d.twice, forms{len(d.t.out), -1})
	}
}

func (d *prose) second() {
	if n := len(d.twice); n > 0 && d.twice[n-1].second < 0 {
		d.twice[n-1].second = len(d.t.out)
	}
}

// compare keeps what is said for old readers only if it is something else: which of both is shown depends on the reader.
func (d *prose) compare() {
	n := len(d.twice)
	if n == 0 {
		return
	}
	f := d.twice[n-1]
	if d.twice = d.twice[:n-1]; f.second >= 0 {
		first := min(f.first, len(d.t.out))
		var l lines
		l.keepNew(d.t, first, max(f.second, first))
	}
}

// said writes what attributes say: alternative texts, the words of WordArt, what can be chosen or was filled in, tips.
func (d *prose) said(k *token) {
	switch string(k.name) {
	case "sym":
		d.symbol(k)
	case "fldSimple":
		d.target(k.attr("instr"))
	case "docPr", "cNvPr":
		d.later(k.attr("title"), k.attr("descr"))
	case "textpath":
		d.later(k.attr("string"), "")
	case "shape", "rect", "roundrect", "oval", "group", "line", "imagedata", "polyline", "arc", "curve":
		d.later(k.attr("alt"), k.attr("title"))
	case "hyperlink", "hlinkClick", "hlinkHover", "hlinkMouseOver":
		d.later(k.attr("tooltip"), "")
	case "listItem":
		d.later(k.attr("displayText"), k.attr("value"))
	case "alias", "helpText", "statusText", "listEntry", "default", "docVar", "tblCaption", "tblDescription", "item":
		if v := k.attr("val"); len(v) > 1 { // one character is a switch
			d.later(v, "")
		}
	case "section":
		d.later(k.attr("name"), "")
	case "connection", "dbPr":
		d.later(k.attr("connection"), k.attr("command"))
	}
}

// later writes lines, behind the paragraph that is open, each once.
func (d *prose) later(a, b string) {
	for _, s := range []string{a, b} {
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		s = strings.Join(strings.Fields(s), " ") + "\n"
		if len(d.aside) < MaxText && !bytes.Contains(d.aside, []byte(s)) {
			d.aside = append(d.aside, s...)
		}
	}
	if d.paras == 0 {
		d.flush()
	}
}

func (d *prose) flush() {
	if len(d.aside) == 0 || d.paras > 0 {
		return
	}
	for line := range bytes.Lines(d.aside) {
		d.line()
		_ = d.t.spaced(bytes.TrimSuffix(line, []byte("\n"))) // the next token tells
		d.line()
	}
	d.aside = d.aside[:0]
}

// symbol writes a character of a font (17.3.3.30). Fonts of symbols have pictures in place of letters; of Symbol the digits are
// digits.
func (d *prose) symbol(k *token) {
	n, err := strconv.ParseUint(k.attr("char"), 16, 32)
	if err != nil || n == 0 {
		return
	}
	if n >= 0xf000 && n <= 0xf0ff { // moved, for fonts of one octet
		n -= 0xf000
	}
	font := strings.ToLower(k.attr("font"))
	letter := n >= 'a' && n <= 'z' || n >= 'A' && n <= 'Z' || n > 0x7e
	if n < 0x100 && (strings.Contains(font, "dings") || font == "symbol" && letter) || n > 0x10ffff || n < ' ' {
		return
	}
	d.t.out = appendRune(d.t.out, rune(n))
}
