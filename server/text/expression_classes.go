package text

import (
	"regexp/syntax"
	"slices"
	"unicode"
	"unicode/utf8"
)

// classes sort all characters by what an expression can tell apart.
type classes struct {
	ascii   [utf8.RuneSelf]uint16
	pages   [1 << 10]uint16 // of each 64 characters below U+10000: which of sets they are
	sets    [][64]uint16
	wide    uint16 // the class of all from U+10000 on, which are told apart by none
	example []rune // a character of each class
}

// endOfText is the class of what follows the last character.
const endOfText = 0

// at returns the class of the character at i and how many octets it takes.
func (c *classes) at(s string, i int) (class uint16, size int) {
	if s[i] < utf8.RuneSelf {
		return c.ascii[s[i]], 1
	}
	r := threeOctets(s, i)
	if size = 3; r == none {
		r, size = utf8.DecodeRuneInString(s[i:])
	}
	if r > 0xffff {
		return c.wide, size
	}
	return c.sets[c.pages[r>>6]][r&63], size
}

// classify parts the characters at the borders of all ranges in a program, and joins again what no range tells apart.
func classify(prog *syntax.Prog) (c classes) {
	ranges := rangesOf(prog)
	borders := []rune{0, 0x10000}
	for _, set := range ranges {
		for i := 0; i < len(set); i += 2 {
			borders = append(borders, min(set[i], 0x10000), min(set[i+1]+1, 0x10000))
		}
	}
	slices.Sort(borders)
	borders = slices.Compact(borders)
	of := part(borders, ranges)
	highest := uint16(0)
	for _, class := range of {
		highest = max(highest, class)
	}
	c.example = make([]rune, highest+1)
	for i, class := range of {
		c.example[class] = borders[i]
	}
	c.fill(borders, of)
	return c
}

// part numbers, from 1, what the ranges tell apart of the stretches that begin at the borders.
func part(borders []rune, ranges [][]rune) []uint16 {
	of := make([]uint16, len(borders))
	count := uint16(1)
	for i := range of {
		of[i] = 1
	}
	for _, set := range ranges {
		within := map[uint16]uint16{} // class -> the class of its part within the set
		for i := 0; i < len(set); i += 2 {
			at, _ := slices.BinarySearch(borders, set[i])
			for ; at < len(borders) && borders[at] <= set[i+1]; at++ {
				if within[of[at]] == 0 {
					count++
					within[of[at]] = count
				}
				of[at] = within[of[at]]
			}
		}
	}
	return renumber(of)
}

// renumber leaves out the numbers of classes that were parted until nothing was left.
func renumber(of []uint16) []uint16 {
	numbers := map[uint16]uint16{}
	for i, class := range of {
		if numbers[class] == 0 {
			numbers[class] = uint16(len(numbers) + 1) // #nosec G115 -- a few hundred
		}
		of[i] = numbers[class]
	}
	return of
}

// fill writes the tables. Most pages have no border.
func (c *classes) fill(borders []rune, of []uint16) {
	plain := map[uint16]uint16{} // class -> the set in which all are of it
	at := 0
	for page := range c.pages {
		first := rune(page << 6) // #nosec G115 -- below U+10000
		for at+1 < len(borders) && borders[at+1] <= first {
			at++
		}
		parted := at+1 < len(borders) && borders[at+1] < first+64
		number, ok := plain[of[at]]
		if parted || !ok {
			number = uint16(len(c.sets)) // #nosec G115 -- at most 1024
			c.sets = append(c.sets, [64]uint16{})
			at = fillSet(&c.sets[number], first, borders, of, at)
			if !parted {
				plain[of[at]] = number
			}
		}
		c.pages[page] = number
	}
	copy(c.ascii[:64], c.sets[c.pages[0]][:])
	copy(c.ascii[64:], c.sets[c.pages[1]][:])
	c.wide = of[len(of)-1]
}

// fillSet writes the classes of 64 characters and returns the border at or before the last.
func fillSet(set *[64]uint16, first rune, borders []rune, of []uint16, at int) int {
	for i := range set {
		for at+1 < len(borders) && borders[at+1] <= first+rune(i) { // #nosec G115 -- below 64
			at++
		}
		set[i] = of[at]
	}
	return at
}

// rangesOf lists the sets of characters, as first and last of ranges, that a program asks for, each once.
func rangesOf(prog *syntax.Prog) (all [][]rune) {
	seen := map[string]bool{}
	add := func(set []rune) {
		if key := string(set); !seen[key] {
			seen[key] = true
			all = append(all, set)
		}
	}
	add([]rune{'0', '9', 'A', 'Z', '_', '_', 'a', 'z'}) // for the borders of words
	for _, inst := range prog.Inst {
		switch inst.Op {
		case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
			if len(inst.Rune) != 1 {
				add(inst.Rune)
				continue
			}
			set := []rune{inst.Rune[0], inst.Rune[0]}
			if syntax.Flags(inst.Arg)&syntax.FoldCase != 0 { // #nosec G115 -- a few flags
				for r := unicode.SimpleFold(inst.Rune[0]); r != inst.Rune[0]; r = unicode.SimpleFold(r) {
					set = append(set, r, r)
				}
			}
			add(set)
		}
	}
	return all
}
