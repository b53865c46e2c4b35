// Package attach looks at files: true type, disguise, encryption, macros, what is inside containers. It finds, it does not
// judge: what it sees becomes marks on a policy.Attachment, and rules decide what follows.
//
// It looks into ZIP, 7z, RAR, LZH, CAB, ARJ, tar, gzip, bzip2, xz, LZMA, lzip, LZ4, zlib, brotli (.br), compress (.Z) and
// Zstandard, into discs (ISO 9660, Joliet, UDF) and images
// of FAT, into mails (.eml, .msg, winmail.dat) and sections of OneNote, into archives behind programs, pictures and texts, into files that
// texts carry in base 64 or uuencode (16 of each, in the first 16 MiB; 36 KiB of a text in an archive), and into what is embedded in documents. It never executes, guesses no passwords and never writes outside temporary files of its own. It
// never fails: what it cannot read is marked "uninspectable" with a reason, and a parser that breaks down breaks nothing else.
// Of other archives, of which it knows no more than the type, it says "uninspectable" rather than nothing; so it does of what
// is called an archive, an Office document or a PDF and is no longer to be known, as many programs that encrypt leave it.
// A document that is a ZIP is looked into too: what in it is no part of the format is a file like any other.
//
// A file counts as encrypted if it cannot be opened without a password or a key. A PDF file that only forbids printing or
// changing does not; nor does a workbook or a presentation with the password that Excel or PowerPoint tries by itself before it
// asks: that one is decrypted, up to 32 MiB, and looked at like any other. Word tries none. "macro" says by its kind what acts
// when a document is opened, also without macros of its own: a template or an object on the web, DDE, scripts in a PDF file.
//
// A script, a shortcut or a launcher is known without its extension too, if the whole text is one by several signs; a text
// that quotes one has prose around it, and stays a text. What a signature (CMS) wraps is looked into.
//
// Not read: Deflate64 and PPMd in ZIP, LZX and Quantum in CAB, filters for programs in xz (reason
// "method"), dynamic VHD, VHDX, VMDK, WIM and NTFS ("unsupported"), and volumes of split archives ("volume").
//
// # Limits
//
// Containers are opened 5 deep; mails do not count, of which 9 may lie in each other ("too-deep"). One message (NewBudget; without one, one call of Inspect) may have 10,000 entries, unpack to
// 200 MiB and take 2 seconds. A container may not unpack more than 200 to 1 once that is above 10 MiB, neither as a whole nor
// in any file, and entries of a ZIP may not overlap. Beyond a limit the container is marked "bomb" with the limit's name, or
// "uninspectable" with the reason "time" or, for 200 MiB that were reached without growing more than 20 to 1, "size".
// What lies open in a container is read where it lies. What has to be unpacked is held in memory up to 4 MiB a level, in a
// temporary file above; of texts only the ends are. Deflated data that is short, up to 1 MiB, takes twice that besides at each level. Windows of decoders are at most 32 MiB (reason "memory"), which is looked
// up before the decoder is made; only PPMd in RAR 3 chooses its memory inside its data, up to 256 MiB. Files that nobody needs
// to look into are read to their ends for the first 32 MiB of a message, to hold what they declare against what they are.
package attach

import (
	"bytes"
	"context"
	"io"

	"sekisho/server/policy"
)

// File is one file to look at.
type File struct {
	Name     string   // the name a reader sees, undecorated
	Names    []string // every name it can have
	Declared string   // MIME type the client declared; may be empty
	Inline   bool
	Size     int64       // of the whole content, octets
	Content  io.ReaderAt // nil: only the name is known
}

// Inspect looks at f and at what is inside it, within the package's limits. It never fails: what it cannot read is marked.
// Several files of one message share the limits if ctx comes from NewBudget.
func Inspect(ctx context.Context, f File) policy.Attachment {
	a := policy.Attachment{Name: f.Name, Names: f.Names, Size: f.Size, Declared: f.Declared, Inline: f.Inline}
	if f.Content == nil {
		byNameAlone(&a, "no-content")
		return a
	}
	w := &walker{ctx: ctx, budget: budgetOf(ctx), texts: wantsText(ctx)}
	w.run(&a, source{f.Content, max(f.Size, 0)})
	return a
}

