package attach

// The parts of a 7z header, after 7zFormat.txt of the LZMA SDK. Counts are held against what is left of the header before
// room is made for so many.

func (c *fields) sevenHeader() (*sevenDir, error) {
	d := &sevenDir{}
	for !c.bad {
		switch c.u8() {
		case 0x00:
			if err := d.assign(); err != nil {
				return nil, err
			}
			return d, nil
		case 0x02:
			c.sevenProperties()
		case 0x03:
			c.sevenStreams(&sevenDir{})
		case 0x04:
			c.sevenStreams(d)
		case 0x05:
			c.sevenFiles(d)
		default:
			return nil, err7z
		}
	}
	return nil, err7z
}

func (c *fields) sevenProperties() {
	for !c.bad && c.u8() != 0 {
		c.take(c.number())
	}
}

// sevenStreams reads the folders and what is packed where.
func (c *fields) sevenStreams(d *sevenDir) (at int64, sizes []int64) {
	for !c.bad {
		switch c.u8() {
		case 0x00:
			return at, sizes
		case 0x06:
			at, sizes = c.sevenPacked()
		case 0x07:
			c.sevenFolders(d)
		case 0x08:
			c.sevenParts(d)
		default:
			c.bad = true
		}
	}
	return at, sizes
}

func (c *fields) sevenPacked() (at int64, sizes []int64) {
	at = c.number()
	n := c.count(1)
	for !c.bad {
		switch c.u8() {
		case 0x00:
			return at, sizes
		case 0x09:
			for i := int64(0); i < n && !c.bad; i++ {
				sizes = append(sizes, c.number())
			}
		case 0x0a:
			c.digests(n)
		default:
			c.bad = true
		}
	}
	return at, sizes
}

func (c *fields) sevenFolders(d *sevenDir) {
	if c.u8() != 0x0b {
		c.bad = true
	}
	n := c.count(1)
	if n > max7zDirs || c.u8() != 0 { // they stand elsewhere: nobody writes that
		c.bad = true
	}
	for i := int64(0); i < n && !c.bad; i++ {
		d.folders = append(d.folders, c.sevenFolder())
	}
	if c.u8() != 0x0c {
		c.bad = true
	}
	for i := range d.folders {
		f := &d.folders[i]
		for _, k := range f.coders {
			for range k.out {
				f.sizes = append(f.sizes, c.number())
			}
		}
	}
	switch c.u8() {
	case 0x00:
		return
	case 0x0a:
		there := c.digests(n)
		for i := range d.folders {
			d.folders[i].summed = there == nil || i < len(there) && there[i]
		}
	default:
		c.bad = true
	}
	if c.u8() != 0 {
		c.bad = true
	}
}

func (c *fields) sevenFolder() (f sevenFolder) {
	f.files = 1
	n := c.count(1)
	var in, out int64
	for i := int64(0); i < n && !c.bad; i++ {
		flags := c.u8()
		k := sevenCoder{method: string(c.take(int64(flags & 15))), in: 1, out: 1}
		if flags&0x10 != 0 {
			k.in, k.out = c.count(1), c.count(1)
		}
		if flags&0x20 != 0 {
			k.properties = c.take(c.number())
		}
		in, out = in+k.in, out+k.out
		f.coders = append(f.coders, k)
	}
	if len(f.coders) == 0 || len(f.coders) > 32 || in > 32 || out < 1 || out > 32 || in < out {
		c.bad = true
		return f
	}
	for range 2 * (out - 1) { // which gives to which
		c.number()
	}
	if f.packed = in - out + 1; f.packed > 1 {
		for range f.packed {
			c.number()
		}
	}
	return f
}

// sevenParts reads how folders are divided into files. Of each folder's files the last one's size is not written.
func (c *fields) sevenParts(d *sevenDir) {
	id := c.u8()
	if id == 0x0d {
		for i := range d.folders {
			d.folders[i].files = c.number()
		}
		id = c.u8()
	}
	digests := int64(0)
	for i := range d.folders {
		f := &d.folders[i]
		if c.bad || len(f.sizes) == 0 || f.files > int64(len(c.b))+1 { // each has a size or a checksum or a name still to come
			c.bad = true
			return
		}
		left := f.sizes[len(f.sizes)-1]
		for j := int64(1); j < f.files && id == 0x09 && !c.bad; j++ {
			f.parts = append(f.parts, c.number())
			left -= f.parts[len(f.parts)-1]
		}
		if f.files > 0 {
			f.parts = append(f.parts, left)
		}
		if f.files != 1 || !f.summed {
			digests += f.files
		}
	}
	if id == 0x09 {
		id = c.u8()
	}
	if id == 0x0a {
		c.digests(digests)
		id = c.u8()
	}
	if id != 0 {
		c.bad = true
	}
}

func (c *fields) sevenFiles(d *sevenDir) {
	n := c.number()
	keep := min(n, maxEntries+1)
	d.more = n > maxEntries
	d.files = make([]sevenFile, keep)
	for !c.bad {
		id := c.u8()
		if id == 0 {
			return
		}
		in := &fields{b: c.take(c.number())}
		switch id {
		case 0x0e:
			for i, empty := range in.bitsOf(keep) {
				if empty {
					d.files[i].folder = -1
				}
			}
		case 0x11:
			if in.u8() == 0 {
				in.sevenNames(d.files)
			}
		}
	}
}

// assign gives each file its place in the folders. The library finds content by the same order.
func (d *sevenDir) assign() error {
	folder, part := 0, 0
	for i := range d.files {
		f := &d.files[i]
		if f.folder < 0 {
			f.dir = true
			continue
		}
		for folder < len(d.folders) && int64(part) >= d.folders[folder].files {
			folder, part = folder+1, 0
		}
		if folder >= len(d.folders) {
			return err7z
		}
		in := &d.folders[folder]
		f.folder, f.size = folder, -1
		switch {
		case part < len(in.parts):
			f.size = in.parts[part]
		case in.files == 1 && len(in.sizes) > 0:
			f.size = in.sizes[len(in.sizes)-1]
		}
		if f.size < 0 {
			return err7z
		}
		part++
	}
	return nil
}
