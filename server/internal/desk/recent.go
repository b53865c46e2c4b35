package desk

import (
	"sync"
	"time"

	"sekisho/server/internal/store"
)

const maxRecent = 10_000

// recent keeps checks of intent compose in memory. The oldest go first when there are too many.
type recent struct {
	now func() time.Time

	mu    sync.Mutex
	all   map[string]kept
	order []string // identifiers, oldest first
}

type kept struct {
	org    store.Org
	who    store.Who
	answer Answer
	until  time.Time
}

func newRecent(now func() time.Time) *recent {
	return &recent{now: now, all: make(map[string]kept)}
}

func (r *recent) add(p Person, a Answer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.drop()
	r.all[a.ID] = kept{p.Org, p.Who, a, r.now().Add(RepeatFor)}
	r.order = append(r.order, a.ID)
}

// drop forgets what is too old or too much.
func (r *recent) drop() {
	n := 0
	for n < len(r.order) && (len(r.order)-n >= maxRecent || r.now().After(r.all[r.order[n]].until)) {
		delete(r.all, r.order[n])
		n++
	}
	r.order = r.order[n:]
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
