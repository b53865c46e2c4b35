package text

import (
	"unicode/utf8"
)

// mayHonour reports whether a piece of a line may end in an honorific. It looks at each character once and says yes when in
// doubt, as of what folding changes.
func mayHonour(line string) bool {
	var before, last rune // zero where a piece begins
	for i := 0; i < len(line); {
		if c := line[i]; c < utf8.RuneSelf {
			if last != 0 && !isASCIIWord(c) && endsHonorific(before, last) {
				return true
			}
			before, last = 0, 0
			i++
			continue
		}
		switch r := threeOctets(line, i); {
		case r == none:
			return true
		case isSteady(r):
			before, last = last, r
		case !isMark(r) || endsHonorific(before, last):
			return true
		default:
			before, last = 0, 0
		}
		i += 3
	}
	return endsHonorific(before, last)
}

func isASCIIWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// isMark knows the signs of Japanese that end a piece or stay as they are.
func isMark(r rune) bool {
	return r >= 0x3000 && r <= 0x3002 || r >= 0x3008 && r <= 0x3011 || r >= 0xff01 && r <= 0xff0f || r >= 0xff1a && r <= 0xff20
}

// endsHonorific knows the last two characters of honorifics, or the last where that says enough.
func endsHonorific(before, last rune) bool {
	switch last {
	case '様', '殿', '君', '長', '任', '務', '役', '授', '士', 'ー', '・':
		return true
	case 'ま':
		return before == 'さ'
	case 'ん':
		return before == 'さ' || before == 'く' || before == 'ゃ'
	case 'ン':
		return before == 'サ'
	case '生':
		return before == '先'
	}
	return false
}

// mayGreetInEnglish reports whether a line may begin with Dear or the like, or be a name with a mark behind it. It says yes
// when in doubt.
func mayGreetInEnglish(line string) bool {
	if r := threeOctets(line, 0); line[0] >= utf8.RuneSelf && r != none && isSteady(r) {
		return maySayMaster(line) // a first word in Japanese is no name in English unless a title follows: 田中 Taro-san
	}
	switch line[0] {
	case 'D', 'd', 'H', 'h', 'G', 'g':
		return true
	}
	for i := range len(line) {
		if saysName[line[i]] {
			return true
		}
	}
	return false
}

// saysName are the marks that end a name which stands alone, and what is no ASCII.
var saysName = func() (says [256]bool) {
	for _, c := range []byte("!:;?(,") {
		says[c] = true
	}
	for c := utf8.RuneSelf; c <= 0xff; c++ {
		says[c] = true
	}
	return says
}()

// maySayMaster looks for a letter of san, sama, sensei and kun, and for what NFKC might make one.
func maySayMaster(line string) bool {
	for i := range len(line) {
		if saysMaster[line[i]] {
			return true
		}
	}
	return false
}

var saysMaster = func() (says [256]bool) {
	for _, c := range []byte("sSkK\xe2\xef") {
		says[c] = true
	}
	for c := 0xf0; c <= 0xff; c++ {
		says[c] = true
	}
	return says
}()
