package manifest

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Limits of a manifest that is read. Exchange takes no more than the first.
const (
	maxSize  = 256 << 10
	maxNodes = 10_000
	maxDepth = 32
)

// node is one element.
type node struct {
	name     string // without its prefix
	space    string // namespace
	attrs    map[string]string
	text     string
	line     int
	parent   *node
	children []*node
}

// parse reads a manifest into elements. It knows no document types and no entities but XML's own.
func parse(data []byte) (*node, error) {
	if len(data) > maxSize {
		return nil, fmt.Errorf("%d bytes, at most %d", len(data), maxSize)
	}
	p := parser{decoder: xml.NewDecoder(bytes.NewReader(data))}
	for {
		token, err := p.decoder.Token()
		if errors.Is(err, io.EOF) {
			return p.root, p.complete()
		}
		if err != nil {
			return nil, err
		}
		if err := p.take(token); err != nil {
			return nil, err
		}
	}
}

type parser struct {
	decoder *xml.Decoder
	root    *node
	at      *node
	count   int
	depth   int
}

func (p *parser) take(token xml.Token) error {
	switch token := token.(type) {
	case xml.StartElement:
		return p.open(token)
	case xml.EndElement:
		p.at = p.at.parent
		p.depth--
	case xml.CharData:
		if p.at != nil {
			p.at.text += strings.TrimSpace(string(token))
		}
	case xml.Directive:
		return errors.New("a document type has no place in a manifest")
	}
	return nil
}

func (p *parser) open(start xml.StartElement) error {
	line, _ := p.decoder.InputPos()
	n := &node{name: start.Name.Local, space: start.Name.Space, attrs: make(map[string]string), line: line, parent: p.at}
	for _, attr := range start.Attr {
		n.attrs[attr.Name.Local] = attr.Value
	}
	p.count++
	p.depth++
	switch {
	case p.count > maxNodes:
		return fmt.Errorf("more than %d elements", maxNodes)
	case p.depth > maxDepth:
		return fmt.Errorf("line %d: more than %d levels deep", line, maxDepth)
	case p.at != nil:
		p.at.children = append(p.at.children, n)
	case p.root != nil:
		return fmt.Errorf("line %d: a second root element %s", line, n.name)
	default:
		p.root = n
	}
	p.at = n
	return nil
}

func (p *parser) complete() error {
	if p.root == nil {
		return errors.New("no element at all")
	}
	return nil
}

// where names an element for a person: its path and line.
func (n *node) where() string {
	return fmt.Sprintf("line %d, %s", n.line, n.path())
}

func (n *node) path() string {
	if n.parent == nil {
		return n.name
	}
	return n.parent.path() + "/" + n.name
}

// child is the first element of this name right below, or nil.
func (n *node) child(name string) *node {
	for _, c := range n.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

// all are the elements of these names at any depth, in order.
func (n *node) all(names ...string) []*node {
	var found []*node
	for _, c := range n.children {
		for _, name := range names {
			if c.name == name {
				found = append(found, c)
			}
		}
		found = append(found, c.all(names...)...)
	}
	return found
}
