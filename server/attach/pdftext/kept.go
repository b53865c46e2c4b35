package pdftext

import "time"

// perText is what one text takes in memory beside its octets, by estimate.
const perText = 256

// kept are texts that were read, the oldest of which go first. It is not safe for use from several goroutines.
type kept struct {
	now    func() time.Time
	all    map[key]text
	order  []key // oldest first
	weight int
}

type text struct {
	result
	until time.Time
}

func newKept(now func() time.Time) *kept { return &kept{now: now, all: map[key]text{}} }

func (k *kept) get(name key) (result, bool) {
	k.drop(0)
	t, ok := k.all[name]
	return t.result, ok
}

func (k *kept) add(name key, r result) {
	if _, ok := k.all[name]; ok {
		return
	}
	w := len(r.text) + perText
	k.drop(w)
	k.all[name] = text{r, k.now().Add(keepFor)}
	k.order = append(k.order, name)
	k.weight += w
}

func (k *kept) empty() bool { return len(k.all) == 0 }

// drop forgets what is too old, and what is too much beside one more of weight w.
func (k *kept) drop(w int) {
	n := 0
	for n < len(k.order) && (k.weight+w > maxKept || k.now().After(k.all[k.order[n]].until)) {
		k.weight -= len(k.all[k.order[n]].text) + perText
		delete(k.all, k.order[n])
		n++
	}
	k.order = k.order[n:]
}
