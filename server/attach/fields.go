package attach

import "math/bits"

// fields reads the fields of a header held in memory. Reading beyond its end gives zeros and sets bad, so that a parser looks at bad
// where it would act on what it has read.
type fields struct {
	b   []byte
	bad bool
}

func (c *fields) take(n int64) []byte {
	if n < 0 || n > int64(len(c.b)) {
		c.b, c.bad = nil, true
		return nil
	}
	b := c.b[:n]
	c.b = c.b[n:]
	return b
}

func (c *fields) u8() int {
	if b := c.take(1); b != nil {
		return int(b[0])
	}
	return 0
}

func (c *fields) u16() int {
	if b := c.take(2); b != nil {
		return u16(b, 0)
	}
	return 0
}

func (c *fields) u32() int64 {
	if b := c.take(4); b != nil {
		return u32(b, 0)
	}
	return 0
}

// text reads up to a zero, which it takes too.
func (c *fields) text() []byte {
	for i, b := range c.b {
		if b == 0 {
			return c.take(int64(i) + 1)[:i]
		}
	}
	c.b, c.bad = nil, true
	return nil
}

// number reads a number of 7z (7zFormat.txt, "REAL_UINT64"): the first octet says by its leading ones how many follow. What
// no file can be long is bad.
func (c *fields) number() int64 {
	first := c.u8()
	more := bits.LeadingZeros8(^uint8(first)) // #nosec G115 -- one octet
	var v uint64
	for i := range more {
		v |= uint64(c.u8()) << (8 * i) // #nosec G115 -- one octet
	}
	if more < 7 {
		v |= uint64(first&(1<<(7-more)-1)) << (8 * more) // #nosec G115 -- one octet
	}
	if v > 1<<60 {
		c.bad = true
		return 0
	}
	return int64(v) // #nosec G115 -- checked
}

// count reads a number of things of which each takes at least one bit or octet of what is left: 1/per octets.
func (c *fields) count(per int64) int64 {
	n := c.number()
	if n > int64(len(c.b))*per {
		c.b, c.bad = nil, true
		return 0
	}
	return n
}

// vint reads a number of RAR 5: seven bits an octet, the lowest first.
func (c *fields) vint() int64 {
	var v int64
	for shift := 0; shift < 63; shift += 7 {
		b := int64(c.u8())
		v |= b & 0x7f << shift
		if b&0x80 == 0 {
			return v
		}
	}
	c.bad = true
	return 0
}
