package gate

import "bytes"

// wholeLines returns how many octets at the beginning of b are whole lines as nearly all lines are: ending in CRLF, without any other CR,
// without NUL, and not beginning with a dot. They can be copied as they are; others are looked at one by one.
func wholeLines(b []byte) int {
	n, lines := 0, 0
	for n < len(b) && b[n] != '.' {
		i := bytes.IndexByte(b[n:], '\n')
		if i < 1 || b[n+i-1] != '\r' {
			break
		}
		n += i + 1
		lines++
	}
	// Each line has the CR before its LF; as many as lines are all of them.
	if bytes.Count(b[:n], []byte{'\r'}) != lines || bytes.IndexByte(b[:n], 0) >= 0 {
		return 0
	}
	return n
}
