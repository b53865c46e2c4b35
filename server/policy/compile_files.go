package policy

import (
	"strings"
)

// fileCondition is an attachments condition, compiled. Nil: not given.
type fileCondition struct {
	any, none, all *fileTest
	count          *fileTest
	countBounds    bounds
	totalSize      *bounds
}

type fileTest struct {
	is         []string
	types      []string // classes and MIME types, in lower case
	extensions []string // without the dot, folded
	names      wordList
	size       *bounds
	inside     *bool
}

func (c *compiler) fileCondition(where string, src *AttachmentCondition) *fileCondition {
	f := &fileCondition{any: c.fileTest(where, src.Any), none: c.fileTest(where, src.None), all: c.fileTest(where, src.All)}
	if src.Count != nil {
		f.count = c.fileTest(where, &src.Count.FileTest)
		f.countBounds = boundsOf(&src.Count.Number)
	}
	if src.TotalSize != nil {
		total := boundsOf(src.TotalSize)
		f.totalSize = &total
	}
	return f
}

func (c *compiler) fileTest(where string, src *FileTest) *fileTest {
	if src == nil {
		return nil
	}
	t := &fileTest{is: src.Is, inside: src.Inside, names: c.wordsOf(where+".names", src.Names)}
	for _, name := range src.Types {
		t.types = append(t.types, strings.ToLower(name))
	}
	for _, ext := range src.Extensions {
		t.extensions = append(t.extensions, strings.TrimPrefix(foldName(ext), "."))
	}
	if src.Size != nil {
		size := boundsOf(src.Size)
		t.size = &size
	}
	return t
}
