package personal

// fewLines is how many names make a list that is worth looking at; and how many ends of lines and cells a text without digits and
// addresses needs to hold one.
const fewLines = 5

// What an octet says of a text.
const (
	saysNothing = iota
	saysLook    // a digit or an @
	saysNext    // ends a line or a cell
	saysWide    // begins a full-width digit, @ or comma
)

var says = func() (a [256]byte) {
	for c := byte('0'); c <= '9'; c++ {
		a[c] = saysLook
	}
	for _, c := range []byte("\n,;|/\t") {
		a[c] = saysNext
	}
	a['@'], a[0xef], a[0xe3] = saysLook, saysWide, saysWide
	return a
}()

// mayHold reports whether a text has a digit, an @ or several lines or cells at all: without them it holds nothing.
func mayHold(s string) bool {
	ends := 0
	for i := 0; i < len(s); i++ {
		switch says[s[i]] {
		case saysLook:
			return true
		case saysNext:
			ends++
		case saysWide:
			if i+2 >= len(s) {
				return ends >= fewLines-1
			}
			switch b, c := s[i+1], s[i+2]; {
			case s[i] == 0xe3:
				if b == 0x80 && c == 0x81 { // 、
					ends++
				}
			case b == 0xbc && (c >= 0x90 && c <= 0x99 || c == 0xa0): // ０ to ９, ＠
				return true
			case b == 0xbc && c == 0x8c: // ，
				ends++
			}
			i += 2
		}
	}
	return ends >= fewLines-1
}
