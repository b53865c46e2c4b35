package text

import "strings"

// nearEnd is how many lines that are not empty a signature has at most, its rules included.
const nearEnd = 12

// ruleMarks are what people draw lines with.
const ruleMarks = "-_=*~#+.:^|/\\ー─━―—–‐−－＝＿＊～〜＋☆★◆◇■□●○◎▲△▼▽※♪♦・…‥┏┓┗┛┌┐└┘┣┫├┤┼╋┃│｡ﾟ･"

// isRule reports whether a line consists of five or more rule marks.
func isRule(line string) bool {
	count := 0
	for _, r := range line {
		switch {
		case strings.ContainsRune(ruleMarks, r):
			count++
		case r != ' ' && r != '\t' && r != '\u3000':
			return false
		}
	}
	return count >= 5
}

// beforeSignature cuts the signature. It never cuts everything: a mail that begins with a rule is not one signature.
func beforeSignature(lines []string) []string {
	for i := len(lines) - 1; i >= 0; i-- {
		if lines[i] == "-- " || lines[i] == "--" && filled(lines[i:]) <= nearEnd {
			return keepSome(lines, i)
		}
	}
	rules := rulesNearEnd(lines)
	switch {
	case len(rules) == 0:
		return lines
	case filled(lines[rules[0]+1:]) > 0:
		return keepSome(lines, rules[0]) // text after the last rule: that rule opens the signature
	case len(rules) == 1:
		return lines // a rule at the very end closes nothing
	}
	opening := rules[1]
	if isSetOff(lines[opening+1 : rules[0]]) {
		return lines
	}
	// A signature may have rules inside; then its parts are short.
	for _, above := range rules[2:] {
		if between := lines[above+1 : opening]; filled(between) > 3 || isSetOff(between) {
			break
		}
		opening = above
	}
	return keepSome(lines, opening)
}

// rulesNearEnd returns the places of rules, last first.
func rulesNearEnd(lines []string) []int {
	var rules []int
	for i, seen := len(lines)-1, 0; i >= 0 && seen < nearEnd; i-- {
		if strings.TrimSpace(lines[i]) != "" {
			seen++
		}
		if isRule(lines[i]) {
			rules = append(rules, i)
		}
	}
	return rules
}

// isSetOff reports whether what stands between two rules is one word of letters and figures, such as a password: nobody signs so.
func isSetOff(lines []string) bool {
	if filled(lines) != 1 {
		return false
	}
	word := strings.TrimSpace(strings.Join(lines, ""))
	if len(word) < 4 || len(word) > 64 || strings.Contains(word, "://") || strings.HasPrefix(strings.ToLower(word), "www.") {
		return false
	}
	outside := func(r rune) bool { return r <= ' ' || r >= 0x7f || r == '@' }
	return !strings.ContainsFunc(word, outside) && strings.ContainsAny(word, "0123456789") && strings.ToLower(word) != strings.ToUpper(word)
}

func keepSome(lines []string, cut int) []string {
	if filled(lines[:cut]) == 0 {
		return lines
	}
	return lines[:cut]
}

// filled counts the lines that are not empty.
func filled(lines []string) int {
	n := 0
	for _, line := range lines {
		if strings.TrimSpace(line) != "" {
			n++
		}
	}
	return n
}
