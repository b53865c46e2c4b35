package policy

import "strings"

// file is an attachment, or a file inside one.
type file struct {
	src    *Attachment
	top    int32     // the attachment it is, or is in, by its number among e.files
	inside string    // the path in the container; empty for an attachment
	class  fileClass // see classes
	names  []string  // every name it can have
	// unread stands for a part of the mail that nobody could look into: it is uninspectable, and nothing else is known.
	unread bool
}

// classes are the kinds of file that it is, found when a rule first asks.
func (f *file) classes() fileClass {
	if f.class == 0 {
		f.class = classOf(f.src) | classKnown
	}
	return f.class
}

// fileDepth is how deep files are followed; package attach does not go deeper.
const fileDepth = 32

// readFiles lists the attachments, then what is inside them. Small embedded pictures are none (settings.inlineImages).
func (e *evaluation) readFiles() {
	for i := range e.m.Attachments {
		if a := &e.m.Attachments[i]; !e.picture(a) {
			e.files = append(e.files, e.newFile(a, n32(len(e.files)), ""))
			e.totalSize += max(a.Size, 0)
		}
	}
	e.attachments = len(e.files)
	for i := range e.attachments {
		e.readInside(e.files[i].src, n32(i), "", fileDepth)
	}
	for range e.m.Malformed {
		e.files = append(e.files, file{top: none, unread: true})
	}
}

func (e *evaluation) newFile(a *Attachment, top int32, inside string) file {
	f := file{src: a, top: top, inside: inside, names: a.Names}
	if len(f.names) == 0 && a.Name != "" {
		e.namesOfFiles = append(e.namesOfFiles, a.Name)
		f.names = e.namesOfFiles[len(e.namesOfFiles)-1 : len(e.namesOfFiles) : len(e.namesOfFiles)]
	}
	return f
}

func (e *evaluation) readInside(container *Attachment, top int32, path string, depth int) {
	if depth == 0 {
		return
	}
	for i := range container.Inside {
		a := &container.Inside[i]
		at := a.Name
		if path != "" {
			at = path + "/" + a.Name
		}
		e.files = append(e.files, e.newFile(a, top, at))
		e.readInside(a, top, at, depth-1)
	}
}

// picture reports whether a is an embedded picture that is no attachment: small, a picture by content, with nothing odd.
func (e *evaluation) picture(a *Attachment) bool {
	kind := a.Type
	if kind == "" {
		kind = a.Declared
	}
	return a.Inline && a.Size <= e.p.doc.Settings.InlineImages && e.p.doc.Settings.InlineImages > 0 &&
		len(a.Marks) == 0 && len(a.Inside) == 0 && strings.HasPrefix(strings.ToLower(kind), "image/")
}

// detectFiles turns the marks of files into findings, whatever the depth. What the mail's walker could not decide is a part
// nobody looked into.
func (e *evaluation) detectFiles() {
	if e.attachments > 0 && e.anyExternal {
		finding := e.intern(codeAttachmentToExternal, number(argCount, int64(e.attachments)), number(argSize, e.totalSize))
		for i := range e.attachments {
			e.uses = append(e.uses, useOf(finding, fileTarget(n32(i)), none))
		}
	}
	for i := range e.files {
		f := &e.files[i]
		if f.src == nil {
			continue
		}
		for m := range f.src.Marks {
			mark := &f.src.Marks[m]
			if code, known := e.p.marks[mark.Flag]; known {
				e.found(code, fileTarget(f.top), markArgs(mark, f.inside)...)
			}
		}
	}
	for _, reason := range e.m.Malformed {
		e.found(codeAttachmentUninspectable, noTarget, word(argReason, reason))
	}
	e.detectUnread()
}

// markArgs keeps a detector's arguments as they are; the path in the container comes from where the file is.
func markArgs(m *Mark, inside string) []arg {
	args := sortedArgs(m.Args)
	if inside != "" {
		args = append(args, word(argInside, inside))
	}
	return args
}

func (f *file) has(flag string) bool {
	if f.unread {
		return flag == "uninspectable"
	}
	for i := range f.src.Marks {
		if f.src.Marks[i].Flag == flag {
			return true
		}
	}
	return false
}
