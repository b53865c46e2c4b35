package main

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
	"unicode/utf16"
)

// node is a storage (with children) or a stream of a compound file.
type node struct {
	name     string
	content  []byte // of a stream; no shorter than 4096 bytes is written, so that no mini stream is needed
	children []*node
	class    [16]byte

	left, right, child uint32
	start, size        uint32
}

const none = 0xffffffff

func stream(name string, content []byte) *node {
	if len(content) < 4096 {
		content = append(bytes.Clone(content), make([]byte, 4096-len(content))...)
	}
	return &node{name: name, content: content}
}

func storage(name string, children ...*node) *node { return &node{name: name, children: children} }

// compound writes a compound file of version 3 (MS-CFB).
func compound(class string, children ...*node) []byte {
	root := storage("Root Entry", children...)
	copy(root.class[:], class)
	var entries []*node
	index := map[*node]uint32{}
	var number func(n *node)
	number = func(n *node) {
		index[n] = uint32(len(entries)) //nolint:gosec // the files here are small
		entries = append(entries, n)
		for _, c := range n.children {
			number(c)
		}
	}
	number(root)

	var body []byte
	var fat []uint32
	chain := func(content []byte) uint32 {
		start := uint32(len(fat)) //nolint:gosec // the files here are small
		for n := (len(content) + 511) / 512; n > 0; n-- {
			fat = append(fat, uint32(len(fat)+1)) //nolint:gosec // the files here are small
		}
		fat[len(fat)-1] = 0xfffffffe
		body = append(body, content...)
		body = append(body, make([]byte, (512-len(body)%512)%512)...)
		return start
	}
	for _, n := range entries {
		if n.content != nil {
			n.start, n.size = chain(n.content), uint32(len(n.content)) //nolint:gosec // the files here are small
		}
		n.child = tree(n.children, index)
	}
	root.left, root.right, root.start = none, none, 0xfffffffe
	dir := chain(directory(entries))

	fats := 1
	for fats*128 < len(fat)+fats {
		fats++
	}
	head := make([]byte, 512)
	le := binary.LittleEndian
	copy(head, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	copy(head[24:], "\x3e\x00\x03\x00\xfe\xff\x09\x00\x06\x00")
	le.PutUint32(head[44:], uint32(fats))
	le.PutUint32(head[48:], dir)
	le.PutUint32(head[56:], 4096)
	le.PutUint32(head[60:], 0xfffffffe)
	le.PutUint32(head[68:], 0xfffffffe)
	first := len(fat)
	for n := range 109 {
		at := uint32(none)
		if n < fats {
			at = uint32(first + n) //nolint:gosec // the files here are small
			fat = append(fat, 0xfffffffd)
		}
		le.PutUint32(head[76+4*n:], at)
	}
	for n := range fats * 128 {
		v := uint32(none)
		if n < len(fat) {
			v = fat[n]
		}
		body = le.AppendUint32(body, v)
	}
	return append(head, body...)
}

// tree makes the children of a storage a balanced tree, sorted as MS-CFB wants it, and returns its root.
func tree(all []*node, index map[*node]uint32) uint32 {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b *node) int {
		return cmp.Or(len(a.name)-len(b.name), strings.Compare(strings.ToUpper(a.name), strings.ToUpper(b.name)))
	})
	var grow func(part []*node) uint32
	grow = func(part []*node) uint32 {
		if len(part) == 0 {
			return none
		}
		m := len(part) / 2
		part[m].left, part[m].right = grow(part[:m]), grow(part[m+1:])
		return index[part[m]]
	}
	return grow(all)
}

func directory(entries []*node) []byte {
	le := binary.LittleEndian
	out := make([]byte, (len(entries)+3)/4*512)
	for n := range len(out) / 128 {
		e := out[128*n:]
		le.PutUint32(e[68:], none)
		le.PutUint32(e[72:], none)
		le.PutUint32(e[76:], none)
		if n >= len(entries) {
			continue
		}
		x := entries[n]
		u := utf16.Encode([]rune(x.name))
		for i, c := range u {
			le.PutUint16(e[2*i:], c)
		}
		le.PutUint16(e[64:], uint16(2*len(u)+2)) //nolint:gosec // the files here are small
		e[66], e[67] = 1, 1
		if n == 0 {
			e[66] = 5
		} else if x.content != nil {
			e[66] = 2
		}
		le.PutUint32(e[68:], x.left)
		le.PutUint32(e[72:], x.right)
		le.PutUint32(e[76:], x.child)
		copy(e[80:], x.class[:])
		le.PutUint32(e[116:], x.start)
		le.PutUint32(e[120:], x.size)
	}
	return out
}

// installer is an empty Windows Installer database: a compound file of that class.
func installer() []byte {
	return compound("\x84\x10\x0c\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46",
		stream("\u4840\u3f3f\u4577\u446c\u3b6a\u45e4\u4824", []byte{1, 0}), stream("\x05SummaryInformation", []byte("\xfe\xff\x00\x00")))
}
