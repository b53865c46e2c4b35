package message

import (
	"strings"

	"sekisho/server/policy"
)

// addressList reads the addresses of one field value, at most limit of them.
func addressList(v string, limit int, n *notes) []policy.Mailbox {
	p := listParser{s: decodeRaw(v), limit: limit, notes: n}
	for p.at < len(p.s) {
		p.step()
	}
	p.flush()
	return p.out
}

// listParser reads an address-list (RFC 5322, 3.4 and 4.4) and what clients write in its place: semicolons between
// addresses, none at all, names without quotes, brackets that do not close. Each octet is read once: a quotation mark or
// parenthesis that never closes is looked for once and is an ordinary character from then on.
type listParser struct {
	s     string
	at    int
	limit int
	notes *notes
	out   []policy.Mailbox

	word    strings.Builder // the current word as written, quotation marks included
	wordAt  bool            // word has an "@" outside quotation marks
	gap     bool            // white space came since the word
	words   []token         // finished words of the current mailbox
	phrase  strings.Builder // what could be its display name
	comment string          // the last comment: a display name of old (RFC 822, "taro@x (Taro)")
	angle   policy.Mailbox  // the mailbox whose address stood in brackets, still waiting for its end
	angled  bool
	quoted  bool // the phrase had a quoted string

	noQuote, noComment bool
}

type token struct {
	text    string
	address bool
}

func (p *listParser) step() {
	switch c := p.s[p.at]; {
	case c == ' ' || c == '\t' || c == '\r' || c == '\n':
		p.gap = true
		p.at++
	case c == ',' || c == ';':
		p.at++
		p.flush()
	case c == ':' && !p.wordAt:
		p.at++
		p.reset() // what came before is the name of a group
	case c == '<':
		p.bracket()
	case c == '(' && !p.noComment:
		p.readComment()
	case c == '"' && !p.noQuote:
		p.readQuoted()
	case c == '[' && strings.HasSuffix(p.word.String(), "@"):
		p.literal()
	case strings.HasPrefix(p.s[p.at:], "=?"):
		p.readWord()
	default:
		p.put(p.s[p.at:p.at+1], p.s[p.at:p.at+1], c == '@')
		p.at++
	}
}

// put adds to the current word, or begins the next one. White space beside an "@", and beside the dots of a domain, separates
// nothing (RFC 5322, 4.4).
func (p *listParser) put(raw, shown string, at bool) {
	if p.gap {
		word := p.word.String()
		dot := p.wordAt && (raw == "." || strings.HasSuffix(word, "."))
		if word != "" && !at && !dot && !strings.HasSuffix(word, "@") {
			p.endWord()
		}
		if p.phrase.Len() > 0 {
			p.phrase.WriteByte(' ')
		}
		p.gap = false
	}
	p.word.WriteString(raw)
	p.phrase.WriteString(shown)
	p.wordAt = p.wordAt || at
}

func (p *listParser) endWord() {
	if p.word.Len() > 0 {
		p.words = append(p.words, token{p.word.String(), p.wordAt})
	}
	p.word.Reset()
	p.wordAt = false
}

// readQuoted reads a quoted string; its inside is part of the display name, all of it part of the word.
func (p *listParser) readQuoted() {
	var shown strings.Builder
	for i := p.at + 1; i < len(p.s); i++ {
		switch c := p.s[i]; {
		case c == '"':
			p.put(p.s[p.at:i+1], shown.String(), false)
			p.quoted = true
			p.at = i + 1
			return
		case c == '\\' && i+1 < len(p.s):
			i++
			shown.WriteByte(p.s[i])
		default:
			shown.WriteByte(c)
		}
	}
	p.noQuote = true
	p.notes.add("bad-address-list")
}

func (p *listParser) readComment() {
	n, ok := commentLen(p.s[p.at:])
	if !ok {
		p.noComment = true
		p.notes.add("bad-address-list")
		return
	}
	p.comment = strings.TrimSpace(strings.ReplaceAll(p.s[p.at+1:p.at+n-1], "\\", ""))
	p.gap = true
	p.at += n
}

// readWord takes an encoded word whole: some clients leave commas and brackets in it.
func (p *listParser) readWord() {
	d := wordDecoder{notes: &notes{}}
	n := 2
	if w, ok := d.cut(p.s[p.at:min(len(p.s), p.at+4096)]); ok {
		n = w.size
	}
	p.put(p.s[p.at:p.at+n], p.s[p.at:p.at+n], false)
	p.at += n
}

