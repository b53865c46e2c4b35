package httpapi

import (
	"container/list"
	"slices"
	"sync"
	"time"

	"sekisho/server/policy"
)

const (
	keepKnown  = 12 * time.Hour // as long as a mail may lie open
	maxKnown   = 10_000         // files
	knownOctet = 64 << 20       // of their texts and names, by estimate
	knownParts = 8              // one person's files take one part of these at most
)

// seenFiles keeps what was found in files that a person's checks carried, whole or by their ends, so that the check at the
// moment of sending can name a file by its hash. Nobody's files answer for another person's, and nobody's push out all others': a person has an
// eighth of the room, and the oldest of their own go first.
type seenFiles struct {
	now func() time.Time

	mu    sync.Mutex
	all   map[fileKey]*knownFile
	whole pile             // everybody's
	owned map[string]*pile // by owner
}

// fileKey has all that package attach looks at beside the content. texts: those of PDF files are read too.
type fileKey struct {
	owner, sha256, name, declared string
	texts                         bool
}

type knownFile struct {
	key        fileKey
	found      policy.Attachment
	until      time.Time
	weight     int
	whole, own *list.Element // its places in the piles
}

// pile is some files, the oldest in front. A nil pile is empty.
type pile struct {
	files  list.List
	weight int
}

// full tells whether one more file of weight w is too much for one of so many parts of the room.
func (p *pile) full(w, parts int) bool {
	return p != nil && p.files.Len() > 0 && (p.files.Len() >= maxKnown/parts || p.weight+w > knownOctet/parts)
}

func (p *pile) oldest() *knownFile {
	if front := p.files.Front(); front != nil {
		f, _ := front.Value.(*knownFile)
		return f
	}
	return nil
}

func (p *pile) push(f *knownFile) *list.Element {
	p.weight += f.weight
	return p.files.PushBack(f)
}

func (p *pile) remove(f *knownFile, at *list.Element) {
	p.weight -= f.weight
	p.files.Remove(at)
}

func newSeenFiles(now func() time.Time) *seenFiles {
	return &seenFiles{now: now, all: make(map[fileKey]*knownFile), owned: make(map[string]*pile)}
}

// add remembers what was found, in the place of what was known of the file, unless less of it was seen now, or time or memory
// ended the look: another one may see more.
func (k *seenFiles) add(key fileKey, found policy.Attachment) {
	w := weigh(&found)
	if cutByHaste(&found) || w > knownOctet/knownParts {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if old, ok := k.all[key]; ok {
		if partly(&found) && !partly(&old.found) && !k.now().After(old.until) {
			return
		}
		k.drop(old)
	}
	k.makeRoom(key.owner, w)
	f := &knownFile{key: key, found: found, until: k.now().Add(keepKnown), weight: w}
	own, ok := k.owned[key.owner]
	if !ok {
		own = new(pile)
		k.owned[key.owner] = own
	}
	k.all[key], f.whole, f.own = f, k.whole.push(f), own.push(f)
}

// makeRoom forgets what is too old, then what is too much beside one more of owner's of weight w.
func (k *seenFiles) makeRoom(owner string, w int) {
	for f := k.whole.oldest(); f != nil && k.now().After(f.until); f = k.whole.oldest() {
		k.drop(f)
	}
	for k.owned[owner].full(w, knownParts) {
		k.drop(k.owned[owner].oldest())
	}
	for k.whole.full(w, 1) {
		k.drop(k.whole.oldest())
	}
}

func (k *seenFiles) drop(f *knownFile) {
	delete(k.all, f.key)
	k.whole.remove(f, f.whole)
	own := k.owned[f.key.owner]
	if own.remove(f, f.own); own.files.Len() == 0 {
		delete(k.owned, f.key.owner)
	}
}

// get returns what is known of a file. Slices are shared: who changes marks makes a copy.
func (k *seenFiles) get(key fileKey) (policy.Attachment, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	f, ok := k.all[key]
	if !ok || k.now().After(f.until) {
		return policy.Attachment{}, false
	}
	found := f.found
	found.Marks = slices.Clone(found.Marks)
	return found, true
}

// cutByHaste tells whether a file, or one inside it, was not read to its end for want of time or room.
func cutByHaste(a *policy.Attachment) bool {
	hasty := func(reason any) bool {
		return slices.Contains([]any{"late", "time", "limit", "size", "memory"}, reason)
	}
	if hasty(a.NoText) || slices.ContainsFunc(a.Marks, func(m policy.Mark) bool { return hasty(m.Args["reason"]) }) {
		return true
	}
	for i := range a.Inside {
		if cutByHaste(&a.Inside[i]) {
			return true
		}
	}
	return false
}

// weigh estimates the octets that a file takes in memory.
func weigh(a *policy.Attachment) int {
	const one = 512
	n := one + len(a.Name) + len(a.Text) + one*len(a.Marks)
	for i := range a.Inside {
		n += weigh(&a.Inside[i])
	}
	return n
}
