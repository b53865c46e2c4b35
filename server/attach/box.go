package attach

import (
	"io"

	"sekisho/server/policy"
)

// box is a container that is being looked into. Whoever reads a format gets one from walker.box, hands it each file with
// secret, named, held or stream, and ends with done. The box keeps the limits, so that readers of formats need not.
type box struct {
	w      *walker
	a      *policy.Attachment
	packed int64    // octets of the container
	out    int64    // octets that were unpacked from it
	depth  int      // of the files inside
	shut   bool     // a limit is reached: what follows is named, but not opened
	names  []string // every name of the file that comes next; nil: it has but one
	how    string
	files  int
	locked int
}

// box begins to look into a container of so many octets. Nil: it lies too deep, and a says so.
func (w *walker) box(a *policy.Attachment, packed int64, depth int) *box {
	if depth > maxDepth {
		mark(a, "bomb", "limit", "depth")
		return nil
	}
	return &box{w: w, a: a, packed: max(packed, 1), depth: depth + 1}
}

// secret adds a file that is encrypted in the way how. False: no more files are taken.
func (b *box) secret(name string, size int64, how string) bool {
	b.how, b.locked = how, b.locked+1
	return b.add(name, size, func(child *policy.Attachment) { b.byName(child) })
}

// named adds a file that cannot be opened, for a reason or, if that is empty, because nobody needs to know. False: no more
// files are taken.
func (b *box) named(name string, size int64, reason string) bool {
	return b.add(name, size, func(child *policy.Attachment) {
		b.byName(child)
		if reason != "" {
			mark(child, "uninspectable", "reason", reason)
		}
	})
}

// held adds a file whose content lies open in the container. False: no more files are taken.
func (b *box) held(name string, s source) bool {
	return b.add(name, s.size, func(child *policy.Attachment) {
		if b.open() {
			b.w.inspect(child, s, b.depth)
		} else {
			b.byName(child)
		}
	})
}

// stream adds a file whose content is read once, from its begin; size is what the container says, -1 if it does not. False:
// no more files are taken.
func (b *box) stream(name string, size int64, r io.Reader) bool {
	return b.add(name, size, func(child *policy.Attachment) {
		if b.open() {
			b.read(child, size, r)
		} else {
			b.byName(child)
		}
	})
}

// done marks what follows from all files together.
func (b *box) done() {
	if b.locked > 0 {
		mark(b.a, "encrypted", "how", b.how, "partial", b.locked < b.files)
	}
}

func (b *box) add(name string, size int64, look func(*policy.Attachment)) bool {
	b.files++
	if !b.w.budget.entry() {
		mark(b.a, "bomb", "limit", "entries")
		return false
	}
	child := policy.Attachment{Name: name, Names: b.names, Size: max(size, 0)}
	look(&child)
	b.a.Inside = append(b.a.Inside, child)
	return true
}

// open reports whether the next file may be opened.
func (b *box) open() bool {
	if !b.shut && !b.w.partial && b.w.late() {
		mark(b.a, "uninspectable", "reason", "time")
		b.shut = true
	}
	return !b.shut && !b.w.partial
}

func (b *box) byName(child *policy.Attachment) {
	child.Type = typeOfExtension(Extension(child.Name))
	markName(child)
}