// literal reads a domain literal: its colons begin no group.
func (p *listParser) literal() {
	n := strings.IndexAny(p.s[p.at:min(len(p.s), p.at+64)], "],;<> ")
	if n < 0 || p.s[p.at+n] != ']' {
		n = 0
	}
	p.put(p.s[p.at:p.at+n+1], "", false)
	p.at += n + 1
}

// bracket reads "<address>", or "<@route:address>" (RFC 5322, 4.4), whose route is dropped.
func (p *listParser) bracket() {
	if p.angled {
		p.emit(p.angle.Address, p.angle.Name) // a comma is missing
	}
	name := p.phrase.String()
	if name == "" {
		name = p.comment
	}
	from := p.at
	addr, ok := p.cutBracket()
	if !ok {
		p.notes.add("bad-address-list")
	}
	if !ok && p.noQuote {
		p.at = from // a quotation mark in there was none
		addr, _ = p.cutBracket()
	}
	if strings.HasPrefix(addr, "@") {
		if _, rest, ok := strings.Cut(addr, ":"); ok {
			addr = rest
		}
	}
	p.reset()
	p.angled, p.angle = true, policy.Mailbox{Address: addr, Name: p.decode(name)}
}

// flush ends a mailbox.
func (p *listParser) flush() {
	if p.angled {
		if p.angle.Name == "" {
			p.angle.Name = p.decode(p.comment)
		}
		p.emit(p.angle.Address, p.angle.Name)
	}
	p.endWord()
	if !p.plainAddresses() && !p.angled {
		p.nameless()
	}
	p.reset()
}

// plainAddresses takes each word with an "@" as an address of its own, named by the words before it.
func (p *listParser) plainAddresses() bool {
	var before []string
	found := false
	for _, w := range p.words {
		if !w.address {
			before = append(before, w.text)
			continue
		}
		name := strings.Join(before, " ")
		if name == "" {
			name = p.comment
		} else {
			p.notes.add("bad-address-list") // a name, or half an address: "x y@z" may have been meant as "x.y@z"
		}
		p.emit(w.text, p.decode(name))
		before, found = nil, true
	}
	return found
}

// nameless handles a mailbox without an address: one bare word is a local name, anything else is only a name.
func (p *listParser) nameless() {
	name := p.decode(p.phrase.String())
	switch {
	case name == "":
	case strings.Contains(name, "@") && !strings.ContainsAny(name, " \t"):
		p.emit(name, "")
	case len(p.words) == 1 && !p.quoted && name == p.words[0].text:
		p.emit(name, "")
	default:
		p.emit("", name)
	}
}

func (p *listParser) reset() {
	p.word.Reset()
	p.phrase.Reset()
	p.words = p.words[:0]
	p.wordAt, p.gap, p.quoted, p.angled = false, false, false, false
	p.comment, p.angle = "", policy.Mailbox{}
}

func (p *listParser) emit(addr, name string) {
	if addr == "" && name == "" {
		return
	}
	if len(p.out) >= p.limit {
		p.notes.add("too-many-recipients")
		return
	}
	p.out = append(p.out, policy.Mailbox{Address: addr, Name: name})
}

func (p *listParser) decode(s string) string {
	return cleanName(decodeWords(strings.TrimSpace(s), p.notes))
}

// cutBracket reads from "<" up to ">", without comments and white space outside quotation marks. A bracket that does not
// close ends at the next comma or semicolon.
func (p *listParser) cutBracket() (addr string, ok bool) {
	var b strings.Builder
	quoted, route := false, strings.HasPrefix(p.s[p.at:], "<@")
	for p.at++; p.at < len(p.s); p.at++ {
		switch c := p.s[p.at]; {
		case c == '\\' && quoted && p.at+1 < len(p.s):
			b.WriteString(p.s[p.at : p.at+2])
			p.at++
		case c == '"' && !p.noQuote:
			quoted = !quoted
			b.WriteByte(c)
		case quoted:
			b.WriteByte(c)
		case c == '>':
			p.at++
			return b.String(), true
		case c == ';', c == '<', c == ',' && !route:
			return b.String(), false
		case c == '(' && !p.noComment && p.skipComment():
		case c != ' ' && c != '\t':
			b.WriteByte(c)
		}
	}
	p.noQuote = p.noQuote || quoted
	return b.String(), false
}

// skipComment goes to the end of the comment that begins here, if it has one.
func (p *listParser) skipComment() bool {
	n, ok := commentLen(p.s[p.at:])
	if !ok {
		p.noComment = true
		p.notes.add("bad-address-list")
		return false
	}
	p.at += n - 1
	return true
}