// InspectPartial concludes what it can from the first and the last octets of a file of size octets. What it says of type,
// name and the encryption of a ZIP is as sure as Inspect's; files inside are listed but not opened. Unless the two ends prove
// that the rest can hold nothing of interest (it is encrypted, a picture, a film, a plain text), the file is marked
// "uninspectable" with the reason "partial".
func InspectPartial(name, declared string, size int64, head, tail []byte, sha256 string) policy.Attachment {
	a := policy.Attachment{Name: name, Size: size, Declared: declared, SHA256: sha256}
	if int64(len(head)) > size || int64(len(tail)) > size {
		size = int64(max(len(head), len(tail)))
	}
	ends := &ends{head: head, tail: tail, size: size}
	if len(head) == 0 {
		byNameAlone(&a, "partial")
		return a
	}
	w := &walker{ctx: context.Background(), budget: &budget{}, partial: !ends.complete()}
	w.run(&a, source{ends, size})
	if w.partial && !ends.proven(&a) {
		mark(&a, "uninspectable", "reason", "partial")
	}
	return a
}

// byNameAlone says what a name tells. That a container cannot be looked into is said, because silence would mean "not
// encrypted".
func byNameAlone(a *policy.Attachment, reason string) {
	a.Type = typeOfExtension(Extension(a.Name))
	if a.Type == "" {
		a.Type = a.Declared
	}
	markName(a)
	groups := Groups(a.Type, a.Name)
	if has(groups, "archive") || has(groups, "office") || has(groups, "pdf") || has(groups, "disk-image") {
		mark(a, "uninspectable", "reason", reason)
	}
}

// ends is a file of which only head and tail are known.
type ends struct {
	head, tail []byte
	size       int64
}

func (e *ends) complete() bool { return int64(len(e.head))+int64(len(e.tail)) >= e.size }

// known is how many octets can be read from off on.
func (e *ends) known(off int64) int64 {
	if tailAt := e.size - int64(len(e.tail)); off >= tailAt || e.complete() {
		return e.size - off
	}
	return int64(len(e.head)) - off
}

// ReadAt gives io.ErrUnexpectedEOF for what is neither in head nor in tail.
func (e *ends) ReadAt(p []byte, off int64) (int, error) {
	tailAt := e.size - int64(len(e.tail))
	switch {
	case off >= e.size:
		return 0, io.EOF
	case off < int64(len(e.head)):
		n := copy(p, e.head[off:])
		if n == len(p) {
			return n, nil
		}
		more, err := e.ReadAt(p[n:], off+int64(n))
		return n + more, err
	case off >= tailAt:
		return bytes.NewReader(e.tail).ReadAt(p, off-tailAt)
	}
	return 0, io.ErrUnexpectedEOF
}

// keep moves the end of the file on by b, within the room that tail has.
func (e *ends) keep(b []byte) {
	b = b[max(len(b)-cap(e.tail), 0):]
	if over := len(e.tail) + len(b) - cap(e.tail); over > 0 {
		e.tail = e.tail[:copy(e.tail, e.tail[over:])]
	}
	e.tail = append(e.tail, b...)
}

// mark notes something once; args are names and values in turn.
func mark(a *policy.Attachment, flag string, args ...any) {
	for _, m := range a.Marks {
		if m.Flag == flag {
			return
		}
	}
	m := policy.Mark{Flag: flag}
	for i := 0; i+1 < len(args); i += 2 {
		if m.Args == nil {
			m.Args = map[string]any{}
		}
		name, _ := args[i].(string)
		m.Args[name] = args[i+1]
	}
	a.Marks = append(a.Marks, m)
}

func has(groups []string, group string) bool {
	for _, g := range groups {
		if g == group {
			return true
		}
	}
	return false
}
