package extract

import "unicode/utf8"

func appendRune(to []byte, r rune) []byte { return utf8.AppendRune(to, r) }

// minRun is how many characters in a row are taken for text.
const minRun = 4

// scan16 writes the runs of UTF-16 characters in octets whose form is not known, a line each.
func scan16(t *sink, b []byte, bigEndian bool) error {
	for i := 0; i+1 < len(b); {
		end, ok := run16(b, i, bigEndian)
		if !ok {
			i++
			continue
		}
		run := b[i:end]
		if bigEndian {
			run = swapped(run)
		}
		t.newline()
		if err := t.spaced(decodeUTF16(nil, run)); err != nil {
			return err
		}
		i = end
	}
	t.newline()
	return nil
}

func run16(b []byte, i int, bigEndian bool) (end int, ok bool) {
	from := i
	for i+1 < len(b) {
		high, low := b[i+1], b[i]
		if bigEndian {
			high, low = low, high
		}
		if !textUnit(high, low) {
			break
		}
		i += 2
	}
	return i, i-from >= 2*minRun
}

// textUnit is narrower than what UTF-16 allows: most units are assigned, so that any octets would be text.
func textUnit(high, low byte) bool {
	switch high {
	case 0:
		return low >= 0x20 && low < 0x7f || low == '\t' || low >= 0xa0
	case 0x20, 0x21, 0x25, 0x26, 0x30, 0x32, 0x33:
		return true
	case 0xff:
		return low >= 0x01 && low <= 0xef
	}
	return high >= 0x4e && high <= 0x9f
}

func swapped(b []byte) []byte {
	out := make([]byte, len(b))
	for i := 0; i+1 < len(b); i += 2 {
		out[i], out[i+1] = b[i+1], b[i]
	}
	return out
}
