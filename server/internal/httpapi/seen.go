package httpapi

import (
	"slices"
	"sync"
	"time"

	"sekisho/server/policy"
)

const (
	keepKnown  = 12 * time.Hour // as long as a mail may lie open
	maxKnown   = 10_000         // files
	knownOctet = 64 << 20       // of their texts and names, by estimate
)

// seenFiles keeps what was found in files that a person's checks carried whole, so that the check at the moment of sending can
// name a file by its hash. Nobody's files answer for another person's. The oldest go first.
type seenFiles struct {
	now func() time.Time

	mu     sync.Mutex
	all    map[fileKey]knownFile
	order  []fileKey
	weight int
}

// fileKey has all that package attach looks at beside the content. texts: those of PDF files are read too.
type fileKey struct {
	owner, sha256, name, declared string
	texts                         bool
}

type knownFile struct {
	found  policy.Attachment
	until  time.Time
	weight int
}

func newSeenFiles(now func() time.Time) *seenFiles {
	return &seenFiles{now: now, all: make(map[fileKey]knownFile)}
}

// add remembers what was found, unless time or memory ended the look: another one may see more.
func (k *seenFiles) add(key fileKey, found policy.Attachment) {
	if cutByHaste(&found) {
		return
	}
	w := weigh(&found)
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, ok := k.all[key]; ok || w > knownOctet {
		return
	}
	k.drop(w)
	k.weight += w
	k.all[key] = knownFile{found, k.now().Add(keepKnown), w}
	k.order = append(k.order, key)
}

// drop forgets what is too old, and what is too much beside one more of weight w.
func (k *seenFiles) drop(w int) {
	n := 0
	for n < len(k.order) && (len(k.order)-n >= maxKnown || k.weight+w > knownOctet || k.now().After(k.all[k.order[n]].until)) {
		k.weight -= k.all[k.order[n]].weight
		delete(k.all, k.order[n])
		n++
	}
	k.order = slices.Delete(k.order, 0, n)
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
