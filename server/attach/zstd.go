package attach

import (
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
)

var errZstd = errors.New("attach: broken zstd")

// newZstd reads the frames of Zstandard (RFC 8878) in s. The library makes the window that a frame's header asks for, and a
// frame of one segment may ask for as much as it holds; so the headers are looked at first.
func newZstd(s source) (io.Reader, func(), error) {
	if err := zstdWindows(s); err != nil {
		return nil, nil, err
	}
	in := &counted{r: s.section(0, s.size)}
	d, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", errZstd, err)
	}
	return &unpacked{d, in}, d.Close, nil
}

// zstdWindows walks the frames (RFC 8878, 3.1.1) and the blocks in them, whose headers say their length.
func zstdWindows(s source) error {
	for at := int64(0); at < s.size; {
		var h zstd.Header
		if err := h.Decode(s.at(at, zstd.HeaderMaxSize)); err != nil {
			return nil //nolint:nilerr // the reader reports it, after what can be read
		}
		if h.Skippable {
			at += int64(h.HeaderSize) + int64(h.SkippableSize)
			continue
		}
		if h.WindowSize > maxWindow || h.SingleSegment && h.FrameContentSize > maxWindow {
			return errWindow
		}
		at += int64(h.HeaderSize)
		for last := false; !last; {
			b := s.at(at, 3)
			if len(b) < 3 {
				return nil
			}
			head := u16(b, 0) | int(b[2])<<16
			last = head&1 != 0
			if size := int64(head >> 3); head>>1&3 == 1 { // one octet, repeated
				at += 4
			} else {
				at += 3 + size
			}
		}
		if h.HasCheckSum {
			at += 4
		}
	}
	return nil
}
