package personal

// digitsOf copies the digits of s and returns how many there are; more than the array holds are not copied.
func digitsOf(s string, to *[24]byte) int {
	n := 0
	for i := 0; i < len(s) && n < len(to); i++ {
		if isDigit(s[i]) {
			to[n] = s[i] - '0'
			n++
		}
	}
	return n
}

// same reports whether all digits are equal: a place to fill in, never a number that somebody has.
func same(d []byte) bool {
	for _, c := range d {
		if c != d[0] {
			return false
		}
	}
	return true
}

// isMyNumber compares the check digit of an individual number: ordinance no. 85 (2014) of the Ministry of Internal Affairs, art. 5.
func isMyNumber(d []byte) bool {
	if len(d) != 12 || same(d) {
		return false
	}
	sum := 0
	for n := 1; n <= 11; n++ {
		q := n + 1
		if n >= 7 {
			q = n - 5
		}
		sum += int(d[11-n]) * q
	}
	check := 11 - sum%11
	if sum%11 <= 1 {
		check = 0
	}
	return int(d[11]) == check
}

// isCorporate compares the check digit, the first one, of a corporate number: ordinance no. 70 (2014) of the Ministry of Finance.
func isCorporate(d []byte) bool {
	if len(d) != 13 || same(d) {
		return false
	}
	sum := 0
	for n := 1; n <= 12; n++ {
		sum += int(d[13-n]) * (2 - n%2)
	}
	return int(d[0]) == 9-sum%9
}

// isCard compares the check digit (ISO/IEC 7812-1, annex B) and the beginning with what the schemes hand out.
func isCard(d []byte) bool {
	if same(d) || !luhn(d) {
		return false
	}
	two, three, four := int(d[0])*10+int(d[1]), int(d[0])*100+int(d[1])*10+int(d[2]), int(d[0])*1000+int(d[1])*100+int(d[2])*10+int(d[3])
	switch len(d) {
	case 13, 19:
		return d[0] == 4
	case 14:
		return three >= 300 && three <= 305 || two == 36 || two == 38 || two == 39
	case 15:
		return two == 34 || two == 37
	case 16:
		return d[0] == 4 || two >= 51 && two <= 55 || four >= 2221 && four <= 2720 || four >= 3528 && four <= 3589 ||
			four == 6011 || two == 65 || three >= 644 && three <= 649 || two == 62
	}
	return false
}

func luhn(d []byte) bool {
	sum := 0
	for i := range d {
		n := int(d[len(d)-1-i])
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

// isLicence compares the code of the issuing commission and the check digit of a driver's licence. Neither rule is published by
// the police, so it only raises confidence.
func isLicence(d []byte) bool {
	if len(d) != 12 || same(d) {
		return false
	}
	code := int(d[0])*10 + int(d[1])
	switch {
	case code >= 10 && code <= 14, code >= 20 && code <= 25, code == 30, code >= 40 && code <= 49, code >= 50 && code <= 55,
		code >= 60 && code <= 65, code >= 70 && code <= 74, code >= 80 && code <= 83, code >= 90 && code <= 97:
	default:
		return false
	}
	sum := 0
	for i, w := range [10]int{5, 4, 3, 2, 7, 6, 5, 4, 3, 2} {
		sum += w * int(d[i])
	}
	return int(d[10]) == (11-sum%11)%10
}

// isInsurer compares the check digit of an insurer's number of 8 digits: weights 2 and 1 from the right, digits added up.
func isInsurer(d []byte) bool {
	if len(d) != 8 || same(d) {
		return false
	}
	sum := 0
	for i := range 7 {
		n := int(d[6-i]) * (2 - i%2)
		sum += n/10 + n%10
	}
	return int(d[7]) == (10-sum%10)%10
}

// ibanLen returns how long the international account number is that s begins with, blanks included; 0: there is none, or its check
// digits are wrong: ISO 13616-1, modulus 97 of what stands behind the first four signs, then these. s begins with two capitals and two
// digits.
func ibanLen(s string) (length int) {
	head, rest, n := 0, 0, 0
	for i := 0; i < len(s) && n < 34; i++ {
		c := s[i]
		if c == ' ' && i+1 < len(s) && isAlnum(s[i+1]) {
			continue
		}
		digit, size := int(c-'0'), 10
		if c >= 'A' && c <= 'Z' {
			digit, size = int(c-'A')+10, 100
		} else if !isDigit(c) {
			break
		}
		if n++; n <= 4 {
			head = head*size + digit
			continue
		}
		rest = (rest*size + digit) % 97
		if n >= 15 && (rest*1_000_000+head)%97 == 1 && (i+1 == len(s) || !isAlnum(s[i+1])) {
			length = i + 1
		}
	}
	return length
}

// isPhone reports whether a number in Japan may begin like that: 0 and a digit that no trunk code begins with twice.
func isPhone(d []byte) bool {
	if len(d) < 10 || len(d) > 11 || d[0] != 0 || d[1] == 0 || same(d[1:]) {
		return false
	}
	if len(d) == 11 {
		return isMobile(d) || d[1] == 5 && d[2] == 0 || d[1] == 2 && d[2] == 0
	}
	return d[2] != 0 || d[1] != 5 && d[1] < 7 // 050, 070, 080, 090 have eleven digits
}

// isMobile knows 070, 080 and 090, and 060, which is to come. Numbers that begin 0900 and the like are given to nobody yet, but stand
// in for others in forms.
func isMobile(d []byte) bool {
	return len(d) == 11 && d[0] == 0 && d[1] >= 6 && d[2] == 0 && !same(d[3:])
}

// isFree knows numbers that are never a person's: 0120, 0800, 0570, 0990, 0180.
func isFree(d []byte) bool {
	four := int(d[0])*1000 + int(d[1])*100 + int(d[2])*10 + int(d[3])
	return four == 120 || four == 800 || four == 570 || four == 990 || four == 180
}
