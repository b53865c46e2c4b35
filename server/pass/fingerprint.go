package pass

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"hash"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sekisho/server/address"
	"sekisho/server/policy"
	"sekisho/server/text"
)

// Key is an organisation's fingerprint key: 32 octets.
type Key [32]byte

// Draft returns the fingerprint for "send again" at the same door, as "d1:" and base64url. It covers the sender, the
// recipients with field and whether they are delivered to, subject, body text, kind, and of each attachment name, size and
// content; of attached Outlook items, whose octets differ at each look, only the name.
func Draft(k Key, m *policy.Message) string {
	c := newCanon(k, "sekisho draft 1")
	c.text(normalAddress(m.From.Address))
	c.list(recipients(m.Recipients))
	c.text(line(m.Subject))
	c.text(bodyText(m.Body))
	c.text(string(kind(m.Kind)))
	c.list(files(m.Attachments))
	return "d1:" + c.sum()
}

// maxBefore is how many earlier states of a draft DraftsBefore gives at most.
const maxBefore = 16

// DraftsBefore returns the fingerprints that a draft had while the contents of its last files were not known yet: doors read files one
// after another while a mail is written, and what was asked before that was asked about the same mail. Empty without a known content.
func DraftsBefore(k Key, m *policy.Message) []string {
	before := *m
	before.Attachments = slices.Clone(m.Attachments)
	var out []string
	for i := len(before.Attachments) - 1; i >= 0 && len(out) < maxBefore; i-- {
		if a := &before.Attachments[i]; a.SHA256 != "" && !a.Item {
			a.SHA256 = ""
			out = append(out, Draft(k, &before))
		}
	}
	return out
}

// canon writes the canonical form: every string goes in with its length before it, every list with its count, so that no
// two mails have one form.
type canon struct {
	mac  hash.Hash
	room *room // what is written goes through it: to hand over a string itself would copy all of it
}

type room [512]byte

func newCanon(k Key, version string) canon {
	c := canon{hmac.New(sha256.New, k[:]), new(room)}
	c.text(version)
	return c
}

func (c canon) number(n int) {
	binary.BigEndian.PutUint64(c.room[:8], uint64(n)) //nolint:gosec // lengths and counts are not negative
	c.mac.Write(c.room[:8])
}

func (c canon) text(s string) {
	c.number(len(s))
	for s != "" {
		n := copy(c.room[:], s)
		c.mac.Write(c.room[:n])
		s = s[n:]
	}
}

// list writes tuples, sorted and each once.
func (c canon) list(tuples [][]string) {
	slices.SortFunc(tuples, slices.Compare)
	tuples = slices.CompactFunc(tuples, slices.Equal)
	c.tuples(tuples)
}

// tuples writes tuples as they are.
func (c canon) tuples(tuples [][]string) {
	c.number(len(tuples))
	for _, t := range tuples {
		c.number(len(t))
		for _, s := range t {
			c.text(s)
		}
	}
}

func (c canon) sum() string { return base64.RawURLEncoding.EncodeToString(c.mac.Sum(nil)) }

func recipients(rs []policy.Recipient) [][]string {
	var out [][]string
	for _, r := range rs {
		delivered := "named"
		if r.Envelope {
			delivered = "delivered"
		}
		who := "address:" + normalAddress(r.Address)
		if r.Address == "" {
			who = "name:" + line(r.Name) // a list nobody expanded
		}
		out = append(out, []string{who, string(r.Field), delivered})
	}
	return out
}

// files returns what of each attachment counts. Two equal files count as two.
func files(as []policy.Attachment) [][]string {
	var out [][]string
	seen := map[string]int{}
	for _, a := range as {
		t := []string{"item", fileName(a)}
		if !a.Item {
			t = []string{"file", fileName(a), number(a.Size), a.SHA256}
		}
		key := strings.Join(t, "\x00")
		seen[key]++
		out = append(out, append(t, number(int64(seen[key]))))
	}
	return out
}

func number(n int64) string {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(n)) //nolint:gosec // only equality matters
	return string(b[:])
}

func fileName(a policy.Attachment) string { return line(a.Name) }

func kind(k policy.Kind) policy.Kind {
	if k == "" {
		return policy.KindMail
	}
	return k
}

// normalAddress brings an address into the form rules compare; one that is none stays apart from all that are.
func normalAddress(s string) string {
	a, err := address.Parse(s)
	if err != nil {
		return "?" + strings.ToLower(line(s))
	}
	return a.String()
}

// line is the form of a text of one line: NFC, runs of white space one blank. Folding of headers changes no more than that.
func line(s string) string { return strings.Join(strings.Fields(text.NFC(s)), " ") }

// bodyText is the form of a body: NFC, line ends LF, no blanks at the ends of lines, no empty lines at the end.
func bodyText(s string) string {
	s = text.NFC(s)
	if strings.Contains(s, "\r") {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	if !hasBlankEnds(s) {
		return strings.TrimRight(s, "\n")
	}
	var b strings.Builder
	b.Grow(len(s) + 1)
	for l := range strings.SplitSeq(s, "\n") {
		b.WriteString(strings.TrimRightFunc(l, unicode.IsSpace))
		b.WriteByte('\n')
	}
	return strings.TrimRight(b.String(), "\n")
}

// hasBlankEnds reports whether a line of s ends in a blank. Few do.
func hasBlankEnds(s string) bool {
	for l := range strings.SplitSeq(s, "\n") {
		if r, _ := utf8.DecodeLastRuneInString(l); unicode.IsSpace(r) {
			return true
		}
	}
	return false
}
