package policy

import (
	"fmt"
	"math"
	"strings"
)

// who is the range of a test on recipients.
type who uint8

const (
	whoAll who = iota
	whoExternal
	whoInternal
)

// The fields as bits.
const (
	bitTo uint8 = 1 << iota
	bitCc
	bitBcc
	allFields = bitTo | bitCc | bitBcc
)

func fieldBit(f Field) uint8 {
	switch f {
	case FieldTo:
		return bitTo
	case FieldCc:
		return bitCc
	}
	return bitBcc
}

// testKey is what makes two tests one.
type testKey struct {
	who       who
	fields    uint8
	in, notIn int32
	hasIs     bool
	is, isNot flags
}

// recipientTest is a test on one recipient. Its outcome for a mail is computed once, however many rules use it.
type recipientTest struct {
	testKey
	rangeOf int32 // the same range without tests
	src     *RecipientTest
}

// recipientCondition holds tests by their number; none: not given.
type recipientCondition struct {
	any, none, all            int32
	count, domains, companies countCondition
}

type countCondition struct {
	test int32
	bounds
}

// atLeastOne is the test, if the condition cannot hold unless somebody passes it.
func (q countCondition) atLeastOne() int32 {
	if q.test == none || q.holds(0) {
		return none
	}
	return q.test
}

// bounds is a number condition as an inclusive range.
type bounds struct {
	low, high int64
	limit     int64 // the number that was written, for messages
}

func boundsOf(n *Number) bounds {
	b := bounds{low: math.MinInt64, high: math.MaxInt64}
	if n.Under != nil {
		b.high, b.limit = *n.Under-1, *n.Under
	}
	if n.AtMost != nil && *n.AtMost < b.high {
		b.high, b.limit = *n.AtMost, *n.AtMost
	}
	if n.Over != nil {
		b.low, b.limit = *n.Over+1, *n.Over
	}
	if n.AtLeast != nil && *n.AtLeast >= b.low {
		b.low, b.limit = *n.AtLeast, *n.AtLeast
	}
	return b
}

func (b bounds) holds(n int64) bool { return n >= b.low && n <= b.high }

// lower reports whether there is a lower bound: only then can something be too many or too large.
func (b bounds) lower() bool { return b.low != math.MinInt64 }

func (c *compiler) recipientCondition(where string, src *RecipientCondition) *recipientCondition {
	return &recipientCondition{
		any:   c.quantifier(where+".any", src.Any),
		none:  c.quantifier(where+".none", src.None),
		all:   c.quantifier(where+".all", src.All),
		count: c.counter(where+".count", src.Count, whoAll), domains: c.counter(where+".domains", src.Domains, whoExternal),
		companies: c.counter(where+".companies", src.Companies, whoExternal),
	}
}

func (c *compiler) quantifier(where string, src *RecipientTest) int32 {
	if src == nil {
		return none
	}
	return c.test(where, src, whoAll)
}

func (c *compiler) counter(where string, src *RecipientCount, otherwise who) countCondition {
	if src == nil {
		return countCondition{test: none}
	}
	return countCondition{test: c.test(where, &src.RecipientTest, otherwise), bounds: boundsOf(&src.Number)}
}

func (c *compiler) test(where string, src *RecipientTest, otherwise who) int32 {
	key := testKey{who: otherwise, in: c.set(where+".in", src.In), notIn: c.set(where+".notIn", src.NotIn), hasIs: len(src.Is) > 0}
	switch src.Who {
	case "all":
		key.who = whoAll
	case "external":
		key.who = whoExternal
	case "internal":
		key.who = whoInternal
	}
	for _, f := range src.Fields {
		key.fields |= fieldBit(Field(f))
	}
	if key.fields == 0 {
		key.fields = allFields
	}
	key.is = c.flags(where+".is", src.Is)
	key.isNot = c.flags(where+".isNot", src.IsNot)
	return c.addTest(key, src)
}

func (c *compiler) addTest(key testKey, src *RecipientTest) int32 {
	if id, ok := c.tests[key]; ok {
		return id
	}
	rangeOf := none
	if plain := (testKey{who: key.who, fields: key.fields, in: none, notIn: none}); plain != key {
		rangeOf = c.addTest(plain, src)
	}
	id := n32(len(c.p.tests))
	if rangeOf == none {
		rangeOf = id
	}
	c.p.tests = append(c.p.tests, recipientTest{testKey: key, rangeOf: rangeOf, src: src})
	c.tests[key] = id
	return id
}

func (c *compiler) flags(where string, names []string) flags {
	var set flags
	for _, name := range names {
		bit := flagOf(name)
		if bit == 0 {
			if _, known := LookupCode("recipient." + name); !known {
				c.fail(where, fmt.Errorf("no flag %q: write one of %s", name, strings.Join(flagNames[:], ", ")))
			}
		}
		set |= bit
	}
	return set
}
