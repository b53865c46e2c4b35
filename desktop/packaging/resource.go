package main

import (
	"bytes"
	"encoding/binary"
)

// Types of resources (Microsoft, "Resource Types").
const (
	typeIcon      = 3
	typeGroupIcon = 14
	typeManifest  = 24
)

// groupID is the number of the icon that Wails shows in the window's frame.
const groupID = 3

// english is the language that stands for any.
const english = 0x0409

// resource is one thing that a Windows program carries.
type resource struct {
	kind, id int
	data     []byte
}

// resources makes an object file (Microsoft, "PE Format", 4 to 6.9) that holds nothing but resources: the manifest and the icon. The
// go command links it into the program.
func resources(manifest []byte, images []image) []byte {
	var all []resource
	for i, m := range images {
		all = append(all, resource{typeIcon, i + 1, m.png})
	}
	all = append(all, resource{typeGroupIcon, groupID, group(images)}, resource{typeManifest, 1, manifest})
	section, relocations := tree(all)
	return object(section, relocations)
}

// tree writes the directory of resources, three levels deep (type, number, language), then the entries that say where data is, then
// the data. The places in these entries are from the start of the program, so each needs a relocation. all is sorted by kind and id.
func tree(all []resource) (section []byte, relocations []uint32) {
	const directory, entry, leaf = 16, 8, 16
	kinds := byKind(all)
	second := directory + entry*len(kinds)
	third := second + directory*len(kinds) + entry*len(all)
	leaves := third + (directory+entry)*len(all)
	data := leaves + leaf*len(all)
	var one, two, three, four, five bytes.Buffer
	header(&one, len(kinds))
	n := 0
	for _, k := range kinds {
		put(&one, k[0].kind, second+two.Len()|subdirectory)
		header(&two, len(k))
		for _, r := range k {
			put(&two, r.id, third+three.Len()|subdirectory)
			header(&three, 1)
			put(&three, english, leaves+leaf*n)
			relocations = append(relocations, uint32(leaves+leaf*n)) //nolint:gosec // icons are small
			put(&four, data+five.Len(), len(r.data), 0, 0)
			five.Write(r.data)
			five.Write(make([]byte, -len(r.data)&7))
			n++
		}
	}
	return bytes.Join([][]byte{one.Bytes(), two.Bytes(), three.Bytes(), four.Bytes(), five.Bytes()}, nil), relocations
}

// subdirectory marks an entry that leads to another directory.
const subdirectory = 1 << 31

func byKind(all []resource) [][]resource {
	var kinds [][]resource
	for i, r := range all {
		if i == 0 || all[i-1].kind != r.kind {
			kinds = append(kinds, nil)
		}
		kinds[len(kinds)-1] = append(kinds[len(kinds)-1], r)
	}
	return kinds
}

func header(b *bytes.Buffer, numbered int) {
	put(b, 0, 0, 0)
	_ = binary.Write(b, binary.LittleEndian, []uint16{0, uint16(numbered)}) //nolint:gosec // a handful
}

func put(b *bytes.Buffer, values ...int) {
	for _, v := range values {
		_ = binary.Write(b, binary.LittleEndian, uint32(v)) //nolint:gosec // icons are small, and so is what leads to them
	}
}

// object wraps a section of resources as an object file for amd64.
func object(section []byte, relocations []uint32) []byte {
	const (
		amd64         = 0x8664
		addr32nb      = 3 // an address from the start of the program
		readData      = 0x40000040
		fileHeader    = 20
		sectionHeader = 40
		relocation    = 10
	)
	section = append(section, make([]byte, -len(section)&3)...)
	start := uint32(fileHeader + sectionHeader)
	relocate := start + uint32(len(section))                  //nolint:gosec // icons are small
	symbols := relocate + uint32(relocation*len(relocations)) //nolint:gosec // a handful
	var b bytes.Buffer
	write := func(v any) { _ = binary.Write(&b, binary.LittleEndian, v) }
	write([]uint16{amd64, 1})
	write([]uint32{0, symbols, 1})
	write([]uint16{0, 4}) // no line numbers
	b.WriteString(".rsrc\x00\x00\x00")
	write([]uint32{0, 0, uint32(len(section)), start, relocate, 0}) //nolint:gosec // icons are small
	write([]uint16{uint16(len(relocations)), 0})                    //nolint:gosec // a handful
	write(uint32(readData))
	b.Write(section)
	for _, at := range relocations {
		write([]uint32{at, 0})
		write(uint16(addr32nb))
	}
	b.WriteString(".rsrc\x00\x00\x00")
	write(uint32(0))
	write([]uint16{1, 0})
	b.Write([]byte{3, 0}) // a symbol of this file
	write(uint32(4))      // the table of long names is empty
	return b.Bytes()
}

// image is one size of the icon.
type image struct {
	side int
	png  []byte
}

// iconImages are the sizes that Windows shows.
func iconImages() []image {
	var all []image
	for _, side := range []int{16, 20, 24, 32, 40, 48, 64, 256} {
		all = append(all, image{side, picture(side)})
	}
	return all
}

// entries writes what stands before the images, in a file and in a resource; at is what each entry ends with.
func entries(b *bytes.Buffer, images []image, at func(i int)) {
	_ = binary.Write(b, binary.LittleEndian, []uint16{0, 1, uint16(len(images))}) //nolint:gosec // a handful
	for i, m := range images {
		side := byte(m.side)                                         //nolint:gosec // 256 is written as 0
		b.Write([]byte{side, side, 0, 0})                            // no palette
		_ = binary.Write(b, binary.LittleEndian, []uint16{1, 32})    // 32 bits a pixel
		_ = binary.Write(b, binary.LittleEndian, uint32(len(m.png))) //nolint:gosec // small
		at(i)
	}
}

// group is the resource that puts the sizes of an icon together by their numbers.
func group(images []image) []byte {
	var b bytes.Buffer
	entries(&b, images, func(i int) { _ = binary.Write(&b, binary.LittleEndian, uint16(i+1)) }) //nolint:gosec // a handful
	return b.Bytes()
}

// iconFile is a .ico file.
func iconFile(images []image) []byte {
	const before, each = 6, 16
	place := before + each*len(images)
	var b bytes.Buffer
	entries(&b, images, func(i int) {
		_ = binary.Write(&b, binary.LittleEndian, uint32(place)) //nolint:gosec // small
		place += len(images[i].png)
	})
	for _, m := range images {
		b.Write(m.png)
	}
	return b.Bytes()
}
