package text

import (
	"regexp/syntax"
	"slices"
)

// need is what has to stand in a text for something to match, in pairs of characters: one pair, or all or one of several needs.
// The zero need is met by every text.
type need struct {
	is   needIs
	pair uint16
	of   []need
}

type needIs uint8

const (
	nothing needIs = iota
	aPair
	allOf
	oneOf
)

// met reports whether a text may hold what is needed.
func (n *need) met(k *sketch) bool {
	switch n.is {
	case aPair:
		return k.has(n.pair)
	case allOf:
		for i := range n.of {
			if !n.of[i].met(k) {
				return false
			}
		}
	case oneOf:
		for i := range n.of {
			if n.of[i].met(k) {
				return true
			}
		}
		return false
	}
	return true
}

// all joins needs of which each is to be met.
func all(needs ...need) need {
	needs = slices.DeleteFunc(needs, func(n need) bool { return n.is == nothing })
	switch len(needs) {
	case 0:
		return need{}
	case 1:
		return needs[0]
	}
	return need{is: allOf, of: needs}
}

// needOfOne is met where one of some strings may stand.
func needOfOne(strings []string) need {
	n := need{is: oneOf}
	for _, s := range strings {
		var pairs []need
		last := outside
		for i, r := range hiragana(s) {
			c := uint32(r) // #nosec G115 -- a character
			if i > 0 {
				pairs = append(pairs, need{is: aPair, pair: pairOf(last, c)})
			}
			last = c
		}
		one := all(pairs...)
		if one.is == nothing {
			return need{}
		}
		n.of = append(n.of, one)
	}
	return n
}

// What is found out about an expression is bounded: how many strings a part of it may stand for, and how many characters a class
// may have.
const (
	maxStands = 600
	maxClass  = 8
)

// clue is what is known of a part of an expression: all strings that it stands for, or else what it needs.
type clue struct {
	stands []string
	need   need
}

func (p clue) needs() need {
	if p.stands == nil {
		return p.need
	}
	return needOfOne(p.stands)
}

// clueOf looks into an expression, simplified. What it does not understand needs nothing.
func clueOf(re *syntax.Regexp) clue {
	if re.Flags&syntax.FoldCase != 0 {
		return clue{}
	}
	switch re.Op {
	case syntax.OpLiteral:
		return clue{stands: []string{string(re.Rune)}}
	case syntax.OpCharClass:
		return clue{stands: members(re.Rune)}
	case syntax.OpEmptyMatch, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return clue{stands: []string{""}}
	case syntax.OpCapture:
		return clueOf(re.Sub[0])
	case syntax.OpPlus:
		return clue{need: clueOf(re.Sub[0]).needs()}
	case syntax.OpQuest:
		if c := clueOf(re.Sub[0]); c.stands != nil {
			return clue{stands: append([]string{""}, c.stands...)}
		}
	case syntax.OpConcat:
		return clueOfRow(re.Sub)
	case syntax.OpAlternate:
		return clueOfChoice(re.Sub)
	}
	return clue{}
}

// members lists the characters of a small class.
func members(ranges []rune) (one []string) {
	for i := 0; i < len(ranges); i += 2 {
		if int(ranges[i+1]-ranges[i])+len(one) >= maxClass {
			return nil
		}
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			one = append(one, string(r))
		}
	}
	return one
}

// clueOfRow joins the strings of neighbours as long as they are few.
func clueOfRow(subs []*syntax.Regexp) clue {
	var needs []need
	row := []string{""}
	for _, sub := range subs {
		p := clueOf(sub)
		if p.stands != nil && len(row)*len(p.stands) <= maxStands {
			row = pasted(row, p.stands)
			continue
		}
		needs = append(needs, needOfOne(row))
		if row = p.stands; row == nil {
			needs, row = append(needs, p.need), []string{""}
		}
	}
	if needs == nil {
		return clue{stands: row}
	}
	return clue{need: all(append(needs, needOfOne(row))...)}
}

func pasted(heads, tails []string) []string {
	both := make([]string, 0, len(heads)*len(tails))
	for _, h := range heads {
		for _, t := range tails {
			both = append(both, h+t)
		}
	}
	return both
}

// clueOfChoice is one of several.
func clueOfChoice(subs []*syntax.Regexp) clue {
	var stands []string
	var needs []need
	few := true
	for _, sub := range subs {
		p := clueOf(sub)
		few = few && p.stands != nil && len(stands)+len(p.stands) <= maxStands
		stands, needs = append(stands, p.stands...), append(needs, p.needs())
	}
	switch {
	case few:
		return clue{stands: stands}
	case slices.ContainsFunc(needs, func(n need) bool { return n.is == nothing }):
		return clue{}
	}
	return clue{need: need{is: oneOf, of: needs}}
}
