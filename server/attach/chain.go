package attach

import "io"

// chain reads content that lies in blocks, each of which says through a table where the next is: streams of compound files,
// files of FAT.
type chain struct {
	s     source
	each  int64             // octets of a block
	place func(int64) int64 // where a block begins
	next  func(int64) int64 // the block after one; negative: none
	at    int64             // the next block
	left  int64
	run   io.Reader // blocks that lie one behind the other; nil: the next are to be found
}

const maxRun = 256 // blocks

func (c *chain) Read(p []byte) (int, error) {
	for c.left > 0 {
		if c.run == nil {
			if c.at < 0 {
				return 0, io.ErrUnexpectedEOF
			}
			first, n := c.at, int64(1)
			for c.at = c.next(first); c.at == first+n && n < maxRun; n++ {
				c.at = c.next(c.at)
			}
			c.run = c.s.section(c.place(first), min(n*c.each, c.left))
		}
		n, err := c.run.Read(p)
		c.left -= int64(n)
		switch {
		case n > 0:
			return n, nil
		case err != io.EOF:
			return 0, err
		}
		c.run = nil
	}
	return 0, io.EOF
}
