package desk

import (
	"sync"
	"time"

	"sekisho/server/internal/store"
)

const (
	maxRecent = 10_000
	maxWeight = 64 << 20 // octets of all, by estimate
)

// recent keeps checks of intent compose in memory. The oldest go first when they are too many or too heavy: a check of
// 10,000 recipients weighs some megabytes, and one person can ask for many.
type recent struct {
	now func() time.Time

	mu     sync.Mutex
	all    map[string]kept
	order  []string // identifiers, oldest first
	weight int
}

type kept struct {
	org    store.Org
	who    store.Who
	answer Answer
	until  time.Time
	weight int
}

func newRecent(now func() time.Time) *recent {
	return &recent{now: now, all: make(map[string]kept)}
}

func (r *recent) add(p Person, a Answer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	w := weigh(a)
	r.drop(w)
	if w > maxWeight {
		return
	}
	r.weight += w
	r.all[a.ID] = kept{p.Org, p.Who, a, r.now().Add(RepeatFor), w}
	r.order = append(r.order, a.ID)
}

// drop forgets what is too old, and what is too much beside one more of weight w.
func (r *recent) drop(w int) {
	n := 0
	for n < len(r.order) && (len(r.order)-n >= maxRecent || r.weight+w > maxWeight || r.now().After(r.all[r.order[n]].until)) {
		r.weight -= r.all[r.order[n]].weight
		delete(r.all, r.order[n])
		n++
	}
	r.order = r.order[n:]
}

// weigh estimates the octets that an answer takes in memory: its texts, and for each thing in it the structure around them.
func weigh(a Answer) int {
	const one, pointer = 256, 16
	v, n := a.Verdict, one+len(a.Subject)
	for _, r := range v.Recipients {
		n += one + len(r.Address) + len(r.Name)
	}
	for _, f := range v.Attachments {
		n += one + len(f.Name)
	}
	for _, f := range v.Findings {
		n += one + pointer*(len(f.Recipients)+len(f.Attachments)+len(f.Args))
	}
	if v.Confirm != nil {
		n += 3 * pointer * len(v.Confirm.Items)
	}
	return n
}

func (r *recent) get(p Person, id string) (Answer, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	k, ok := r.all[id]
	if !ok || k.org != p.Org || k.who != p.Who || r.now().After(k.until) {
		return Answer{}, false
	}
	return k.answer, true
}
