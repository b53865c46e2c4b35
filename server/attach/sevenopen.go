package attach

import (
	"errors"
	"io"

	"sekisho/server/policy"

	"github.com/bodgit/sevenzip"
)

const type7z = "application/x-7z-compressed"

// sevenZip looks into 7z archives. With encrypted headers nothing but that is known.
func (w *walker) sevenZip(a *policy.Attachment, s source, depth int) {
	b := w.box(a, s.size, depth)
	if b == nil {
		return
	}
	d, err := read7z(s)
	switch {
	case errors.Is(err, errSecret7z):
		b.passed("7z-headers")
	case err != nil:
		mark(a, "uninspectable", "reason", w.reason(err))
	default:
		b.shut = d.more
		w.sevenFiles(b, s, d)
	}
	b.done()
}

func (w *walker) sevenFiles(b *box, s source, d *sevenDir) {
	var library *sevenzip.Reader
	for i, f := range d.files {
		more := true
		switch {
		case f.dir:
		case d.folders[f.folder].encrypted():
			more = b.secret(f.name, f.size, "7z")
		case b.shut || w.partial:
			more = b.named(f.name, f.size, "")
		default:
			err := d.folders[f.folder].readable()
			if err == nil && library == nil {
				library, err = openLibrary(s)
			}
			if err == nil && (i >= len(library.File) || library.File[i].UncompressedSize != uint64(f.size)) { // #nosec G115 -- not negative
				err = err7z
			}
			if err != nil {
				more = b.named(f.name, f.size, w.reason(err))
			} else {
				more = b.sevenFile(f, library.File[i])
			}
		}
		if !more {
			return
		}
	}
}

// openLibrary is called once the directory is known to be sane.
func openLibrary(s source) (r *sevenzip.Reader, err error) {
	err = calmly(func() (err error) {
		r, err = sevenzip.NewReader(s.section(0, s.size), s.size)
		return err
	})
	return r, err
}

func (b *box) sevenFile(f sevenFile, content *sevenzip.File) bool {
	var r io.ReadCloser
	err := calmly(func() (err error) {
		r, err = content.Open()
		return err
	})
	if err != nil {
		return b.named(f.name, f.size, b.w.reason(err))
	}
	defer func() { _ = calmly(r.Close) }()
	return b.stream(f.name, f.size, calm{r})
}
