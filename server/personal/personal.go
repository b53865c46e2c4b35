// Package personal finds personal data in the texts of a message: numbers that the state, insurers, banks and card schemes give
// to persons, telephone numbers, postal and mail addresses, dates of birth, and rows that each describe a person.
//
// It looks at subject, body and the texts of attachments at any depth. A value is told from other digits by its form, its check
// digit and the words around it: a word before it on its line, over its column or within 300 characters. A word that says
// otherwise (order no., 伝票番号) makes it something else. Quoted text counts as well as new, since a quotation can leak; the
// sender's own signature never counts, nor do the addresses of the sender and the recipients.
//
// Digits count in every script, and those of My Numbers and cards however they are parted, behind their word: by any sign, one in each
// cell of a form, in groups of any length, in Chinese or circled figures. Without a word only the usual groups count.
//
// A person is a row, or some lines, with two things of one; five lines and more with a name or a mail address each are a list, too.
// Transfer files of fixed length (全銀) are read by their fields.
//
// It promises one pass over each text and to keep no value: what it reports are numbers that tell values apart within the
// message, and a masked sample. It does not judge; it does not read pictures, and knows no numbers but those of Japan, payment
// cards, IBANs and telephone numbers.
//
// # Limits
//
// 4 MiB of the body, 1 MiB of a file and 4 MiB of all files; where something that could be personal data stands in a text that is longer,
// the file says so (NoText "limit"), or the message (Malformed "body-too-long"). 10,000 distinct values of a message are told apart, further ones are not counted;
// 16 runs of digits in one number; 64 words before a value and 160 octets behind one are looked at, and 64 columns of a table; files
// are followed 32 levels deep. The work grows with the size of a text and nothing else.
package personal

import (
	"hash/maphash"
	"math/bits"
	"slices"

	"sekisho/server/policy"
	"sekisho/server/text"
)

// The limits of a message. Package message keeps no longer body, package attach no more text of a file that it reads; but one mail can
// have several such files.
const (
	maxBody   = 4 << 20
	maxText   = 1 << 20
	maxAll    = 4 << 20 // of all files
	maxValues = 10_000
	maxDepth  = 32
)

// Look writes into m what it finds in its texts: m.Personal and m.Records, and where it could not read all. What a door has filled in
// already stays.
func Look(m *policy.Message) {
	if m.Personal != nil || m.Records != nil {
		return
	}
	inBody := mayHold(m.Body)
	if !inBody && len(m.Attachments) == 0 && !mayHold(m.Subject) { // what most mails do not need costs nothing
		return
	}
	l := looker{m: m, left: maxAll}
	l.r.lines, l.r.marks, l.r.values, l.r.groups = l.room.lines[:0], l.room.marks[:0], l.room.values[:0], l.room.groups[:0]
	l.r.blocks = l.room.blocks[:0]
	l.r.m, l.r.seed = m, maphash.MakeSeed()
	l.look(m.Subject, policy.Place{Where: "subject"}, maxText)
	if inBody {
		l.body(m.Body[:min(len(m.Body), maxBody)])
	}
	if inBody && len(m.Body) > maxBody && !slices.Contains(m.Malformed, tooLong) {
		m.Malformed = append(slices.Clip(m.Malformed), tooLong)
	}
	for i := range m.Attachments {
		if noted := l.file(&m.Attachments[i], policy.Place{Where: "files", File: i}, maxDepth); noted != nil {
			m.Attachments[i] = *noted
		}
	}
}

// Why a text was not read to its end, in the words of package message and of policy.Attachment.NoText.
const (
	tooLong = "body-too-long"
	limit   = "limit"
)

// body reads a body without the sender's own signature. What lists several persons, or has what nobody signs with, such as a date
// of birth, is none, whatever lines are drawn above it.
func (l *looker) body(s string) {
	l.r.read(fold(s))
	if !l.r.found() {
		return
	}
	if from, to := text.SignatureAt(s); from < to {
		persons, sure := l.r.weight()
		l.r.read(fold(s[:from] + "\n\n" + s[to:]))
		if p, n := l.r.weight(); persons-p >= 2 || n < sure {
			l.r.read(fold(s))
		}
	}
	l.report(policy.Place{Where: "body"})
}

