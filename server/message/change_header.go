package message

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"sekisho/server/policy"
)

// headers works out the changes of recipients.
func (p *planner) headers(c Changes, top rawHeader, protected []string) {
	var kinds []string
	for kind, asked := range map[string]bool{"removeRecipients": len(c.Remove) > 0, "forceBcc": len(c.Bcc) > 0, "addRecipients": len(c.To)+len(c.Cc) > 0} {
		if asked {
			kinds = append(kinds, kind)
		}
	}
	edits, why := top.recipients(c)
	if len(kinds) > 0 && top.unclear() { // what a field seems not to name may stand in a line behind it
		why = CannotRead
	}
	if len(edits) > 0 && slices.Contains(protected, "dkim-signed") {
		why = CannotSigned
	}
	if why == "" {
		p.rw.edits = append(p.rw.edits, edits...)
		return
	}
	for _, kind := range kinds {
		p.rw.cannot[kind] = why
	}
}

// addressField is a field that names recipients, while it changes.
type addressField struct {
	*rawField
	entries [][]byte // as written, between the commas
	there   []string // the addresses in them
	changed bool
}

// recipients returns the edits of To and Cc, or why there are none.
func (h *rawHeader) recipients(c Changes) ([]edit, string) {
	gone, there := map[string]bool{}, map[string]bool{}
	for _, a := range slices.Concat(c.Remove, c.Bcc) {
		gone[key(a)] = true
	}
	var list []*addressField
	for _, name := range []string{"to", "cc", "resent-to", "resent-cc"} {
		for _, f := range h.named(name) {
			a := &addressField{rawField: f}
			if !a.without(gone) {
				return nil, CannotRead
			}
			for _, address := range a.there {
				there[address] = true
			}
			list = append(list, a)
		}
	}
	to, cc := fresh(c.To, there), fresh(c.Cc, there)
	if len(c.Bcc) > 0 && c.BccTo != "" && len(to) == 0 && !anybody(list, "to") {
		to = append(to, c.BccTo)
	}
	for _, a := range slices.Concat(to, cc) {
		if !plainAddress(a) {
			return nil, CannotRead
		}
	}
	edits := append(h.add(list, "to", "To", to), h.add(list, "cc", "Cc", cc)...)
	for _, f := range list {
		if f.changed {
			edits = append(edits, edit{f.from, f.to, f.written(h.nl)})
		}
	}
	return edits, ""
}

// without takes out the entries of addresses that are gone; false: it cannot be told where one ends.
func (f *addressField) without(gone map[string]bool) bool {
	value := f.value()
	all := addressList(string(value), maxAddresses, &notes{})
	concerned := false
	for _, m := range all {
		concerned = concerned || gone[key(m.Address)]
	}
	entries, clear := entriesOf(value)
	if concerned && !clear {
		return false
	}
	f.entries = entries
	if !clear {
		f.entries = [][]byte{value}
	}
	seen := 0
	var kept [][]byte
	for _, e := range f.entries {
		in := addressList(string(e), maxAddresses, &notes{})
		seen += len(in)
		leaving := 0
		for _, m := range in {
			if gone[key(m.Address)] {
				leaving++
			} else {
				f.there = append(f.there, key(m.Address))
			}
		}
		if leaving > 0 && leaving < len(in) {
			return false
		}
		if leaving == 0 && len(bytes.TrimSpace(e)) > 0 {
			kept = append(kept, e)
		}
	}
	if concerned {
		f.entries, f.changed = kept, true
	}
	return !concerned || seen == len(all)
}

// entriesOf cuts an address list at its commas and semicolons. It is clear if nobody can cut it elsewhere: no groups, no comment,
// quotation mark or bracket that does not close, and no octets that could be half of another character.
func entriesOf(v []byte) (entries [][]byte, clear bool) {
	if !utf8.Valid(v) || bytes.ContainsAny(v, "\x1b\x00") {
		return nil, false
	}
	from, quoted, angle, depth := 0, false, false, 0
	for i := 0; i < len(v); i++ {
		switch c := v[i]; {
		case c == '\\' && (quoted || depth > 0):
			i++
		case c == '"' && depth == 0:
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			depth--
		case depth != 0:
		case c == '<':
			if angle {
				return nil, false
			}
			angle = true
		case c == '>':
			angle = false
		case angle:
		case c == ':':
			return nil, false
		case c == ',' || c == ';':
			entries = append(entries, v[from:i])
			from = i + 1
		}
		if depth < 0 {
			return nil, false
		}
	}
	return append(entries, v[from:]), !quoted && !angle && depth == 0
}

