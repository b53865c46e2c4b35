package attach

import "math/bits"

// An entry of a table: how many bits it takes (0: there is no such code), how many follow it, what it is, and its value.
const (
	isLiteral = 1 << 31
	isEnd     = 1 << 13
	isTable   = 1 << 14 // the value is where a second table begins, that so many bits choose from; it takes none itself
)

// code makes the table of a code (3.2.2) whose first look takes width bits. False: the lengths are none of a code.
func code(table []uint32, lengths []uint8, width int, entry func(symbol int) uint32) ([]uint32, bool) {
	var count, next [16]int
	for _, l := range lengths {
		count[l]++
	}
	count[0] = 0
	longest, used, first := 0, 0, 0
	for l := 1; l < len(count); l++ {
		first = (first + count[l-1]) << 1
		next[l] = first
		if used += count[l] << (15 - l); count[l] > 0 {
			longest = l
		}
	}
	if longest > 0 && used != 1<<15 && (longest != 1 || count[1] != 1) {
		return table, false
	}
	if cap(table) < 1<<width {
		table = make([]uint32, 1<<width, 2<<width)
	}
	table = table[:1<<width]
	clear(table)
	for symbol, l := range lengths {
		if l == 0 {
			continue
		}
		reversed := int(bits.Reverse16(uint16(next[l])) >> (16 - l)) // #nosec G115 -- at most 15 bits
		next[l]++
		e := entry(symbol)
		if e != 0 {
			e |= uint32(l)
		}
		if int(l) <= width {
			for i := reversed; i < 1<<width; i += 1 << l {
				table[i] = e
			}
			continue
		}
		table = secondLook(table, reversed, width, longest, int(l), e)
	}
	return table, true
}

// secondLook files a code that is longer than the first look. All second tables take what the longest code has more.
func secondLook(table []uint32, reversed, width, longest, l int, e uint32) []uint32 {
	more := longest - width
	at := reversed & (1<<width - 1)
	if table[at] == 0 {
		start := len(table)
		table = append(table, make([]uint32, 1<<more)...)
		table[at] = isTable | uint32(start)<<16 | uint32(more)<<8 // #nosec G115 -- below 1<<13; at most 8
	}
	start := int(table[at] >> 16)
	for i := reversed >> width; i < 1<<more; i += 1 << (l - width) {
		table[start+i] = e
	}
	return table
}

func plain(symbol int) uint32 { return 1<<15 | uint32(symbol)<<16 } // #nosec G115 -- at most 18

// literal has the lengths of 3.2.5.
func literal(symbol int) uint32 {
	switch {
	case symbol < 256:
		return isLiteral | uint32(symbol)<<16 // #nosec G115 -- an octet
	case symbol == 256:
		return isEnd
	case symbol < 265:
		return uint32(symbol-254) << 16 // #nosec G115 -- 3 to 10
	case symbol < 285:
		extra := (symbol - 261) / 4
		return uint32((4+(symbol-265)%4)<<extra+3)<<16 | uint32(extra)<<8 // #nosec G115 -- at most 227 and 5
	case symbol == 285:
		return maxMatch << 16
	}
	return 0
}

// distance has those of 3.2.5.
func distance(symbol int) uint32 {
	switch {
	case symbol < 4:
		return uint32(symbol+1) << 16 // #nosec G115 -- at most 4
	case symbol < 30:
		extra := symbol/2 - 1
		return uint32((2+symbol%2)<<extra+1)<<16 | uint32(extra)<<8 // #nosec G115 -- at most 24,577 and 13
	}
	return 0
}
