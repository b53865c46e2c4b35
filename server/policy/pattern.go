package policy

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"

	"sekisho/server/text"
)

// What patterns may cost. RE2 takes time in proportion to the octets of the text and to the instructions of the pattern's program;
// a hundred million of both multiplied take up to a second.
const (
	maxPatternSize  = 1500        // instructions of one pattern
	maxPatternSizes = 50_000      // instructions of all patterns of a policy
	patternWork     = 300_000_000 // octets times instructions that all patterns may use in judging one mail
	maxLiteral      = 16          // characters of a literal that are looked for before a pattern is asked
)

// pattern is a pattern of the policy, once however many rules have it.
type pattern struct {
	written string
	re      *regexp.Regexp
	number  int32
	size    int64   // instructions of its program
	needs   []int32 // of the policy's literals, one at least stands in what it matches; none: it may match anything
}

// patternUse is a pattern in a rule.
type patternUse struct {
	*pattern
	otherwise bool // what it counts as when it costs too much
}

// readPattern parses a pattern as it is matched: without regard to case.
func readPattern(written string) (parsed *syntax.Regexp, size int, err error) {
	parsed, err = syntax.Parse("(?i)"+written, syntax.Perl)
	if err != nil {
		return nil, 0, err
	}
	parsed = parsed.Simplify()
	program, err := syntax.Compile(parsed)
	if err != nil {
		return nil, 0, err
	}
	return parsed, len(program.Inst), nil
}

// pattern compiles a pattern, or finds it compiled.
func (c *compiler) pattern(where, written string) *pattern {
	if p := c.patterns[written]; p != nil {
		return p
	}
	parsed, size, err := readPattern(written)
	var re *regexp.Regexp
	if err == nil {
		re, err = regexp.Compile("(?i)" + written)
	}
	c.patternSizes += size
	switch {
	case err != nil:
		c.fail(where, fmt.Errorf("%q is no RE2 pattern: %w", written, err))
	case size > maxPatternSize:
		c.fail(where, fmt.Errorf("%s: %s; %s", quoted(clip(written, 60)), tooLarge(size), smallerPattern))
	case c.patternSizes > maxPatternSizes:
		c.fail(where, errors.New(patternsTooLarge))
	default:
		p := &pattern{written: written, re: re, number: n32(len(c.patterns)), size: int64(size)}
		c.patterns[written], c.needs = p, append(c.needs, needs{p, required(parsed)})
		return p
	}
	return nil
}

const smallerPattern = "use smaller numbers in { }, or words instead of a pattern"

var patternsTooLarge = fmt.Sprintf("the patterns up to this one make more than %d steps together", maxPatternSizes)

func tooLarge(size int) string {
	return fmt.Sprintf("a pattern of %d steps, more than %d, takes too long on a long text", size, maxPatternSize)
}

// needs are the literals of which a pattern needs one.
type needs struct {
	of       *pattern
	literals []string
}

// literals puts what all patterns need into one automaton.
func (c *compiler) literals() {
	var all []string
	for _, n := range c.needs {
		all = append(all, n.literals...)
	}
	found, numbers := text.NewLiterals(all)
	for _, n := range c.needs {
		n.of.needs, numbers = numbers[:len(n.literals)], numbers[len(n.literals):]
	}
	c.p.literals, c.p.patternNumbers = found, make(map[string]int32, len(c.patterns))
	for written, p := range c.patterns {
		c.p.patternNumbers[written] = p.number
	}
}

// required returns strings of which one at least stands, whatever the case, in everything that an expression matches; none if
// nothing is known to.
func required(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		return []string{clipLiteral(string(re.Rune))}
	case syntax.OpCapture, syntax.OpPlus:
		return required(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return required(re.Sub[0])
		}
	case syntax.OpConcat:
		var best []string
		for _, sub := range re.Sub {
			if found := required(sub); shortest(found) > shortest(best) {
				best = found
			}
		}
		return best
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			found := required(sub)
			if len(found) == 0 {
				return nil
			}
			all = append(all, found...)
		}
		return all
	}
	return nil
}

// shortest is the length of the shortest of some strings in octets: the longer, the rarer.
func shortest(list []string) int {
	n := 0
	for i, s := range list {
		if i == 0 || len(s) < n {
			n = len(s)
		}
	}
	return n
}

func clipLiteral(s string) string {
	n := 0
	for i := range s {
		if n == maxLiteral {
			return s[:i]
		}
		n++
	}
	return s
}

// patternProblem says what is wrong with a pattern.
func patternProblem(s string) (message, fix string) {
	if n := utf8.RuneCountInString(s); n > maxPattern {
		return fmt.Sprintf("a pattern of %d characters", n), fmt.Sprintf("keep it to %d", maxPattern)
	}
	if s == "" {
		return "an empty pattern", "write one or leave the key out"
	}
	if _, err := syntax.Parse(s, syntax.Perl); err != nil {
		return fmt.Sprintf("%s is no RE2 pattern: %s", quoted(clip(s, 60)), strings.TrimPrefix(err.Error(), "error parsing regexp: ")), "look-around and back-references do not exist in RE2"
	}
	if _, size, err := readPattern(s); err != nil || size > maxPatternSize {
		return tooLarge(size), smallerPattern
	}
	return "", ""
}

// patternSizes adds up what the patterns of a policy make together. It says at which of a list there are too many.
type patternSizes struct {
	known map[string]bool
	sum   int
}

func (s *patternSizes) add(list []string) (tooMany int, ok bool) {
	for i, written := range list {
		if s.known[written] || s.sum > maxPatternSizes {
			continue
		}
		s.known[written] = true
		if _, size, err := readPattern(written); err == nil && size <= maxPatternSize {
			if s.sum += size; s.sum > maxPatternSizes {
				return i, false
			}
		}
	}
	return 0, true
}
