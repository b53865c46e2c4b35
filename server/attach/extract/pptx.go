package extract

// readPptx reads a PowerPoint file (ECMA-376-1, 19): slides in order, their notes, comments, what stands on the masters beside
// the places to fill in, and what other parts say.
func readPptx(t *sink, f File) error {
	p, err := openOffice(t, f)
	if err != nil {
		return err
	}
	part := func(prefix string) func() error {
		return func() error { return p.each(prefix, drawing(t)) }
	}
	master := func(prefix string) func() error {
		return func() error { return p.each(prefix, ownShapes(t)) }
	}
	return run(
		part("ppt/slides/slide"), part("ppt/notesslides/notesslide"), p.remarks, part("ppt/diagrams/data"), part("ppt/charts/chart"),
		master("ppt/slidemasters/slidemaster"), master("ppt/slidelayouts/slidelayout"), p.rest, p.links, p.properties,
	)
}

// remarks reads comments in both of their forms.
func (p *pack) remarks() error {
	d := drawing(p.t)
	open := false
	return p.each("ppt/comments/", func(k *token) error {
		switch {
		case k.kind == tokenText && open:
			return p.t.write(k.content(nil))
		case k.kind != tokenText && string(k.name) == "text":
			open = k.kind == tokenStart && !k.empty
			p.t.newline()
			return nil
		}
		return d(k)
	})
}

// ownShapes leaves out the shapes that are places to fill in: a master's "Click to edit" is seen by nobody.
func ownShapes(t *sink) func(*token) error {
	take := drawing(t)
	place := false
	return func(k *token) error {
		switch {
		case k.kind == tokenStart && string(k.name) == "ph":
			place = true
		case k.kind == tokenEnd && string(k.name) == "sp":
			place = false
		case k.kind == tokenText && place:
			return nil
		}
		return take(k)
	}
}