// fresh returns the addresses that are not there yet, and notes them.
func fresh(addresses []string, there map[string]bool) (list []string) {
	for _, a := range addresses {
		if !there[key(a)] {
			there[key(a)] = true
			list = append(list, a)
		}
	}
	return list
}

func anybody(list []*addressField, name string) bool {
	return slices.ContainsFunc(list, func(f *addressField) bool { return f.name == name && len(f.there) > 0 })
}

// plainAddress tells whether an address may stand in a header as it is.
func plainAddress(a string) bool {
	list := addressList(a, 2, &notes{})
	return len(list) == 1 && list[0].Address == a && !strings.ContainsFunc(a, func(r rune) bool { return r <= ' ' || r > '~' })
}

// add puts addresses into the last field of a name, or into a new one behind From.
func (h *rawHeader) add(list []*addressField, name, written string, addresses []string) []edit {
	if len(addresses) == 0 {
		return nil
	}
	for _, f := range slices.Backward(list) {
		if f.name == name {
			for _, a := range addresses {
				f.entries = append(f.entries, []byte(h.nl+" "+a))
			}
			f.changed = true
			return nil
		}
	}
	at := h.end
	if from := h.named("from"); len(from) > 0 {
		at = from[len(from)-1].to
	}
	return []edit{{at, at, []byte(written + ": " + strings.Join(addresses, ","+h.nl+" ") + h.nl)}}
}

// written is the field after the changes; nothing, if nobody is left in it.
func (f *addressField) written(nl string) []byte {
	if len(f.entries) == 0 {
		return nil
	}
	name, _, _ := bytes.Cut(f.raw, []byte(":"))
	value := bytes.Join(f.entries, []byte(","))
	if rest := bytes.TrimLeft(value, " \t\r\n"); len(rest) > 0 && value[0] == '\r' && !bytes.HasPrefix(f.value(), []byte(nl)) {
		value = append([]byte(" "), rest...) // what was folded stands first now
	}
	return slices.Concat(name, []byte(":"), value, []byte(nl))
}

// subject works out the words before the subject.
func (h *rawHeader) subject(texts []policy.Text, japanese bool) ([]edit, string) {
	words := strings.Join(strings.Fields(joinTexts(texts, japanese, " ")), " ")
	list := h.named("subject")
	switch {
	case words == "":
		return nil, ""
	case len(list) > 1:
		return nil, CannotRead
	case len(list) == 0:
		return []edit{{h.end, h.end, []byte("Subject: " + headerWords(words, h.nl) + h.nl)}}, ""
	}
	f := list[0]
	head := h.plain()
	shown := head.text("subject", &notes{})
	if strings.HasPrefix(strings.Join(strings.Fields(shown), " "), words) {
		return nil, ""
	}
	at := f.from + int64(bytes.IndexByte(f.raw, ':')) + 1
	with := " " + headerWords(words, h.nl)
	if v := f.value(); len(v) > 0 && v[0] != ' ' && v[0] != '\t' && v[0] != '\r' {
		with += " "
	}
	return []edit{{at, at, []byte(with)}}, ""
}

// headerWords writes a text for a header: as it is, or as encoded words of at most 75 octets (RFC 2047, 2).
func headerWords(s, nl string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) && !strings.Contains(s, "=?") {
		return s
	}
	var words []string
	for s != "" {
		n := min(len(s), 42)
		for n < len(s) && !utf8.RuneStart(s[n]) {
			n--
		}
		words = append(words, fmt.Sprintf("=?UTF-8?B?%s?=", base64.StdEncoding.EncodeToString([]byte(s[:n]))))
		s = s[n:]
	}
	return strings.Join(words, nl+" ")
}

// joinTexts takes of each text the language the mail is in, or the one there is.
func joinTexts(texts []policy.Text, japanese bool, sep string) string {
	var list []string
	for _, t := range texts {
		s := t.EN
		if japanese && t.JA != "" || s == "" {
			s = t.JA
		}
		if s != "" {
			list = append(list, s)
		}
	}
	return strings.Join(list, sep)
}
