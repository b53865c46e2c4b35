package attach

import (
	"archive/tar"
	"errors"
	"io"

	"sekisho/server/policy"
)

const typeTar = "application/x-tar"

// tar looks into a tape archive, whose files lie open in it.
func (w *walker) tar(a *policy.Attachment, s source, depth int) {
	b := w.box(a, s.size, depth)
	if b == nil {
		return
	}
	defer b.done()
	file := s.section(0, s.size)
	r := tar.NewReader(file)
	for {
		h, err := r.Next()
		switch {
		case errors.Is(err, io.EOF):
			return
		case err != nil:
			mark(a, "uninspectable", "reason", w.reason(err))
			return
		}
		if h.Typeflag != tar.TypeReg && h.Typeflag != tar.TypeGNUSparse {
			continue
		}
		at, err := file.Seek(0, io.SeekCurrent) // the reader has taken the header and nothing more
		name := entryName([]byte(h.Name), 0)
		var more bool
		switch {
		case err != nil || h.Typeflag == tar.TypeGNUSparse:
			more = b.stream(name, h.Size, r)
		case at+h.Size > s.size:
			more = b.held(name, s.part(at, h.Size))
			mark(a, "uninspectable", "reason", w.missing())
		default:
			more = b.held(name, s.part(at, h.Size))
		}
		if !more {
			return
		}
	}
}
