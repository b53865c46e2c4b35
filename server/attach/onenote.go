package attach

import (
	"bytes"
	"fmt"

	"sekisho/server/policy"
)

const typeOneNote = "application/onenote"

// magicOneNote is the GUID a section begins with ([MS-ONESTORE] 2.3.1), fileDataStore the one in front of each embedded file
// (2.6.13): 16 octets, the length in 8, 12 that are not used, then the content.
const (
	magicOneNote  = "\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3"
	fileDataStore = "\xe7\x16\xe3\xbd\x65\x26\x11\x45\xa4\xc4\x8d\x4d\x0b\x7a\x9e\xac"
)

// oneNote looks at the files embedded in a section of OneNote. They are found by their mark: the names stand elsewhere and
// are taken from the section's list of names where there is one for each.
func (w *walker) oneNote(a *policy.Attachment, s source, depth int) {
	b := w.box(a, s.size, depth)
	if b == nil {
		return
	}
	defer b.done()
	number := 0
	w.scan(s, fileDataStore, func(at int64) bool {
		head := s.at(at+16, 20)
		if len(head) < 20 {
			mark(a, "uninspectable", "reason", w.missing())
			return false
		}
		size := u64(head, 0)
		content := s.part(at+36, size)
		if size < 0 || content.size < size {
			mark(a, "uninspectable", "reason", w.missing())
		}
		number++
		return b.held(fmt.Sprintf("embedded-%d", number), content)
	})
	if w.partial {
		mark(a, "uninspectable", "reason", "partial")
	}
}

// scan calls found for each place in s where magic stands, until that returns false.
func (w *walker) scan(s source, magic string, found func(at int64) bool) {
	buf := make([]byte, chunkSize)
	for at := int64(0); at < s.size; {
		n, _ := s.r.ReadAt(buf[:min(int64(len(buf)), s.size-at)], at) // what cannot be read is passed over
		for from := 0; ; {
			i := bytes.Index(buf[from:n], []byte(magic))
			if i < 0 {
				break
			}
			if from += i; !found(at + int64(from)) {
				return
			}
			from += len(magic)
		}
		if n < len(magic) || w.late() {
			return
		}
		at += int64(n - len(magic) + 1)
	}
}
