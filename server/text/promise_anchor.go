package text

import (
	"strings"
	"sync"
)

// spaceAnchor and those behind it are the spaces of what stands round a word in question.
const (
	spaceAnchor     uint32 = 3000
	spaceRightRun   uint32 = 3001 // and as many behind it as a run is long, as for the next two
	spaceLeftRun    uint32 = 3021
	spaceAcross     uint32 = 3040
	spaceRightOf    uint32 = 3050
	spaceLeftOf     uint32 = 3051
	spaceAnchorEnds uint32 = 3061
)

// How many kinds of words round a word in question are read: in a run behind and before it, across it, anywhere near, and at the
// sentence's end.
const (
	maxRightRun  = 5
	maxLeftRun   = 4
	maxAcross    = 3
	maxNear      = 12
	maxAnchorEnd = 3
)

// anchorTable numbers words in question by what is done. Of 添付 and 同封 the same is said.
type anchorTable struct {
	groups map[uint32]uint32 // by kind
	may    [256]bool         // by a kind's last octet: most words are none, and a map costs much to tell
}

// of returns the group that a kind belongs to, or zero.
func (a *anchorTable) of(kind uint32) uint32 {
	if kind&itself == 0 || !a.may[kind&0xff] {
		return 0
	}
	return a.groups[kind]
}

// anchors are the words that say attached, sent, put to, or point at something.
var anchors = sync.OnceValue(func() *anchorTable {
	a := &anchorTable{groups: map[uint32]uint32{}}
	for i, list := range [...]string{
		`添付 貼付 別添 同封 別紙`,
		`送付 送信 送 共有 届 転送 再送 返送 提出 納品 失礼`,
		`つけ 貼 添え`,
		`attached enclosed`,
		`attach attaching enclose enclosing`,
		`attachment attachments`,
		`send sending sends forward forwarding submit submitting return returning resend share sharing include including`,
		`sent forwarded submitted returned included`,
		`here here's herewith pfa find see`,
	} {
		for _, w := range strings.Fields(list) {
			kind := hashOf(w) | itself
			a.groups[kind] = uint32(i + 1) // #nosec G115 -- nine
			a.may[kind&0xff] = true
		}
	}
	return a
})

// ofAnchors reads what stands round each word in question among the kinds read last: who does it, when, whether, and what
// follows. A long sentence has so many other traits that these few would drown among them.
func (x *traits) ofAnchors() {
	x.all = x.all[:0]
	words := anchors()
	for i, kind := range x.kinds {
		if group := words.of(kind); group != 0 {
			x.around(group, x.kinds[:i], x.kinds[i+1:])
			x.around(kind, x.kinds[:i], x.kinds[i+1:])
		}
	}
}

// around puts what stands on both sides of a word, or of one of its group.
func (x *traits) around(anchor uint32, left, right []uint32) {
	x.put(spaceAnchor, anchor)
	h := mixed(11, anchor)
	for n, kind := range right[:min(len(right), maxRightRun)] {
		h = mixed(h, kind)
		x.put(spaceRightRun+uint32(n), h) // #nosec G115 -- five
	}
	h = mixed(12, anchor)
	for n := range min(len(left), maxLeftRun) {
		h = mixed(h, left[len(left)-1-n])
		x.put(spaceLeftRun+uint32(n), h) // #nosec G115 -- four
	}
	if len(left) > 0 {
		h = mixed(mixed(13, anchor), left[len(left)-1])
		for n, kind := range right[:min(len(right), maxAcross)] {
			h = mixed(h, kind)
			x.put(spaceAcross+uint32(n), h) // #nosec G115 -- three
		}
	}
	for _, kind := range right[:min(len(right), maxNear)] {
		x.put(spaceRightOf, mixed(anchor, kind))
	}
	for _, kind := range left[max(0, len(left)-maxNear):] {
		x.put(spaceLeftOf, mixed(anchor, kind))
	}
	h = mixed(14, anchor)
	for n := range min(len(right), maxAnchorEnd) {
		h = mixed(h, right[len(right)-1-n])
		x.put(spaceAnchorEnds+uint32(n), h) // #nosec G115 -- three
	}
}
