package pass

import (
	"encoding/hex"
	"path"
	"slices"
	"strings"

	"sekisho/server/policy"
)

// Transit returns the fingerprint that two doors have in common, as "t1:" and base64url. It covers the sender, the subject
// and the attachments; recipients are not in it, because a mail may be split on its way.
//
// A door does not know every file's content. Which it knew stands behind a dot at the end, as a bit for each file name in
// order; no dot: all of them. Attached messages count only by their number, because they are written anew on the way, and
// embedded pictures not at all.
func Transit(k Key, m *policy.Message) string {
	groups := group(m.Attachments)
	known := make([]bool, len(groups))
	for i, g := range groups {
		known[i] = !slices.Contains(g.sums, "")
	}
	return transit(k, m, groups, known)
}

// TransitLike returns the transit fingerprint of m over what fp covers: the two are equal if m is the mail that fp was made
// of. A fingerprint that is none gives "".
func TransitLike(k Key, fp string, m *policy.Message) string {
	groups := group(m.Attachments)
	known, ok := knownTo(fp, len(groups))
	if !ok {
		return ""
	}
	return transit(k, m, groups, known)
}

// namedFiles are the attachments of one name.
type namedFiles struct {
	name string
	sums []string // SHA-256 of each; empty: unknown
}

// group sorts the attachments by name. Attached messages are the group without a name.
func group(as []policy.Attachment) []namedFiles {
	byName := map[string][]string{}
	for _, a := range as {
		switch {
		case isMessage(a):
			byName[""] = append(byName[""], "message")
		case !a.Inline:
			byName[fileName(a)] = append(byName[fileName(a)], a.SHA256)
		}
	}
	var out []namedFiles
	for name, sums := range byName {
		slices.Sort(sums)
		out = append(out, namedFiles{name, sums})
	}
	slices.SortFunc(out, func(a, b namedFiles) int { return strings.Compare(a.name, b.name) })
	return out
}

// isMessage tells whether a file is a mail: an Outlook item at one door is a message/rfc822 part at the next.
func isMessage(a policy.Attachment) bool {
	switch strings.ToLower(path.Ext(a.Name)) {
	case ".eml", ".msg":
		return true
	}
	return a.Item || a.Declared == "message/rfc822"
}

func transit(k Key, m *policy.Message, groups []namedFiles, known []bool) string {
	c := newCanon(k, "sekisho transit 1")
	c.text(normalAddress(m.From.Address))
	c.text(line(m.Subject))
	mask := make([]byte, (len(groups)+7)/8)
	all := true
	var tuples [][]string
	for i, g := range groups {
		t := []string{g.name, number(int64(len(g.sums)))}
		if known[i] {
			t = append(t, g.sums...)
			mask[i/8] |= 1 << (i % 8)
		}
		all = all && known[i]
		tuples = append(tuples, t)
	}
	c.tuples(tuples)
	fp := "t1:" + c.sum()
	if !all {
		fp += "." + hex.EncodeToString(mask)
	}
	return fp
}

// knownTo reads from a fingerprint which of n groups it covers with content.
func knownTo(fp string, n int) ([]bool, bool) {
	_, bits, partial := strings.Cut(fp, ".")
	known := make([]bool, n)
	mask, err := hex.DecodeString(bits)
	if !strings.HasPrefix(fp, "t1:") || err != nil || partial && len(mask) != (n+7)/8 {
		return nil, false
	}
	for i := range known {
		known[i] = !partial || mask[i/8]&(1<<(i%8)) != 0
	}
	return known, true
}

// TransitUnread returns the transit fingerprint of m for a door that knew no file's content.
func TransitUnread(k Key, m *policy.Message) string {
	groups := group(m.Attachments)
	return transit(k, m, groups, make([]bool, len(groups)))
}