// looker looks through one message.
type looker struct {
	m       *policy.Message
	left    int // octets of files that may still be read
	r       reader
	numbers map[uint64]int32 // of the values; nil: none yet
	spelt   []byte           // a value as it is compared
	room    struct {         // enough for most mails
		lines  [32]int32
		marks  [2 * blockSize]mark
		blocks [2]set
		values [16]value
		groups [maxGroups]group
	}
}

// file looks through a file and those in it. It returns a copy that says where not all was read, for files are known to several
// messages; nil: all was.
func (l *looker) file(a *policy.Attachment, at policy.Place, depth int) (noted *policy.Attachment) {
	n := min(maxText, l.left)
	l.left -= min(len(a.Text), n)
	if l.look(a.Text, at, n) && a.NoText == "" {
		noted = own(a, nil)
		noted.NoText = limit
	}
	if depth == 0 {
		return noted
	}
	for i := range a.Inside {
		inside := at
		if inside.Inside != "" {
			inside.Inside += "/"
		}
		inside.Inside += a.Inside[i].Name
		if one := l.file(&a.Inside[i], inside, depth-1); one != nil {
			noted = own(a, noted)
			noted.Inside[i] = *one
		}
	}
	return noted
}

// own is a's copy that may be written to: noted, if there is one already.
func own(a, noted *policy.Attachment) *policy.Attachment {
	if noted == nil {
		c := *a
		c.Inside = slices.Clone(c.Inside)
		noted = &c
	}
	return noted
}

// look reads the first n octets of a text. It reports whether there is more that could be personal data.
func (l *looker) look(s string, at policy.Place, n int) (cut bool) {
	n = min(n, len(s))
	if mayHold(s[:n]) {
		l.r.read(fold(s[:n]))
		l.report(at)
	}
	return n < len(s) && mayHold(s[n:])
}

// found are the values of one kind and confidence in one text.
type found struct {
	values []int32
	sample string
}

// report writes down what was found in a text.
func (l *looker) report(at policy.Place) {
	var all [kinds][high + 1]found
	accounts := l.published()
	for _, list := range [...][]value{l.r.values, l.r.extra} {
		for i := range list {
			v := &list[i]
			if v.class == none || v.class >= kinds || v.level == nothing {
				continue
			}
			if v.quiet && (v.class != bankAccount || accounts < 3) {
				v.level = low
			}
			l.note(&all[v.class][v.level], v)
		}
	}
	for c := range all {
		for at2 := high; at2 > nothing; at2-- {
			f := &all[c][at2]
			slices.Sort(f.values)
			if f.values = slices.Compact(f.values); len(f.values) > 0 {
				l.m.Personal = append(l.m.Personal, policy.Personal{Place: at, Kind: codes[c], Confidence: levels[at2], Values: f.values, Sample: f.sample})
			}
		}
	}
	if t := l.r.records; t.count > 0 {
		l.m.Records = append(l.m.Records, policy.Records{Place: at, Count: t.count, Kinds: names(t.kinds)})
	}
}

// published counts the accounts that companies tell: three and more are a list.
func (l *looker) published() int {
	n := 0
	for i := range l.r.values {
		if v := &l.r.values[i]; v.class == bankAccount && v.level >= medium {
			n++
		}
	}
	return n
}

func names(s set) []string {
	list := make([]string, 0, bits.OnesCount64(uint64(s)))
	for c := class(1); c < classes; c++ {
		if s.has(c) && codes[c] != "" {
			list = append(list, codes[c])
		}
	}
	return list
}

// note gives a value its number within the message. Equal values have equal numbers, however they are written.
func (l *looker) note(f *found, v *value) {
	if l.numbers == nil {
		l.numbers = map[uint64]int32{}
	}
	s := l.r.s[v.pos:v.end]
	l.spelt = spell(append(l.spelt[:0], byte(v.class)), v.class, s)
	h := maphash.Bytes(l.r.seed, l.spelt)
	n, known := l.numbers[h]
	if !known {
		if len(l.numbers) >= maxValues {
			return
		}
		n = n32(len(l.numbers))
		l.numbers[h] = n
	}
	if f.values == nil {
		f.sample = mask(v.class, s)
	}
	f.values = append(f.values, n)
}

// spell appends to b what tells a value from others of its kind: of a number with words within it its digits, else letters too.
func spell(b []byte, c class, s string) []byte {
	for i := range len(s) {
		if o := s[i]; isDigit(o) || c != health && c != bankAccount && (o >= 0x80 || isLetter(o)) || c == bankAccount && isLetter(o) || c == email {
			b = append(b, lower(o))
		}
	}
	return b
}
