package personal

// fewLines is how many names make a list that is worth looking at; and how many ends of lines and cells a text without digits and
// addresses needs to hold one.
const fewLines = 5

// What an octet says of a text.
const (
	saysNothing = iota
	saysLook    // a digit or an @
	saysNext    // ends a line or a cell
	saysWide    // begins a full-width digit, @ or comma, or a Chinese or circled figure
)

var says = func() (a [256]byte) {
	for c := byte('0'); c <= '9'; c++ {
		a[c] = saysLook
	}
	for _, c := range []byte("\n,;|/\t") {
		a[c] = saysNext
	}
	a['@'], a[0xd9], a[0xdb], a[0xe0], a[0xf0] = saysLook, saysLook, saysLook, saysLook, saysLook // @, and figures of other scripts
	for _, c := range []byte{0xe2, 0xe3, 0xe4, 0xe5, 0xef} {
		a[c] = saysWide
	}
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
				return false
			}
			look, end := wideSays(s, i)
			if look {
				return true
			}
			ends += end
			i += 2
		}
		if ends >= fewLines-1 {
			return true
		}
	}
	return false
}

// wideSays is what a character of three octets at i says: that something may be there, or that a name may end with it.
func wideSays(s string, i int) (look bool, ends int) {
	switch b, c := s[i+1], s[i+2]; s[i] {
	case 0xe3:
		if b == 0x80 && c == 0x81 { // 、
			ends = 1
		}
		look = b == 0x80 && c == 0x87 // 〇
	case 0xef:
		if b == 0xbc && c == 0x8c { // ，
			ends = 1
		}
		look = b == 0xbc && (c >= 0x90 && c <= 0x99 || c == 0xa0) // ０ to ９, ＠
	case 0xe2:
		look = b >= 0x91 && b <= 0x93 || b == 0x9d // circled figures
	default:
		look = i+5 < len(s) && isFigure(s[i:i+3]) && isFigure(s[i+3:i+6])
	}
	return look, ends
}

func isFigure(s string) bool {
	switch s {
	case "一", "二", "三", "四", "五", "六", "七", "八", "九", "十":
		return true
	}
	return false
}
