package attach

import (
	"errors"
	"io"

	"sekisho/server/policy"

	"github.com/nwaples/rardecode/v2"
)

const (
	typeRAR  = "application/vnd.rar"
	magicRAR = "Rar!\x1a\x07"
)

// rar looks into RAR 1.5 to 7, whatever the version. With encrypted headers nothing but that is known.
func (w *walker) rar(a *policy.Attachment, s source, depth int) {
	b := w.box(a, s.size, depth)
	if b == nil {
		return
	}
	defer b.done()
	if rarVolume(s) {
		mark(a, "uninspectable", "reason", "volume")
	}
	var r *rardecode.Reader
	var h *rardecode.FileHeader
	err := calmly(func() (err error) {
		r, err = rardecode.NewReader(s.section(0, s.size), rardecode.MaxDictionarySize(maxWindow))
		return err
	})
	for err == nil {
		err = calmly(func() (err error) {
			h, err = r.Next()
			return err
		})
		if err == nil && !w.rarEntry(b, h, calm{r}) {
			return
		}
	}
	switch {
	case errors.Is(err, io.EOF):
	case errors.Is(err, rardecode.ErrArchiveEncrypted):
		b.passed("rar-headers")
	default:
		mark(a, "uninspectable", "reason", w.reason(rarError(err)))
	}
}

func (w *walker) rarEntry(b *box, h *rardecode.FileHeader, r io.Reader) bool {
	size := h.UnPackedSize
	if h.UnKnownSize {
		size = -1
	}
	switch {
	case h.IsDir:
		return true
	case h.Encrypted:
		return b.secret(h.Name, size, "rar")
	}
	return b.stream(h.Name, size, rarContent{r})
}

// rarContent gives the library's errors our own names.
type rarContent struct{ r io.Reader }

func (c rarContent) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if err != nil {
		err = rarError(err)
	}
	return n, err
}

func rarError(err error) error {
	switch {
	case errors.Is(err, rardecode.ErrDictionaryTooLarge):
		return errWindow
	case errors.Is(err, rardecode.ErrUnknownDecoder), errors.Is(err, rardecode.ErrUnsupportedDecoder):
		return errMethod
	case errors.Is(err, rardecode.ErrMultiVolume), errors.Is(err, rardecode.ErrBadVolumeNumber):
		return errVolume
	}
	return err
}
